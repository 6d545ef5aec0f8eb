// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan {

/// How well samples cover the modes of a mixture of equally likely Gaussians.
struct ModeCoverage {
  Index modes = 0;           ///< of the mixture
  Index modes_captured = 0;  ///< modes nearest to at least one high-quality sample
  double high_quality = 0;   ///< share of the samples that are of high quality, 0 to 1
  double reverse_kl = 0;  ///< of the samples' histogram from the uniform one: 0 to log(modes), nats
};

/// Measures samples against the modes that they should come from (Srivastava et al., 2017, VEEGAN;
/// Lin et al., 2018, PacGAN).
///
/// A sample is of high quality if it is within three standard deviations of its nearest mode. The
/// reverse KL is sum_k p_k log(p_k modes), where p_k is the share of all samples, of high quality
/// or not, whose nearest mode is k. A perfect sampler in two dimensions has 1 - exp(-9/2) = 98.889
/// % of high quality; clearly more means that its modes are too narrow. With 2,500 samples that
/// share has a standard error of 0.21 %.
///
/// \param samples  features x count, at least one
/// \param centers  features x modes, at least one; `centers()` of a GaussianRing or GaussianGrid
/// \param stddev   of every mode, more than 0
/// \throws Error if one of these does not hold, or a sample is not finite
template <class Samples, class Centers>
ModeCoverage mode_coverage(const Eigen::MatrixBase<Samples>& samples,
                           const Eigen::MatrixBase<Centers>& centers, double stddev) {
  require(samples.cols() > 0 && centers.cols() > 0,
          "mode_coverage: there must be at least one sample and one mode, got ", samples.cols(),
          " and ", centers.cols());
  require(samples.rows() == centers.rows(), "mode_coverage: the samples have ", samples.rows(),
          " features, the modes have ", centers.rows());
  require(stddev > 0, "mode_coverage: stddev must be more than 0, got ", stddev);

  const Batch<double> places = centers.template cast<double>();
  Eigen::ArrayXd counts = Eigen::ArrayXd::Zero(places.cols());
  Eigen::ArrayXd good = Eigen::ArrayXd::Zero(places.cols());
  for (Index j = 0; j < samples.cols(); ++j) {
    const Vector<double> sample = samples.col(j).template cast<double>();
    require(sample.allFinite(), "mode_coverage: every sample must be finite, sample ", j, " is ",
            sample.transpose());
    Index nearest = 0;
    const double square = (places.colwise() - sample).colwise().squaredNorm().minCoeff(&nearest);
    counts[nearest] += 1;
    if (square <= 9 * stddev * stddev) good[nearest] += 1;
  }

  const double total = static_cast<double>(samples.cols());
  const double modes = static_cast<double>(places.cols());
  ModeCoverage coverage{.modes = places.cols(),
                        .modes_captured = (good > 0).count(),
                        .high_quality = good.sum() / total};
  for (double count : counts) {
    if (count > 0) coverage.reverse_kl += count / total * std::log(count / total * modes);
  }
  return coverage;
}

}  // namespace eigan
