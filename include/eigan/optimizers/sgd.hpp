// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <eigan/optimizers/optimizer.hpp>

namespace eigan {

/// Gradient descent with classical momentum (Polyak, 1964):
///
///     v <- momentum v - learning_rate g,   w <- w + v
///
/// A falling rate does not change the velocity gathered so far.
struct SGD {
  static constexpr const char* name = "sgd";
  static constexpr std::size_t slots = 1;

  Schedule learning_rate = 0.1;  ///< at least 0
  Schedule momentum = 0.0;       ///< in [0, 1]

  void validate() const {
    detail::require_rate("SGD", learning_rate);
    enforce(momentum.within(0, 1), "SGD: momentum must lie in [0, 1] at every step; got ",
            momentum(0), " at the first");
  }

  template <class Scalar>
  void update(const UpdateCount& count, Segment<Scalar> w, ConstSegment<Scalar> g,
              Slots<Scalar, 1> kept) const {
    const Scalar rate = static_cast<Scalar>(learning_rate(count.step - 1));
    const Scalar mu = static_cast<Scalar>(momentum(count.step - 1));
    Scalar *const x = w.data(), *const v = kept[0].data();
    for (Index i = 0; i < w.size(); ++i) {
      v[i] = mu * v[i] - rate * g[i];
      x[i] += v[i];
    }
  }
};

}  // namespace eigan
