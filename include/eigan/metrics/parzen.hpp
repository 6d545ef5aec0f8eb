// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <eigan/metrics/distances.hpp>

namespace eigan {

/// A mean over points, and how far it is off for having seen no more of them.
struct ParzenScore {
  double mean = 0;            ///< nats
  double standard_error = 0;  ///< of the mean, for independent points
};

/// The ten widths that Goodfellow et al., 2014, chose from: 0.1 to 1, evenly on a logarithmic
/// scale.
inline std::vector<double> parzen_widths() {
  std::vector<double> widths;
  for (int i = 0; i < 10; ++i) widths.push_back(std::pow(10.0, i / 9.0 - 1));
  return widths;
}

/// The log-likelihood of points under a Gaussian of width sigma around each sample (Goodfellow et
/// al., 2014, section 5), for each of several widths:
///
///     log p(x) = log mean_i exp(-|x - s_i|^2 / (2 sigma^2)) - d log(sigma sqrt(2 pi))
///
/// Known to be a weak measure: 10,000 samples cover no space of 784 dimensions, and a model may
/// score above the true distribution (Theis et al., 2016). Compare at equal numbers of samples.
/// \param points   features x count, not trained on
/// \param samples  features x count, generated
/// \throws Error if there is none of either, one is not finite, features differ or a width is not
///         positive
template <class Points, class Samples>
std::vector<ParzenScore> parzen_log_likelihood(const Eigen::MatrixBase<Points>& points,
                                               const Eigen::MatrixBase<Samples>& samples,
                                               const std::vector<double>& sigmas) {
  constexpr const char* name = "parzen_log_likelihood";
  const Batch<double> p = detail::samples_of(name, "points", points);
  const Batch<double> s = detail::samples_of(name, "samples", samples);
  detail::require_same_features(name, p, s);
  for (double sigma : sigmas) {
    require(sigma > 0 && std::isfinite(sigma), name, ": sigma must be positive, got ", sigma);
  }
  const double d = static_cast<double>(p.rows());
  const double count = static_cast<double>(s.cols());
  Batch<double> scores(p.cols(), static_cast<Index>(sigmas.size()));
  detail::each_block_of_distances(p, s, [&](Index first, const Batch<double>& squares) {
    for (Index j = 0; j < squares.cols(); ++j) {
      const double least = squares.col(j).minCoeff();  // its exponent is 0 then, and none above it
      for (std::size_t k = 0; k < sigmas.size(); ++k) {
        const double scale = 1 / (2 * sigmas[k] * sigmas[k]);
        const double sum = (scale * (least - squares.col(j).array())).exp().sum();
        scores(first + j, static_cast<Index>(k)) =
            std::log(sum / count) - scale * least -
            d * std::log(sigmas[k] * std::sqrt(2 * std::numbers::pi));
      }
    }
  });
  std::vector<ParzenScore> result;
  for (const auto& column : scores.colwise()) {
    const double n = static_cast<double>(column.size());
    const double mean = column.mean();
    const double variance = n > 1 ? (column.array() - mean).square().sum() / (n - 1) : 0;
    result.push_back({mean, std::sqrt(variance / n)});
  }
  return result;
}

/// The width under which the points are most likely: choose it on points that are not scored.
/// \param points, samples  as of `parzen_log_likelihood`
/// \param sigmas           at least one, all positive
/// \throws Error as that does
template <class Points, class Samples>
double best_parzen_width(const Eigen::MatrixBase<Points>& points,
                         const Eigen::MatrixBase<Samples>& samples,
                         const std::vector<double>& sigmas = parzen_widths()) {
  require(!sigmas.empty(), "best_parzen_width: there must be a width to choose");
  const std::vector<ParzenScore> scores = parzen_log_likelihood(points, samples, sigmas);
  std::size_t best = 0;
  for (std::size_t k = 1; k < scores.size(); ++k) {
    if (scores[k].mean > scores[best].mean) best = k;
  }
  return sigmas[best];
}

}  // namespace eigan
