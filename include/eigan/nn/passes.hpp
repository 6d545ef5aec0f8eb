// SPDX-License-Identifier: MIT
// The passes through a network: the larger functions of nn/network.hpp.
#pragma once

#include <eigan/core/rounding.hpp>
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

/// use(place, tile, piece) for the tiles of all layers' outputs. Where matrices are one tile high, a thread
/// takes its columns from layer to layer: no thread waits, and small layers stay in its cache.
template <class Scalar>
template <class Use>
void Network<Scalar>::down(Pieces pieces, Index cost, Team& team, Use&& use) const {
  const auto cut = [&](Index place) {
    return tiles(place, pieces, shape(place).rows_per_output());
  };
  for (Index first = 0, end = 0; first < layers(); first = end) {
    const detail::Tiles all = cut(first);
    for (end = first + 1; end < layers() && all.down() == 1 && cut(end).down() == 1;) ++end;
    team.run(all.count(), cost, [&](Index i, Index) {
      for (Index place = first; place < end; ++place) use(place, cut(place)[i], all.piece(i));
    });
  }
}

/// The same from the last layer to layer `end`; -1 is the input.
template <class Scalar>
template <class Use>
void Network<Scalar>::up(Index end, Pieces pieces, Index cost, Team& team, Use&& use) const {
  const auto cut = [&](Index place) { return tiles(place, pieces, 1); };
  for (Index first = layers() - 1, next = 0; first >= end; first = next) {
    const detail::Tiles all = cut(first);
    for (next = first - 1; next >= end && all.down() == 1 && cut(next).down() == 1;) --next;
    team.run(all.count(), cost, [&](Index i, Index) {
      for (Index place = first; place > next; --place) use(place, cut(place)[i], all.piece(i));
    });
  }
}

template <class Scalar>
void Network<Scalar>::forward(Tape<Scalar>& tape, const Pass& pass, Team& team) const {
  for (Index place = 0; place < layers(); ++place) {
    if (shape(place).derived > 0) {
      layer(place).prepare(weights(place, tape), tape.derived(place), team);
    }
  }
  down(tape.pieces(), cost(tape), team, [&](Index place, const Tile& tile, const auto&) {
    layer(place).forward(weights(place, tape), view(tape.y(place - 1)), tape.a(place),
                         tape.y(place), tape.aux(place),
                         Pass{pass.training, pass.stream.part(place), tape.numbers()}, tile);
  });
}

