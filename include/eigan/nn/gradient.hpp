// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <eigan/nn/tape.hpp>

namespace eigan {

/// Memory for the gradient of a network's parameters, which is computed in tiles. A tile is a sum over
/// shards in order; a shard's part is one product or, in narrow networks, a sum over pieces of its
/// columns. Layers with `through` get their gradient whole. Grows when it is prepared for more.
template <class Scalar>
class Gradient {
 public:
  /// \param by_pieces  makes room for the whole gradient of each piece of the tape's columns
  EIGAN_COLD void prepare(const std::vector<LayerShape>& shapes, Index threads,
                          const Tape<Scalar>& tape, bool by_pieces) {
    Index parameters = 0, largest = 0;
    for (const LayerShape& shape : shapes) {
      parameters += shape.parameters();
      if (shape.parameters() > 0) {
        const Tile tile = shape.parameter_tile(0);
        largest = (std::max)(largest, tile.rows * tile.columns);
      }
    }
    grow(tiles_, threads, largest);
    if (tape.layout().shards.count > 1) grow(shard_tiles_, threads, largest);
    by_pieces_ = by_pieces;
    if (by_pieces) grow(pieces_, std::ssize(tape.all_pieces()), parameters);
  }
  /// For layer `place`, whose gradient `through` transforms.
  EIGAN_COLD void prepare_whole(Index place, Index parameters) {
    grow(whole_, 2 * (place + 1), 0);
    for (const Index i : {2 * place, 2 * place + 1}) grow(at(whole_, i), parameters);
  }

  bool by_pieces() const { return by_pieces_; }
  /// A tile, one per thread, and one shard's part of it.
  Segment<Scalar> tile(Index thread, Index size) { return {at(tiles_, thread).data(), size}; }
  Segment<Scalar> shard_tile(Index thread, Index size) {
    return {at(shard_tiles_, thread).data(), size};
  }
  /// `size` numbers of the gradient of piece i, from `offset` of the parameters on.
  Segment<Scalar> piece(Index i, Index offset, Index size) {
    return {at(pieces_, i).data() + offset, size};
  }
  /// A layer's gradient from `backward_parameters`.
  Segment<Scalar> whole(Index place, Index size) { return {at(whole_, 2 * place).data(), size}; }
  /// A layer's gradient from `through`.
  Segment<Scalar> transformed(Index place, Index size) {
    return {at(whole_, 2 * place + 1).data(), size};
  }

 private:
  using Buffers = std::vector<Vector<Scalar>>;

  static Vector<Scalar>& at(Buffers& buffers, Index i) {
    return buffers[static_cast<std::size_t>(i)];
  }
  static void grow(Vector<Scalar>& memory, Index size) {
    if (memory.size() < size) memory.resize(size);
  }
  static void grow(Buffers& buffers, Index count, Index size) {
    if (std::ssize(buffers) < count) buffers.resize(static_cast<std::size_t>(count));
    for (Vector<Scalar>& memory : buffers) grow(memory, size);
  }

  Buffers tiles_, shard_tiles_;  // one per thread
  Buffers pieces_;
  Buffers whole_;  // two per layer
  bool by_pieces_ = false;
};

}  // namespace eigan
