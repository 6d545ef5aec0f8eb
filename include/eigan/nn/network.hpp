// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <eigan/core/team.hpp>
#include <eigan/nn/any_layer.hpp>
#include <eigan/nn/gradient.hpp>
#include <eigan/nn/tape.hpp>

namespace eigan {

/// What is known of a network's outputs, in Euclidean norms: |f(x) - f(y)| <= lipschitz |x - y|, and
/// |f(x) as computed - f(x)| <= error.
struct Certainty {
  double lipschitz = 1, error = 0;
};

/// The base of every Mlp: the parameters and the passes. Training runs `forward` on a tape, then
/// `backward_input` (no parameter gradients) or `backward_parameters` (no input gradient).
template <class Scalar_>
class Network {
 public:
  using Scalar = Scalar_;

  /// Draws all parameters by the layers' initialisers.
  EIGAN_COLD void initialise(Rng& rng, Purpose purpose = Purpose::weights) {
    const Stream stream = rng.next(purpose);
    for (Index i = 0; i < layers(); ++i) {
      layer(i).initialise(parameters(i), shape(i).inputs, stream.part(2 * i));
      layer(i).initialise_state(state(i), stream.part(2 * i + 1));
    }
  }

  Index inputs() const { return shapes_.front().inputs; }   ///< rows of the input
  Index outputs() const { return shapes_.back().outputs; }  ///< rows of the output
  /// One for each layer, in order (a Repeat counts as its layers).
  const std::vector<LayerShape>& shapes() const { return shapes_; }
  /// How a saved model identifies layer `place`, from 0.
  LayerDescription describe(Index place) const { return layer(place).describe(); }

  /// All parameters, layer after layer, each in its own layout.
  Vector<Scalar>& parameters() { return parameters_; }
  const Vector<Scalar>& parameters() const { return parameters_; }
  /// Those of layer `place`, from 0.
  Segment<Scalar> parameters(Index place) {
    return {parameters_.data() + offset(place), shape(place).parameters()};
  }
  ConstSegment<Scalar> parameters(Index place) const {
    return {parameters_.data() + offset(place), shape(place).parameters()};
  }
  /// Those of plain layers with the same values: normalised weights, where layers normalise theirs.
  EIGAN_COLD Vector<Scalar> plain_parameters() const;
  /// What the layers remember besides parameters, such as the vectors of SpectralNorm.
  Vector<Scalar>& state() { return state_; }
  const Vector<Scalar>& state() const { return state_; }
  /// Lets the layers change their state: once after each update of the parameters.
  void advance() {
    if (state_.size() == 0) return;
    for (Index i = 0; i < layers(); ++i)
      layer(i).advance(std::as_const(*this).parameters(i), state(i));
  }

  /// From x (inputs x n) to outputs x n, as outside training. \throws Error if x has other rows
  Batch<Scalar> operator()(const ConstBatchRef<Scalar>& x) const {
    enforce(x.rows() == inputs(), "Mlp: the input must have ", inputs(), " rows; got ", x.rows(),
            " (a sample is a column)");
    Tape<Scalar> tape;
    prepare(tape, x.cols());
    tape.input() = x;
    forward(tape, Pass{});
    return tape.output();
  }

  /// Makes room on the tape for `columns` samples, or for a layout; allocates only if it grows.
  void prepare(Tape<Scalar>& tape, Index columns) const { prepare(tape, Layout{{columns}}); }
  void prepare(Tape<Scalar>& tape, const Layout& layout) const { tape.prepare(shapes_, layout); }

  /// From `tape.input()` to `tape.output()`.
  void forward(Tape<Scalar>& tape, const Pass& pass, Team& team) const;
  /// From `tape.output_gradient()` to `tape.input_gradient()`; no parameter gradient.
  void backward_input(Tape<Scalar>& tape, Team& team) const { backward_to(-1, tape, team); }
  /// For gradient penalties, after `backward_input`: from the tangents of the input and `loss_gradient()`,
  /// which the caller fills, to what `backward_parameters` multiplies for the gradient of loss and penalties.
  void tangents(Tape<Scalar>& tape, Team& team) const;
  /// From `tape.output_gradient()` to the gradient of the parameters; no input gradient. It comes in
  /// tiles: `use(offset, segment)` gets the part for `parameters().segment(offset, segment.size())` and
  /// may update those at once, since nothing reads them later in this pass. All threads call it.
  template <class Use>
  void backward_parameters(Tape<Scalar>& tape, Gradient<Scalar>& gradient, Team& team,
                           Use&& use) const {
    begin_gradient(tape, gradient, team);
    team.run(parameter_tiles_, cost(tape), [&](Index i, Index thread) {
      const auto [start, dw] = gradient_tile(i, tape, gradient, thread);
      use(start, dw);
    });
  }
  // on the caller's thread
  void forward(Tape<Scalar>& tape, const Pass& pass) const {
    Team alone;
    forward(tape, pass, alone);
  }
  void backward_input(Tape<Scalar>& tape) const {
    Team alone;
    backward_input(tape, alone);
  }
  template <class Use>
  void backward_parameters(Tape<Scalar>& tape, Use&& use) const {
    Gradient<Scalar> gradient;
    Team alone;
    backward_parameters(tape, gradient, alone, use);
  }

