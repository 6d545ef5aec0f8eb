// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <eigan/core/hooks.hpp>
#include <eigan/nn/activations.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/description.hpp>
#include <eigan/nn/layer.hpp>

namespace eigan {

/// Layer normalisation (Ba et al., 2016) and an activation: y = phi(g n + b), n = (x - mean) / sqrt(variance +
/// epsilon) over the rows of each sample. Its parameters are [g | b], 1 and 0 at first. In a penalised critic
/// it takes the place of batch normalisation, under which a slope is not that of one sample (Gulrajani et
/// al., 2017, section 4):
///
///     Critic<Mlp<float, Dense<2, 128>, LayerNorm<ReLU>, Dense<128, 128>, LayerNorm<ReLU>, Dense<128, 1>>>
template <class Activation = Identity>
struct LayerNorm {
  using tangents_of = LayerNorm;
  static constexpr Index static_inputs = same_size;
  static constexpr Index static_outputs = same_size;

  Activation activation{};  ///< phi
  double epsilon = 1e-5;    ///< finite and positive

  /// \throws Error if there is one row only, or a setting breaks its rule
  EIGAN_COLD LayerShape shape(Index inputs) const {
    enforce(inputs >= 2, "LayerNorm: the input must have at least 2 rows; got ", inputs);
    enforce(std::isfinite(epsilon) && epsilon > 0,
            "LayerNorm: epsilon must be finite and positive; got ", epsilon);
    detail::validate(activation);
    const Index group = detail::group_of(activation);
    enforce(group == 1, "LayerNorm: the activation must take each row by itself; got groups of ",
            group);
    return {.inputs = inputs,
            .outputs = inputs,
            .parameter_rows = inputs,
            .parameter_columns = 2,
            .deltas = blocks * inputs,
            .keeps_a = true,
            .curved = true,
            .group = inputs};
  }

  template <class Scalar>
  void initialise(Segment<Scalar> w, Index inputs, const Stream&) const {
    std::fill_n(w.data(), inputs, Scalar(1));
    std::fill_n(w.data() + inputs, inputs, Scalar(0));
  }

  EIGAN_COLD LayerDescription describe() const {
    LayerDescription layer{.type = "layer_norm", .settings = {{"epsilon", {}, epsilon}}};
    detail::describe_activation(activation, layer);
    return layer;
  }

