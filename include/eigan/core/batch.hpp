// SPDX-License-Identifier: MIT
#pragma once

#if !__has_include(<Eigen/Core>)
#error \
    "eigan needs Eigen 3.4 or later: name its folder to the compiler, -isystem /usr/include/eigen3 (Debian: libeigen3-dev)"
#endif
#include <Eigen/Core>
#include <concepts>
#include <cstdint>

#if PTRDIFF_MAX < 0x7FFFFFFFFFFFFFFF && !EIGEN_VERSION_AT_LEAST(3, 4, 90)
// Eigen 3.4 shifts a size_t of 32 bits by 63 here; clang++ then refuses small matrices, or none.
template <>
inline void Eigen::internal::check_rows_cols_for_overflow<-1>::run(Index rows, Index cols) {
  if (rows != 0 && cols != 0 && rows > PTRDIFF_MAX / cols) throw_std_bad_alloc();
}
#endif

namespace eigan {

using Eigen::Dynamic;
using Eigen::Index;
static_assert(sizeof(Index) >= 8,
              "eigan: Eigen::Index must have 64 bits: on 32-bit targets, define "
              "EIGEN_DEFAULT_DENSE_INDEX_TYPE as long long for the whole program");

/// Samples, scores, activations: one sample per column (features x samples).
template <class Scalar>
using Batch = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::ColMajor>;

/// A flat vector, such as all the parameters of a network.
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Dynamic, 1>;

/// One number per sample (1 x samples), as an array: arithmetic is element by element.
template <class Scalar>
using Scores = Eigen::Array<Scalar, 1, Dynamic>;

/// Any matrix of Eigen's: a batch, columns of one, a map, a sum.
template <class X>
concept AnyMatrix = std::derived_from<X, Eigen::MatrixBase<X>>;

// A `...Ref` binds to matrices, their columns and maps without a copy; a view maps eigan's own memory.

template <class Scalar>
using BatchRef = Eigen::Ref<Batch<Scalar>>;
template <class Scalar>
using ConstBatchRef = Eigen::Ref<const Batch<Scalar>>;

template <class Scalar>
using ScoresRef = Eigen::Ref<Scores<Scalar>>;
template <class Scalar>
using ConstScoresRef = Eigen::Ref<const Scores<Scalar>>;

/// A whole matrix of a network's tape, with contiguous columns.
template <class Scalar>
using View = Eigen::Map<Batch<Scalar>>;
template <class Scalar>
using ConstView = Eigen::Map<const Batch<Scalar>>;

/// Some columns of such a matrix.
template <class Scalar>
View<Scalar> columns(View<Scalar> whole, Index first, Index count) {
  return {whole.data() + first * whole.rows(), whole.rows(), count};
}

/// A contiguous piece of a flat vector, as an array.
template <class Scalar>
using Segment = Eigen::Map<Eigen::Array<Scalar, Dynamic, 1>>;
template <class Scalar>
using ConstSegment = Eigen::Map<const Eigen::Array<Scalar, Dynamic, 1>>;

}  // namespace eigan
