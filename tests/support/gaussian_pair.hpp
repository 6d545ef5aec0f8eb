// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <numbers>

namespace eigan::tests {

/// What theory says of real samples from N(0, 1) and fakes from N(mu, 1), by quadrature. The best
/// discriminator is linear: its logit is -mu (x - mu / 2).
struct GaussianPair {
  double mu;

  struct Moments {
    double mean = 0, variance = 0;
  };

  double slope() const { return -mu; }
  double offset() const { return mu * mu / 2; }
  /// D*(x)
  double best(double x) const { return 1 / (1 + std::exp(mu * (x - mu / 2))); }

  /// Mean and variance of f under N(center, 1). The trapezoidal rule's error is far below 1e-12 for
  /// smooth functions that a normal density damps.
  template <class F>
  static Moments moments(double center, const F& f) {
    const double step = 0.01;
    double sum = 0, squares = 0;
    for (double z = -10; z <= 10; z += step) {
      const double weight = step * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
      const double value = f(center + z);
      sum += weight * value;
      squares += weight * value * value;
    }
    return {sum, squares - sum * sum};
  }

  Moments log_best_on_real() const {
    return moments(0, [&](double x) { return -std::log1p(std::exp(mu * (x - mu / 2))); });
  }
  Moments log_rest_on_fakes() const {
    return moments(mu, [&](double x) { return -std::log1p(std::exp(-mu * (x - mu / 2))); });
  }

  /// The Jensen-Shannon divergence in nats.
  double divergence() const {
    return (log_best_on_real().mean + log_rest_on_fakes().mean + std::log(4.0)) / 2;
  }
  /// The standard deviation of its estimate from one batch of so many of each.
  double spread(double batch) const {
    return std::sqrt((log_best_on_real().variance + log_rest_on_fakes().variance) / batch) / 2;
  }

  /// d/dmu of the saturating loss, one sample's: mu D*(x), x fake.
  Moments saturating_gradient() const {
    return moments(mu, [&](double x) { return mu * best(x); });
  }
  /// d/dmu of the non-saturating loss, one sample's: mu (1 - D*(x)), x fake.
  Moments non_saturating_gradient() const {
    return moments(mu, [&](double x) { return mu * (1 - best(x)); });
  }
};

}  // namespace eigan::tests
