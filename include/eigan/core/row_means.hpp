// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/batch.hpp>

namespace eigan::detail {

/// The mean of each row. Its error is that of the row's spread, not of its size: a plain sum of a
/// million numbers near 1e15 is off by thousands.
/// \param x  at least one column; differences within a row must be finite
inline Vector<double> row_means(const Batch<double>& x) {
  Vector<double> mean = x.col(0);
  for (int pass = 0; pass < 2; ++pass) {  // the first column may be far from the mean
    const Vector<double> correction = (x.colwise() - mean).rowwise().mean();
    mean += correction;
  }
  return mean;
}

}  // namespace eigan::detail