  template <class Scalar>
  void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y, AuxView,
               const Pass&, const Tile& t) const {
    const Index n = x.rows();
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      Segment<Scalar> from = column(a, 1, j, n), to = column(a, 0, j, n), out = column(y, 0, j, n);
      from = column(x, 0, j, n);
      const Moments<Scalar> normal(from, epsilon);
      to = scale(w, n) * normal(from) + ConstSegment<Scalar>(w.data() + n, n);
      out = to;
      activation.template apply<Scalar>(out);
    }
  }

  template <class Scalar>
  void backward_local(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView, ConstView<Scalar> dy,
                      View<Scalar> delta, const Tile& t) const {
    const Index n = y.rows();
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      Segment<Scalar> d = column(delta, 0, j, n);
      d = column(dy, 0, j, n);
      activation.template backward<Scalar>(derivative_of(a, y, j), d);
      column(delta, 1, j, n) = column(a, 1, j, n);
      column(delta, 2, j, n)[0] = no_tangent<Scalar>;
    }
  }

  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& t) const {
    const Index n = dx.rows();
    const auto g = scale(w, n);
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      const auto d = column(delta, 0, j, n), x = column(delta, 1, j, n),
                 moving = column(delta, 2, j, n), d_moving = column(delta, 3, j, n);
      const Moments<Scalar> normal(x, epsilon);
      Segment<Scalar> out(&dx(t.row, j), t.rows);
      out = normal.tangent(x, g * d).segment(t.row, t.rows);
      if (!std::isnan(moving[0])) {
        out += normal.bend(x, moving, g * d_moving).segment(t.row, t.rows);
      }
    }
  }

  template <class Scalar>
  void backward_parameters(const Inputs<Scalar>& x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& t) const {
    const ConstView<Scalar>& input = x;
    const Index n = x.rows();
    dw.setZero();
    for (Index j = 0; j < x.cols(); ++j) {
      const auto d = column(delta, 0, j, n), at = column(delta, 1, j, n);
      const Scalar one = x.ones ? x.ones[j] : Scalar(1);
      for (Index c = t.column; c < t.column + t.columns; ++c) {
        Segment<Scalar> sum(dw.data() + (c - t.column) * n, n);
        if (c == 1) {
          sum += one * d;
        } else {
          // x.col(j) is `at`, a tangent there, or the sum of that and `one` times `at`: the normalised `at` is
          // its own tangent and a rest
          const Moments<Scalar> normal(at, epsilon);
          const Scalar rest = one * normal(at).square().mean();
          sum += d * (normal.tangent(at, column(input, 0, j, n)) + rest * normal(at));
        }
      }
    }
  }

  template <class Scalar>
    requires detail::HasCurvature<Activation>
  void tangent(ConstSegment<Scalar> w, ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView,
               ConstView<Scalar> dx, View<Scalar> da, View<Scalar> dy, const Tile& t) const {
    const Index n = y.rows();
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      const auto x = column(a, 1, j, n);
      Segment<Scalar> moving = column(da, 1, j, n), out = column(dy, 0, j, n);
      moving = column(dx, 0, j, n);
      out = scale(w, n) * Moments<Scalar>(x, epsilon).tangent(x, moving);
      column(da, 0, j, n) = out;
      activation.template backward<Scalar>(derivative_of(a, y, j), out);
    }
  }

  template <class Scalar>
    requires detail::HasCurvature<Activation>
  void backward_tangent(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView, View<Scalar> da,
                        ConstView<Scalar> d, View<Scalar> b, View<Scalar> delta,
                        const Tile& t) const {
    const Index n = y.rows();
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      const auto from = derivative_of(a, y, j);
      const auto first = column(d, 0, j, n);
      Segment<Scalar> bent = column(da, 0, j, n), straight = column(b, 0, j, n);
      bent *= first;
      detail::curvature<Scalar>(activation, from, bent);
      activation.template backward<Scalar>(from, straight);
      column(delta, 0, j, n) = straight + bent;
      column(delta, 1, j, n) = column(a, 1, j, n);
      column(delta, 2, j, n) = column(da, 1, j, n);
      Segment<Scalar> d_moving = column(delta, 3, j, n);
      d_moving = first;
      activation.template backward<Scalar>(from, d_moving);
    }
  }

  /// max |g| / sqrt(epsilon), times the activation's constant: far above the slope at most inputs.
  template <class Scalar>
  double lipschitz(ConstSegment<Scalar> w, Index inputs) const {
    const double largest = static_cast<double>(scale(w, inputs).abs().maxCoeff());
    return activation.lipschitz() * largest / std::sqrt(epsilon);
  }

 private:
  // The backward pass of a normalisation needs its input, so a and delta carry it, as blocks of rows:
  //            a      tangent of a    delta
  //     0      a      a'              dL / da
  //     1      x      x'              x
  //     2                             x', or NaN first where there is none
  //     3                             dL / da'
  static constexpr Index blocks = 4;
  template <class Scalar>
  static constexpr Scalar no_tangent = std::numeric_limits<Scalar>::quiet_NaN();

  template <class Scalar>
  static Segment<Scalar> column(View<Scalar> m, Index block, Index j, Index n) {
    return {m.data() + j * m.rows() + block * n, n};
  }
  template <class Scalar>
  static ConstSegment<Scalar> column(ConstView<Scalar> m, Index block, Index j, Index n) {
    return {m.data() + j * m.rows() + block * n, n};
  }
  template <class Scalar>
  static ConstSegment<Scalar> scale(ConstSegment<Scalar> w, Index n) {
    return {w.data(), n};
  }
  /// What the activation's derivative reads.
  template <class Scalar>
  ConstSegment<Scalar> derivative_of(ConstView<Scalar> a, ConstView<Scalar> y, Index j) const {
    return column(detail::reads_input(activation) ? a : y, 0, j, y.rows());
  }

  /// n(x) at one sample, and its derivatives.
  template <class Scalar>
  struct Moments {
    Scalar mean, over_spread;

    Moments(const auto& x, double epsilon) : mean(x.mean()) {
      over_spread = 1 / std::sqrt((x - mean).square().mean() + static_cast<Scalar>(epsilon));
    }
    auto operator()(const auto& x) const { return (x - mean) * over_spread; }

    /// J(x) v, with J = dn / dx, which is symmetric.
    auto tangent(const auto& x, const auto& v) const {
      const Scalar along = ((*this)(x)*v).mean();
      return over_spread * (v - v.mean() - (*this)(x)*along);
    }
    /// The gradient of <u, J(x) v> by x.
    auto bend(const auto& x, const auto& v, const auto& u) const {
      const Scalar of_u = u.mean(), of_v = v.mean();
      const Scalar p = ((*this)(x)*u).mean(), q = ((*this)(x)*v).mean();
      const Scalar both = ((u - of_u) * (v - of_v)).mean() - 3 * p * q;
      return -over_spread * over_spread * ((*this)(x)*both + q * (u - of_u) + p * (v - of_v));
    }
  };
};

}  // namespace eigan
