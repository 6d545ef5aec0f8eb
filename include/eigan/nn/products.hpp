// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <eigan/core/batch.hpp>

namespace eigan::detail {

// The arithmetic of all layers: three products on maps of dynamic size, instantiated once per scalar, or
// done by a BLAS. Each overwrites `c`.

template <class Scalar>
using Panel = Eigen::Map<Batch<Scalar>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using ConstPanel = Eigen::Map<const Batch<Scalar>, 0, Eigen::OuterStride<>>;

#ifdef EIGEN_USE_BLAS

// Called directly: Eigen would clear c and add the product to it.
inline void gemm(const char* a_op, const char* b_op, int m, int n, int k, const float* a, int lda,
                 const float* b, int ldb, float* c, int ldc) {
  const float one = 1, zero = 0;
  sgemm_(a_op, b_op, &m, &n, &k, &one, a, &lda, b, &ldb, &zero, c, &ldc);
}
inline void gemm(const char* a_op, const char* b_op, int m, int n, int k, const double* a, int lda,
                 const double* b, int ldb, double* c, int ldc) {
  const double one = 1, zero = 0;
  dgemm_(a_op, b_op, &m, &n, &k, &one, a, &lda, b, &ldb, &zero, c, &ldc);
}
template <class Scalar>
void gemm(const char* a_op, const char* b_op, Index depth, const ConstPanel<Scalar>& a,
          const ConstPanel<Scalar>& b, Panel<Scalar>& c) {
  const auto size = [](Index n) { return static_cast<int>(n); };
  const auto stride = [](Index n) { return static_cast<int>((std::max<Index>)(1, n)); };
  gemm(a_op, b_op, size(c.rows()), size(c.cols()), size(depth), a.data(), stride(a.outerStride()),
       b.data(), stride(b.outerStride()), c.data(), stride(c.outerStride()));
}

#endif

// Never inlined: their code is large, and callers do little else.

/// c = a b
template <class Scalar>
EIGEN_DONT_INLINE void multiply(const ConstPanel<Scalar>& a, const ConstPanel<Scalar>& b,
                                Panel<Scalar> c) {
#ifdef EIGEN_USE_BLAS
  gemm<Scalar>("N", "N", a.cols(), a, b, c);
#else
  c.noalias() = a * b;
#endif
}

/// c = a^T b
template <class Scalar>
EIGEN_DONT_INLINE void multiply_transposed(const ConstPanel<Scalar>& a, const ConstPanel<Scalar>& b,
                                           Panel<Scalar> c) {
#ifdef EIGEN_USE_BLAS
  gemm<Scalar>("T", "N", a.rows(), a, b, c);
#else
  c.noalias() = a.transpose() * b;
#endif
}

/// c = a b^T
template <class Scalar>
EIGEN_DONT_INLINE void multiply_by_transposed(const ConstPanel<Scalar>& a,
                                              const ConstPanel<Scalar>& b, Panel<Scalar> c) {
#ifdef EIGEN_USE_BLAS
  gemm<Scalar>("N", "T", a.cols(), a, b, c);
#else
  c.noalias() = a * b.transpose();
#endif
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
