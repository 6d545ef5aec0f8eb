// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include <eigan/core/hooks.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/nn/activations.hpp>
#include <eigan/nn/affine.hpp>
#include <eigan/nn/any_layer.hpp>
#include <eigan/nn/description.hpp>
#include <eigan/nn/initializers.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/spectral_norm.hpp>

namespace eigan {
namespace detail {

template <class Activation>
EIGAN_COLD void describe_activation(const Activation& activation, LayerDescription& layer) {
  if constexpr (requires { activation.choice(); }) {
    detail::visit(activation.choice(), [&](const auto& a) { describe_activation(a, layer); });
  } else if constexpr (requires { Activation::name; }) {
    layer.settings.push_back({"activation", Activation::name});
    if constexpr (requires { Activation::settings(activation, [](auto&&...) {}); }) {
      Activation::settings(activation, [&](const char* name, double value) {
        layer.settings.push_back({name, {}, value});
      });
    }
  } else {
    layer.settings.push_back({"activation", "custom"});
  }
}

}  // namespace detail

/// A fully connected layer, y = phi(W x + b) with W of size Out x In. Its parameters are [W | b], column
/// by column. `Eigen::Dynamic` sizes are given at run time:
/// `Dense<Dynamic, Dynamic, ReLU>{.inputs = 64, .outputs = 10}`.
template <Index In = Dynamic, Index Out = Dynamic, class Activation = Identity>
struct Dense {
  static_assert((In > 0 || In == Dynamic) && (Out > 0 || Out == Dynamic),
                "eigan: a Dense layer's sizes are positive, or Eigen::Dynamic");
  static_assert(Out == Dynamic || Out % detail::static_group<Activation>() == 0,
                "eigan: the activation's group must divide the layer's outputs");
  using tangents_of = Dense;
  static constexpr Index static_inputs = In;
  static constexpr Index static_outputs = Out;

  detail::Extent<In> inputs{};     ///< rows of x, 1 to 2^26
  detail::Extent<Out> outputs{};   ///< rows of y, 1 to 2^26
  Activation activation{};         ///< phi
  Initializer weights = Scaled{};  ///< initial W; Scaled takes the activation's gain
  Initializer biases = FanIn{};    ///< initial b

  /// \throws Error if `given` differs from this layer's inputs, or a setting breaks its rule
  EIGAN_COLD LayerShape shape(Index given) const {
    detail::require_sizes("Dense", inputs, outputs, given);
    detail::validate(activation);
    detail::validate(weights);
    detail::validate(biases);
    const Index group = detail::group_of(activation);
    enforce(outputs % group == 0, "Dense: outputs must be a multiple of the activation's group, ",
            group, "; got ", static_cast<Index>(outputs));
    return {.inputs = inputs,
            .outputs = outputs,
            .parameter_rows = outputs,
            .parameter_columns = inputs + 1,
            .deltas = outputs,
            .keeps_a = detail::reads_input(activation),
            .curved = detail::is_curved(activation),
            .group = group};
  }

  template <class Scalar>
  void initialise(Segment<Scalar> w, Index, const Stream& stream) const {
    detail::initialise_affine<Scalar>(w, inputs, outputs, activation.gain(), weights, biases,
                                      stream);
  }

  template <class Scalar>
  void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y, AuxView,
               const Pass&, const Tile& tile) const {
    const bool keeps_a = detail::reads_input(activation);
    detail::affine<Scalar>(w, x, keeps_a ? a : y, tile, [&](Segment<Scalar> column) {
      Scalar* out = column.data();
      if (keeps_a) {
        out = y.data() + (column.data() - a.data());
        std::copy_n(column.data(), column.size(), out);
      }
      activation.template apply<Scalar>(Segment<Scalar>(out, column.size()));
    });
  }

