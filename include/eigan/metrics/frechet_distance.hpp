// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <Eigen/Eigenvalues>

#include <eigan/metrics/distances.hpp>

namespace eigan {

/// The squared Frechet distance of the two Gaussians that have the samples' means and covariances
/// (Dowson and Landau, 1982; Heusel et al., 2017, use it on features of a classifier, this is on
/// the samples as they are):
///
///     |m1 - m2|^2 + tr(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2)
///
/// with covariances over n - 1. Few samples make it too large, by about features / n of the
/// variance, so compare at equal numbers; take more samples than features.
/// \param x, y  features x count, at least two samples each
/// \throws Error if one has fewer or is not finite, or their features differ
template <class X, class Y>
double frechet_distance(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<Y>& y) {
  const Batch<double> a = detail::samples_of("frechet_distance", "first samples", x);
  const Batch<double> b = detail::samples_of("frechet_distance", "second samples", y);
  detail::require_same_features("frechet_distance", a, b);
  require(a.cols() > 1 && b.cols() > 1, "frechet_distance: at least 2 samples are needed, got ",
          a.cols(), " and ", b.cols());
  const auto covariance = [](const Batch<double>& samples) -> Batch<double> {
    const Batch<double> centred = samples.colwise() - samples.rowwise().mean();
    return centred * centred.transpose() / static_cast<double>(samples.cols() - 1);
  };
  using Solver = Eigen::SelfAdjointEigenSolver<Batch<double>>;
  const Batch<double> of_a = covariance(a), of_b = covariance(b);
  // the root by hand: rounding may have made an eigenvalue that is 0 negative
  const Solver solver(of_a);
  const Batch<double> root = solver.eigenvectors() *
                             solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal() *
                             solver.eigenvectors().transpose();
  const Solver middle(root * of_b * root, Eigen::EigenvaluesOnly);
  const double of_covariances =
      of_a.trace() + of_b.trace() - 2 * middle.eigenvalues().cwiseMax(0.0).cwiseSqrt().sum();
  return (a.rowwise().mean() - b.rowwise().mean()).squaredNorm() + std::max(0.0, of_covariances);
}

}  // namespace eigan
