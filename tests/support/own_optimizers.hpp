// SPDX-License-Identifier: MIT
// Optimisers as a user would write them.
#pragma once

#include <eigan/optimizers/optimizer.hpp>

namespace eigan::tests {

/// An optimiser that remembers nothing, as in the documentation of `Optimizer`.
struct SignDescent {
  static constexpr std::size_t slots = 0;
  double learning_rate = 1e-3;
  template <class Scalar>
  void update(Index, Segment<Scalar> w, ConstSegment<Scalar> g, Slots<Scalar, 0>) const {
    w -= static_cast<Scalar>(learning_rate) * g.sign();
  }
};

/// AdaGrad (Duchi et al., 2011), which remembers one number a parameter.
struct AdaGrad {
  static constexpr std::size_t slots = 1;
  Schedule learning_rate = 0.1;
  template <class Scalar>
  void update(Index step, Segment<Scalar> w, ConstSegment<Scalar> g, Slots<Scalar, 1> s) const {
    s[0] += g.square();
    w -= static_cast<Scalar>(learning_rate(step - 1)) * g / (s[0].sqrt() + Scalar(1e-8));
  }
};

}  // namespace eigan::tests
