// SPDX-License-Identifier: MIT
#pragma once

#include <variant>

#include <eigan/core/hooks.hpp>
#include <eigan/nn/activations.hpp>
#include <eigan/nn/affine.hpp>
#include <eigan/nn/initializers.hpp>
#include <eigan/nn/layer.hpp>

namespace eigan {
namespace detail {

// What a Dense layer does that does not depend on its sizes: compiled once for an activation.

template <class Scalar, class Activation>
void dense_forward(const Activation& activation, ConstSegment<Scalar> w, ConstView<Scalar> x,
                   View<Scalar> y, const Tile& t) {
  affine<Scalar>(w, x, y, t, [&](Segment<Scalar>& column) { activation.apply(column); });
}

template <class Scalar, class Activation>
void dense_backward(const Activation& activation, ConstView<Scalar> y, View<Scalar> delta,
                    const Tile& t) {
  for (Index j = t.column; j < t.column + t.columns; ++j) {
    const Index start = j * y.rows() + t.row;
    Segment<Scalar> column(delta.data() + start, t.rows);
    activation.backward(ConstSegment<Scalar>(y.data() + start, t.rows), column);
  }
}

template <class Activation>
LayerDescription describe_dense(const Activation& activation) {
  LayerDescription description{.type = "dense"};
  if constexpr (requires { activation.choice(); }) {
    return std::visit([](const auto& a) { return describe_dense(a); }, activation.choice());
  }
  if constexpr (requires { Activation::name; }) description.activation = Activation::name;
  if constexpr (requires { activation.slope; }) description.slope = activation.slope;
  return description;
}

}  // namespace detail

/// A fully connected layer, y = phi(W x + b) with W of size Out x In.
///
/// Its parameters are [W | b], column by column. `Eigen::Dynamic` sizes are given at run time:
/// `Dense<Dynamic, Dynamic, ReLU>{.inputs = 64, .outputs = 10}`.
template <Index In = Dynamic, Index Out = Dynamic, class Activation = Identity>
struct Dense {
  static_assert((In > 0 || In == Dynamic) && (Out > 0 || Out == Dynamic),
                "eigan: a Dense layer's sizes are positive, or Eigen::Dynamic");
  static constexpr Index static_inputs = In;
  static constexpr Index static_outputs = Out;

  Extent<In> inputs{};             ///< rows of x, 1 to 2^26
  Extent<Out> outputs{};           ///< rows of y, 1 to 2^26
  Activation activation{};         ///< phi
  Initializer weights = Suited{};  ///< how W starts, scaled by the activation's gain if Suited
  Initializer biases = FanIn{};    ///< how b starts

  /// \throws Error unless `given` is this layer's number of inputs, or if a setting breaks its rule
  LayerShape shape(Index given) const {
    detail::require_sizes("Dense", inputs, outputs, given);
    detail::validate(activation);
    detail::validate(weights);
    detail::validate(biases);
    return {inputs, outputs, outputs, inputs + 1, outputs, 0};
  }

  template <class Scalar>
  void initialise(Segment<Scalar> w, Index, const Stream& stream) const {
    detail::initialise_affine<Scalar>(w, inputs, outputs, activation.gain(), weights, biases,
                                      stream);
  }

  template <class Scalar>
  void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar>, View<Scalar> y, AuxView,
               const Pass&, const Tile& tile) const {
    detail::dense_forward<Scalar>(activation, w, x, y, tile);
  }

  template <class Scalar>
  void backward_local(ConstView<Scalar> y, ConstAuxView, ConstView<Scalar>, View<Scalar> delta,
                      const Tile& tile) const {
    detail::dense_backward<Scalar>(activation, y, delta, tile);  // delta is dy's own memory
  }

  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const {
    detail::affine_input_gradient<Scalar>(w, delta, dx, tile);
  }

  template <class Scalar>
  void backward_parameters(ConstView<Scalar> x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const {
    detail::affine_parameter_gradient<Scalar>(x, delta, dw, tile);
  }

  LayerDescription describe() const { return detail::describe_dense(activation); }

  /// |W|_2 <= min(|W|_F, sqrt(|W|_1 |W|_inf)), times the activation's constant.
  template <class Scalar>
  double lipschitz(ConstSegment<Scalar> w, Index) const {
    return activation.lipschitz() * detail::affine_lipschitz<Scalar>(w, inputs, outputs, 1);
  }
};

}  // namespace eigan
