// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/nn/products.hpp>

namespace eigan::detail {

/// g = b^T b, `columns` x `columns`: what lies on and above the diagonal, then its mirror image.
inline void gram_matrix(const double* b, Index rows, Index columns, double* g) {
  constexpr Index width = 128;
  for (Index first = 0; first < columns; first += width) {
    const Index count = (std::min)(width, columns - first), end = first + count;
    multiply_transposed<double>(panel(b, rows, 0, rows, 0, end),
                                panel(b, rows, 0, rows, first, count),
                                panel(g, columns, 0, end, first, count));
    for (Index j = first; j < end; ++j) {
      for (Index i = 0; i < first; ++i) g[i * columns + j] = g[j * columns + i];
    }
  }
}

/// |B|_2 or at most 0.1 % more, but for rounding, by Gram iteration (Delattre et al., 2023), for a matrix
/// whose largest number is near 1. |B|^2 = |G| for G = B^T B, |G|^2 = |G^T G|, and so on; the eigenvalues
/// of G are not negative, so |G| lies between |G|_F^2 / tr G and |G|_F, and t squarings make of their
/// quotient its 2^t-th root. That is at most sqrt(columns), so t is at most log2(500 log columns): 12 for
/// 1,000 columns. A squaring takes columns^3 multiply-adds.
/// \param b  rows x columns; rows >= columns  \param g  columns x 2 columns of workspace
inline double gram_iteration(const double* b, Index rows, Index columns, double* g) {
  const Index size = columns * columns;
  double* other = g + size;
  gram_matrix(b, rows, columns, g);
  double log_norm = 0;
  for (double share = 0.5;; share /= 2) {
    double squares = 0, trace = 0;
    for (Index j = 0; j < columns; ++j) {
      squares += ConstSegment<double>(g + j * columns, columns).square().sum();
      trace += g[j * columns + j];
    }
    const double norm = std::sqrt(squares);
    log_norm += share * std::log(norm);
    if (!(share * std::log(trace / norm) > 1e-3)) return std::exp(log_norm);
    Segment<double>(g, size) /= norm;
    gram_matrix(g, columns, columns, other);
    std::swap(g, other);
  }
}

/// An upper bound on the largest singular value of a matrix, and on |M y| / |y| for the matrices M that
/// have one row out of each `pieces` neighbouring ones (what a maxout is where it is differentiable). It
/// is the smallest of
///   |A|_2 by Gram iteration, since rows left out make no matrix larger
///   |M|_F and sqrt(|M|_1 |M|_inf), of the largest rows
/// rounded up: the error of n products in a row is at most n 2^-53 of the sum of their magnitudes, and a
/// factor of 1 + rows columns 2^-50 exceeds all of it. 0 for zeros, infinity unless all is finite.
/// Works in double, on a copy divided by a power of two, so that squares neither overflow nor vanish.
template <class Scalar>
EIGEN_DONT_INLINE double spectral_norm_bound(const Scalar* a, Index rows, Index columns,
                                             Index pieces = 1) {
  double largest = 0;
  for (Index i = 0; i < rows * columns; ++i) {
    const double value = std::abs(static_cast<double>(a[i]));
    if (!(value < infinity)) return infinity;
    largest = (std::max)(largest, value);
  }
  if (largest == 0) return 0;
  const int unit = std::ilogb(largest);
  // in two steps, since 2^-unit may not be a number
  const double once = std::ldexp(1.0, -unit / 2), again = std::ldexp(1.0, -unit - (-unit / 2));

  // The copy has no more columns than rows: it is transposed if that is needed.
  const bool wide = columns > rows;
  const Index tall = (std::max)(rows, columns), narrow = (std::min)(rows, columns);
  // of the thread, so that a warm step allocates nothing
  static thread_local Vector<double> memory;
  const Index needs = tall * narrow + 2 * narrow * narrow + 3 * rows;
  if (memory.size() < needs) memory.resize(needs);
  double* const copy = memory.data();
  double* const column = copy + tall * narrow + 2 * narrow * narrow;
  Segment<double> squares(column + rows, rows), sums(column + 2 * rows, rows);
  squares.setZero();
  sums.setZero();
  const auto sum_of_largest = [&](const double* values) {
    double total = 0;
    for (Index i = 0; i < rows; i += pieces) {
      total += *std::max_element(values + i, values + i + pieces);
    }
    return total;
  };
  double norm_1 = 0;
  for (Index j = 0; j < columns; ++j) {
    for (Index i = 0; i < rows; ++i) {
      const double value = static_cast<double>(a[j * rows + i]) * once * again;
      copy[wide ? i * tall + j : j * tall + i] = value;
      column[i] = std::abs(value);
      squares[i] += value * value;
      sums[i] += column[i];
    }
    norm_1 = (std::max)(norm_1, sum_of_largest(column));
  }
  double bound =
      (std::min)(std::sqrt(sum_of_largest(squares.data())), std::sqrt(norm_1 * sums.maxCoeff()));
  if (narrow > 1) {
    bound = (std::min)(bound, gram_iteration(copy, tall, narrow, copy + tall * narrow));
  }
  bound *= 1 + static_cast<double>(rows) * static_cast<double>(columns) * 0x1p-50;
  return std::nextafter(std::ldexp(bound, unit), infinity);
}

}  // namespace eigan::detail
