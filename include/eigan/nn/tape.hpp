// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include <eigan/nn/layer.hpp>

namespace eigan {

/// The workspace of one network: what goes in, each layer's activations, and their gradients on the
/// way back. The network itself is const while it runs, so each thread that runs it has its own
/// tape. Memory is taken when a tape is first prepared, or for more columns than ever before.
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
      const Index tile = shape.parameter_rows * piece_size(shape.parameter_columns, row_grain);
      grow(gradient_tile_, tile);
    }
  }

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

  View<Scalar> y(Index place) { return {at(place).y.data(), rows(place), columns_}; }
  View<Scalar> dy(Index place) { return {at(place).dy.data(), rows(place), columns_}; }
  /// Before the activation: a on the way forward, delta on the way back.
  View<Scalar> delta(Index place) {
    const LayerShape& shape = shapes_[static_cast<std::size_t>(place)];
    Vector<Scalar>& memory = shape.deltas == shape.outputs ? at(place).dy : at(place).delta;
    return {memory.data(), shape.deltas, columns_};
  }
  AuxView aux(Index place) {
    return {at(place).aux.data(), shapes_[static_cast<std::size_t>(place)].aux, columns_};
  }
  /// Room for the gradient of one parameter tile.
  Segment<Scalar> gradient_tile(Index size) { return {gradient_tile_.data(), size}; }

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
  Vector<Scalar> gradient_tile_;
};

}  // namespace eigan
