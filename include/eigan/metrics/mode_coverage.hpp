// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/metrics/distances.hpp>
#include <eigan/metrics/sample_pair.hpp>

namespace eigan {

/// How well samples cover the modes of a mixture of equally likely Gaussians.
struct ModeCoverage {
  Index modes = 0;           ///< of the mixture
  Index modes_captured = 0;  ///< modes nearest to at least one high-quality sample
  double high_quality = 0;   ///< share of high-quality samples, 0 to 1
  double reverse_kl = 0;     ///< from the uniform histogram to the samples': 0 to log(modes), nats
};

/// Measures samples against the modes they should come from (Srivastava et al., 2017, VEEGAN; Lin et
/// al., 2018, PacGAN).
///
/// A sample is of high quality if it is within three standard deviations of its nearest mode. The
/// reverse KL is sum_k p_k log(p_k modes), where p_k is the share of all samples, of high quality or
/// not, whose nearest mode is k. In two dimensions a perfect sampler has 1 - exp(-9/2) = 98.889 % of
/// high quality; clearly more means that its modes are too narrow. With 2,500 samples that share has
/// a standard error of 0.21 %.
///
/// \param samples  features x count, at least one
/// \param centers  features x modes, at least one; `centers()` of a GaussianRing or GaussianGrid
/// \param stddev   of every mode, more than 0
/// \throws Error if one of these does not hold, or a value is not finite
template <class Samples, class Centers>
ModeCoverage mode_coverage(const Eigen::MatrixBase<Samples>& samples,
                           const Eigen::MatrixBase<Centers>& centers, double stddev) {
  enforce(stddev > 0, "mode_coverage: stddev must be more than 0; got ", stddev);
  const Nearest mode =
      detail::nearest(detail::sample_pair("mode_coverage", "samples", samples, "modes", centers));
  std::vector<double> counts(static_cast<std::size_t>(centers.cols()));
  std::vector<bool> captured(counts.size());
  double good = 0;
  for (Index j = 0; j < samples.cols(); ++j) {
    const auto k = static_cast<std::size_t>(mode.sample[j]);
    counts[k] += 1;
    if (mode.distance[j] > 3 * stddev) continue;
    good += 1;
    captured[k] = true;
  }

  const double total = static_cast<double>(samples.cols());
  const double modes = static_cast<double>(centers.cols());
  ModeCoverage coverage{.modes = centers.cols(),
                        .modes_captured = std::count(captured.begin(), captured.end(), true),
                        .high_quality = good / total};
  for (double count : counts) {
    if (count > 0) coverage.reverse_kl += count / total * std::log(count / total * modes);
  }
  return coverage;
}

}  // namespace eigan
