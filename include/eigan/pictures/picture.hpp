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

/// Draws each column of `images`, the pixels of a grey image row by row, in reading order.
/// \param images  (rows x columns) x count, at least one image
/// \throws Error if the layout is invalid or does not fit the images
Picture image_grid(const AnyMatrix auto& images, const ImageLayout& layout) {
  layout.validate();
  enforce(images.cols() > 0 && images.rows() == layout.rows * layout.columns,
          "image_grid: there must be at least one image of ", layout.rows, " x ", layout.columns,
          " pixels; got ", images.cols(), " of ", images.rows());
  const Scaling to_bytes{.from = layout.values, .to = {0, 255}};
  const Index zoom = layout.zoom, width = layout.gap + layout.columns * zoom,
              height = layout.gap + layout.rows * zoom;
  const Index across = (std::min)(layout.across, images.cols());
  const Index down = (images.cols() + across - 1) / across;
  Picture grid(across * width + layout.gap, down * height + layout.gap);
  for (Index i = 0; i < images.cols(); ++i) {
    for (Index y = layout.gap; y < height; ++y) {
      for (Index x = layout.gap; x < width; ++x) {
        const Index pixel = (y - layout.gap) / zoom * layout.columns + (x - layout.gap) / zoom;
        const double byte = to_bytes(static_cast<double>(images(pixel, i)));
        const auto rounded = std::lround(byte > 0 ? (std::min)(byte, 255.0) : 0);  // NaN: 0
        const auto grey = static_cast<std::uint8_t>(rounded);
        grid(i % across * width + x, i / across * height + y) = {grey, grey, grey};
      }
    }
  }
  return grid;
}

/// Generated images on the left, real ones on the right, with a wider gap between.
Picture image_comparison(const AnyMatrix auto& generated, const AnyMatrix auto& real,
                         const ImageLayout& layout) {
  return beside(image_grid(generated, layout), image_grid(real, layout), 10 * layout.gap);
}

}  // namespace eigan