/// Gradients down to layer 0's delta (end = 0) or to the input (end = -1), of which a penalty needs the
/// probes alone.
template <class Scalar>
void Network<Scalar>::backward_to(Index end, Tape<Scalar>& tape, Team& team) const {
  const bool all = tape.layout().tangents == 0;
  up(end, tape.pieces(), cost(tape), team,
     [&](Index place, const Tile& tile, const detail::Piece& piece) {
       if (place >= 0 || all || piece.probe >= 0) backward_tile(place, tile, tape);
     });
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

/// From the tangents of the input to those of the output, and on to what the gradient of the parameters
/// is a product of: the gradient of the sum of the output's tangents (docs/penalties.md).
template <class Scalar>
void Network<Scalar>::tangents(Tape<Scalar>& tape, Team& team) const {
  down(tape.tangent_pieces(), cost(tape), team,
       [&](Index place, const Tile& t, const detail::Piece& piece) {
         const auto of_probes = [&](auto m) { return some(m, piece.probe, piece.columns); };
         const auto of_tangents = [&](auto m) { return some(m, piece.column, piece.columns); };
         layer(place).tangent(weights(place, tape), view(of_probes(tape.a(place))),
                              view(of_probes(tape.y(place))), const_aux(of_probes(tape.aux(place))),
                              view(of_tangents(tape.y(place - 1))), of_tangents(tape.a(place)),
                              of_tangents(tape.y(place)), {t.row, t.rows, 0, t.columns});
       });
  Segment<Scalar> loss = tape.loss_gradient();
  if (curved()) {
    backward_tangents(tape, team);
    std::fill_n(loss.data(), loss.size(), Scalar(1));
    for (const detail::Piece& p : tape.tangent_pieces()) {
      std::fill_n(loss.data() + p.column, p.columns, Scalar(0));
    }
  } else {
    combine(tape, team);
    for (const detail::Piece& p : tape.pieces()) {
      if (p.probe < 0) std::fill_n(loss.data() + p.column, p.columns, Scalar(1));
    }
  }
}

/// For layers whose phi'' is not 0: the way back of the loss, seen from the probes, gets phi''(a) da d more
/// in each layer, where d is dy of the way back of the output; and each delta of that way moves to the
/// tangents' columns, as the factor of their x'.
template <class Scalar>
void Network<Scalar>::backward_tangents(Tape<Scalar>& tape, Team& team) const {
  up(0, tape.tangent_pieces(), cost(tape), team,
     [&](Index place, const Tile& t, const detail::Piece& piece) {
       const auto of_probes = [&](auto m) { return some(m, piece.probe, piece.columns); };
       const auto of_tangents = [&](auto m) { return some(m, piece.column, piece.columns); };
       const Tile tile{t.row, t.rows, 0, t.columns};
       View<Scalar> back = of_tangents(tape.dy(place));
       if (place + 1 < layers()) {
         layer(place + 1).backward_input(weights(place + 1, tape),
                                         view(of_probes(tape.delta(place + 1))), back, tile);
       } else {
         for (Index j = 0; j < t.columns; ++j) {
           std::fill_n(&back(t.row, j), t.rows, tape.loss_gradient()[piece.probe + j]);
         }
       }
       View<Scalar> delta = of_tangents(tape.delta(place)), first = of_probes(tape.delta(place));
       const ConstView<Scalar> a = view(of_probes(tape.a(place))),
                               y = view(of_probes(tape.y(place)));
       const ConstAuxView aux = const_aux(of_probes(tape.aux(place)));
       if (shape(place).curved) {
         layer(place).backward_tangent(a, y, aux, of_tangents(tape.a(place)),
                                       view(of_probes(tape.dy(place))), back, delta, tile);
       } else {
         layer(place).backward_local(a, y, aux, view(back), delta, tile);
       }
       const Index rows = shape(place).rows_per_output();
       for (Index j = 0; j < t.columns; ++j) {
         Scalar* const from = &delta(t.row * rows, j);
         std::swap_ranges(from, from + t.rows * rows, &first(t.row * rows, j));
       }
     });
}

/// Where every phi'' is 0, both ways back of a probe's column are one, times the loss's gradient or 1. So
/// x becomes loss_gradient x + x', and the product runs over the probes' columns as over all others.
template <class Scalar>
void Network<Scalar>::combine(Tape<Scalar>& tape, Team& team) const {
  const auto pieces = tape.tangent_pieces();
  team.run(std::ssize(pieces), cost(tape), [&](Index i, Index) {
    const detail::Piece piece = pieces[static_cast<std::size_t>(i)];
    for (Index place = -1; place + 1 < layers(); ++place) {
      View<Scalar> x = some(tape.y(place), piece.probe, piece.columns);
      const View<Scalar> tangent = some(tape.y(place), piece.column, piece.columns);
      for (Index j = 0; j < piece.columns; ++j) {
        const Scalar factor = tape.loss_gradient()[piece.probe + j];
        Scalar* const to = &x(0, j);
        for (Index k = 0; k < x.rows(); ++k) to[k] = factor * to[k] + tangent(k, j);
      }
    }
  });
}

/// Takes each piece of the columns through all layers, unless that was done before the tangents, and
/// computes its gradient of the parameters.
template <class Scalar>
void Network<Scalar>::backward_by_pieces(Tape<Scalar>& tape, Gradient<Scalar>& gradient,
                                         Team& team) const {
  const Pieces pieces = gradient_pieces(tape);
  team.run(std::ssize(pieces), cost(tape), [&](Index i, Index) {
    const detail::Piece piece = pieces[static_cast<std::size_t>(i)];
    const auto of_piece = [&](const View<Scalar>& m) {
      return view(columns<Scalar>(m, piece.column, piece.columns));
    };
    for (Index place = layers() - 1; place >= 0; --place) {
      const LayerShape& s = shape(place);
      if (tape.layout().tangents == 0) {
        backward_tile(place, {0, s.outputs, piece.column, piece.columns}, tape);
      }
      for (Index t = 0; t < s.parameter_tiles(); ++t) {
        const Tile tile = s.parameter_tile(t);
        layer(place).backward_parameters(
            Inputs<Scalar>(of_piece(tape.y(place - 1)), ones(tape, piece.column)),
            of_piece(tape.delta(place)),
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
  const bool by_pieces = narrow() && gradient_pieces(tape).size() > 1;
  gradient.prepare(shapes_, team.size(), tape, by_pieces);
  if (by_pieces) {
    backward_by_pieces(tape, gradient, team);
  } else if (tape.layout().tangents == 0) {
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
    const Layout& layout = tape.layout();
    const Index sections = layout.sections + (curved() ? layout.tangents : 0);
    const Index begin = layout.begin(shard), size = layout.column(sections, shard) - begin;
    layer(place).backward_parameters(
        Inputs<Scalar>(view(columns<Scalar>(tape.y(place - 1), begin, size)), ones(tape, begin)),
        view(columns<Scalar>(tape.delta(place), begin, size)), dw, tile);
    return;
  }
  const Index start = offset(place) + tile.column * tile.rows;
  bool first = true;
  const Pieces pieces = gradient_pieces(tape);
  for (Index i = 0; i < std::ssize(pieces); ++i) {
    if (pieces[static_cast<std::size_t>(i)].shard != shard) continue;
    const Segment<Scalar> part = gradient.piece(i, start, dw.size());
    for (Index k = 0; k < dw.size(); ++k) {
      dw.data()[k] = first ? part[k] : dw.data()[k] + part[k];
    }
    first = false;
  }
}

/// use(place, weights) for all layers, with derived numbers, while it returns true.
template <class Scalar>
template <class Use>
void Network<Scalar>::each_prepared(Use&& use) const {
  Team alone;
  bool go_on = true;
  for (Index i = 0; i < layers() && go_on; ++i) {
    Vector<Scalar> derived(shape(i).derived);
    const Weights<Scalar> w = weights(i, ConstSegment<Scalar>(derived.data(), derived.size()));
    layer(i).prepare(w, Segment<Scalar>(derived.data(), derived.size()), alone);
    go_on = use(i, w);
  }
}

template <class Scalar>
std::optional<double> Network<Scalar>::lipschitz_bound() const {
  std::optional<double> bound = 1.0;
  each_prepared([&](Index place, const Weights<Scalar>& w) {
    const std::optional<double> factor = layer(place).lipschitz(w, shape(place).inputs);
    if (factor) bound = detail::product_above(*bound, *factor);
    if (!factor) bound = std::nullopt;
    return factor.has_value();
  });
  return bound;
}

template <class Scalar>
Vector<Scalar> Network<Scalar>::plain_parameters() const {
  Vector<Scalar> all(parameters_.size());
  each_prepared([&](Index place, const Weights<Scalar>& w) {
    all.segment(offset(place), shape(place).parameters()) = layer(place).plain(w);
    return true;
  });
  return all;
}

template <class Scalar>
std::optional<Index> Network<Scalar>::first_without_rounding() const {
  for (Index i = 0; i < layers(); ++i) {
    if (!layer(i).has_rounding()) return i;
  }
  return std::nullopt;
}

template <class Scalar>
Certainty Network<Scalar>::certainty(Tape<Scalar>& tape, std::span<const double> norms) const {
  Certainty known;
  for (Index i = 0; i < layers(); ++i) {
    const Weights<Scalar> w = weights(i, tape);
    const double factor = layer(i).lipschitz(w, shape(i).inputs).value_or(detail::infinity);
    known.lipschitz = detail::product_above(known.lipschitz, factor);
    // the error of x, stretched, and that of the layer at x as computed
    known.error = detail::product_above(known.error, factor) +
                  layer(i).rounding(w, norms[static_cast<std::size_t>(i)]);
  }
  return known;
}

}  // namespace eigan
