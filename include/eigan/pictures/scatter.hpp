// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <eigan/pictures/picture.hpp>

namespace eigan {

/// How a scatter plot looks.
struct ScatterStyle {
  Index size = 640;                 ///< width and height, pixels
  double margin = 0.15;             ///< around the real samples, a share of their extent
  Color real = {185, 200, 220};     ///< light blue, below: large dots that merge into a surface
  Color generated = {215, 60, 20};  ///< red, on top: small dots
  double real_radius = 7;           ///< pixels
  double generated_radius = 1.5;    ///< pixels
  double opacity = 0.5;             ///< of one dot, 0 to 1; overlapping dots add up

  void validate() const {
    enforce(size > 0, "ScatterStyle: size must be at least 1; got ", size);
    enforce(margin >= 0 && real_radius >= 0 && generated_radius >= 0,
            "ScatterStyle: margin and radii must be at least 0; got ", margin, ", ", real_radius,
            " and ", generated_radius);
    enforce(opacity >= 0 && opacity <= 1, "ScatterStyle: opacity must be from 0 to 1; got ",
            opacity);
  }
};

namespace detail {

/// A disc with a soft edge, clipped to the picture.
inline void draw_dot(Picture& picture, double x, double y, double radius, Color color,
                     double opacity) {
  const auto first = [&](double at) { return (std::max<Index>)(0, std::lround(at - radius - 1)); };
  const Index right = (std::min<Index>)(picture.width() - 1, std::lround(x + radius + 1));
  const Index bottom = (std::min<Index>)(picture.height() - 1, std::lround(y + radius + 1));
  for (Index row = first(y); row <= bottom; ++row) {
    for (Index column = first(x); column <= right; ++column) {
      const double distance =
          std::hypot(static_cast<double>(column) - x, static_cast<double>(row) - y);
      const double share = opacity * std::clamp(radius + 0.5 - distance, 0.0, 1.0);
      const auto mix = [share](std::uint8_t below, std::uint8_t above) {
        return static_cast<std::uint8_t>(std::lround(below + share * (above - below)));
      };
      Color& pixel = picture(column, row);
      pixel = {mix(pixel.red, color.red), mix(pixel.green, color.green),
               mix(pixel.blue, color.blue)};
    }
  }
}

/// The spacing of grid lines: 1, 2 or 5 times a power of ten, so that 4 to 10 fit into `extent`.
inline double grid_step(double extent) {
  const double power = std::pow(10.0, std::floor(std::log10(extent / 4)));
  for (const double factor : {5.0, 2.0})
    if (4 * factor * power <= extent) return factor * power;
  return power;
}

/// The square of the plane that a scatter plot shows.
struct Frame {
  double end, extent;  ///< the last pixel, from the left and from above; width and height
  Eigen::Vector2d low;

  Frame(const Batch<double>& samples, double margin, Index pixels)
      : end(static_cast<double>(pixels - 1)) {
    const Eigen::Vector2d first = samples.rowwise().minCoeff(), last = samples.rowwise().maxCoeff();
    const double wanted = (last - first).maxCoeff() * (1 + 2 * margin);
    extent = wanted > 0 ? wanted : 1;
    low = (first + last) / 2 - Eigen::Vector2d::Constant(extent / 2);
  }

  /// Pixels from the left (axis 0) or from above (axis 1); the edge for what lies beyond it.
  double place(int axis, double value) const {
    const double share = (value - low[axis]) / extent;
    return std::clamp((axis == 0 ? share : 1 - share) * end, 0.0, end);
  }
};

inline void draw_grid(Picture& picture, const Frame& frame) {
  const double step = grid_step(frame.extent);
  for (const int axis : {0, 1}) {
    const double first = std::ceil(frame.low[axis] / step);
    const double last = std::floor((frame.low[axis] + frame.extent) / step);
    // by a count: far from the origin k + 1 == k, and k * step may lie outside
    for (Index i = 0; i <= static_cast<Index>(last - first); ++i) {
      const double k = first + static_cast<double>(i);
      const Color color = k == 0 ? Color{190, 190, 190} : Color{232, 232, 232};
      const Index place = std::lround(frame.place(axis, k * step));
      for (Index other = 0; other < picture.width(); ++other) {
        (axis == 0 ? picture(place, other) : picture(other, place)) = color;
      }
    }
  }
}

}  // namespace detail

/// Draws real samples of two features and generated ones over them, on a grid whose darker lines
/// are the axes. The frame is a square around the real samples; generated samples beyond it are
/// drawn at its edge, and those that are not finite are left out.
/// \param real       2 x count, at least one, all finite
/// \param generated  2 x count
/// \throws Error if one of these does not hold, or the style is invalid
Picture scatter(const AnyMatrix auto& real, const AnyMatrix auto& generated,
                const ScatterStyle& style = {}) {
  style.validate();
  enforce(real.rows() == 2 && generated.rows() == 2, "scatter: samples must have 2 features; got ",
          real.rows(), " (real) and ", generated.rows(), " (generated)");
  enforce(real.cols() > 0 && real.allFinite(),
          "scatter: there must be at least one real sample, all finite; got ", real.cols());
  const detail::Frame frame(real.template cast<double>(), style.margin, style.size);
  Picture picture(style.size, style.size);
  detail::draw_grid(picture, frame);
  const auto draw = [&](const Batch<double>& samples, double radius, Color color) {
    for (const auto& sample : samples.colwise()) {
      if (!sample.allFinite()) continue;
      const double x = frame.place(0, sample[0]), y = frame.place(1, sample[1]);
      detail::draw_dot(picture, x, y, radius, color, style.opacity);
    }
  };
  draw(real.template cast<double>(), style.real_radius, style.real);
  draw(generated.template cast<double>(), style.generated_radius, style.generated);
  return picture;
}

}  // namespace eigan
