// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/row_means.hpp>
#include <eigan/core/team.hpp>

namespace eigan {

/// For each point the nearest sample.
struct Nearest {
  Eigen::VectorXd distance;      ///< Euclidean
  Eigen::VectorX<Index> sample;  ///< its column, from 0; the first if several are equally near
};

namespace detail {

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
SamplePair sample_pair(std::string_view metric, std::string_view first, const AnyMatrix auto& x,
                       std::string_view second, const AnyMatrix auto& y) {
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

/// Samples in groups of eight, a group's values of one feature side by side; zeros after the last.
using PackedSamples = Eigen::Matrix<double, 8, Dynamic>;

/// d(i, j): from sample i to column j of `points`, which has at least one. Differences are squared and
/// summed in the order of the features. So equal points are at 0, both ways are equally far, and close
/// distances compare as they should; |a|^2 + |b|^2 - 2 ab is somewhat faster and does none of this.
inline Batch<double> squared_distances(const PackedSamples& samples,
                                       const Eigen::Ref<const Batch<double>>& points) {
  constexpr Index together = 4;  // points, whose sums fit into registers
  const Index features = points.rows(), groups = samples.cols() / features;
  Batch<double> d(8 * groups, points.cols());
  for (Index group = 0; group < groups; ++group) {
    for (Index j = 0; j < points.cols(); j += together) {
      const auto column = [&](Index p) { return (std::min)(j + p, points.cols() - 1); };
      Eigen::Array<double, 8, 1> sums[together];
      for (auto& sum : sums) sum.setZero();
      for (Index f = 0; f < features; ++f) {
        const auto values = samples.col(group * features + f).array();
        for (Index p = 0; p < together; ++p) {
          const Eigen::Array<double, 8, 1> apart = values - points(f, column(p));
          sums[p] += apart.square();
        }
      }
      for (Index p = 0; p < together; ++p) d.col(column(p)).segment<8>(8 * group) = sums[p];
    }
  }
  return d;
}

/// Calls use(j, d) for each column j of `points`, on all cores: d[i] is its squared distance to sample i.
inline void each_point(const Batch<double>& points, const Batch<double>& samples, const auto& use) {
  constexpr Index width = 64;
  const Index features = samples.rows();
  PackedSamples groups = PackedSamples::Zero(8, (samples.cols() + 7) / 8 * features);
  for (Index i = 0; i < samples.cols(); ++i)
    groups.row(i % 8).segment(i / 8 * features, features) = samples.col(i);
  const Index blocks = (points.cols() + width - 1) / width;
  Team(0).run(blocks, points.size() * samples.cols(), [&](Index block, Index) {
    const Index first = block * width, count = (std::min)(width, points.cols() - first);
    const Batch<double> d = squared_distances(groups, points.middleCols(first, count));
    for (Index j = 0; j < count; ++j) use(first + j, d.col(j).head(samples.cols()));
  });
}

/// Of `second` for each of `first`.
inline Nearest nearest(const SamplePair& pair) {
  Nearest result{Eigen::VectorXd(pair.first.cols()), Eigen::VectorX<Index>(pair.first.cols())};
  each_point(pair.first, pair.second, [&](Index j, const auto& d) {
    result.distance[j] = pair.unit * std::sqrt(d.minCoeff(&result.sample[j]));
  });
  return result;
}

}  // namespace detail

/// The nearest of the samples for each of the points; features x count, both. With generated points and
/// training samples it tells memorising from generating: compare with the distances of real points that
/// were not trained on, at equal counts, since distances shrink as samples get more.
/// \throws Error if either is empty or not finite, or their features differ
Nearest nearest(const AnyMatrix auto& points, const AnyMatrix auto& samples) {
  return detail::nearest(detail::sample_pair("nearest", "points", points, "samples", samples));
}

}  // namespace eigan
