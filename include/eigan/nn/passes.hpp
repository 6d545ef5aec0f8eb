// SPDX-License-Identifier: MIT
// The passes through a network: the larger functions of nn/network.hpp.
#pragma once

#include <eigan/nn/network.hpp>

namespace eigan {

template <class Scalar>
Network<Scalar>::Network(detail::AnyLayers<Scalar> layers) : layers_(std::move(layers)) {
  enforce(!layers_.empty(), "Mlp: a network must have at least one layer; got none");
  const auto known = std::find_if(layers_.begin(), layers_.end(),
                                  [](const auto& layer) { return layer->inputs() != 0; });
  enforce(known != layers_.end(),
          "Mlp: the number of inputs must be known; give a layer its `inputs`");
  Index rows = (*known)->inputs(), parameters = 0, state = 0;
  for (const auto& layer : layers_) {
    shapes_.push_back(layer->shape(rows));
    const LayerShape& s = shapes_.back();
    enforce(s.group >= 1 && s.outputs % s.group == 0,
            "Mlp: a layer's group must divide its outputs; got ", s.group, " of ", s.outputs);
    offsets_.push_back(parameters);
    state_offsets_.push_back(state);
    rows = s.outputs;
    parameters += s.parameters();
    state += s.state;
    parameter_tiles_ += s.parameter_tiles();
  }
  parameters_ = Vector<Scalar>::Zero(parameters);
  state_ = Vector<Scalar>::Zero(state);
}

/// Where matrices are one tile high, a thread takes its columns from layer to layer: no thread waits,
/// and small layers stay in its cache.
template <class Scalar>
void Network<Scalar>::forward(Tape<Scalar>& tape, const Pass& pass, Team& team) const {
  for (Index place = 0; place < layers(); ++place) {
    if (shape(place).derived > 0) {
      layer(place).prepare(weights(place, tape), tape.derived(place), team);
    }
  }
  const auto cut = [&](Index place) { return tiles(place, tape, shape(place).rows_per_output()); };
  for (Index first = 0, end = 0; first < layers(); first = end) {
    const detail::Tiles all = cut(first);
    for (end = first + 1; end < layers() && all.down() == 1 && cut(end).down() == 1;) ++end;
    team.run(all.count(), cost(tape), [&](Index i, Index) {
      for (Index place = first; place < end; ++place) {
        layer(place).forward(weights(place, tape), view(tape.y(place - 1)), tape.a(place),
                             tape.y(place), tape.aux(place),
                             Pass{pass.training, pass.stream.part(place), tape.numbers()},
                             cut(place)[i]);
      }
    });
  }
}

/// Gradients down to layer 0's delta (end = 0) or to the input (end = -1).
template <class Scalar>
void Network<Scalar>::backward_to(Index end, Tape<Scalar>& tape, Team& team) const {
  for (Index first = layers() - 1, next = 0; first >= end; first = next) {
    const detail::Tiles all = tiles(first, tape, 1);
    for (next = first - 1; next >= end && all.down() == 1 && tiles(next, tape, 1).down() == 1;) {
      --next;
    }
    team.run(all.count(), cost(tape), [&](Index i, Index) {
      for (Index place = first; place > next; --place) {
        backward_tile(place, tiles(place, tape, 1)[i], tape);
      }
    });
  }
}

/// A tile of layer `place`'s delta; -1 is the input.
template <class Scalar>
void Network<Scalar>::backward_tile(Index place, const Tile& tile, Tape<Scalar>& tape) const {
  if (place + 1 < layers()) {
    layer(place + 1).backward_input(weights(place + 1, tape), view(tape.delta(place + 1)),
                                    tape.dy(place), tile);
  }
  if (place >= 0) {
    const AuxView aux = tape.aux(place);
    layer(place).backward_local(view(tape.a(place)), view(tape.y(place)),
                                ConstAuxView(aux.data(), aux.rows(), aux.cols()),
                                view(tape.dy(place)), tape.delta(place), tile);
  }
}

/// Takes each piece of the columns through all layers, and computes its gradient of the parameters.
template <class Scalar>
void Network<Scalar>::backward_by_pieces(Tape<Scalar>& tape, Gradient<Scalar>& gradient,
                                         Team& team) const {
  team.run(std::ssize(tape.pieces()), cost(tape), [&](Index i, Index) {
    const detail::Piece piece = tape.pieces()[static_cast<std::size_t>(i)];
    const auto of_piece = [&](const View<Scalar>& m) {
      return view(columns<Scalar>(m, piece.column, piece.columns));
    };
    for (Index place = layers() - 1; place >= 0; --place) {
      const LayerShape& s = shape(place);
      backward_tile(place, {0, s.outputs, piece.column, piece.columns}, tape);
      for (Index t = 0; t < s.parameter_tiles(); ++t) {
        const Tile tile = s.parameter_tile(t);
        layer(place).backward_parameters(
            of_piece(tape.y(place - 1)), of_piece(tape.delta(place)),
            gradient.piece(i, offset(place) + tile.column * tile.rows, tile.rows * tile.columns),
            tile);
      }
    }
  });
}

/// Everything before the tiles of the gradient: deltas, gradients of pieces, `through`.
template <class Scalar>
void Network<Scalar>::begin_gradient(Tape<Scalar>& tape, Gradient<Scalar>& gradient,
                                     Team& team) const {
  const bool by_pieces = narrow() && tape.pieces().size() > 1;
  gradient.prepare(shapes_, team.size(), tape, by_pieces);
  if (by_pieces) {
    backward_by_pieces(tape, gradient, team);
  } else {
    backward_to(0, tape, team);
  }
  for (Index place = 0; place < layers(); ++place) {
    if (!layer(place).has_through()) continue;
    const Index size = shape(place).parameters();
    gradient.prepare_whole(place, size);
    team.run(shape(place).parameter_tiles(), cost(tape), [&](Index i, Index thread) {
      const Tile tile = shape(place).parameter_tile(i);
      const Segment<Scalar> dw(gradient.whole(place, size).data() + tile.column * tile.rows,
                               tile.rows * tile.columns);
      sum_over_shards(place, tile, dw, tape, gradient, thread);
    });
    const Segment<Scalar> whole = gradient.whole(place, size);
    layer(place).through(weights(place, tape), ConstSegment<Scalar>(whole.data(), size),
                         gradient.transformed(place, size), team);
  }
}

template <class Scalar>
auto Network<Scalar>::gradient_tile(Index i, Tape<Scalar>& tape, Gradient<Scalar>& gradient,
                                    Index thread) const -> std::pair<Index, ConstSegment<Scalar>> {
  Index place = layers() - 1;  // the last layer's come first
  while (i >= shape(place).parameter_tiles()) i -= shape(place--).parameter_tiles();
  const Tile tile = shape(place).parameter_tile(i);
  const Index start = tile.column * tile.rows, size = tile.rows * tile.columns;
  if (layer(place).has_through()) {
    const Segment<Scalar> all = gradient.transformed(place, shape(place).parameters());
    return {offset(place) + start, ConstSegment<Scalar>(all.data() + start, size)};
  }
  const Segment<Scalar> dw = gradient.tile(thread, size);
  sum_over_shards(place, tile, dw, tape, gradient, thread);
  return {offset(place) + start, ConstSegment<Scalar>(dw.data(), size)};
}

template <class Scalar>
void Network<Scalar>::sum_over_shards(Index place, const Tile& tile, Segment<Scalar> dw,
                                      Tape<Scalar>& tape, Gradient<Scalar>& gradient,
                                      Index thread) const {
  shard_gradient(place, tile, 0, dw, tape, gradient);
  for (Index shard = 1; shard < tape.layout().shards.count; ++shard) {
    const Segment<Scalar> part = gradient.shard_tile(thread, dw.size());
    shard_gradient(place, tile, shard, part, tape, gradient);
    for (Index k = 0; k < dw.size(); ++k) dw.data()[k] += part[k];
  }
}

/// A tile of the gradient over the samples of one shard.
template <class Scalar>
void Network<Scalar>::shard_gradient(Index place, const Tile& tile, Index shard, Segment<Scalar> dw,
                                     Tape<Scalar>& tape, Gradient<Scalar>& gradient) const {
  if (!gradient.by_pieces()) {
    const Index begin = tape.layout().begin(shard), size = tape.layout().begin(shard + 1) - begin;
    layer(place).backward_parameters(view(columns<Scalar>(tape.y(place - 1), begin, size)),
                                     view(columns<Scalar>(tape.delta(place), begin, size)), dw,
                                     tile);
    return;
  }
  const Index start = offset(place) + tile.column * tile.rows;
  bool first = true;
  for (Index i = 0; i < std::ssize(tape.pieces()); ++i) {
    if (tape.pieces()[static_cast<std::size_t>(i)].shard != shard) continue;
    const Segment<Scalar> part = gradient.piece(i, start, dw.size());
    for (Index k = 0; k < dw.size(); ++k) {
      dw.data()[k] = first ? part[k] : dw.data()[k] + part[k];
    }
    first = false;
  }
}

template <class Scalar>
std::optional<double> Network<Scalar>::lipschitz_bound() const {
  double bound = 1;
  for (Index i = 0; i < layers(); ++i) {
    Vector<Scalar> derived(shape(i).derived);
    const ConstSegment<Scalar> numbers(derived.data(), derived.size());
    Team alone;
    layer(i).prepare(weights(i, numbers), Segment<Scalar>(derived.data(), derived.size()), alone);
    const std::optional<double> factor = layer(i).lipschitz(weights(i, numbers), shape(i).inputs);
    if (!factor) return std::nullopt;
    bound *= *factor;
  }
  return bound;
}

}  // namespace eigan
