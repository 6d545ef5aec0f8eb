// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/nn/activation.hpp>

namespace eigan {

/// phi(a) = a.
struct Identity {
  static constexpr const char* name = "identity";
  static constexpr double ulps = 0;
  static constexpr bool piecewise_linear = true;

  template <class Scalar>
  void apply(Segment<Scalar>) const {}
  template <class Scalar>
  void backward(ConstSegment<Scalar>, Segment<Scalar>) const {}
  constexpr double lipschitz() const { return 1; }
  double gain() const { return 1; }
};

/// phi(a) = max(a, 0); the derivative at 0 is taken as 0.
struct ReLU {
  static constexpr const char* name = "relu";
  static constexpr double ulps = 0;
  static constexpr bool piecewise_linear = true;

  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    for (Index i = 0; i < y.size(); ++i) y[i] = y[i] < 0 ? Scalar(0) : y[i];  // NaN stays
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) d[i] = y[i] > 0 ? d[i] : Scalar(0);
  }
  constexpr double lipschitz() const { return 1; }
  double gain() const { return std::numbers::sqrt2; }
};

/// phi(a) = a for a > 0, slope * a otherwise (Maas et al., 2013).
struct LeakyReLU {
  static constexpr const char* name = "leaky_relu";
  static constexpr double ulps = 3;
  static constexpr bool piecewise_linear = true;

  double slope = 0.2;  ///< in [0, 1]

  static void settings(auto& self, auto&& use) { use("slope", self.slope); }
  void validate() const {
    enforce(slope >= 0 && slope <= 1, "LeakyReLU: slope must lie in [0, 1]; got ", slope);
  }
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    const Scalar s = static_cast<Scalar>(slope);
    for (Index i = 0; i < y.size(); ++i) {
      const Scalar scaled = s * y[i];
      y[i] = y[i] < 0 ? scaled : y[i];
    }
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    const Scalar s = static_cast<Scalar>(slope);
    for (Index i = 0; i < y.size(); ++i) {
      const Scalar scaled = s * d[i];
      d[i] = y[i] > 0 ? d[i] : scaled;
    }
  }
  constexpr double lipschitz() const { return 1; }
  double gain() const { return std::sqrt(2.0 / (1.0 + slope * slope)); }
};

/// phi(a) = tanh a.
struct Tanh {
  static constexpr const char* name = "tanh";
  static constexpr double ulps = 16;

  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    detail::by_blocks(y, [](const auto& a) { return a.tanh().eval(); });
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) d[i] *= Scalar(1) - y[i] * y[i];
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) d[i] *= Scalar(-2) * y[i] * (Scalar(1) - y[i] * y[i]);
  }
  constexpr double lipschitz() const { return 1; }
  double gain() const { return 1.4674135916308568; }
};

/// phi(a) = 1 / (1 + exp(-a)).
struct Sigmoid {
  static constexpr const char* name = "sigmoid";
  static constexpr double ulps = 16;

  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    detail::by_blocks(y, [](const auto& a) { return detail::logistic(a); });
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) d[i] *= y[i] * (Scalar(1) - y[i]);
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) {
      d[i] *= y[i] * (Scalar(1) - y[i]) * (Scalar(1) - 2 * y[i]);
    }
  }
  constexpr double lipschitz() const { return 0.25; }
  double gain() const { return 4.722646085938214; }
};

/// phi(a) = a / (1 + exp(-a)), also called swish (Ramachandran et al., 2017).
struct SiLU {
  static constexpr const char* name = "silu";
  static constexpr double ulps = 16;
  static constexpr bool reads_input = true;

  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    detail::by_blocks(y, [](const auto& a) { return (a * detail::logistic(a)).eval(); });
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> a, Segment<Scalar> d) const {
    const auto derivative = [](const auto& x) {
      const auto s = detail::logistic(x);
      return (s + x * s * (Scalar(1) - s)).eval();
    };
    detail::by_blocks(a, derivative, [&](Index i, Scalar slope) { d[i] *= slope; });
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> a, Segment<Scalar> d) const {
    const auto second = [](const auto& x) {
      const auto s = detail::logistic(x);
      return (s * (Scalar(1) - s) * (Scalar(2) + x * (Scalar(1) - Scalar(2) * s))).eval();
    };
    detail::by_blocks(a, second, [&](Index i, Scalar bend) { d[i] *= bend; });
  }
  constexpr double lipschitz() const { return 1.09984; }  // at 2.39936
  double gain() const { return 1.623320257952595; }
};

