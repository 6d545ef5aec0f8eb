// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include <eigan/metrics/distances.hpp>

namespace eigan {

/// Quality and variety. "Near" a sample: within the ball that ends at the k-th nearest of its own kind.
struct PrecisionRecall {
  double precision = 0;  ///< of the fake samples, those near a real one: quality, 0 to 1
  double recall = 0;     ///< of the real samples, those near a fake one: variety, 0 to 1
  double density = 0;    ///< real balls that hold a fake sample, mean over k: quality, ideally 1
  double coverage = 0;   ///< of the real samples, those with a fake one near them: variety, 0 to 1
  double spacing = 1;    ///< median radius of fake balls by that of real ones; 0 if fakes repeat
};

namespace detail {

inline double median(Eigen::VectorXd values) {
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The squared distance of each sample from its k-th nearest other.
inline Eigen::VectorXd squared_radii(const Batch<double>& x, Index k) {
  Eigen::VectorXd radii(x.cols());
  each_point(x, x, [&](Index j, Eigen::VectorXd d) {
    std::swap(d[j], d[d.size() - 1]);  // not itself
    std::nth_element(d.begin(), d.begin() + k - 1, d.end() - 1);
    radii[j] = d[k - 1];
  });
  return radii;
}

}  // namespace detail

/// Precision and recall (Kynkaanniemi et al., 2019), density and coverage (Naeem et al., 2020). For
/// two samples of n from one continuous distribution, coverage is 1 - 1 / 2^k or slightly more and
/// density about 1; precision and recall depend on n, k and the number of features (0.97 in the
/// plane, 0.7 in 100 dimensions, for n = 1000). So compare with what other real samples get.
/// \param real, fake  features x count, more than k of each. Swapping them swaps precision and
///                    recall; density and coverage have no such symmetry.
/// \param k           at least 1
/// \throws Error if there are not more than k of each, a value is not finite, or features differ
PrecisionRecall precision_recall(const AnyMatrix auto& real, const AnyMatrix auto& fake,
                                 Index k = 5) {
  const detail::SamplePair pair =
      detail::sample_pair("precision_recall", "real samples", real, "fake samples", fake);
  const Batch<double>&r = pair.first, &f = pair.second;
  enforce(k >= 1 && r.cols() > k && f.cols() > k,
          "precision_recall: there must be more than k samples of each and k at least 1; got ",
          r.cols(), " real, ", f.cols(), " fake and k = ", k);
  const Eigen::VectorXd real_radii = detail::squared_radii(r, k),
                        fake_radii = detail::squared_radii(f, k);
  Eigen::ArrayXd balls(f.cols());  // of real samples, that hold the fake one
  Eigen::ArrayXd recalled(r.cols()), covered(r.cols());
  detail::each_point(f, r, [&](Index j, const auto& d) {
    balls[j] = static_cast<double>((d.array() <= real_radii.array()).count());
  });
  detail::each_point(r, f, [&](Index j, const auto& d) {
    recalled[j] = (d.array() <= fake_radii.array()).any() ? 1 : 0;
    covered[j] = d.minCoeff() <= real_radii[j] ? 1 : 0;
  });
  const double real_radius = detail::median(real_radii);  // 0 if most real samples repeat
  return {.precision = (balls > 0).cast<double>().mean(),
          .recall = recalled.mean(),
          .density = balls.mean() / static_cast<double>(k),
          .coverage = covered.mean(),
          .spacing = real_radius > 0 ? std::sqrt(detail::median(fake_radii) / real_radius) : 1};
}

}  // namespace eigan
