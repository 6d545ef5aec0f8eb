// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include <eigan/core/rng.hpp>
#include <eigan/core/team.hpp>
#include <eigan/nn/layer.hpp>

namespace eigan::detail {

/// Spectral normalisation (Miyato et al., 2018): W / sigma with sigma = |W^T u|, where u comes from power
/// iteration, a step after each update. sigma is at most |W|_2, so the norm of W / sigma exceeds 1 until u
/// has converged. Where sigma is 0, W is left as it is.
struct PowerIteration {
  static constexpr const char* name = "spectral_norm";

  static Index derived(Index, Index inputs) { return 1 + inputs; }  // sigma or 1; v = W^T u / sigma
  static Index state(Index outputs, Index) { return outputs; }      // u
  template <class Scalar>
  static void start(View<Scalar>) {}

  template <class Scalar>
  static void initialise(Segment<Scalar> state, const Stream& stream, Index) {
    stream.normal(state.data(), state.size());
    normalise(state);
  }

  /// u = W v / |W v| with v = W^T u / |W^T u|
  template <class Scalar>
  static void advance(ConstView<Scalar> w, Segment<Scalar> u) {
    static thread_local std::vector<Scalar> memory;  // so that a warm step allocates nothing
    memory.resize(static_cast<std::size_t>(w.cols()));
    Segment<Scalar> v(memory.data(), w.cols());
    for (Index j = 0; j < w.cols(); ++j) v[j] = along(w, j, u.data());
    if (normalise(v) == 0) return;
    u.setZero();
    for (Index j = 0; j < w.cols(); ++j) {
      for (Index i = 0; i < w.rows(); ++i) u[i] += w(i, j) * v[j];
    }
    normalise(u);
  }

  template <class Scalar>
  static void prepare(View<Scalar> normal, ConstView<Scalar> w, ConstSegment<Scalar> u,
                      Segment<Scalar> derived, Team&) {
    Segment<Scalar> v(derived.data() + 1, w.cols());
    for (Index j = 0; j < w.cols(); ++j) v[j] = along(w, j, u.data());
    const Scalar sigma = static_cast<Scalar>(normalise(v));
    derived[0] = sigma > 0 ? sigma : Scalar(1);
    for (Index i = 0; i < w.size(); ++i) normal.data()[i] = w.data()[i] / derived[0];
  }

  /// With G = dL/d(W / sigma), and u held: dL/dW = (G - <G, W / sigma> u v^T) / sigma.
  template <class Scalar>
  static void through(View<Scalar> dw, ConstView<Scalar> gradient, ConstView<Scalar> w,
                      ConstSegment<Scalar> u, ConstSegment<Scalar> derived, Team&) {
    const ConstSegment<Scalar> v(derived.data() + 1, w.cols());
    double product = 0;
    for (Index j = 0; j < w.cols(); ++j) {
      product += static_cast<double>(along(w, j, gradient.data() + j * w.rows()));
    }
    const Scalar factor = static_cast<Scalar>(product / static_cast<double>(derived[0]));
    for (Index j = 0; j < w.cols(); ++j) {
      for (Index i = 0; i < w.rows(); ++i) {
        dw(i, j) = (gradient(i, j) - factor * v[j] * u[i]) / derived[0];
      }
    }
  }

 private:
  /// The product of column j with x.
  template <class Scalar>
  static Scalar along(ConstView<Scalar> w, Index j, const Scalar* x) {
    Scalar sum = 0;
    for (Index i = 0; i < w.rows(); ++i) sum += w(i, j) * x[i];
    return sum;
  }
  /// To norm 1, from the norm that is returned; unchanged, and 0, if that is impossible.
  template <class Scalar>
  static double normalise(Segment<Scalar> x) {
    double squares = 0;
    for (Index i = 0; i < x.size(); ++i) {
      squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    }
    const double norm = std::sqrt(squares);
    if (!(norm > static_cast<double>((std::numeric_limits<Scalar>::min)()) && std::isfinite(norm)))
      return 0;
    for (Index i = 0; i < x.size(); ++i) {
      x[i] = static_cast<Scalar>(static_cast<double>(x[i]) / norm);
    }
    return norm;
  }
};

}  // namespace eigan::detail
