// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <eigan/nn/chain.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/repeat.hpp>
#include <eigan/nn/tape.hpp>

namespace eigan {

/// A multi-layer perceptron: a flat pack of layers over one flat vector of parameters.
///
///     using Net = Mlp<float, Dense<2, 128, ReLU>, Dense<128, 1>>;
///     Net net;                                    // parameters are 0 until
///     Rng rng{42};
///     net.initialise(rng);
///     Batch<float> y = net(x);                    // x: 2 x n, y: 1 x n
///
/// Sizes that do not chain are a compile error, or an Error from the constructor where they are
/// known at run time only: `mlp<float>(Dense<>{.inputs = 2, .outputs = 128}, ...)`.
///
/// Training goes through a tape, in three steps that are each on their own: `forward`, then
/// `backward_input` (no parameter gradients) or `backward_parameters` (no input gradient).
template <class Scalar_, class... Layers>
class Mlp {
  static_assert(std::same_as<Scalar_, float> || std::same_as<Scalar_, double>,
                "eigan: the scalar of an Mlp is float or double");
  static_assert(sizeof...(Layers) > 0, "eigan: an Mlp has at least one layer");
  static_assert((detail::are_layers<Layers, Scalar_> && ...),
                "eigan: a layer of this Mlp is none, for its scalar: see the concept Layer in "
                "eigan/nn/layer.hpp for the functions a layer has");
  // Asked for here, since a constant of a template is not computed before it is used.
  static_assert(detail::ChainOf<Layers...>::inputs != 0);

 public:
  using Scalar = Scalar_;
  static constexpr Index static_inputs = detail::ChainOf<Layers...>::inputs;
  static constexpr Index static_outputs = detail::ChainOf<Layers...>::outputs;

  /// A network of default layers; its parameters are 0.
  Mlp()
    requires(std::default_initializable<Layers> && ...)
      : Mlp(Layers{}...) {}

  /// \throws Error if a size, or another setting of a layer, breaks its rule
  explicit Mlp(Layers... layers) : layers_(std::move(layers)...) {
    Index rows = first_inputs();
    Index parameters = 0;
    each([&](Index, const auto& layer) {
      shapes_.push_back(layer.shape(rows));
      rows = shapes_.back().outputs;
      parameters += shapes_.back().parameters();
    });
    parameters_ = Vector<Scalar>::Zero(parameters);
  }

  /// Draws all parameters anew, each layer by its initialisers.
  void initialise(Rng& rng) {
    const Stream stream = rng.next(Purpose::weights);
    each([&](Index place, const auto& layer) {
      layer.initialise(parameters(place), shape(place).inputs, stream.part(place));
    });
  }

  Index inputs() const { return shapes_.front().inputs; }
  Index outputs() const { return shapes_.back().outputs; }
  /// One for each layer, in order (a Repeat counts as the layers it holds).
  const std::vector<LayerShape>& shapes() const { return shapes_; }

  /// All parameters, layer after layer; how a layer lays out its own, its documentation says.
  Vector<Scalar>& parameters() { return parameters_; }
  const Vector<Scalar>& parameters() const { return parameters_; }

  /// The parameters of the layer at `place` (0 is the first).
  Segment<Scalar> parameters(Index place) {
    return {parameters_.data() + offset(place), shape(place).parameters()};
  }
  ConstSegment<Scalar> parameters(Index place) const {
    return {parameters_.data() + offset(place), shape(place).parameters()};
  }

  /// The outputs (outputs x n) for inputs x (inputs x n), as outside training.
  /// \throws Error if x has another number of rows
  Batch<Scalar> operator()(const ConstBatchRef<Scalar>& x) const {
    require(x.rows() == inputs(), "Mlp: the input has ", x.rows(), " rows, the network takes ",
            inputs());
    Tape<Scalar> tape;
    prepare(tape, x.cols());
    tape.input() = x;
    forward(tape, Pass{});
    return tape.output();
  }

  /// Makes room on the tape for `columns` samples; nothing is allocated if there is enough.
  void prepare(Tape<Scalar>& tape, Index columns) const { tape.prepare(shapes_, columns); }

  /// From `tape.input()` to `tape.output()`.
  void forward(Tape<Scalar>& tape, const Pass& pass) const {
    each([&](Index place, const auto& layer) {
      const Pass own{pass.training, pass.masks.part(place)};
      for_each_tile(shape(place).outputs, tape.columns(), weight(place), [&](const Tile& tile) {
        layer.forward(parameters(place), view(tape.y(place - 1)), tape.delta(place), tape.y(place),
                      tape.aux(place), own, tile);
      });
    });
  }

