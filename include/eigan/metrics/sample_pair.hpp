// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/row_means.hpp>

namespace eigan::detail {

/// The two batches a metric compares, as doubles and divided by `unit`: the largest number is then
/// in [1, 2), so squares neither overflow nor vanish. A power of two, so that nothing is rounded.
struct SamplePair {
  Batch<double> first, second;
  double unit = 1;

  /// Moves the mean of `second` to 0: far from there, sums of products round. Differences stay.
  void centre() {
    const Vector<double> origin = row_means(second);
    first.colwise() -= origin;
    second.colwise() -= origin;
  }
};

/// \throws Error unless both have samples of the same features, and every value is finite
template <class X, class Y>
SamplePair sample_pair(std::string_view metric, std::string_view first,
                       const Eigen::MatrixBase<X>& x, std::string_view second,
                       const Eigen::MatrixBase<Y>& y) {
  SamplePair pair{x.template cast<double>(), y.template cast<double>()};
  double largest = 0;
  const auto measure = [&](std::string_view name, const Batch<double>& samples) {
    enforce(samples.size() > 0, metric, ": there must be at least one of the ", name, "; got ",
            samples.rows(), " features x ", samples.cols(), " samples");
    if (const auto bad = first_non_finite(samples)) {
      throw Error(text(metric, ": the ", name, " must be finite; got ", bad->name, " in sample ",
                       bad->sample));
    }
    largest = (std::max)(largest, samples.lpNorm<Eigen::Infinity>());
  };
  measure(first, pair.first);
  measure(second, pair.second);
  enforce(x.rows() == y.rows(), metric, ": both must have the same number of features; got ",
          x.rows(), " and ", y.rows());
  if (largest > 0) pair.unit = std::ldexp(1.0, std::ilogb(largest));
  pair.first /= pair.unit;
  pair.second /= pair.unit;
  return pair;
}

}  // namespace eigan::detail
