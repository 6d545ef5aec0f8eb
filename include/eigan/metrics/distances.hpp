// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/team.hpp>
#include <eigan/metrics/sample_pair.hpp>

namespace eigan {
namespace detail {

/// Samples in groups of eight, a group's values of one feature side by side: what
/// `squared_distances` reads.
class PackedSamples {
 public:
  static constexpr Index group = 8;

  explicit PackedSamples(const Batch<double>& x)
      : features_(x.rows()), samples_(x.cols()), values_(Batch<double>::Zero(group, packs(x))) {
    for (Index i = 0; i < samples_; ++i) {
      values_.row(i % group).segment(i / group * features_, features_) = x.col(i);
    }
  }

  /// d(i, j): from sample i to column j of `points`, which has at least one. Differences are squared and
  /// summed in the order of the features. So equal points are at 0, both ways are equally far, and
  /// close distances compare as they should; |a|^2 + |b|^2 - 2 ab is somewhat faster and does none of
  /// this.
  Batch<double> squared_distances(const Eigen::Ref<const Batch<double>>& points) const {
    constexpr Index together = 4;  // points: as many sums as registers hold
    Batch<double> d(samples_ + (group - samples_ % group) % group, points.cols());
    for (Index i = 0; i < d.rows(); i += group) {
      for (Index j = 0; j < points.cols(); j += together) {
        const auto column = [&](Index p) { return (std::min)(j + p, points.cols() - 1); };
        Eigen::Array<double, group, 1> sums[together];
        for (auto& sum : sums) sum.setZero();
        for (Index f = 0; f < features_; ++f) {
          const auto values = values_.col(i / group * features_ + f).array();
          for (Index p = 0; p < together; ++p) {
            const Eigen::Array<double, group, 1> apart = values - points(f, column(p));
            sums[p] += apart.square();
          }
        }
        for (Index p = 0; p < together; ++p) d.col(column(p)).segment<group>(i) = sums[p];
      }
    }
    return d;
  }

 private:
  static Index packs(const Batch<double>& x) { return (x.cols() + group - 1) / group * x.rows(); }

  Index features_, samples_;
  Eigen::Matrix<double, group, Eigen::Dynamic> values_;
};

/// Calls use(j, d) for each column j of `points`, on all cores: d[i] is its squared distance from
/// column i of `samples`.
template <class Use>
void each_point(const Batch<double>& points, const Batch<double>& samples, const Use& use) {
  constexpr Index width = 64;
  const PackedSamples packed(samples);
  Team team(0);
  team.worth(points.size() * samples.cols())
      .run((points.cols() + width - 1) / width, [&](Index block, Index) {
        const Index first = block * width, count = (std::min)(width, points.cols() - first);
        const Batch<double> d = packed.squared_distances(points.middleCols(first, count));
        for (Index j = 0; j < count; ++j) use(first + j, d.col(j).head(samples.cols()));
      });
}

}  // namespace detail

/// For each point the nearest sample.
struct Nearest {
  Eigen::VectorXd distance;      ///< Euclidean
  Eigen::VectorX<Index> sample;  ///< its column, from 0; the first if several are equally near
};

namespace detail {

/// Of `second` for each of `first`.
inline Nearest nearest(const SamplePair& pair) {
  Nearest result{Eigen::VectorXd(pair.first.cols()), Eigen::VectorX<Index>(pair.first.cols())};
  each_point(pair.first, pair.second, [&](Index j, const auto& d) {
    result.distance[j] = pair.unit * std::sqrt(d.minCoeff(&result.sample[j]));
  });
  return result;
}

}  // namespace detail

/// The nearest of the samples for each of the points; features x count, both. With generated points
/// and training samples it tells memorising from generating: compare with the distances of real
/// points that were not trained on. Distances shrink as samples get more, so compare at equal counts.
/// \throws Error if either is empty or not finite, or their features differ
template <class Points, class Samples>
Nearest nearest(const Eigen::MatrixBase<Points>& points,
                const Eigen::MatrixBase<Samples>& samples) {
  return detail::nearest(detail::sample_pair("nearest", "points", points, "samples", samples));
}

}  // namespace eigan