  /// From `tape.output_gradient()` to `tape.input_gradient()`; no parameter gradient is computed.
  void backward_input(Tape<Scalar>& tape) const {
    each_backward([&](Index place, const auto& layer) {
      local_gradient(tape, place, layer);
      input_gradient(tape, place, layer);
    });
  }

  /// From `tape.output_gradient()` to the gradient of the parameters; that of the input is not
  /// computed. The gradient comes tile by tile, last layer first: `sink(offset, segment)` gets the
  /// part that belongs to `parameters().segment(offset, segment.size())` and may store it, or
  /// update those parameters at once, since nothing reads them after that in this pass.
  template <class Sink>
  void backward_parameters(Tape<Scalar>& tape, Sink&& sink) const {
    each_backward([&](Index place, const auto& layer) {
      local_gradient(tape, place, layer);
      if (place > 0) input_gradient(tape, place, layer);  // with the parameters as they were
      const LayerShape& s = shape(place);
      for_each_column_tile(s.parameter_rows, s.parameter_columns, [&](const Tile& tile) {
        Segment<Scalar> dw = tape.gradient_tile(tile.rows * tile.columns);
        layer.backward_parameters(view(tape.y(place - 1)), view(tape.delta(place)), dw, tile);
        sink(offset(place) + tile.column * s.parameter_rows,
             ConstSegment<Scalar>(dw.data(), dw.size()));
      });
    });
  }

  /// An upper bound on the Lipschitz constant (Euclidean norms), the product of the layers' own;
  /// none if a layer cannot say.
  std::optional<double> lipschitz_bound() const {
    std::optional<double> bound = 1.0;
    each([&](Index place, const auto& layer) {
      if constexpr (requires { layer.lipschitz(parameters(place), Index{1}); }) {
        if (bound) *bound *= layer.lipschitz(parameters(place), shape(place).inputs);
      } else {
        bound.reset();
      }
    });
    return bound;
  }

  template <class Visitor>
  void visit_state(Visitor&& visit) {
    visit("parameters", parameters_);
  }

 private:
  static ConstView<Scalar> view(const View<Scalar>& m) { return {m.data(), m.rows(), m.cols()}; }

  template <class Visit>
  void each(Visit&& visit) const {
    Index place = 0;
    std::apply([&](const auto&... layer) { (detail::visit_layers(layer, place, visit), ...); },
               layers_);
  }

  template <class Visit>
  void each_backward(Visit&& visit) const {
    Index place = static_cast<Index>(shapes_.size());
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (detail::visit_layers_backward(std::get<sizeof...(Layers) - 1 - I>(layers_), place, visit),
       ...);
    }(std::index_sequence_for<Layers...>{});
  }

  template <class L>
  void local_gradient(Tape<Scalar>& tape, Index place, const L& layer) const {
    const AuxView aux = tape.aux(place);
    for_each_tile(shape(place).outputs, tape.columns(), weight(place), [&](const Tile& tile) {
      layer.backward_local(view(tape.y(place)), ConstAuxView(aux.data(), aux.rows(), aux.cols()),
                           view(tape.dy(place)), tape.delta(place), tile);
    });
  }

  template <class L>
  void input_gradient(Tape<Scalar>& tape, Index place, const L& layer) const {
    for_each_tile(shape(place).inputs, tape.columns(), 1, [&](const Tile& tile) {
      layer.backward_input(parameters(place), view(tape.delta(place)), tape.dy(place - 1), tile);
    });
  }

  const LayerShape& shape(Index place) const { return shapes_[static_cast<std::size_t>(place)]; }
  Index weight(Index place) const {
    return std::max<Index>(1, shape(place).deltas / shape(place).outputs);
  }
  Index offset(Index place) const {
    Index sum = 0;
    for (Index i = 0; i < place; ++i) sum += shape(i).parameters();
    return sum;
  }

  /// What the first layer that insists on a size takes.
  Index first_inputs() const {
    Index rows = 0;
    Index layers = 0;
    each([&](Index, const auto& layer) {
      ++layers;
      if constexpr (requires { Index{layer.inputs}; }) {
        if (rows == 0) rows = layer.inputs;
      }
    });
    require(layers > 0, "Mlp: a network has at least one layer, got none");
    require(rows != 0, "Mlp: the number of inputs is not known, give a layer its `inputs`");
    return rows;
  }

  std::tuple<Layers...> layers_;
  std::vector<LayerShape> shapes_;
  Vector<Scalar> parameters_;
};

/// A network of layers with settings of their own:
/// `mlp<float>(Dense<784, 1200, LeakyReLU>{.activation = {.slope = 0.2}}, Dense<1200, 1>{})`
template <class Scalar, class... Layers>
Mlp<Scalar, Layers...> mlp(Layers... layers) {
  return Mlp<Scalar, Layers...>(std::move(layers)...);
}

}  // namespace eigan
