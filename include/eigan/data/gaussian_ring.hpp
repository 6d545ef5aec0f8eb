// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include <eigan/data/mixture.hpp>
#include <eigan/data/source.hpp>

namespace eigan {

/// Equally likely Gaussians on a circle: mode i sits at the angle 2 pi i / modes.
///
/// 8 modes is the usual number. Papers differ in the size: radius 2, stddev 0.02 here, as in the
/// code of Gulrajani et al., 2017 (before they scale it); radius 1, stddev 0.01 in Lin et al.,
/// 2018.
template <class Scalar>
struct GaussianRing {
  Index modes = 8;       ///< at least 1
  double radius = 2;     ///< of the circle
  double stddev = 0.02;  ///< of each mode, in both directions

  /// \throws Error if a setting breaks its rule
  void validate() const {
    enforce(modes >= 1, "GaussianRing: modes must be at least 1; got ", modes);
    detail::require_length("GaussianRing: radius", radius);
    detail::require_length("GaussianRing: stddev", stddev);
  }

  /// 2: x and y.
  Index features() const { return 2; }

  /// Where mode i is.
  Eigen::Vector2d center(Index i) const {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(modes);
    return {radius * std::cos(angle), radius * std::sin(angle)};
  }

  /// The modes, 2 x modes: what `mode_coverage` measures against.
  Batch<Scalar> centers() const { return detail::all_centers<Scalar>(*this, modes); }

  /// Overwrites `out` (2 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    detail::draw_mixture<2, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      return detail::Component<2>{center(uniform_index(word, modes)), stddev};
    });
  }
};

}  // namespace eigan
