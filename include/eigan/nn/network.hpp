// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <eigan/core/team.hpp>
#include <eigan/nn/any_layer.hpp>
#include <eigan/nn/tape.hpp>

namespace eigan {

/// What every Mlp is, whatever its layers: the parameters and the passes through them.
///
/// Training goes through a tape, in three steps that are each on their own: `forward`, then
/// `backward_input` (no parameter gradients) or `backward_parameters` (no input gradient).
template <class Scalar_>
class Network {
 public:
  using Scalar = Scalar_;
  /// Takes the gradient of the parameters, a tile at a time: see `backward_parameters`.
  using Sink = std::function<void(Index offset, ConstSegment<Scalar> gradient)>;

  /// Draws all parameters anew, each layer by its initialisers.
  void initialise(Rng& rng) {
    const Stream stream = rng.next(Purpose::weights);
    for (Index i = 0; i < layers(); ++i) {
      layer(i).initialise(parameters(i), shape(i).inputs, stream.part(i));
    }
  }

  /// Rows of what goes in.
  Index inputs() const { return shapes_.front().inputs; }
  /// Rows of what comes out.
  Index outputs() const { return shapes_.back().outputs; }
  /// One for each layer, in order (a Repeat counts as the layers it holds).
  const std::vector<LayerShape>& shapes() const { return shapes_; }

  /// What layer `place` says it is, from 0.
  LayerDescription describe(Index place) const { return layer(place).describe(); }

  /// All parameters, layer after layer; how a layer lays out its own, its documentation says.
  Vector<Scalar>& parameters() { return parameters_; }
  /// The same, to read.
  const Vector<Scalar>& parameters() const { return parameters_; }

  /// The parameters of the layer at `place` (0 is the first).
  Segment<Scalar> parameters(Index place) {
    return {parameters_.data() + offset(place), shape(place).parameters()};
  }
  /// The same, to read.
  ConstSegment<Scalar> parameters(Index place) const {
    return {parameters_.data() + offset(place), shape(place).parameters()};
  }

  /// The outputs (outputs x n) for inputs x (inputs x n), as outside training.
  /// \throws Error if x has another number of rows
  Batch<Scalar> operator()(const ConstBatchRef<Scalar>& x) const {
    require(x.rows() == inputs(), "Mlp: the input has ", x.rows(), " rows, the network takes ",
            inputs(), " (a sample is a column)");
    Tape<Scalar> tape;
    prepare(tape, x.cols());
    tape.input() = x;
    forward(tape, Pass{});
    return tape.output();
  }

  /// Makes room on the tape for `columns` samples; nothing is allocated if there is enough.
  void prepare(Tape<Scalar>& tape, Index columns) const { tape.prepare(shapes_, columns); }

  /// From `tape.input()` to `tape.output()`.
  void forward(Tape<Scalar>& tape, const Pass& pass, Team& team = Team::alone()) const {
    for (Index first = 0, end = 0; first < layers(); first = end) {
      const auto tiles = [&](Index place) {
        return result_tiles(shape(place).outputs, tape.columns(), shape(place).weight());
      };
      const Tiles cut = tiles(first);
      for (end = first + 1; end < layers() && cut.down() == 1 && tiles(end).down() == 1;) ++end;
      crew(team, tape).run(cut.count(), [&](Index i, Index) {
        for (Index place = first; place < end; ++place) {
          layer(place).forward(parameters(place), view(tape.y(place - 1)), tape.delta(place),
                               tape.y(place), tape.aux(place),
                               Pass{pass.training, pass.masks.part(place)}, tiles(place)[i]);
        }
      });
    }
  }

  /// From `tape.output_gradient()` to `tape.input_gradient()`; no parameter gradient is computed.
  void backward_input(Tape<Scalar>& tape, Team& team = Team::alone()) const {
    backward_to(-1, tape, team);
  }

  /// From `tape.output_gradient()` to the gradient of the parameters; that of the input is not
  /// computed. The gradient comes tile by tile: `sink(offset, segment)` gets the part that belongs
  /// to `parameters().segment(offset, segment.size())` and may store it, or update those parameters
  /// at once, since nothing reads them after that in this pass. Each thread of the team calls it.
  void backward_parameters(Tape<Scalar>& tape, const Sink& sink, Team& team = Team::alone()) const {
    const bool by_samples = narrow() && tape.columns() > column_grain;
    if (by_samples) {
      backward_by_samples(tape, team);
    } else {
      backward_to(0, tape, team);
    }
    tape.prepare_gradient_tiles(team.size());
    Index count = 0;
    for (const LayerShape& s : shapes_) count += s.parameter_tiles().count();
    crew(team, tape).run(count, [&](Index i, Index thread) {
      Index place = layers() - 1;  // the last layer's come first
      while (i >= shape(place).parameter_tiles().count()) {
        i -= shape(place--).parameter_tiles().count();
      }
      const Tile tile = shape(place).parameter_tiles()[i];
      const Segment<Scalar> dw = tape.gradient_tile(thread, tile.rows * tile.columns);
      const Index start = offset(place) + tile.column * tile.rows;
      if (by_samples) {
        tape.sum_parts(start, dw);
      } else {
        layer(place).backward_parameters(view(tape.y(place - 1)), view(tape.delta(place)), dw,
                                         tile);
      }
      sink(start, ConstSegment<Scalar>(dw.data(), dw.size()));
    });
  }

