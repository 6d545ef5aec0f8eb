// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include <eigan/data/mixture.hpp>
#include <eigan/data/source.hpp>

namespace eigan {

/// Gaussians on a line, each with its weight, mean and standard deviation.
///
///     GaussianMixture1D<float> normal{.means = {4}};                             // N(4, 1)
///     GaussianMixture1D<float> narrow{.means = {4}, .stddevs = {0.5}};           // N(4, 0.25)
///     GaussianMixture1D<float> two{.means = {-2, 2}, .stddevs = {1, 0.5}, .weights = {3, 1}};
template <class Scalar>
struct GaussianMixture1D {
  std::vector<double> means = {0};    ///< at least one
  std::vector<double> stddevs = {1};  ///< as many, or one for all; each more than 0
  std::vector<double> weights = {};   ///< as many, not negative; empty: all are equally likely

  /// \throws Error if a setting breaks its rule
  void validate() const {
    enforce(!means.empty(), "GaussianMixture1D: there must be at least one mean; got none");
    enforce(stddevs.size() == means.size() || stddevs.size() == 1,
            "GaussianMixture1D: stddevs must be as many as means or one for all; got ",
            stddevs.size(), " for ", means.size());
    enforce(weights.size() == means.size() || weights.empty(),
            "GaussianMixture1D: weights must be as many as means or none; got ", weights.size(),
            " for ", means.size());
    for (double mean : means) {
      enforce(std::isfinite(mean), "GaussianMixture1D: a mean must be finite; got ", mean);
    }
    for (double stddev : stddevs) {
      enforce(stddev > 0 && std::isfinite(stddev),
              "GaussianMixture1D: a stddev must be finite and more than 0; got ", stddev);
    }
    for (double weight : weights) detail::require_length("GaussianMixture1D: a weight", weight);
    enforce(total() > 0, "GaussianMixture1D: the weights must sum to more than 0; got ", total());
  }

  /// 1: the place on the line.
  Index features() const { return 1; }

  /// The density at x.
  double density(double x) const {
    double sum = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
      const double z = (x - means[i]) / stddev(i);
      sum += weight(i) / stddev(i) * std::exp(-z * z / 2);
    }
    return sum / (total() * std::sqrt(2 * std::numbers::pi));
  }

  /// Overwrites `out` (1 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    const double sum = total();
    detail::draw_mixture<1, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      double rest = detail::fraction(word) * sum;
      std::size_t i = 0;
      while (i + 1 < means.size() && rest >= weight(i)) rest -= weight(i++);
      return detail::Component<1>{detail::Point<1>(means[i]), stddev(i)};
    });
  }

 private:
  double stddev(std::size_t i) const { return stddevs[stddevs.size() == 1 ? 0 : i]; }
  double weight(std::size_t i) const { return weights.empty() ? 1 : weights[i]; }
  double total() const {
    double sum = 0;
    for (std::size_t i = 0; i < means.size(); ++i) sum += weight(i);
    return sum;
  }
};

}  // namespace eigan