/// phi(a) = a Phi(a), exact: Phi is the normal distribution function (Hendrycks and Gimpel, 2016).
struct GELU {
  static constexpr const char* name = "gelu";
  static constexpr double ulps = 16;
  static constexpr bool reads_input = true;

  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    for (Index i = 0; i < y.size(); ++i) y[i] *= normal_distribution(y[i]);
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> a, Segment<Scalar> d) const {
    for (Index i = 0; i < a.size(); ++i) {
      d[i] *= normal_distribution(a[i]) + a[i] * normal_density(a[i]);
    }
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> a, Segment<Scalar> d) const {
    for (Index i = 0; i < a.size(); ++i) {
      const Scalar density = normal_density(a[i]);
      d[i] *= density > 0 ? density * (Scalar(2) - a[i] * a[i]) : Scalar(0);
    }
  }
  constexpr double lipschitz() const { return 1.12891; }  // at sqrt 2
  double gain() const { return 1.4811144127084126; }

 private:
  template <class Scalar>
  static Scalar normal_distribution(Scalar a) {
    return Scalar(0.5) * std::erfc(a * static_cast<Scalar>(-1 / std::numbers::sqrt2));
  }
  template <class Scalar>
  static Scalar normal_density(Scalar a) {
    const Scalar scale = static_cast<Scalar>(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    return scale * std::exp(a * a * Scalar(-0.5));
  }
};

/// phi(a) = a for a > 0, alpha (exp(a) - 1) otherwise (Clevert et al., 2016).
struct ELU {
  static constexpr const char* name = "elu";
  static constexpr double ulps = 16;

  double alpha = 1;  ///< in [0, 1], so that phi does not stretch distances

  static void settings(auto& self, auto&& use) { use("alpha", self.alpha); }
  void validate() const {
    enforce(alpha >= 0 && alpha <= 1, "ELU: alpha must lie in [0, 1]; got ", alpha);
  }
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    const Scalar s = static_cast<Scalar>(alpha);
    for (Index i = 0; i < y.size(); ++i) y[i] = y[i] < 0 ? s * std::expm1(y[i]) : y[i];
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    const Scalar s = static_cast<Scalar>(alpha);
    for (Index i = 0; i < y.size(); ++i) {
      const Scalar scaled = (y[i] + s) * d[i];
      d[i] = y[i] > 0 ? d[i] : scaled;
    }
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    const Scalar s = static_cast<Scalar>(alpha);
    for (Index i = 0; i < y.size(); ++i) d[i] *= y[i] > 0 ? Scalar(0) : y[i] + s;
  }
  constexpr double lipschitz() const { return 1; }
  /// E[phi'^2] = 1/2 + alpha^2 e^2 Phi(-2)
  double gain() const { return 1 / std::sqrt(0.5 + alpha * alpha * 0.16810200122317066); }
};

/// phi(a) = log(1 + exp(a)) (Dugas et al., 2001).
struct Softplus {
  static constexpr const char* name = "softplus";
  static constexpr double ulps = 16;

  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    for (Index i = 0; i < y.size(); ++i) {  // finite for every finite a
      y[i] = (y[i] > 0 ? y[i] : Scalar(0)) + std::log1p(std::exp(-std::abs(y[i])));
    }
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) d[i] *= -std::expm1(-y[i]);  // phi' = 1 - exp(-phi)
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    for (Index i = 0; i < y.size(); ++i) d[i] *= -std::expm1(-y[i]) * std::exp(-y[i]);
  }
  constexpr double lipschitz() const { return 1; }
  double gain() const { return 1.8462285453387084; }
};

}  // namespace eigan