  template <class Scalar>
  void backward_local(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView, ConstView<Scalar> dy,
                      View<Scalar> delta, const Tile& t) const {
    each_column<Scalar>(a, y, t, [&](ConstSegment<Scalar> from, Index start) {
      Segment<Scalar> d(delta.data() + start, t.rows);
      if (delta.data() != dy.data()) std::copy_n(dy.data() + start, t.rows, d.data());
      activation.template backward<Scalar>(from, d);
    });
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
    requires detail::HasCurvature<Activation>
  void tangent(ConstSegment<Scalar> w, ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView,
               ConstView<Scalar> dx, View<Scalar> da, View<Scalar> dy, const Tile& t) const {
    const bool curved = detail::is_curved(activation);
    detail::affine_tangent<Scalar>(w, dx, dy, t);
    each_column<Scalar>(a, y, t, [&](ConstSegment<Scalar> from, Index start) {
      Segment<Scalar> d(dy.data() + start, t.rows);
      if (curved) std::copy_n(d.data(), t.rows, da.data() + start);
      detail::activation_tangent<Scalar>(activation, from, d);
    });
  }

  template <class Scalar>
    requires(detail::HasCurvature<Activation> && !detail::PiecewiseLinear<Activation>)
  void backward_tangent(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView, View<Scalar> da,
                        ConstView<Scalar> d, View<Scalar> b, View<Scalar> delta,
                        const Tile& t) const {
    each_column<Scalar>(a, y, t, [&](ConstSegment<Scalar> from, Index start) {
      Segment<Scalar> bent(da.data() + start, t.rows), straight(b.data() + start, t.rows);
      for (Index i = 0; i < t.rows; ++i) bent[i] *= d.data()[start + i];
      detail::curvature<Scalar>(activation, from, bent);
      activation.template backward<Scalar>(from, straight);
      for (Index i = 0; i < t.rows; ++i) delta.data()[start + i] = straight[i] + bent[i];
    });
  }

  EIGAN_COLD LayerDescription describe() const {
    LayerDescription layer{.type = "dense",
                           .tensors = detail::affine_tensors({outputs}, outputs, inputs)};
    detail::describe_activation(activation, layer);
    return layer;
  }

  /// A bound on |W|_2, times the activation's constant.
  template <class Scalar>
  double lipschitz(ConstSegment<Scalar> w, Index) const {
    return detail::product_above(activation.lipschitz(),
                                 detail::spectral_norm_bound<Scalar>(w.data(), outputs, inputs));
  }
  using rounding_of = Dense;
  template <class Scalar>
    requires detail::HasUlps<Activation>
  double rounding(ConstSegment<Scalar> w, double x_norm) const {
    const auto a = detail::affine_rounding<Scalar>(w, inputs, outputs, x_norm);
    return activation.lipschitz() * a.error +
           detail::activation_rounding<Scalar>(activation, a.norm, outputs);
  }

 private:
  /// use(column of what the derivative reads, its place) for the columns of a tile of y.
  template <class Scalar, class Use>
  void each_column(ConstView<Scalar> a, ConstView<Scalar> y, const Tile& t, Use&& use) const {
    const Scalar* const from = detail::reads_input(activation) ? a.data() : y.data();
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      const Index start = j * y.rows() + t.row;
      use(ConstSegment<Scalar>(from + start, t.rows), start);
    }
  }
};

namespace detail {

/// Compile-time sizes have been checked by now, so the network keeps them as numbers: one class per
/// activation, not per pair of sizes. (A class derived from Dense is kept as it is.)
template <Index In, Index Out, class Activation>
auto sized(Dense<In, Out, Activation> dense) {
  const auto keep = [&](auto activation) {
    return Dense<Dynamic, Dynamic, decltype(activation)>{
        .inputs = static_cast<Index>(dense.inputs),
        .outputs = static_cast<Index>(dense.outputs),
        .activation = std::move(activation),
        .weights = dense.weights,
        .biases = dense.biases};
  };
  if constexpr (requires { dense.activation.sized(); }) {
    return keep(dense.activation.sized());
  } else {
    return keep(std::move(dense.activation));
  }
}

template <class Scalar, Index In, Index Out, class Activation>
void append(AnyLayers<Scalar>& layers, Dense<In, Out, Activation> dense) {
  auto layer = sized(std::move(dense));
  layers.push_back(std::make_shared<LayerOf<Scalar, decltype(layer)>>(std::move(layer)));
}

}  // namespace detail
}  // namespace eigan
