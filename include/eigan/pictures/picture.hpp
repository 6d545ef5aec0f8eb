// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan {

/// 8-bit red, green and blue.
struct Color {
  std::uint8_t red = 255,  ///< 0 to 255
      green = 255,         ///< 0 to 255
      blue = 255;          ///< 0 to 255
};

/// A picture in memory, row by row from its upper left corner.
class Picture {
 public:
  /// Filled with `background`, by default white. \throws Error if width or height is below 1
  Picture(Index width, Index height, Color background = {}) : width_(width), height_(height) {
    require(width > 0 && height > 0, "Picture: width and height must be at least 1; got ", width,
            " x ", height);
    pixels_.assign(static_cast<std::size_t>(width * height), background);
  }

  // In pixels, at least 1.
  Index width() const { return width_; }
  Index height() const { return height_; }
  Color& operator()(Index x, Index y) { return pixels_[static_cast<std::size_t>(y * width_ + x)]; }
  const Color& operator()(Index x, Index y) const {
    return pixels_[static_cast<std::size_t>(y * width_ + x)];
  }

  /// width x height colours
  const std::vector<Color>& pixels() const { return pixels_; }

  /// Copies `other` into this picture, its upper left corner at (x, y), where it must fit.
  void paste(const Picture& other, Index x, Index y) {
    for (Index row = 0; row < other.height_; ++row) {
      std::copy_n(&other(0, row), other.width_, &(*this)(x, y + row));
    }
  }

 private:
  Index width_, height_;
  std::vector<Color> pixels_;
};

namespace detail {

/// Each pixel as a square of factor x factor pixels. \param factor  at least 1
inline Picture enlarge(const Picture& picture, Index factor) {
  Picture larger(picture.width() * factor, picture.height() * factor);
  for (Index y = 0; y < larger.height(); ++y) {
    for (Index x = 0; x < larger.width(); ++x) larger(x, y) = picture(x / factor, y / factor);
  }
  return larger;
}

}  // namespace detail

/// Two pictures side by side, their upper edges aligned, with `gap` pixels of background between.
inline Picture beside(const Picture& left, const Picture& right, Index gap) {
  Picture both(left.width() + gap + right.width(), (std::max)(left.height(), right.height()));
  both.paste(left, 0, 0);
  both.paste(right, left.width() + gap, 0);
  return both;
}

}  // namespace eigan
