// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>

namespace eigan::tests {

/// A layer that cannot say how much it stretches.
struct Silent : Dropout {
  void lipschitz() const;
};

/// A Dense layer that counts what is asked of it; its copies count together.
template <Index In, Index Out, class Activation = Identity>
struct Counting : Dense<In, Out, Activation> {
  struct Counts {
    int to_the_input = 0, to_the_parameters = 0;
  };
  using Base = Dense<In, Out, Activation>;
  std::shared_ptr<Counts> counts = std::make_shared<Counts>();

  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const {
    ++counts->to_the_input;
    Base::template backward_input<Scalar>(w, delta, dx, tile);
  }
  template <class Scalar>
  void backward_parameters(ConstView<Scalar> x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const {
    ++counts->to_the_parameters;
    Base::template backward_parameters<Scalar>(x, delta, dw, tile);
  }
};

}  // namespace eigan::tests
