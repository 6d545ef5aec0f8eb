// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <variant>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>

namespace eigan {

// What an activation is, and what layers ask of one. It works element by element on a contiguous column:
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

}  // namespace eigan
