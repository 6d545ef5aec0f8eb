// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/data/scaling.hpp>

namespace eigan {

/// 8-bit red, green and blue.
struct Color {
  std::uint8_t red = 255, green = 255, blue = 255;  ///< 0 to 255
};

/// A picture in memory, row by row from its upper left corner.
class Picture {
 public:
  /// Filled with `background`, by default white. \throws Error if width or height is below 1
  Picture(Index width, Index height, Color background = {}) : width_(width), height_(height) {
    enforce(width > 0 && height > 0, "Picture: width and height must be at least 1; got ", width,
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
  const std::vector<Color>& pixels() const { return pixels_; }  ///< width x height

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

/// Two pictures side by side, their upper edges aligned, with `gap` pixels of background between.
inline Picture beside(const Picture& left, const Picture& right, Index gap) {
  Picture both(left.width() + gap + right.width(), (std::max)(left.height(), right.height()));
  both.paste(left, 0, 0);
  both.paste(right, left.width() + gap, 0);
  return both;
}

/// What images look like, and how they are laid out.
struct ImageLayout {
  Index rows = 28;     ///< of an image
  Index columns = 28;  ///< of an image
  Range values = {};   ///< black and white; what lies outside is drawn as these
  Index across = 10;   ///< images side by side
  Index gap = 2;       ///< white pixels around each image
  Index zoom = 2;      ///< each pixel of an image as zoom x zoom pixels

  void validate() const {
    enforce(rows > 0 && columns > 0 && across > 0 && zoom > 0,
            "ImageLayout: rows, columns, across and zoom must be at least 1; got ", rows, ", ",
            columns, ", ", across, ", ", zoom);
    enforce(gap >= 0, "ImageLayout: gap must be at least 0; got ", gap);
    enforce(values.low < values.high, "ImageLayout: black must be less than white; got ",
            values.low, " and ", values.high);
  }
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

/// 0 to 255; a NaN is black.
inline std::uint8_t grey(double value, Range values) {
  const double scaled = Scaling{.from = values, .to = {0, 255}}(value);
  return scaled > 0 ? static_cast<std::uint8_t>(std::lround((std::min)(scaled, 255.0))) : 0;
}

}  // namespace detail

/// Draws each column of `images`, the pixels of a grey image row by row, in reading order.
/// \param images  (rows x columns) x count, at least one image
/// \throws Error if the layout is invalid or does not fit the images
Picture image_grid(const AnyMatrix auto& images, const ImageLayout& layout) {
  layout.validate();
  enforce(images.cols() > 0 && images.rows() == layout.rows * layout.columns,
          "image_grid: there must be at least one image of ", layout.rows, " x ", layout.columns,
          " pixels; got ", images.cols(), " of ", images.rows());
  const Index across = (std::min)(layout.across, images.cols());
  const Index down = (images.cols() + across - 1) / across;
  const Index width = layout.gap + layout.columns * layout.zoom,
              height = layout.gap + layout.rows * layout.zoom;
  Picture grid(across * width + layout.gap, down * height + layout.gap);
  Picture image(layout.columns, layout.rows);
  for (Index i = 0; i < images.cols(); ++i) {
    for (Index p = 0; p < images.rows(); ++p) {
      const std::uint8_t g = detail::grey(static_cast<double>(images(p, i)), layout.values);
      image(p % layout.columns, p / layout.columns) = {g, g, g};
    }
    grid.paste(detail::enlarge(image, layout.zoom), layout.gap + i % across * width,
               layout.gap + i / across * height);
  }
  return grid;
}

/// Generated images on the left, real ones on the right, with a wider gap between.
Picture image_comparison(const AnyMatrix auto& generated, const AnyMatrix auto& real,
                         const ImageLayout& layout) {
  return beside(image_grid(generated, layout), image_grid(real, layout), 10 * layout.gap);
}

}  // namespace eigan
