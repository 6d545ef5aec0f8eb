// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/metrics/distances.hpp>
#include <eigan/metrics/sample_pair.hpp>

namespace eigan {

/// Quality and variety. "Near" a sample: within its ball, which reaches to the k-th nearest other
/// sample of its own kind.
struct PrecisionRecall {
  double precision = 0;  ///< of the fake samples, those near a real one: quality, 0 to 1
  double recall = 0;     ///< of the real samples, those near a fake one: variety, 0 to 1
  double density = 0;    ///< real balls that hold a fake sample, mean over k: quality, ideally 1
  double coverage = 0;   ///< of the real samples, those with a fake one near them: variety, 0 to 1
  double spacing =
      1;  ///< median radius of fake balls over that of real ones; near 0 if fakes repeat
};

namespace detail {

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<Index>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The squared distance of each sample from its k-th nearest other.
inline std::vector<double> squared_radii(const Batch<double>& x, Index k) {
  std::vector<double> radii(static_cast<std::size_t>(x.cols()));
  each_point(x, x, [&](Index j, const auto& d) {
    std::vector<double> others(d.begin(), d.end());
    others.erase(others.begin() + j);
    std::nth_element(others.begin(), others.begin() + k - 1, others.end());
    radii[static_cast<std::size_t>(j)] = others[static_cast<std::size_t>(k - 1)];
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
template <class Real, class Fake>
PrecisionRecall precision_recall(const Eigen::MatrixBase<Real>& real,
                                 const Eigen::MatrixBase<Fake>& fake, Index k = 5) {
  const detail::SamplePair pair =
      detail::sample_pair("precision_recall", "real samples", real, "fake samples", fake);
  const Batch<double>&r = pair.first, &f = pair.second;
  require(k >= 1 && r.cols() > k && f.cols() > k,
          "precision_recall: there must be more than k samples of each and k at least 1; got ",
          r.cols(), " real, ", f.cols(), " fake and k = ", k);
  const std::vector<double> real_radii = detail::squared_radii(r, k);
  const std::vector<double> fake_radii = detail::squared_radii(f, k);
  Eigen::ArrayXd balls(f.cols());                // real ones that hold each fake sample
  using Flags = std::vector<std::atomic<bool>>;  // set by any thread, in any order
  Flags recalled(static_cast<std::size_t>(r.cols())), covered(recalled.size());
  detail::each_point(f, r, [&](Index j, const auto& d) {
    const double fake_radius = fake_radii[static_cast<std::size_t>(j)];
    Index count = 0;
    for (Index i = 0; i < d.size(); ++i) {
      const auto place = static_cast<std::size_t>(i);
      if (d[i] <= fake_radius) recalled[place].store(true, std::memory_order_relaxed);
      if (d[i] > real_radii[place]) continue;
      covered[place].store(true, std::memory_order_relaxed);
      ++count;
    }
    balls[j] = static_cast<double>(count);
  });
  const auto share = [](const Flags& flags) {
    return static_cast<double>(std::count(flags.begin(), flags.end(), true)) /
           static_cast<double>(flags.size());
  };
  const double real_radius = detail::median(real_radii);  // 0 if most real samples repeat
  return {.precision = static_cast<double>((balls > 0).count()) / static_cast<double>(f.cols()),
          .recall = share(recalled),
          .density = balls.mean() / static_cast<double>(k),
          .coverage = share(covered),
          .spacing = real_radius > 0 ? std::sqrt(detail::median(fake_radii) / real_radius) : 1};
}

}  // namespace eigan
