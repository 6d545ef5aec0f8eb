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
/// The defaults are PyTorch's. TensorFlow 1's are
/// {.decay = 0.9, .epsilon = 1e-10, .epsilon_inside_root = true} (and it starts from s = 1).
struct RMSProp {
  static constexpr const char* name = "rmsprop";
  static constexpr std::size_t slots = 1;

  Schedule learning_rate = 1e-2;     ///< at least 0
  double decay = 0.99;               ///< in [0, 1)
  double epsilon = 1e-8;             ///< finite and positive
  bool epsilon_inside_root = false;  ///< sqrt(s + epsilon) instead of sqrt(s) + epsilon

  void validate() const {
    detail::require_rate("RMSProp", learning_rate);
    enforce(decay >= 0 && decay < 1, "RMSProp: decay must lie in [0, 1); got ", decay);
    enforce(std::isfinite(epsilon) && epsilon > 0,
            "RMSProp: epsilon must be finite and positive; got ", epsilon);
  }

  template <class Scalar>
  void update(const UpdateCount& count, Segment<Scalar> w, ConstSegment<Scalar> g,
              Slots<Scalar, 1> kept) const {
    const Scalar rate = static_cast<Scalar>(learning_rate(count.step - 1));
    const Scalar rho = static_cast<Scalar>(decay), take = static_cast<Scalar>(1 - decay);
    const Scalar eps = detail::at_least_tiny<Scalar>(epsilon);
    const Scalar inside = epsilon_inside_root ? eps : Scalar(0);
    const Scalar outside = epsilon_inside_root ? Scalar(0) : eps;
    Scalar *const x = w.data(), *const s = kept[0].data();
    const Scalar* const d = g.data();
    detail::with_roots<Scalar>(
        w.size(),
        [=](Index i) {
          s[i] = rho * s[i] + take * (d[i] * d[i]);
          return s[i] + inside;
        },
        [=](Index i, Scalar root) { x[i] -= rate * d[i] / (root + outside); });
  }
};

}  // namespace eigan
