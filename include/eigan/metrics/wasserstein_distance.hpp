// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include <eigan/core/rng.hpp>
#include <eigan/core/row_means.hpp>
#include <eigan/metrics/distances.hpp>

namespace eigan {
namespace detail {

/// W1 of two lists of numbers: the area between their quantile functions, piece by piece.
inline double wasserstein_of(Eigen::VectorXd a, Eigen::VectorXd b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  // in units of 1 / (n m), so that every place is a whole number
  const Index n = a.size(), m = b.size();
  double area = 0;
  for (Index i = 0, j = 0, place = 0; i < n && j < m;) {
    const Index end = (std::min)((i + 1) * m, (j + 1) * n);
    area += static_cast<double>(end - place) * std::abs(a[i] - b[j]);
    place = end;
    if (place == (i + 1) * m) ++i;
    if (place == (j + 1) * n) ++j;
  }
  return area / (static_cast<double>(n) * static_cast<double>(m));
}

}  // namespace detail

/// The Wasserstein-1 distance of two empirical distributions of numbers, exact for any two counts: the
/// mean distance of equal quantiles. Between n samples each of one distribution it is not 0 but of the
/// order of their spread / sqrt(n).
/// \param x, y  1 x count
/// \throws Error if either is empty, has more than one feature or is not finite
double wasserstein_1d(const AnyMatrix auto& x, const AnyMatrix auto& y) {
  const auto [a, b, unit] =
      detail::sample_pair("wasserstein_1d", "first samples", x, "second samples", y);
  enforce(a.rows() == 1, "wasserstein_1d: samples must have 1 feature; got ", a.rows());
  return unit * detail::wasserstein_of(a.row(0), b.row(0));
}

/// The mean of W1 over random directions (sliced Wasserstein distance of order 1; Rabin et al., 2012),
/// on each of which samples are projected. It is at most W1, and 2 / pi of it for a shift in the plane.
/// Another stream gives other directions, and a spread of about 1 / sqrt(directions) of the value.
/// \param x, y  features x count
/// \throws Error if either is empty or not finite, their features differ, or directions < 1
double sliced_wasserstein(const AnyMatrix auto& x, const AnyMatrix auto& y, const Stream& stream,
                          Index directions = 256) {
  detail::SamplePair pair =
      detail::sample_pair("sliced_wasserstein", "first samples", x, "second samples", y);
  enforce(directions >= 1, "sliced_wasserstein: directions must be at least 1; got ", directions);
  pair.centre();
  Batch<double> u(x.rows(), directions);
  stream.normal(u.data(), u.size());
  u.colwise().normalize();
  double sum = 0;
  for (const auto& direction : u.colwise()) {
    sum += detail::wasserstein_of(pair.first.transpose() * direction,
                                  pair.second.transpose() * direction);
  }
  return pair.unit * sum / static_cast<double>(directions);
}

/// The squared Frechet distance, or Wasserstein-2 distance, of the two Gaussians with the samples' means
/// and covariances (Dowson and Landau, 1982; Heusel et al., 2017, on features of a classifier):
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
  enforce(x.cols() > 1 && y.cols() > 1,
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
