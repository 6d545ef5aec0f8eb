// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <eigan/core/hooks.hpp>
#include <eigan/nn/affine.hpp>
#include <eigan/nn/description.hpp>
#include <eigan/nn/initializers.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/spectral_norm.hpp>

namespace eigan {

/// The maximum over Pieces affine maps, y_i = max_p (W_ip x + b_ip) (Goodfellow et al., 2013). Its
/// parameters are [W | b], column by column; piece p of output i is row i * Pieces + p. The first of
/// equal pieces wins.
template <Index In = Dynamic, Index Out = Dynamic, Index Pieces = 2>
struct Maxout {
  static_assert((In > 0 || In == Dynamic) && (Out > 0 || Out == Dynamic),
                "eigan: a Maxout layer's sizes are positive, or Eigen::Dynamic");
  static_assert(Pieces >= 1 && Pieces <= 255, "eigan: a Maxout layer has 1 to 255 pieces");
  using tangents_of = Maxout;
  static constexpr Index static_inputs = In;
  static constexpr Index static_outputs = Out;

  detail::Extent<In> inputs{};     ///< rows of x, 1 to 2^26
  detail::Extent<Out> outputs{};   ///< rows of y, 1 to 2^26; W has Pieces times as many
  Initializer weights = Scaled{};  ///< initial W; Scaled takes gain 1
  Initializer biases = FanIn{};    ///< initial b

  /// \throws Error if `given` differs from this layer's inputs, or a setting breaks its rule
  LayerShape shape(Index given) const {
    detail::require_sizes("Maxout", inputs, outputs, given);
    detail::validate(weights);
    detail::validate(biases);
    return {.inputs = inputs,
            .outputs = outputs,
            .parameter_rows = Pieces * outputs,
            .parameter_columns = inputs + 1,
            .deltas = Pieces * outputs,
            .aux = outputs};
  }

  template <class Scalar>
  void initialise(Segment<Scalar> w, Index, const Stream& stream) const {
    detail::initialise_affine<Scalar>(w, inputs, Pieces * outputs, 1.0, weights, biases, stream);
  }

  LayerDescription describe() const {
    return {.type = "maxout",
            .settings = {{"pieces", {}, Pieces}},
            .tensors = detail::affine_tensors({outputs, Pieces}, Pieces * outputs, inputs)};
  }

  template <class Scalar>
  void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y,
               AuxView winner, const Pass&, const Tile& t) const {
    Index j = t.column;
    const auto largest = [&](Segment<Scalar> column) {
      Scalar* best = &y(t.row, j);
      std::uint8_t* place = &winner(t.row, j);
      for (Index i = 0; i < t.rows; ++i) {
        const Scalar* piece = column.data() + i * Pieces;
        best[i] = piece[0];
        place[i] = 0;
        for (int p = 1; p < Pieces; ++p) {
          place[i] = piece[p] > best[i] ? static_cast<std::uint8_t>(p) : place[i];
          best[i] = piece[p] > best[i] ? piece[p] : best[i];
        }
      }
      ++j;
    };
    detail::affine<Scalar>(w, x, a, {t.row * Pieces, t.rows * Pieces, t.column, t.columns},
                           largest);
  }

  template <class Scalar>
  void backward_local(ConstView<Scalar>, ConstView<Scalar>, ConstAuxView winner,
                      ConstView<Scalar> dy, View<Scalar> delta, const Tile& t) const {
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      for (Index i = t.row; i < t.row + t.rows; ++i) {
        const Scalar gradient = dy(i, j);
        for (int p = 0; p < Pieces; ++p) {
          delta(i * Pieces + p, j) = winner(i, j) == p ? gradient : Scalar(0);
        }
      }
    }
  }

  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const {
    detail::affine_input_gradient<Scalar>(w, delta, dx, tile);
  }

  template <class Scalar>
  void backward_parameters(const Inputs<Scalar>& x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const {
    detail::affine_parameter_gradient<Scalar>(x, delta, dw, tile);
  }

  template <class Scalar>
  void tangent(ConstSegment<Scalar> w, ConstView<Scalar>, ConstView<Scalar>, ConstAuxView winner,
               ConstView<Scalar> dx, View<Scalar> da, View<Scalar> dy, const Tile& t) const {
    detail::affine_tangent<Scalar>(w, dx, da,
                                   {t.row * Pieces, t.rows * Pieces, t.column, t.columns});
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      for (Index i = t.row; i < t.row + t.rows; ++i) dy(i, j) = da(i * Pieces + winner(i, j), j);
    }
  }

  /// Of the matrices that take one row for each output.
  template <class Scalar>
  double lipschitz(ConstSegment<Scalar> w, Index) const {
    return detail::spectral_norm_bound<Scalar>(w.data(), Pieces * outputs, inputs, Pieces);
  }
  /// The maximum itself is exact.
  using rounding_of = Maxout;
  template <class Scalar>
  double rounding(ConstSegment<Scalar> w, double x_norm) const {
    return detail::affine_rounding<Scalar>(w, inputs, Pieces * outputs, x_norm).error;
  }
};

}  // namespace eigan
