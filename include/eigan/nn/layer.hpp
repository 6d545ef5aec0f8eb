// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/core/tiles.hpp>

namespace eigan {

/// Bytes that a layer keeps for the backward pass: which piece of a maxout won, what dropout kept.
using AuxView = Eigen::Map<Batch<std::uint8_t>>;
using ConstAuxView = Eigen::Map<const Batch<std::uint8_t>>;

/// The sizes of a layer, once its number of inputs is known.
struct LayerShape {
  Index inputs = 0;             ///< rows of x
  Index outputs = 0;            ///< rows of y
  Index parameter_rows = 0;     ///< of the parameters as a matrix
  Index parameter_columns = 0;  ///< of it; a parameter tile is some of these columns
  Index deltas = 0;             ///< rows of delta: gradients before the activation
  Index aux = 0;                ///< rows of aux, 0 for none
  // optional:
  bool keeps_a = false;  ///< a has its own memory, which lasts until the backward pass
  bool curved = false;  ///< phi'' is not 0 everywhere: under a penalty `backward_tangent` is called
  Index group = 1;      ///< rows of y that no tile cuts; a divisor of `outputs`
  Index derived = 0;    ///< numbers that `prepare` computes from the parameters for each pass
  Index state = 0;      ///< numbers that the layer remembers; saved in checkpoints

  /// Including biases.
  Index parameters() const { return parameter_rows * parameter_columns; }
  /// Rows of a product for one row of the output: 1, or the pieces of a maxout.
  Index rows_per_output() const { return (std::max<Index>)(1, deltas / outputs); }

  /// The gradient's tiles: all rows of some columns each, so a tile is one contiguous segment.
  Index parameter_tiles() const {
    const Index width = detail::piece_size(parameter_columns, detail::row_grain);
    return (parameter_columns + width - 1) / width;
  }
  Tile parameter_tile(Index i) const {
    const Index width = detail::piece_size(parameter_columns, detail::row_grain);
    return {0, parameter_rows, i * width, (std::min)(width, parameter_columns - i * width)};
  }
};

/// How a network is run.
struct Pass {
  bool training = false;                        ///< otherwise dropout is off
  Stream stream{0, Purpose::sample_layers, 0};  ///< each layer gets a part of it
  /// The number of each column's sample within the turn; null if column i holds sample i.
  const Index* numbers = nullptr;

  /// Layers address random numbers by this, so that they do not depend on a sample's place.
  Index number(Index column) const { return numbers ? numbers[column] : column; }
};

/// A layer's parameters (w itself), and the optional numbers that its shape asks for.
template <class Scalar>
struct Weights : ConstSegment<Scalar> {
  Weights(ConstSegment<Scalar> w, ConstSegment<Scalar> derived_numbers, ConstSegment<Scalar> memory)
      : ConstSegment<Scalar>(w), derived(derived_numbers), state(memory) {}

  ConstSegment<Scalar> derived;  ///< from `prepare`
  ConstSegment<Scalar> state;
};

/// A layer's input for the gradient of its parameters (x itself).
template <class Scalar>
struct Inputs : ConstView<Scalar> {
  Inputs(ConstView<Scalar> x, const Scalar* for_biases = nullptr)
      : ConstView<Scalar>(x), ones(for_biases) {}

