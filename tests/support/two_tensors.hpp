// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/optimizers/optimizer.hpp>

namespace eigan::tests {

/// The gradients of two tensors, of 3 and of 2 parameters, in three updates: one a column.
inline Batch<double> two_gradients() {
  Batch<double> g(5, 3);
  g << 0.1, -1, 4,    //
      -0.2, 0, -0.5,  //
      3, 2, 0.01,     //
      0, 0, 1,        //
      -1, -1, 2;
  return g;
}

/// Where the two tensors start.
inline Vector<double> two_tensors() {
  return (Vector<double>(5) << 1, -2, 0.5, 0.25, 3).finished();
}

/// Update `number` of both tensors, the second first, as a network's backward pass goes.
template <class Scalar, class O>
void update_both(OptimizerState<O, Scalar>& state, const O& optimizer, Index number,
                 Vector<Scalar>& w, const Vector<Scalar>& g) {
  state.begin_update(number);
  state.update(optimizer, 3, {w.data() + 3, 2}, {g.data() + 3, 2});
  state.update(optimizer, 0, {w.data(), 3}, {g.data(), 3});
}

/// The parameters after each of three updates: 5 x 3.
template <class Scalar = double, class O>
Batch<double> three_updates(const O& optimizer) {
  OptimizerState<O, Scalar> state(5);
  Vector<Scalar> w = two_tensors().template cast<Scalar>();
  Batch<double> result(5, 3);
  for (Index i = 0; i < 3; ++i) {
    const Vector<Scalar> g = two_gradients().col(i).template cast<Scalar>();
    update_both(state, optimizer, i + 1, w, g);
    result.col(i) = w.template cast<double>();
  }
  return result;
}

/// The largest difference between two matrices' entries.
inline double distance(const Batch<double>& a, const Batch<double>& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

}  // namespace eigan::tests
