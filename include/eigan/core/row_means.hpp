// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/batch.hpp>

namespace eigan::detail {

/// The mean of each row, corrected by the mean of the differences from it: a plain sum of a million
/// numbers near 1e15 is off by thousands. \param x  at least one column; differences must be finite
inline Vector<double> row_means(const Batch<double>& x) {
  const Vector<double> mean = x.rowwise().mean();
  return mean + (x.colwise() - mean).rowwise().mean();
}

}  // namespace eigan::detail
