// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string_view>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/one_threaded_products.hpp>
#include <eigan/core/team.hpp>

namespace eigan {
namespace detail {

/// The samples of a metric as doubles.
/// \throws Error unless there is one, and all are finite and have squares that are
template <class X>
Batch<double> samples_of(std::string_view metric, std::string_view name,
                         const Eigen::MatrixBase<X>& x) {
  require(x.rows() > 0 && x.cols() > 0, metric, ": there must be at least one of the ", name,
          ", they are ", x.rows(), " features x ", x.cols());
  Batch<double> samples = x.template cast<double>();
  require((samples.array().abs() < 1e150).all(), metric, ": every number of the ", name,
          " must be finite and less than 1e150 in size");
  return samples;
}

inline void require_same_features(std::string_view metric, const Batch<double>& a,
                                  const Batch<double>& b) {
  require(a.rows() == b.rows(), metric, ": both must have as many features, they have ", a.rows(),
          " and ", b.rows());
}

/// Calls use(first, d) for blocks of the columns of `of`, on all cores: d(i, j) is the squared
/// distance of column i of `to` from column first + j of `of`.
template <class Use>
void each_block_of_distances(const Batch<double>& of, const Batch<double>& to, const Use& use) {
  constexpr Index width = 128;
  // around the samples' mean, since |a|^2 + |b|^2 - 2 ab cancels where all are far from the origin
  const Eigen::VectorXd center = to.rowwise().mean();
  const Batch<double> centered = to.colwise() - center;
  const Eigen::VectorXd norms = centered.colwise().squaredNorm();
  const OneThreadedProducts guard;
  Team(0).run((of.cols() + width - 1) / width, [&](Index i, Index) {
    const Index first = i * width;
    const Batch<double> block =
        of.middleCols(first, std::min(width, of.cols() - first)).colwise() - center;
    Batch<double> d = -2 * (centered.transpose() * block);
    d.colwise() += norms;
    d.rowwise() += block.colwise().squaredNorm();
    d = d.cwiseMax(0.0);  // rounding may have made it negative
    use(first, d);
  });
}

}  // namespace detail

/// For each of the points the nearest of the samples.
struct Nearest {
  Eigen::VectorXd distance;      ///< Euclidean
  Eigen::VectorX<Index> sample;  ///< its column, from 0
};

/// Points and samples are features x count. With generated points and the training samples it tells
/// memorising from generating: compare the distances with those of real points that were not
/// trained on. They shrink as samples get more, so compare at equal numbers.
/// \throws Error if there is none of either, or one is not finite, or their features differ
template <class Points, class Samples>
Nearest nearest(const Eigen::MatrixBase<Points>& points,
                const Eigen::MatrixBase<Samples>& samples) {
  const Batch<double> p = detail::samples_of("nearest", "points", points);
  const Batch<double> s = detail::samples_of("nearest", "samples", samples);
  detail::require_same_features("nearest", p, s);
  Nearest result{Eigen::VectorXd(p.cols()), Eigen::VectorX<Index>(p.cols())};
  detail::each_block_of_distances(p, s, [&](Index first, const Batch<double>& d) {
    for (Index j = 0; j < d.cols(); ++j) {
      d.col(j).minCoeff(&result.sample[first + j]);
      // again, from the difference: the square of a small distance is lost in those of the norms
      result.distance[first + j] = (p.col(first + j) - s.col(result.sample[first + j])).norm();
    }
  });
  return result;
}

}  // namespace eigan
