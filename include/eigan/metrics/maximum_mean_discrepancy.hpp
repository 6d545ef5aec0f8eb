// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <eigan/core/one_threaded_products.hpp>
#include <eigan/core/team.hpp>
#include <eigan/metrics/distances.hpp>

namespace eigan {
namespace detail {

/// The sum of k(x, y) = (x.y / features + 1)^3 over all pairs of columns; over those of two different columns
/// if y is x itself. Block by block, on all cores.
inline double sum_of_kernels(const Batch<double>& x, const Batch<double>& y) {
  constexpr Index width = 256;
  const bool same = &x == &y;
  const double features = static_cast<double>(x.rows());
  Vector<double> sums = Vector<double>::Zero((x.cols() + width - 1) / width);
  const OneThreadedProducts guard;
  Team(0).run(sums.size(), x.size() * y.cols(), [&](Index block, Index) {
    const Index first = block * width;
    const auto of_x = x.middleCols(first, (std::min)(width, x.cols() - first));
    Batch<double> k;
    for (Index j = same ? first : 0; j < y.cols(); j += width) {
      k.noalias() = of_x.transpose() * y.middleCols(j, (std::min)(width, y.cols() - j));
      k = (k.array() / features + 1).cube();
      const bool on_diagonal = same && j == first;
      if (on_diagonal) k.diagonal().setZero();
      sums[block] += (same && !on_diagonal ? 2 : 1) * k.sum();  // k(x, y) is k(y, x)
    }
  });
  return sums.sum();
}

}  // namespace detail

/// The squared maximum mean discrepancy (Gretton et al., 2012) under the kernel
/// k(x, y) = (x.y / features + 1)^3, by the unbiased estimate
///
///     mean of k(x_i, x_j), i != j  +  mean of k(y_i, y_j), i != j  -  2 mean of k(x_i, y_j)
///
/// Its expectation is 0 for equal distributions at any counts, so it is often negative then; it compares
/// means, second and third moments. On features of an Inception network it is KID, the kernel inception
/// distance (Binkowski et al., 2018). It depends on the origin and on the unit of the samples.
/// \param x, y  features x count, at least two samples each
/// \throws Error if there are fewer, a value is not finite, features differ, or the kernel overflows
double maximum_mean_discrepancy(const AnyMatrix auto& x, const AnyMatrix auto& y) {
  detail::SamplePair pair =
      detail::sample_pair("maximum_mean_discrepancy", "first samples", x, "second samples", y);
  enforce(x.cols() > 1 && y.cols() > 1,
          "maximum_mean_discrepancy: there must be at least 2 samples of each; got ", x.cols(),
          " and ", y.cols());
  const Batch<double> a = pair.unit * pair.first, b = pair.unit * pair.second;
  const auto pairs = [](Index n, Index m) {
    return static_cast<double>(n) * static_cast<double>(m);
  };
  const double result = detail::sum_of_kernels(a, a) / pairs(a.cols(), a.cols() - 1) +
                        detail::sum_of_kernels(b, b) / pairs(b.cols(), b.cols() - 1) -
                        2 * detail::sum_of_kernels(a, b) / pairs(a.cols(), b.cols());
  enforce(std::isfinite(result),
          "maximum_mean_discrepancy: (x.y / features + 1)^3 must be finite; got values up to ",
          (std::max)(a.lpNorm<Eigen::Infinity>(), b.lpNorm<Eigen::Infinity>()),
          "; divide the samples by their spread");
  return result;
}

}  // namespace eigan
