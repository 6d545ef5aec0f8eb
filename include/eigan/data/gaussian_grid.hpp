// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <eigan/data/mixture.hpp>
#include <eigan/data/source.hpp>

namespace eigan {

/// Equally likely Gaussians on a square grid around the origin. As it stands there are 25, at
/// {-4, -2, 0, 2, 4}^2, as in Srivastava et al., 2017 (VEEGAN), and Lin et al., 2018 (PacGAN).
template <class Scalar>
struct GaussianGrid {
  Index side = 5;        ///< modes in a row and in a column, at least 1
  double spacing = 2;    ///< between neighbouring modes
  double stddev = 0.05;  ///< of each mode, in both directions

  /// \throws Error if a setting breaks its rule
  void validate() const {
    enforce(side >= 1, "GaussianGrid: side must be at least 1; got ", side);
    detail::require_length("GaussianGrid: spacing", spacing);
    detail::require_length("GaussianGrid: stddev", stddev);
  }

  /// 2: x and y.
  Index features() const { return 2; }

  /// Where mode i is: from the left to the right, then upwards.
  Eigen::Vector2d center(Index i) const {
    const double middle = static_cast<double>(side - 1) / 2;
    return {(static_cast<double>(i % side) - middle) * spacing,
            (static_cast<double>(i / side) - middle) * spacing};
  }

  /// The modes, 2 x side^2: what `mode_coverage` measures against.
  Batch<Scalar> centers() const { return detail::all_centers<Scalar>(*this, side * side); }

  /// Overwrites `out` (2 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    detail::draw_mixture<2, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      return detail::Component<2>{center(uniform_index(word, side * side)), stddev};
    });
  }
};

}  // namespace eigan
