// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/rounding.hpp>

namespace eigan::detail {

/// Sizes of the matrices below are multiples of this, with zeros behind, so that they are whole tiles.
inline constexpr Index gram_lanes = EIGEN_MAX_STATIC_ALIGN_BYTES >= 64 ? 8 : 4;

/// g = b^T b, `columns` x `columns`. Not a product of Eigen's: that is an eighth faster, but each program
/// that trains in float would take 1.5 s longer to compile.
EIGEN_DONT_INLINE inline void gram_matrix(const double* b, Index rows, Index columns, double* g) {
  constexpr Index tile = 4, deep = 256, wide = 64;  // what fits into the first and the second cache
  using Lanes = Eigen::Array<double, gram_lanes, 1>;
  using ConstLanes = Eigen::Map<const Lanes>;
  const auto add = [&](Index i, Index j, Index top, Index bottom) {
    Lanes sums[tile][tile];
    for (auto& row : sums) {
      for (Lanes& sum : row) sum.setZero();
    }
    for (Index k = top; k < bottom; k += gram_lanes) {
      Lanes right[tile];
      for (Index q = 0; q < tile; ++q) right[q] = ConstLanes(b + (j + q) * rows + k);
      for (Index p = 0; p < tile; ++p) {
        const Lanes left = ConstLanes(b + (i + p) * rows + k);
        for (Index q = 0; q < tile; ++q) sums[p][q] += left * right[q];
      }
    }
    for (Index p = 0; p < tile; ++p) {
      for (Index q = 0; q < tile; ++q) {
        double& sum = g[(j + q) * columns + i + p];
        sum = (top > 0 ? sum : 0) + sums[p][q].sum();
        if (i < j) g[(i + p) * columns + j + q] = sum;
      }
    }
  };
  for (Index top = 0; top < rows; top += deep) {
    for (Index left = 0; left < columns; left += wide) {
      for (Index j = left; j < columns; j += tile) {
        for (Index i = left; i < (std::min)(left + wide, j + tile); i += tile) {
          add(i, j, top, (std::min)(top + deep, rows));
        }
      }
    }
  }
}

/// |B|_2 or at most 0.01 % more, but for rounding, by Gram iteration (Delattre et al., 2023), for a matrix
/// whose largest number is near 1. |B|^2 = |G| for G = B^T B, then |G|^2 = |G^T G|, and so on; no
/// eigenvalue of G is negative, so |G| lies between |G|_F^2 / tr G and |G|_F. Their quotient is at most
/// sqrt(columns), and t squarings take its 2^t-th root: t is at most 16 for 1,000 columns.
/// \param b  rows x columns  \param g  columns x 2 columns of workspace
inline double gram_iteration(const double* b, Index rows, Index columns, double* g) {
  const Index size = columns * columns;
  double* other = g + size;
  gram_matrix(b, rows, columns, g);
  double log_norm = 0;
  for (double share = 0.5;; share /= 2) {
    double trace = 0;
    for (Index j = 0; j < columns; ++j) trace += g[j * columns + j];
    const double norm = Eigen::Map<const Vector<double>>(g, size).norm();
    log_norm += share * std::log(norm);
    if (!(share * std::log(trace / norm) > 1e-4)) return std::exp(log_norm);
    Segment<double>(g, size) /= norm;
    gram_matrix(g, columns, columns, other);
    std::swap(g, other);
  }
}

/// The largest magnitude; infinity if a number is NaN.
template <class Scalar>
double largest_magnitude(const Scalar* a, Index size) {
  double largest = 0;
  for (Index i = 0; i < size; ++i) {
    const double value = std::abs(static_cast<double>(a[i]));
    largest = value <= largest ? largest : value < infinity ? value : infinity;
  }
  return largest;
}

/// An upper bound on the largest singular value of A, and on those of the matrices M that have one out of
/// each `pieces` neighbouring rows of A (a maxout, where it is differentiable): the smallest of
///
///     |A|_2, by Gram iteration: rows that are left out make no matrix larger
///     |M|_F and sqrt(|M|_1 |M|_inf), each of the largest rows
///
/// rounded up. 0 for zeros, infinity unless all is finite. n^2 max(rows, columns) / 2 multiply-adds, n the
/// smaller of the two, and up to 16 times n^3 / 2.
template <class Scalar>
EIGEN_DONT_INLINE double spectral_norm_bound(const Scalar* a, Index rows, Index columns,
                                             Index pieces = 1) {
  const double largest = largest_magnitude(a, rows * columns);
  if (largest == 0 || !(largest < infinity)) return largest;
  // It works on a copy, divided by a power of two, so that squares neither overflow nor vanish; in two
  // steps, since the inverse of that power may overflow.
  const int unit = std::ilogb(largest);
  const double once = std::ldexp(1.0, -unit / 2), again = std::ldexp(1.0, -unit - (-unit / 2));
  const auto padded = [](Index n) { return (n + gram_lanes - 1) / gram_lanes * gram_lanes; };
  const Index tall = padded((std::max)(rows, columns)), narrow = padded((std::min)(rows, columns));
  // of the thread, so that a warm step allocates nothing
  static thread_local Vector<double> memory;
  const Index needs = (tall + 2 * narrow) * narrow + 3 * rows;
  if (memory.size() < needs) memory.resize(needs);
  double* const copy = memory.data();
  double* const workspace = copy + tall * narrow;
  double* const squares = workspace + 2 * narrow * narrow;
  double* const sums = squares + rows;
  double* const column = sums + rows;
  std::fill_n(copy, tall * narrow, 0.0);
  std::fill_n(squares, 2 * rows, 0.0);

  const auto sum_of_largest = [&](const double* values) {
    double total = 0;
    for (Index i = 0; i < rows; i += pieces)
      total += *std::max_element(values + i, values + i + pieces);
    return total;
  };
  double norm_1 = 0;
  for (Index j = 0; j < columns; ++j) {
    for (Index i = 0; i < rows; ++i) {
      const double value = static_cast<double>(a[j * rows + i]) * once * again;
      copy[columns > rows ? i * tall + j : j * tall + i] = value;
      column[i] = std::abs(value);
      squares[i] += value * value;
      sums[i] += column[i];
    }
    norm_1 = (std::max)(norm_1, sum_of_largest(column));
  }
  const double norm_inf = *std::max_element(sums, sums + rows);
  double bound = (std::min)(std::sqrt(sum_of_largest(squares)), std::sqrt(norm_1 * norm_inf));
  if ((std::min)(rows, columns) > 1)
    bound = (std::min)(bound, gram_iteration(copy, tall, narrow, workspace));
  // A sum of n products is off by at most n 2^-53 of the sum of their magnitudes; this exceeds all of it.
  bound *= 1 + static_cast<double>(rows) * static_cast<double>(columns) * 0x1p-50;
  return std::nextafter(std::ldexp(bound, unit), infinity);
}

}  // namespace eigan::detail