  /// What a bias is multiplied by, one for each column; null for 1. Under a gradient penalty x holds
  /// combinations of inputs and tangents, and a tangent has no part in a bias.
  const Scalar* ones;
};

/// The static size of a layer that gives as many rows as it gets.
inline constexpr Index same_size = -2;

/// A layer is a description: sizes, activation, initialiser. It holds no weights and no memory.
/// Each function computes one tile of its result and overwrites it. x, y, dy and delta are whole
/// matrices (rows x samples); w is the layer's part of the flat parameter vector, a `Weights`, which
/// converts to ConstSegment. a and delta share memory of `deltas` rows, which is dy's if that has as
/// many; unless `keeps_a`, a is scratch of the forward pass.
/// The functions are templates on the scalar, or written for one scalar.
///
///     LayerShape shape(Index inputs)                         throws Error if `inputs` does not fit
///     initialise(w, inputs, stream)                          the initial parameters
///     forward(w, x, a, y, aux, pass, tile)                   a = W x + b, y = phi(a); tile of y. a is
///                                                            scratch unless the shape keeps it
///     backward_local(a, y, aux, dy, delta, tile)             through the activation; tile of y
///     backward_input(w, delta, dx, tile)                     dx = W^T delta; tile of dx
///     backward_parameters(x, delta, dw, tile)                tile of the parameters; dw is its segment
///                                                            of the gradient, a sum over the given
///                                                            samples, which are part of the batch
/// For gradient penalties, where dx, da and dy are tangents: directional derivatives of x, a and y.
///     using tangents_of = L                                  for L itself: tangents are not inherited, since
///                                                            those of a base would be silently wrong
///     tangent(w, a, y, aux, dx, da, dy, tile)                da = W dx, dy = phi'(a) da; tile of dy
///     backward_tangent(a, y, aux, da, d, b, delta, tile)     delta = phi'(a) b + phi''(a) da d; tile of y.
///                                                            May overwrite da, in delta's memory unless
///                                                            `keeps_a`, and b. Needed if `curved`
///     backward_parameters(x, delta, dw, tile)                takes x as an `Inputs`: its biases by `ones`
/// Optional:
///     lipschitz(w, inputs)                 a bound on the Lipschitz constant (Euclidean norms)
///     constant()                           the same for all parameters
///     plain(w)                             the parameters of a layer of the same values that does not
///                                          normalise them
///     using rounding_of = L                for L itself: that of a base is not inherited
///     rounding(w, x_norm)                  a bound on |y as computed - exact y|, for any x as computed with
///                                          |x| <= x_norm; with `lipschitz` it allows certificates
///     describe()                           how a saved model identifies the layer: LayerDescription
///     prepare(w, derived, team)            overwrites `derived`, before each forward pass
///     initialise_state(state, stream)      the initial state, otherwise 0
///     advance(w, state)                    changes the state, after each update of the parameters
///     through(w, gradient, dw, team)       overwrites dw, the gradient of the parameters; `gradient` is
///                                          the whole layer's, from `backward_parameters`
///     static_inputs, static_outputs        sizes known at compile time, `Dynamic` or `same_size`
///     inputs                               a member: the size it takes, if known at run time only
template <class L, class Scalar>
concept Layer = requires(const L& layer, Segment<Scalar> w, const Weights<Scalar>& cw,
                         ConstView<Scalar> x, View<Scalar> y, AuxView aux, ConstAuxView caux,
                         const Pass& pass, const Tile& tile, const Stream& stream) {
  { layer.shape(Index{1}) } -> std::same_as<LayerShape>;
  layer.initialise(w, Index{1}, stream);
  layer.forward(cw, x, y, y, aux, pass, tile);
  layer.backward_local(x, x, caux, x, y, tile);
  layer.backward_input(cw, x, y, tile);
  layer.backward_parameters(Inputs<Scalar>(x), x, w, tile);
};

namespace detail {

template <class L, class Scalar>
concept HasTangent = std::same_as<typename L::tangents_of, L> &&
    requires(const L& layer, const Weights<Scalar>& w, ConstView<Scalar> x, View<Scalar> y,
             ConstAuxView aux, const Tile& tile) {
  layer.tangent(w, x, x, aux, x, y, y, tile);
};

template <class L>
concept HasConstant = requires(const L& layer) {
  { layer.constant() } -> std::convertible_to<double>;
};

template <class L, class Scalar>
concept HasRounding = std::same_as<typename L::rounding_of, L> &&
    requires(const L& layer, const Weights<Scalar>& w) {
  { layer.lipschitz(w, Index{}) } -> std::convertible_to<double>;
  { layer.rounding(w, 0.0) } -> std::convertible_to<double>;
};

/// A size known at compile time, or given at run time: `Dense<>{.inputs = 2, ...}`.
template <Index Static>
struct Extent {
  constexpr operator Index() const { return Static; }
};
template <>
struct Extent<Dynamic> {
  Index value = 0;  ///< 0: not given
  constexpr Extent() = default;
  /// Implicit, for `.inputs = 64`; the layer's `shape` checks it.
  constexpr Extent(Index size) : value(size) {}
  constexpr operator Index() const { return value; }
};

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
  enforce(inputs > 0 && outputs > 0, layer, ": sizes must be at least 1; got ", inputs,
          " inputs and ", outputs, " outputs");
  enforce(inputs <= most && outputs <= most, layer, ": sizes must be at most ", most, "; got ",
          inputs, " inputs and ", outputs, " outputs");
  enforce(given == inputs, layer, ": the input must have ", inputs, " rows; got ", given);
}

}  // namespace detail
}  // namespace eigan
