// SPDX-License-Identifier: MIT
// What tests of random numbers measure. Seeds are fixed, so a test that passes passes always;
// bounds are those that good numbers exceed about once in a thousand seeds.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace eigan::tests {

/// Kolmogorov and Smirnov's distance between samples and a distribution, times sqrt(n): above 1.95
/// with probability 0.001.
template <class Cdf>
double kolmogorov_smirnov(std::vector<double> samples, Cdf&& cdf) {
  std::sort(samples.begin(), samples.end());
  const double n = static_cast<double>(samples.size());
  double distance = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double p = cdf(samples[i]);
    const double below = static_cast<double>(i) / n;
    distance = std::max({distance, p - below, below + 1 / n - p});
  }
  return distance * std::sqrt(n);
}

/// Pearson's chi-square of counts that ought to be equal, as a standard normal number (Wilson and
/// Hilferty, 1931): above 3.1 with probability 0.001, and below -3.1 if the counts are too equal.
inline double chi_square(const std::vector<double>& counts) {
  const double cells = static_cast<double>(counts.size());
  double total = 0;
  for (double count : counts) total += count;
  const double expected = total / cells;
  double sum = 0;
  for (double count : counts) sum += (count - expected) * (count - expected) / expected;
  const double freedom = cells - 1;
  return (std::cbrt(sum / freedom) - (1 - 2 / (9 * freedom))) / std::sqrt(2 / (9 * freedom));
}

/// The distribution function of the standard normal distribution.
inline double normal_cdf(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

/// The correlation of a and b, times sqrt(n): about a standard normal number if they have none.
inline double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
  for (double x : a) mean_a += x / n;
  for (double x : b) mean_b += x / n;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb) * std::sqrt(n);
}

}  // namespace eigan::tests
