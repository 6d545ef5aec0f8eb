// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <eigan/nn/layer.hpp>

namespace eigan {

/// The workspace of one network: what goes in, each layer's activations, and their gradients on the
/// way back. The network itself is const while it runs, so each who runs it has a tape of his own.
/// Memory is taken when a tape is first prepared, or for more columns than ever before.
template <class Scalar>
class Tape {
 public:
  /// Makes room for `columns` samples through layers of these shapes. Contents are unspecified.
  void prepare(const std::vector<LayerShape>& shapes, Index columns) {
    columns_ = columns;
    shapes_ = shapes;
    stages_.resize(shapes.size() + 1);
    grow(stages_[0].y, shapes.front().inputs * columns);
    grow(stages_[0].dy, shapes.front().inputs * columns);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const LayerShape& shape = shapes[i];
      Stage& stage = stages_[i + 1];
      grow(stage.y, shape.outputs * columns);
      grow(stage.dy, shape.outputs * columns);
      if (shape.deltas != shape.outputs) grow(stage.delta, shape.deltas * columns);
      grow(stage.aux, shape.aux * columns);
    }
  }

  /// Makes room for one tile of the parameters' gradient for each of `threads`.
  void prepare_gradient_tiles(Index threads) {
    if (static_cast<Index>(gradient_tiles_.size()) < threads) {
      gradient_tiles_.resize(static_cast<std::size_t>(threads));
    }
    Index largest = 0;
    for (const LayerShape& shape : shapes_) largest = std::max(largest, shape.parameter_tile());
    for (Vector<Scalar>& tile : gradient_tiles_) grow(tile, largest);
  }

  /// Samples that it was last prepared for.
  Index columns() const { return columns_; }

  /// What goes into the network (inputs x columns): the caller fills it before a forward pass.
  View<Scalar> input() { return y(-1); }
  /// What came out (outputs x columns).
  View<Scalar> output() { return y(layers() - 1); }
  /// dL/d output: the caller fills it before a backward pass, which overwrites it.
  View<Scalar> output_gradient() { return dy(layers() - 1); }
  /// dL/d input, as `Mlp::backward_input` leaves it.
  View<Scalar> input_gradient() { return dy(-1); }

  // One layer's part; place -1 is the input.

  /// Its output (outputs x columns).
  View<Scalar> y(Index place) { return {at(place).y.data(), rows(place), columns_}; }
  /// dL/d y, of the same size; delta overwrites it where it has as many rows.
  View<Scalar> dy(Index place) { return {at(place).dy.data(), rows(place), columns_}; }
  /// Before the activation: a on the way forward, delta on the way back.
  View<Scalar> delta(Index place) {
    const LayerShape& shape = shapes_[static_cast<std::size_t>(place)];
    Vector<Scalar>& memory = shape.deltas == shape.outputs ? at(place).dy : at(place).delta;
    return {memory.data(), shape.deltas, columns_};
  }
  /// What `forward` keeps beside y (LayerShape::aux x columns); the input has none.
  AuxView aux(Index place) {
    return {at(place).aux.data(), shapes_[static_cast<std::size_t>(place)].aux, columns_};
  }
  /// A thread's room for the gradient of one parameter tile.
  Segment<Scalar> gradient_tile(Index thread, Index size) {
    return {gradient_tiles_[static_cast<std::size_t>(thread)].data(), size};
  }

  /// Room for the parameters' gradient of each of `count` blocks of samples.
  void prepare_parts(Index count, Index parameters) {
    if (static_cast<Index>(parts_.size()) < count) parts_.resize(static_cast<std::size_t>(count));
    parts_in_use_ = count;
    for (Vector<Scalar>& part : parts_) grow(part, parameters);
  }
  /// `size` numbers of block i's gradient, from `offset` of the parameters on.
  Segment<Scalar> part(Index i, Index offset, Index size) {
    return {parts_[static_cast<std::size_t>(i)].data() + offset, size};
  }
  /// Overwrites `sum`, which starts at `offset` of the parameters.
  void sum_parts(Index offset, Segment<Scalar> sum) {
    sum = part(0, offset, sum.size());
    for (Index i = 1; i < parts_in_use_; ++i) sum += part(i, offset, sum.size());
  }

  /// Of the network that it was last prepared for.
  Index layers() const { return static_cast<Index>(shapes_.size()); }

 private:
  struct Stage {
    Vector<Scalar> y, dy, delta;
    Vector<std::uint8_t> aux;
  };

  template <class T>
  static void grow(Vector<T>& memory, Index size) {
    if (memory.size() < size) memory.resize(size);
  }
  Stage& at(Index place) { return stages_[static_cast<std::size_t>(place + 1)]; }
  Index rows(Index place) const {
    return place < 0 ? shapes_.front().inputs : shapes_[static_cast<std::size_t>(place)].outputs;
  }

  Index columns_ = 0;
  std::vector<LayerShape> shapes_;
  std::vector<Stage> stages_;
  std::vector<Vector<Scalar>> gradient_tiles_;
  std::vector<Vector<Scalar>> parts_;
  Index parts_in_use_ = 0;
};

}  // namespace eigan
