// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <Eigen/Eigenvalues>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/row_means.hpp>
#include <eigan/metrics/distances.hpp>

namespace eigan {

/// The squared Frechet distance of the two Gaussians with the samples' means and covariances (Dowson
/// and Landau, 1982; Heusel et al., 2017, use it on features of a classifier, this is on the samples
/// themselves):
///
///     |m1 - m2|^2 + tr(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2)
///
/// with covariances over n - 1. Finite samples make it too large. For n samples each of one
/// distribution it is about (features + 5) / (2 n) of the sum of all variances where these are equal
/// and uncorrelated, and less elsewhere. So compare at equal n, and take more samples than features.
/// \param x, y  features x count, at least two samples each
/// \throws Error if there are fewer, a value is not finite, or features differ
double frechet_distance(const AnyMatrix auto& x, const AnyMatrix auto& y) {
  detail::SamplePair pair =
      detail::sample_pair("frechet_distance", "first samples", x, "second samples", y);
  require(x.cols() > 1 && y.cols() > 1,
          "frechet_distance: there must be at least 2 samples of each; got ", x.cols(), " and ",
          y.cols());
  pair.centre();
  const auto covariance = [](const Batch<double>& samples) {
    const Batch<double> centred = samples.colwise() - detail::row_means(samples);
    return Batch<double>(centred * centred.transpose() / static_cast<double>(samples.cols() - 1));
  };
  using Solver = Eigen::SelfAdjointEigenSolver<Batch<double>>;
  const Batch<double> of_a = covariance(pair.first), of_b = covariance(pair.second);
  // not operatorSqrt: rounding may have made an eigenvalue of 0 negative
  const Solver solver(of_a);
  const Batch<double> root = solver.eigenvectors() *
                             solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal() *
                             solver.eigenvectors().transpose();
  const Solver middle(root * of_b * root, Eigen::EigenvaluesOnly);
  const double of_covariances =
      of_a.trace() + of_b.trace() - 2 * middle.eigenvalues().cwiseMax(0.0).cwiseSqrt().sum();
  const double apart =
      (detail::row_means(pair.first) - detail::row_means(pair.second)).squaredNorm();
  return (apart + (std::max)(0.0, of_covariances)) * pair.unit * pair.unit;
}

}  // namespace eigan
