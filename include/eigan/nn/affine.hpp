// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <eigan/core/rounding.hpp>
#include <eigan/nn/description.hpp>
#include <eigan/nn/initializers.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/products.hpp>

namespace eigan::detail {

// The affine map a = W x + b of Dense and Maxout, with parameters [W | b] (rows x inputs + 1).

template <class Scalar>
EIGAN_COLD void initialise_affine(Segment<Scalar> w, Index inputs, Index rows, double gain,
                                  const Initializer& weights, const Initializer& biases,
                                  const Stream& stream) {
  const Index size = rows * inputs;
  weights(Segment<Scalar>(w.data(), size), inputs, gain, stream);
  biases(Segment<Scalar>(w.data() + size, rows), inputs, gain, stream, Stream::next_block(size));
}

/// The two tensors of [W | b], with W of `sizes` x inputs.
EIGAN_COLD inline std::vector<NamedTensor> affine_tensors(std::vector<Index> sizes, Index rows,
                                                          Index inputs) {
  NamedTensor bias{"bias", sizes, rows * inputs, rows, 1};
  sizes.push_back(inputs);
  return {std::move(bias), {"weight", std::move(sizes), 0, rows, inputs}};
}

/// A tile of a = W x + b; then `finish(column)` for each of its columns, while they are in the cache.
template <class Scalar, class Finish>
void affine(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, const Tile& t,
            Finish&& finish) {
  const Index rows = a.rows();
  const Index inputs = x.rows();
  Panel<Scalar> out = panel(a.data(), rows, t.row, t.rows, t.column, t.columns);
  multiply<Scalar>(panel(w.data(), rows, t.row, t.rows, 0, inputs),
                   panel(x.data(), inputs, 0, inputs, t.column, t.columns), out);
  const Scalar* const bias = w.data() + rows * inputs + t.row;
  for (Index j = 0; j < t.columns; ++j) {
    Segment<Scalar> column(&out(0, j), t.rows);
    for (Index i = 0; i < t.rows; ++i) column[i] += bias[i];
    finish(column);
  }
}

/// A tile of dx = W^T delta.
template <class Scalar>
EIGEN_DONT_INLINE void affine_input_gradient(ConstSegment<Scalar> w, ConstView<Scalar> delta,
                                             View<Scalar> dx, const Tile& t) {
  const Index rows = delta.rows();
  multiply_transposed<Scalar>(panel(w.data(), rows, 0, rows, t.row, t.rows),
                              panel(delta.data(), rows, 0, rows, t.column, t.columns),
                              panel(dx.data(), dx.rows(), t.row, t.rows, t.column, t.columns));
}

/// A tile of dy = W dx.
template <class Scalar>
EIGEN_DONT_INLINE void affine_tangent(ConstSegment<Scalar> w, ConstView<Scalar> dx, View<Scalar> dy,
                                      const Tile& t) {
  const Index rows = dy.rows(), inputs = dx.rows();
  multiply<Scalar>(panel(w.data(), rows, t.row, t.rows, 0, inputs),
                   panel(dx.data(), inputs, 0, inputs, t.column, t.columns),
                   panel(dy.data(), rows, t.row, t.rows, t.column, t.columns));
}

/// Columns of [dW | db] = [delta x^T | delta ones], over the given samples.
template <class Scalar>
EIGEN_DONT_INLINE void affine_parameter_gradient(const Inputs<Scalar>& x, ConstView<Scalar> delta,
                                                 Segment<Scalar> dw, const Tile& t) {
  const Index rows = delta.rows();
  const Index samples = delta.cols();
  const bool has_bias = t.column + t.columns > x.rows();
  const Index columns = t.columns - (has_bias ? 1 : 0);
  if (columns > 0) {
    multiply_by_transposed<Scalar>(panel(delta.data(), rows, 0, rows, 0, samples),
                                   panel(x.data(), x.rows(), t.column, columns, 0, samples),
                                   panel(dw.data(), rows, 0, rows, 0, columns));
  }
  if (has_bias) {
    Scalar* const db = dw.data() + rows * columns;
    std::fill_n(db, rows, Scalar(0));
    for (Index j = 0; j < samples; ++j) {
      const Scalar* const column = delta.data() + j * rows;
      const Scalar one = x.ones ? x.ones[j] : Scalar(1);
      for (Index i = 0; i < rows; ++i) db[i] += one * column[i];
    }
  }
}

/// Of a = W x + b as it is computed, for any x of a given norm.
struct AffineRounding {
  double norm;   ///< a bound on |a|
  double error;  ///< and on what rounding changes a by; infinite if it may overflow
};

/// A sum of n products and a number, in any order, is off by at most n + 1 units of rounding u of the sum of
/// their magnitudes, over 1 - (n + 1) u (Higham, 2002, section 3.1), where none underflows. 2 (n + 2) u
/// leaves room for what is rounded here.
template <class Scalar>
EIGAN_COLD AffineRounding affine_rounding(ConstSegment<Scalar> w, Index inputs, Index rows,
                                          double x_norm) {
  using Limits = std::numeric_limits<Scalar>;
  const auto norm = [&](Index first, Index count) {
    double squares = static_cast<double>(count) * 1e-300;  // for those that vanish
    for (Index i = first; i < first + count; ++i) {
      squares += static_cast<double>(w[i]) * static_cast<double>(w[i]);
    }
    return std::sqrt(squares);
  };
  const double n = static_cast<double>(inputs), u = static_cast<double>(Limits::epsilon()) / 2;
  const double magnitude = norm(0, rows * inputs) * x_norm + norm(rows * inputs, rows);
  const double underflow =
      n * std::sqrt(static_cast<double>(rows)) * static_cast<double>((Limits::min)());
  const bool bounded = (n + 2) * u < 0.25 && magnitude < static_cast<double>((Limits::max)()) / 4;
  const double error = bounded ? 2 * (n + 2) * u * magnitude + underflow : infinity;
  return {magnitude + error, error};
}

}  // namespace eigan::detail
