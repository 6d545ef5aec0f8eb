// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>

#include <eigan/optimizers/optimizer.hpp>

namespace eigan {

/// RMSProp (Tieleman and Hinton, 2012), without momentum:
///
///     s <- decay s + (1 - decay) g^2,   w <- w - learning_rate g / (sqrt(s) + epsilon)
///
/// The defaults are PyTorch's convention. TensorFlow 1's, which remembers a tenth as long, has
/// epsilon inside the root and starts from s = 1: `RMSProp::tensorflow(5e-5)`.
struct RMSProp {
  static constexpr const char* name = "rmsprop";
  static constexpr std::size_t slots = 1;

  Schedule learning_rate = 1e-2;     ///< at least 0
  double decay = 0.99;               ///< in [0, 1)
  double epsilon = 1e-8;             ///< finite and positive
  bool epsilon_inside_root = false;  ///< sqrt(s + epsilon) in the place of sqrt(s) + epsilon
  double initial_square = 0;         ///< s before the first update, at least 0

  /// With TensorFlow 1's defaults: decay 0.9, epsilon 1e-10 inside the root, s = 1 at first.
  static RMSProp tensorflow(Schedule learning_rate) {
    return {.learning_rate = learning_rate,
            .decay = 0.9,
            .epsilon = 1e-10,
            .epsilon_inside_root = true,
            .initial_square = 1};
  }

  void validate() const {
    detail::require_rate("RMSProp", learning_rate);
    require(decay >= 0 && decay < 1, "RMSProp: decay must lie in [0, 1), got ", decay);
    require(std::isfinite(epsilon) && epsilon > 0,
            "RMSProp: epsilon must be finite and positive, got ", epsilon);
    require(std::isfinite(initial_square) && initial_square >= 0,
            "RMSProp: initial_square must be finite and at least 0, got ", initial_square);
  }

  template <class Scalar>
  void update(const Turn& turn, Segment<Scalar> w, ConstSegment<Scalar> g,
              Slots<Scalar, 1> s) const {
    const Scalar rate = static_cast<Scalar>(learning_rate(turn.step - 1));
    const Scalar rho = static_cast<Scalar>(decay);
    const Scalar eps = detail::at_least_tiny<Scalar>(epsilon);
    if (turn.update == 1) s[0].setConstant(static_cast<Scalar>(initial_square));
    s[0] = rho * s[0] + static_cast<Scalar>(1 - decay) * g.square();
    if (epsilon_inside_root) {
      w -= rate * g / (s[0] + eps).sqrt();
    } else {
      w -= rate * g / (s[0].sqrt() + eps);
    }
  }
};

}  // namespace eigan