  /// An upper bound on the Lipschitz constant (Euclidean norms); none if a layer has none.
  EIGAN_COLD std::optional<double> lipschitz_bound() const;
  /// The same for all parameters, if the layers are Lipschitz by construction.
  EIGAN_COLD std::optional<double> lipschitz_constant() const {
    double constant = 1;
    for (const auto& layer : layers_) {
      const std::optional<double> factor = layer->constant();
      if (!factor) return std::nullopt;
      constant *= *factor;
    }
    return constant;
  }
  /// The first layer, from 0, that does not bound its constant and its rounding; none if all do, which
  /// `certainty` requires.
  EIGAN_COLD std::optional<Index> first_without_rounding() const;
  /// K, and a bound on the error of an output of a pass. \param tape  of that pass: its derived numbers
  /// \param norms  of each layer, the largest |x| of its inputs as computed
  EIGAN_COLD Certainty certainty(Tape<Scalar>& tape, std::span<const double> norms) const;

 protected:
  /// \throws Error if a setting of a layer breaks its rule
  EIGAN_COLD explicit Network(detail::AnyLayers<Scalar> layers);

 private:
  using Pieces = std::span<const detail::Piece>;

  static ConstView<Scalar> view(const View<Scalar>& m) { return {m.data(), m.rows(), m.cols()}; }
  static ConstAuxView const_aux(const AuxView& m) { return {m.data(), m.rows(), m.cols()}; }
  template <class T>
  static View<T> some(View<T> m, Index first, Index count) {
    return columns<T>(m, first, count);
  }
  /// What biases are multiplied by, from a column on: see Inputs.
  static const Scalar* ones(Tape<Scalar>& tape, Index column) {
    return tape.layout().tangents > 0 ? tape.loss_gradient().data() + column : nullptr;
  }

  /// Multiply-adds of a pass: of all its loops, so they are all shared with the team, or none.
  Index cost(const Tape<Scalar>& tape) const { return parameters_.size() * tape.columns(); }
  detail::Tiles tiles(Index place, Pieces pieces, Index rows_per_output) const {
    const Index rows = place < 0 ? inputs() : shape(place).outputs;
    const Index group = place < 0 ? 1 : shape(place).group;
    return {rows, detail::tile_height(rows, rows_per_output, group), pieces};
  }
  /// The pieces that the gradient of the parameters is a sum over.
  Pieces gradient_pieces(const Tape<Scalar>& tape) const {
    return curved() ? tape.all_pieces() : tape.pieces();
  }
  bool curved() const {
    return std::any_of(shapes_.begin(), shapes_.end(), [](const auto& s) { return s.curved; });
  }
  /// Whether every matrix is one tile high, so that a thread can take its samples through all layers.
  bool narrow() const {
    return inputs() <= detail::uncut &&
           std::all_of(shapes_.begin(), shapes_.end(), [](const LayerShape& s) {
             return s.deltas <= detail::uncut && s.outputs <= detail::uncut;
           });
  }

  template <class Use>
  void down(Pieces pieces, Index cost, Team& team, Use&& use) const;
  template <class Use>
  void up(Index end, Pieces pieces, Index cost, Team& team, Use&& use) const;
  template <class Use>
  void each_prepared(Use&& use) const;
  void backward_to(Index end, Tape<Scalar>& tape, Team& team) const;
  void backward_tangents(Tape<Scalar>& tape, Team& team) const;
  void combine(Tape<Scalar>& tape, Team& team) const;
  void backward_tile(Index place, const Tile& tile, Tape<Scalar>& tape) const;
  void backward_by_pieces(Tape<Scalar>& tape, Gradient<Scalar>& gradient, Team& team) const;
  void begin_gradient(Tape<Scalar>& tape, Gradient<Scalar>& gradient, Team& team) const;
  /// The place of the tile's first parameter, and the tile.
  std::pair<Index, ConstSegment<Scalar>> gradient_tile(Index i, Tape<Scalar>& tape,
                                                       Gradient<Scalar>& gradient,
                                                       Index thread) const;
  void sum_over_shards(Index place, const Tile& tile, Segment<Scalar> dw, Tape<Scalar>& tape,
                       Gradient<Scalar>& gradient, Index thread) const;
  void shard_gradient(Index place, const Tile& tile, Index shard, Segment<Scalar> dw,
                      Tape<Scalar>& tape, Gradient<Scalar>& gradient) const;

  Index layers() const { return static_cast<Index>(layers_.size()); }
  const detail::AnyLayer<Scalar>& layer(Index place) const {
    return *layers_[static_cast<std::size_t>(place)];
  }
  const LayerShape& shape(Index place) const { return shapes_[static_cast<std::size_t>(place)]; }
  Index offset(Index place) const { return offsets_[static_cast<std::size_t>(place)]; }
  Segment<Scalar> state(Index place) {
    return {state_.data() + state_offsets_[static_cast<std::size_t>(place)], shape(place).state};
  }
  Weights<Scalar> weights(Index place, ConstSegment<Scalar> derived) const {
    return {parameters(place), derived,
            ConstSegment<Scalar>(state_.data() + state_offsets_[static_cast<std::size_t>(place)],
                                 shape(place).state)};
  }
  Weights<Scalar> weights(Index place, Tape<Scalar>& tape) const {
    const Segment<Scalar> derived = tape.derived(place);
    return weights(place, ConstSegment<Scalar>(derived.data(), derived.size()));
  }

  detail::AnyLayers<Scalar> layers_;
  std::vector<LayerShape> shapes_;
  std::vector<Index> offsets_, state_offsets_;  // of each layer's parameters and state
  Index parameter_tiles_ = 0;
  Vector<Scalar> parameters_, state_;
};

}  // namespace eigan

#include <eigan/nn/passes.hpp>
