// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

#include <eigan/metrics/distances.hpp>

namespace eigan {

/// A mean over points and its standard error.
struct ParzenScore {
  double mean = 0;            ///< nats
  double standard_error = 0;  ///< for independent points
};

/// The ten widths Goodfellow et al., 2014, chose from: 0.1 to 1, evenly on a logarithmic scale.
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
/// A weak measure: 10,000 samples do not cover a space of 784 dimensions, and a model may score above
/// the true distribution (Theis et al., 2016). Compare at equal numbers of samples.
/// \param points   features x count, not trained on
/// \param samples  features x count, generated
/// \param sigmas   widths, all positive
/// \throws Error if either is empty or not finite, features differ or a width is not positive
std::vector<ParzenScore> parzen_log_likelihood(const AnyMatrix auto& points,
                                               const AnyMatrix auto& samples,
                                               const std::vector<double>& sigmas) {
  constexpr const char* name = "parzen_log_likelihood";
  const detail::SamplePair pair = detail::sample_pair(name, "points", points, "samples", samples);
  for (const double sigma : sigmas)
    enforce(sigma > 0 && std::isfinite(sigma), name, ": sigma must be positive; got ", sigma);
  const auto features = static_cast<double>(points.rows());
  Batch<double> scores(points.cols(), static_cast<Index>(sigmas.size()));
  detail::each_point(pair.first, pair.second, [&](Index j, const auto& squares) {
    const double least = squares.minCoeff();  // largest exponent: it becomes 0
    for (std::size_t k = 0; k < sigmas.size(); ++k) {
      const double ratio = pair.unit / sigmas[k];
      const double scale = (std::min)(ratio * ratio / 2, (std::numeric_limits<double>::max)());
      scores(j, static_cast<Index>(k)) =
          std::log((scale * (least - squares.array())).exp().mean()) - scale * least -
          features * std::log(sigmas[k] * std::sqrt(2 * std::numbers::pi));
    }
  });
  std::vector<ParzenScore> result;
  for (const auto& column : scores.colwise()) {
    const double n = static_cast<double>(column.size()), mean = column.mean();
    const double variance = n > 1 ? (column.array() - mean).square().sum() / (n - 1) : 0;
    result.push_back({mean, std::sqrt(variance / n)});
  }
  return result;
}

/// The width with the highest likelihood. Choose it on points that are not scored. Parameters and errors
/// are those of `parzen_log_likelihood`.
/// \param sigmas  at least one, all positive
double best_parzen_width(const AnyMatrix auto& points, const AnyMatrix auto& samples,
                         const std::vector<double>& sigmas = parzen_widths()) {
  enforce(!sigmas.empty(), "best_parzen_width: there must be at least one width; got none");
  const std::vector<ParzenScore> scores = parzen_log_likelihood(points, samples, sigmas);
  const auto less = [](const auto& a, const auto& b) { return a.mean < b.mean; };
  const auto best = std::max_element(scores.begin(), scores.end(), less);
  return sigmas[static_cast<std::size_t>(best - scores.begin())];
}

}  // namespace eigan
