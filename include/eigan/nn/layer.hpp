// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string_view>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/core/tiles.hpp>

namespace eigan {

/// What a layer keeps of a forward pass for the backward pass beside its output: which piece of a
/// maxout won, which elements dropout let through.
using AuxView = Eigen::Map<Batch<std::uint8_t>>;
using ConstAuxView = Eigen::Map<const Batch<std::uint8_t>>;

/// The sizes of a layer, once it is known what it gets.
struct LayerShape {
  Index inputs = 0;             ///< rows of x
  Index outputs = 0;            ///< rows of y
  Index parameter_rows = 0;     ///< the parameters are a matrix of this many rows and ...
  Index parameter_columns = 0;  ///< ... columns; a parameter tile is some of its columns
  Index deltas = 0;             ///< rows of delta: gradients before the activation
  Index aux = 0;                ///< rows of aux, 0 for none

  /// Biases included; 0 for a layer without weights.
  Index parameters() const { return parameter_rows * parameter_columns; }
  /// Rows of a product that one row of the output takes: 1, or the pieces of a maxout.
  Index weight() const { return std::max<Index>(1, deltas / outputs); }
  /// The pieces in which their gradient is computed: all rows of some columns.
  Tiles parameter_tiles() const {
    return eigan::parameter_tiles(parameter_rows, parameter_columns);
  }
  /// Parameters in the largest tile.
  Index parameter_tile() const { return parameter_rows * parameter_tiles().width; }
};

/// What a layer is, for a file that holds its parameters. One of one's own need not say.
struct LayerDescription {
  std::string_view type{};        ///< "dense", "maxout" or "dropout"
  std::string_view activation{};  ///< of dense
  double slope = 0;               ///< of the activation "leaky_relu"
  Index pieces = 0;               ///< of maxout
  double keep = 1;                ///< of dropout

  bool operator==(const LayerDescription&) const = default;
};

/// How a network is run: in training, dropout is on and draws its masks from `masks`.
struct Pass {
  bool training = false;                 ///< otherwise dropout passes on what it gets
  Stream masks{0, Purpose::dropout, 0};  ///< of which each layer takes the part of its place
};

/// The size of a layer that passes on as many rows as it gets.
inline constexpr Index same_size = -2;

/// A layer is a description: sizes, activation, initialiser. It holds no weights and no memory.
/// A function below computes one tile of its result and overwrites it; x, y, dy and delta are whole
/// matrices (rows x samples), w the layer's whole part of the flat parameter vector. a and delta are
/// the same memory of `deltas` rows, dy's own if it has as many: a is free scratch on the way forward.
/// The functions are templates on the scalar, or made for one scalar.
///
///     LayerShape shape(Index inputs)                         throws Error if `inputs` does not fit
///     initialise(w, inputs, stream)                          the initial parameters
///     forward(w, x, a, y, aux, pass, tile)                   a = W x + b, y = phi(a); tile of y
///     backward_local(y, aux, dy, delta, tile)                through the activation; tile of y
///     backward_input(w, delta, dx, tile)                     dx = W^T delta; tile of dx
///     backward_parameters(x, delta, dw, tile)                tile of the parameter matrix; dw is its
///                                                            segment of the gradient, a sum over
///                                                            the samples given: not always all
/// Optional: `lipschitz(w, inputs)`, a bound on the layer's Lipschitz constant (Euclidean norms);
/// `static_inputs`, `static_outputs`, sizes known at compile time (`Dynamic` if they are not,
/// `same_size` for a layer that takes any size and keeps it); a member `inputs`, the size it takes;
/// `LayerDescription describe()`.
template <class L, class Scalar>
concept Layer = requires(const L& layer, Segment<Scalar> w, ConstSegment<Scalar> cw,
                         ConstView<Scalar> x, View<Scalar> y, AuxView aux, ConstAuxView caux,
                         const Pass& pass, const Tile& tile, const Stream& stream) {
  { layer.shape(Index{1}) } -> std::same_as<LayerShape>;
  layer.initialise(w, Index{1}, stream);
  layer.forward(cw, x, y, y, aux, pass, tile);
  layer.backward_local(x, caux, x, y, tile);
  layer.backward_input(cw, x, y, tile);
  layer.backward_parameters(x, x, w, tile);
};

/// A size that is known at compile time, or else given at run time: `Dense<>{.inputs = 2, ...}`.
template <Index Static>
struct Extent {
  constexpr operator Index() const { return Static; }
};
/// The same, given at run time.
template <>
struct Extent<Dynamic> {
  Index value = 0;  ///< 0 as long as none is given
  constexpr Extent() = default;
  /// Implicit, for `.inputs = 64`; the layer's `shape` checks it.
  constexpr Extent(Index size) : value(size) {}
  constexpr operator Index() const { return value; }
};

namespace detail {

template <class L>
constexpr Index static_inputs() {
  if constexpr (requires { L::static_inputs; }) return L::static_inputs;
  return Dynamic;
}
template <class L>
constexpr Index static_outputs() {
  if constexpr (requires { L::static_outputs; }) return L::static_outputs;
  return Dynamic;
}

/// The rule for the sizes of a layer with weights, `inputs` to `outputs`, that gets `given` rows.
inline void require_sizes(const char* layer, Index inputs, Index outputs, Index given) {
  constexpr Index most = Index{1} << 26;  // so that the number of parameters fits an Index
  require(inputs > 0 && outputs > 0, layer, ": sizes must be at least 1, got ", inputs,
          " inputs and ", outputs, " outputs");
  require(inputs <= most && outputs <= most, layer, ": sizes must be at most ", most, ", got ",
          inputs, " inputs and ", outputs, " outputs");
  require(given == inputs, layer, ": the input has ", given, " rows, the layer takes ", inputs);
}

}  // namespace detail
}  // namespace eigan
