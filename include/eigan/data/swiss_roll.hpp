// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include <eigan/data/mixture.hpp>
#include <eigan/data/source.hpp>

namespace eigan {

/// A spiral of one and a half turns with normal noise across and along it:
///
///     (t cos t, t sin t) / 7.5 + stddev n,    t = 3/2 pi (1 + 2 u),  u uniform on (0, 1)
///
/// It is scikit-learn's `make_swiss_roll` without its second coordinate, scaled as in the code of
/// Gulrajani et al., 2017 (WGAN-GP), whose noise is 0.25 before the division. It reaches about
/// 1.9 from the origin.
template <class Scalar>
struct SwissRoll {
  double stddev = 0.25 / 7.5;  ///< of the noise, in both directions

  /// \throws Error if the setting breaks its rule
  void validate() const { detail::require_length("SwissRoll: stddev", stddev); }

  /// 2: x and y.
  Index features() const { return 2; }

  /// The point of the spiral at u: 0 is its inner end, 1 the outer one.
  static Eigen::Vector2d curve(double u) {
    const double t = 1.5 * std::numbers::pi * (1 + 2 * u);
    return {t * std::cos(t) / 7.5, t * std::sin(t) / 7.5};
  }

  /// Overwrites `out` (2 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    detail::draw_mixture<2, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      return detail::Component<2>{curve(detail::fraction(word)), stddev};
    });
  }
};

}  // namespace eigan
