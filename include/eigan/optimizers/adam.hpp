// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>

#include <eigan/optimizers/optimizer.hpp>

namespace eigan {

/// Adam (Kingma and Ba, 2015, Algorithm 1), at update t:
///
///     m <- beta1 m + (1 - beta1) g,   v <- beta2 v + (1 - beta2) g^2
///     w <- w - learning_rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
///
/// GANs are commonly trained with beta1 = 0.5 (Radford et al., 2016); the default is Adam's own.
struct Adam {
  static constexpr const char* name = "adam";
  static constexpr std::size_t slots = 2;

  Schedule learning_rate = 1e-3;  ///< at least 0
  double beta1 = 0.9;             ///< in [0, 1)
  double beta2 = 0.999;           ///< in [0, 1)
  double epsilon = 1e-8;          ///< finite and positive

  void validate() const {
    detail::require_rate("Adam", learning_rate);
    require(beta1 >= 0 && beta1 < 1, "Adam: beta1 must lie in [0, 1), got ", beta1);
    require(beta2 >= 0 && beta2 < 1, "Adam: beta2 must lie in [0, 1), got ", beta2);
    require(std::isfinite(epsilon) && epsilon > 0,
            "Adam: epsilon must be finite and positive, got ", epsilon);
  }

  template <class Scalar>
  void update(const Turn& turn, Segment<Scalar> w, ConstSegment<Scalar> g,
              Slots<Scalar, 2> s) const {
    const double t = static_cast<double>(turn.update);
    const Scalar rate =
        static_cast<Scalar>(learning_rate(turn.step - 1) / (1 - std::pow(beta1, t)));
    const Scalar unbias = static_cast<Scalar>(1 / (1 - std::pow(beta2, t)));
    s[0] = static_cast<Scalar>(beta1) * s[0] + static_cast<Scalar>(1 - beta1) * g;
    s[1] = static_cast<Scalar>(beta2) * s[1] + static_cast<Scalar>(1 - beta2) * g.square();
    w -= rate * s[0] / ((unbias * s[1]).sqrt() + detail::at_least_tiny<Scalar>(epsilon));
  }
};

}  // namespace eigan
