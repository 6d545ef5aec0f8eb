// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <type_traits>
#include <variant>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>

namespace eigan {

// An activation works element by element on a contiguous column:
//   apply(y)          y <- phi(y)
//   backward(y, d)    d <- d phi'(a), where y = phi(a); if `reads_input`, y is a itself
//   lipschitz()       a Lipschitz constant of phi
//   gain()            1 / sqrt(E[phi'(a)^2]) for a standard normal a: weights of this spread keep the
//                     size of gradients from layer to layer (He et al., 2015, section 2.2)
//   name              in files
//   curvature(y, d)   d <- d phi''(a); or `piecewise_linear`, where phi'' is 0. For gradient penalties;
//                     one without cannot play in a penalised adversary
// Optional:
//   reads_input       the derivative is a function of a, not of y alone
//   static_group      works on groups of so many neighbouring rows, or of `group` rows if it is Dynamic; d
//                     is then multiplied by the transposed Jacobian, and
//   tangent(a, d)     multiplies it by the Jacobian itself
//   settings(a, use)  use(name, setting) for each number of `a`, for files
//   validate()        throws Error if a setting breaks its rule
//   ulps              |phi(a) as computed - phi(a)| <= ulps u (|a| + |phi(a)|), where u is the unit of
//                     rounding, 2^-24 or 2^-53; without it an adversary has no certificate

namespace detail {

/// use(i, f(a[i])), where f gets blocks at any alignment: an element's bits do not depend on its place.
template <class Scalar, class F, class Use>
void by_blocks(ConstSegment<Scalar> a, F&& f, Use&& use) {
  constexpr Index size = 16;
  using Block = Eigen::Array<Scalar, size, 1>;
  for (Index first = 0; first < a.size(); first += size) {
    const Index count = (std::min)(size, a.size() - first);
    Block block = Block::Zero();
    for (Index i = 0; i < count; ++i) block[i] = a[first + i];
    block = f(block);
    for (Index i = 0; i < count; ++i) use(first + i, block[i]);
  }
}
/// y <- f(y)
template <class Scalar, class F>
void by_blocks(Segment<Scalar> y, F&& f) {
  by_blocks<Scalar>(ConstSegment<Scalar>(y.data(), y.size()), f,
                    [&](Index i, Scalar value) { y[i] = value; });
}

/// 1 / (1 + exp(-a)), to full relative precision for both signs.
template <class Block>
Block logistic(const Block& a) {
  using Scalar = typename Block::Scalar;
  // Eigen's exp stops at the smallest normal number instead of falling to 0.
  constexpr Scalar reach = std::is_same_v<Scalar, float> ? Scalar(87) : Scalar(708);
  const Block e = (a.abs() < reach || a != a).select((-a.abs()).exp(), Scalar(0));
  return (a < Scalar(0)).select(e, Scalar(1)) / (Scalar(1) + e);
}

template <class Activation>
bool reads_input(const Activation& activation) {
  if constexpr (requires { activation.choice(); }) {
    return detail::visit(activation.choice(), [](const auto& a) { return reads_input(a); });
  } else {
    return requires { requires Activation::reads_input; };
  }
}

template <class Activation>
concept PiecewiseLinear = requires {
  requires Activation::piecewise_linear;
};

/// Whether an activation's second derivative is known.
template <class Activation>
concept HasCurvature = PiecewiseLinear<Activation> ||
    requires(const Activation& activation, ConstSegment<float> y, Segment<float> d) {
  activation.template curvature<float>(y, d);
} || requires(const Activation& activation, ConstSegment<double> y, Segment<double> d) {
  activation.template curvature<double>(y, d);
} || requires(const Activation& activation) {
  activation.choice();
};

template <class Activation>
bool is_curved(const Activation& activation) {
  if constexpr (requires { activation.choice(); }) {
    return detail::visit(activation.choice(), [](const auto& a) { return is_curved(a); });
  } else {
    return !PiecewiseLinear<Activation>;
  }
}

/// Rows that an activation takes together; 1 if they are known at run time only.
template <class Activation>
constexpr Index static_group() {
  if constexpr (requires { Activation::static_group; }) {
    if (Activation::static_group != Eigen::Dynamic) return Activation::static_group;
  }
  return 1;
}
/// The same for one.
template <class Activation>
Index group_of(const Activation& activation) {
  if constexpr (requires { activation.choice(); }) {
    return detail::visit(activation.choice(), [](const auto& a) { return group_of(a); });
  } else if constexpr (requires { activation.group; }) {
    return static_cast<Index>(activation.group);
  }
  return 1;
}

/// From the tangents of a to those of y.
template <class Scalar, class Activation>
void activation_tangent(const Activation& activation, ConstSegment<Scalar> from,
                        Segment<Scalar> d) {
  if constexpr (requires { activation.choice(); }) {
    detail::visit(activation.choice(),
                  [&](const auto& a) { activation_tangent<Scalar>(a, from, d); });
  } else if constexpr (requires { activation.template tangent<Scalar>(from, d); }) {
    activation.template tangent<Scalar>(from, d);
  } else {
    activation.template backward<Scalar>(from, d);  // a diagonal Jacobian
  }
}

template <class Activation>
concept HasUlps = requires {
  Activation::ulps;
}
|| requires(const Activation& activation) { activation.choice(); };

/// A bound on what rounding changes phi(a) by (Euclidean norms), for any a of `rows` numbers, |a| <= norm.
template <class Scalar, class Activation>
EIGAN_COLD double activation_rounding(const Activation& activation, double norm, Index rows) {
  if constexpr (requires { activation.choice(); }) {
    return detail::visit(activation.choice(),
                         [&](const auto& a) { return activation_rounding<Scalar>(a, norm, rows); });
  } else if constexpr (Activation::ulps == 0) {
    return 0;
  } else {
    using Limits = std::numeric_limits<Scalar>;
    Scalar at_0 = 0;
    activation.template apply<Scalar>(Segment<Scalar>(&at_0, 1));
    const double u = static_cast<double>(Limits::epsilon()) / 2,
                 spread = std::sqrt(static_cast<double>(rows));
    return Activation::ulps * u *
               ((1 + activation.lipschitz()) * norm +
                std::abs(static_cast<double>(at_0)) * spread) +
           4 * spread * static_cast<double>((Limits::min)());
  }
}

/// d <- d phi''
template <class Scalar, class Activation>
void curvature(const Activation& activation, ConstSegment<Scalar> y, Segment<Scalar> d) {
  if constexpr (requires { activation.choice(); }) {
    detail::visit(activation.choice(), [&](const auto& a) { curvature<Scalar>(a, y, d); });
  } else if constexpr (PiecewiseLinear<Activation>) {
    d.setZero();
  } else {
    activation.template curvature<Scalar>(y, d);
  }
}

}  // namespace detail

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
