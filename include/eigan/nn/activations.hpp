// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <type_traits>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan {

// An activation works element by element, in place, on an Eigen array expression:
//   apply(y)        y <- phi(y)
//   backward(y, d)  d <- d * phi'(a) where y = phi(a): the derivative is found from the output alone
//   lipschitz()     a Lipschitz constant of phi
//   name            for files
//   gain()          sqrt(2 / E[phi'^2]) up to a factor: initial weights are scaled by it, so that
//                   activations keep their spread from layer to layer (He et al., 2015, eq. 12-15)

/// phi(a) = a.
struct Identity {
  static constexpr const char* name = "identity";
  template <class Y>
  void apply(Y&&) const {}
  template <class Y, class D>
  void backward(const Y&, D&&) const {}
  double lipschitz() const { return 1; }
  double gain() const { return 1; }
};

/// phi(a) = max(a, 0); the derivative at 0 is taken as 0.
struct ReLU {
  static constexpr const char* name = "relu";
  template <class Y>
  void apply(Y&& y) const {
    using Scalar = typename std::decay_t<Y>::Scalar;
    y = y.max(Scalar(0));
  }
  template <class Y, class D>
  void backward(const Y& y, D&& d) const {
    using Scalar = typename Y::Scalar;
    d = (y > Scalar(0)).select(d, Scalar(0));
  }
  double lipschitz() const { return 1; }
  double gain() const { return std::sqrt(2.0); }
};

/// phi(a) = a for a > 0, slope * a otherwise (Maas et al., 2013).
struct LeakyReLU {
  static constexpr const char* name = "leaky_relu";

  double slope = 0.2;  ///< in [0, 1]

  void validate() const {
    require(slope >= 0 && slope <= 1, "LeakyReLU: slope must lie in [0, 1], got ", slope);
  }
  template <class Y>
  void apply(Y&& y) const {
    using Scalar = typename std::decay_t<Y>::Scalar;
    y = y.max(y * static_cast<Scalar>(slope));
  }
  template <class Y, class D>
  void backward(const Y& y, D&& d) const {
    using Scalar = typename Y::Scalar;
    d = (y > Scalar(0)).select(d, d * static_cast<Scalar>(slope));
  }
  double lipschitz() const { return 1; }
  double gain() const { return std::sqrt(2.0 / (1.0 + slope * slope)); }
};

/// phi(a) = tanh a.
struct Tanh {
  static constexpr const char* name = "tanh";
  template <class Y>
  void apply(Y&& y) const {
    y = y.tanh();
  }
  template <class Y, class D>
  void backward(const Y& y, D&& d) const {
    using Scalar = typename Y::Scalar;
    d *= Scalar(1) - y * y;
  }
  double lipschitz() const { return 1; }
  double gain() const { return 1; }
};

/// phi(a) = 1 / (1 + exp(-a)).
struct Sigmoid {
  static constexpr const char* name = "sigmoid";
  template <class Y>
  void apply(Y&& y) const {
    using Scalar = typename std::decay_t<Y>::Scalar;
    y = Scalar(0.5) * (y * Scalar(0.5)).tanh() + Scalar(0.5);  // finite for every finite a
  }
  template <class Y, class D>
  void backward(const Y& y, D&& d) const {
    using Scalar = typename Y::Scalar;
    d *= y * (Scalar(1) - y);
  }
  double lipschitz() const { return 0.25; }
  double gain() const { return 1; }
};

}  // namespace eigan
