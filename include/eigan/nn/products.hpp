// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/batch.hpp>

namespace eigan::detail {

// The arithmetic of all layers: three products on maps of dynamic size, so that one instantiation
// a scalar serves every layer and a BLAS can take it. Each overwrites `c`.

template <class Scalar>
using Panel = Eigen::Map<Batch<Scalar>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using ConstPanel = Eigen::Map<const Batch<Scalar>, 0, Eigen::OuterStride<>>;

/// c = a b
template <class Scalar>
void multiply(const ConstPanel<Scalar>& a, const ConstPanel<Scalar>& b, Panel<Scalar> c) {
  c.noalias() = a * b;
}

/// c = a^T b
template <class Scalar>
void multiply_transposed(const ConstPanel<Scalar>& a, const ConstPanel<Scalar>& b,
                         Panel<Scalar> c) {
  c.noalias() = a.transpose() * b;
}

/// c = a b^T
template <class Scalar>
void multiply_by_transposed(const ConstPanel<Scalar>& a, const ConstPanel<Scalar>& b,
                            Panel<Scalar> c) {
  c.noalias() = a * b.transpose();
}

/// `rows` x `columns` of the matrix at `data` with `stride` rows, from (row, column) on.
template <class Scalar>
Panel<Scalar> panel(Scalar* data, Index stride, Index row, Index rows, Index column,
                    Index columns) {
  return {data + column * stride + row, rows, columns, Eigen::OuterStride<>(stride)};
}
template <class Scalar>
ConstPanel<Scalar> panel(const Scalar* data, Index stride, Index row, Index rows, Index column,
                         Index columns) {
  return {data + column * stride + row, rows, columns, Eigen::OuterStride<>(stride)};
}

}  // namespace eigan::detail
