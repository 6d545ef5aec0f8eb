// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <eigan/metrics/distances.hpp>

namespace eigan {

/// Four shares that tell quality from variety.
struct PrecisionRecall {
  double precision = 0;  ///< of the fake samples, in the ball of some real one: quality, 0 to 1
  double recall = 0;     ///< of the real samples, in the ball of some fake one: variety, 0 to 1
  double density = 0;    ///< real balls around a fake sample, over k: quality, 1 if all is well
  double coverage = 0;   ///< of the real samples, with a fake one in their ball: variety, 0 to 1
};

namespace detail {

/// The squared distance of each sample from its k-th nearest other.
inline Eigen::VectorXd squared_radii(const Batch<double>& x, Index k) {
  Eigen::VectorXd radii(x.cols());
  each_block_of_distances(x, x, [&](Index first, const Batch<double>& d) {
    for (Index j = 0; j < d.cols(); ++j) {
      std::vector<double> others(d.col(j).begin(), d.col(j).end());
      others.erase(others.begin() + first + j);
      std::nth_element(others.begin(), others.begin() + k - 1, others.end());
      radii[first + j] = others[static_cast<std::size_t>(k - 1)];
    }
  });
  return radii;
}

}  // namespace detail

/// Precision and recall (Kynkaanniemi et al., 2019), density and coverage (Naeem et al., 2020). A
/// sample's ball reaches to its k-th nearest neighbour of its own kind. With as many fake as real
/// samples of one distribution, coverage is 1 - 1 / 2^k or a little more, density about 1, and
/// precision and recall what n and k make of it: compare at equal n and k.
/// \param real, fake  features x count, more than k of each. Swapping them swaps precision with
///                    recall, and makes nonsense of density and coverage.
/// \param k           at least 1
/// \throws Error if there are not more than k of each, one is not finite, or their features differ
template <class Real, class Fake>
PrecisionRecall precision_recall(const Eigen::MatrixBase<Real>& real,
                                 const Eigen::MatrixBase<Fake>& fake, Index k = 5) {
  const Batch<double> r = detail::samples_of("precision_recall", "real samples", real);
  const Batch<double> f = detail::samples_of("precision_recall", "fake samples", fake);
  detail::require_same_features("precision_recall", r, f);
  require(k >= 1 && r.cols() > k && f.cols() > k,
          "precision_recall: there must be more than k samples of each and k at least 1, got ",
          r.cols(), " real, ", f.cols(), " fake and k = ", k);
  const Eigen::VectorXd real_radii = detail::squared_radii(r, k);
  const Eigen::VectorXd fake_radii = detail::squared_radii(f, k);
  Eigen::ArrayXd balls_around_fake(f.cols()), balls_around_real(r.cols()), covered(r.cols());
  // d(i, j): real i from fake first + j
  detail::each_block_of_distances(f, r, [&](Index first, const Batch<double>& d) {
    for (Index j = 0; j < d.cols(); ++j) {
      balls_around_fake[first + j] =
          static_cast<double>((d.col(j).array() <= real_radii.array()).count());
    }
  });
  // d(i, j): fake i from real first + j
  detail::each_block_of_distances(r, f, [&](Index first, const Batch<double>& d) {
    for (Index j = 0; j < d.cols(); ++j) {
      balls_around_real[first + j] =
          static_cast<double>((d.col(j).array() <= fake_radii.array()).count());
      covered[first + j] = d.col(j).minCoeff() <= real_radii[first + j] ? 1 : 0;
    }
  });
  const auto share = [](const Eigen::ArrayXd& x) {
    return static_cast<double>((x > 0).count()) / static_cast<double>(x.size());
  };
  return {.precision = share(balls_around_fake),
          .recall = share(balls_around_real),
          .density = balls_around_fake.mean() / static_cast<double>(k),
          .coverage = share(covered)};
}

}  // namespace eigan