  /// An upper bound on the Lipschitz constant (Euclidean norms), the product of the layers' own;
  /// none if a layer cannot say.
  std::optional<double> lipschitz_bound() const {
    double bound = 1;
    for (Index i = 0; i < layers(); ++i) {
      const std::optional<double> factor = layer(i).lipschitz(parameters(i), shape(i).inputs);
      if (!factor) return std::nullopt;
      bound *= *factor;
    }
    return bound;
  }

 protected:
  /// \throws Error if a size, or another setting of a layer, breaks its rule
  explicit Network(detail::AnyLayers<Scalar> layers) : layers_(std::move(layers)) {
    Index rows = first_inputs();
    Index parameters = 0;
    for (const auto& layer : layers_) {
      shapes_.push_back(layer->shape(rows));
      offsets_.push_back(parameters);
      rows = shapes_.back().outputs;
      parameters += shapes_.back().parameters();
    }
    parameters_ = Vector<Scalar>::Zero(parameters);
  }

 private:
  static ConstView<Scalar> view(const View<Scalar>& m) { return {m.data(), m.rows(), m.cols()}; }

  Team& crew(Team& team, const Tape<Scalar>& tape) const {
    return team.worth(parameters_.size() * tape.columns());
  }

  /// Whether every matrix is one tile high. Then a thread can go all the way with its samples, and
  /// the gradients of all samples are the sum of those of each block of them, in their order.
  bool narrow() const {
    return inputs() <= column_grain &&
           std::all_of(shapes_.begin(), shapes_.end(), [](const LayerShape& s) {
             return s.deltas <= column_grain && s.outputs <= column_grain;
           });
  }

  void backward_by_samples(Tape<Scalar>& tape, Team& team) const {
    const Tiles cut = result_tiles(1, tape.columns(), 1);
    tape.prepare_parts(cut.count(), parameters_.size());
    crew(team, tape).run(cut.count(), [&](Index i, Index) {
      const Tile block = cut[i];
      const auto block_of = [&](const View<Scalar>& m) {
        return view(columns<Scalar>(m, block.column, block.columns));
      };
      for (Index place = layers() - 1; place >= 0; --place) {
        backward_tile(tape, place, {0, shape(place).outputs, block.column, block.columns});
        const LayerShape& s = shape(place);
        layer(place).backward_parameters(block_of(tape.y(place - 1)), block_of(tape.delta(place)),
                                         tape.part(i, offset(place), s.parameters()),
                                         Tile{0, s.parameter_rows, 0, s.parameter_columns});
      }
    });
  }

  /// The gradients down to layer `end`'s delta (0), or to the input (-1).
  ///
  /// Where a matrix is one tile high, a thread goes on with its columns from layer to layer:
  /// nobody waits, and small layers stay in its cache.
  void backward_to(Index end, Tape<Scalar>& tape, Team& team) const {
    const auto tiles = [&](Index place) {
      return result_tiles(place < 0 ? inputs() : shape(place).outputs, tape.columns(), 1);
    };
    for (Index first = layers() - 1, next = 0; first >= end; first = next) {
      const Tiles cut = tiles(first);
      for (next = first - 1; next >= end && cut.down() == 1 && tiles(next).down() == 1;) --next;
      crew(team, tape).run(cut.count(), [&](Index i, Index) {
        for (Index place = first; place > next; --place) {
          backward_tile(tape, place, tiles(place)[i]);
        }
      });
    }
  }

  /// A tile of layer `place`'s delta; -1 is the input.
  void backward_tile(Tape<Scalar>& tape, Index place, const Tile& tile) const {
    if (place + 1 < layers()) {
      layer(place + 1).backward_input(parameters(place + 1), view(tape.delta(place + 1)),
                                      tape.dy(place), tile);
    }
    if (place >= 0) {
      const AuxView aux = tape.aux(place);
      layer(place).backward_local(view(tape.y(place)),
                                  ConstAuxView(aux.data(), aux.rows(), aux.cols()),
                                  view(tape.dy(place)), tape.delta(place), tile);
    }
  }

  Index layers() const { return static_cast<Index>(layers_.size()); }
  const detail::AnyLayer<Scalar>& layer(Index place) const {
    return *layers_[static_cast<std::size_t>(place)];
  }
  const LayerShape& shape(Index place) const { return shapes_[static_cast<std::size_t>(place)]; }
  Index offset(Index place) const { return offsets_[static_cast<std::size_t>(place)]; }

  /// What the first layer that insists on a size takes.
  Index first_inputs() const {
    require(!layers_.empty(), "Mlp: a network has at least one layer, got none");
    for (const auto& layer : layers_) {
      if (layer->inputs() != 0) return layer->inputs();
    }
    throw Error("Mlp: the number of inputs is not known, give a layer its `inputs`");
  }

  detail::AnyLayers<Scalar> layers_;
  std::vector<LayerShape> shapes_;
  std::vector<Index> offsets_;  // of each layer's parameters
  Vector<Scalar> parameters_;
};

}  // namespace eigan
