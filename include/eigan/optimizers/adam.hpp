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
    enforce(beta1 >= 0 && beta1 < 1, "Adam: beta1 must lie in [0, 1); got ", beta1);
    enforce(beta2 >= 0 && beta2 < 1, "Adam: beta2 must lie in [0, 1); got ", beta2);
    enforce(std::isfinite(epsilon) && epsilon > 0,
            "Adam: epsilon must be finite and positive; got ", epsilon);
  }

  template <class Scalar>
  void update(const UpdateCount& count, Segment<Scalar> w, ConstSegment<Scalar> g,
              Slots<Scalar, 2> kept) const {
    const double t = static_cast<double>(count.update);
    const Scalar rate =
        static_cast<Scalar>(learning_rate(count.step - 1) / (1 - std::pow(beta1, t)));
    const Scalar unbias = static_cast<Scalar>(1 / (1 - std::pow(beta2, t)));
    const Scalar eps = detail::at_least_tiny<Scalar>(epsilon);
    const Scalar keep_m = static_cast<Scalar>(beta1), take_m = static_cast<Scalar>(1 - beta1);
    const Scalar keep_v = static_cast<Scalar>(beta2), take_v = static_cast<Scalar>(1 - beta2);
    Scalar *const x = w.data(), *const m = kept[0].data(), *const v = kept[1].data();
    const Scalar* const d = g.data();
    detail::with_roots<Scalar>(
        w.size(),
        [=](Index i) {
          m[i] = keep_m * m[i] + take_m * d[i];
          v[i] = keep_v * v[i] + take_v * (d[i] * d[i]);
          return unbias * v[i];
        },
        [=](Index i, Scalar root) { x[i] -= rate * m[i] / (root + eps); });
  }
};

}  // namespace eigan
