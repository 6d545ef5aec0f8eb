// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <eigan/core/shards.hpp>
#include <eigan/nn/layer.hpp>

namespace eigan {

/// The workspace of one network: its input, each layer's activations, and their gradients. A network is
/// const while it runs, so each caller brings its own tape. Allocates only when it grows.
template <class Scalar>
class Tape {
 public:
  /// Contents are unspecified. \throws Error for too many samples
  EIGAN_COLD void prepare(const std::vector<LayerShape>& shapes, const Layout& layout) {
    const Index columns = layout.columns();
    for (const LayerShape& s : shapes) {
      const Index rows = (std::max)({s.inputs, s.outputs, s.deltas});
      enforce(columns <= (Index{1} << 48) / rows,
              "Tape: the number of samples must be at most 2^48 / ", rows, " for layers of ", rows,
              " rows; got ", columns);
    }
    if (layout != layout_ || pieces_.empty()) cut(layout);
    if (layout.tangents > 0) grow(loss_gradient_, columns);
    shapes_ = shapes;
    stages_.resize(shapes.size() + 1);
    grow(stages_[0].y, shapes.front().inputs * columns);
    grow(stages_[0].dy, shapes.front().inputs * columns);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const LayerShape& shape = shapes[i];
      Stage& stage = stages_[i + 1];
      grow(stage.y, shape.outputs * columns);
      grow(stage.dy, shape.outputs * columns);
      if (apart(shape)) grow(stage.delta, shape.deltas * columns);
      if (shape.keeps_a) grow(stage.a, shape.deltas * columns);
      grow(stage.aux, shape.aux * columns);
      grow(stage.derived, shape.derived);
    }
  }

  const Layout& layout() const { return layout_; }
  Index columns() const { return layout_.columns(); }
  /// Pass::numbers: section times batch size, plus the place in the batch; null for one shard.
  const Index* numbers() const { return layout_.shards.count > 1 ? numbers_.data() : nullptr; }
  /// The pieces that its columns are cut into, but for tangents; none crosses shards.
  std::span<const detail::Piece> pieces() const { return all_pieces().first(scored_pieces_); }
  std::span<const detail::Piece> tangent_pieces() const {
    return all_pieces().subspan(scored_pieces_);
  }
  std::span<const detail::Piece> all_pieces() const { return pieces_; }
  /// A shard's part of a section of one of the matrices below.
  View<Scalar> part(View<Scalar> whole, Index section, Index shard) const {
    return eigan::columns<Scalar>(whole, layout_.column(section, shard),
                                  layout_.shards.size(shard));
  }

  /// inputs x columns; the caller fills it before a forward pass.
  View<Scalar> input() { return y(-1); }
  /// outputs x columns, from a forward pass.
  View<Scalar> output() { return y(layers() - 1); }
  /// dL/d output; the caller fills it before a backward pass, which overwrites it.
  View<Scalar> output_gradient() { return dy(layers() - 1); }
  /// dL/d input, from `backward_input`.
  View<Scalar> input_gradient() { return dy(-1); }
  /// Under a penalty, dL/d output of the loss alone, 1 for each column; 0 for tangents.
  Segment<Scalar> loss_gradient() { return {loss_gradient_.data(), columns()}; }

  // of one layer; place -1 is the input
  /// outputs x columns.
  View<Scalar> y(Index place) { return {at(place).y.data(), rows(place), columns()}; }
  /// dL/d y, of the same size; delta overwrites it if it has as many rows.
  View<Scalar> dy(Index place) { return {at(place).dy.data(), rows(place), columns()}; }
  /// dL/d a, the gradient before the activation.
  View<Scalar> delta(Index place) {
    const LayerShape& s = shape(place);
    Vector<Scalar>& memory = apart(s) ? at(place).delta : at(place).dy;
    return {memory.data(), s.deltas, columns()};
  }
  /// Before the activation; in delta's memory unless the layer keeps it.
  View<Scalar> a(Index place) {
    if (!shape(place).keeps_a) return delta(place);
    return {at(place).a.data(), shape(place).deltas, columns()};
  }
  /// LayerShape::aux x columns; the input has none.
  AuxView aux(Index place) { return {at(place).aux.data(), shape(place).aux, columns()}; }
  /// From the layer's `prepare`.
  Segment<Scalar> derived(Index place) { return {at(place).derived.data(), shape(place).derived}; }

  Index layers() const { return static_cast<Index>(shapes_.size()); }

 private:
  struct Stage {
    Vector<Scalar> y, dy, delta, a, derived;
    Vector<std::uint8_t> aux;
  };

  EIGAN_COLD void cut(const Layout& layout) {
    layout_ = layout;
    pieces_.clear();
    const Index behind = layout.probe + layout.tangents;  // the probes, if there are any
    for (Index shard = 0; shard < layout.shards.count; ++shard) {
      // probes apart from others, since they alone need the gradient of the input
      cut_sections(shard, 0, layout.probe, -1);
      cut_sections(shard, layout.probe, behind, layout.probe);
      cut_sections(shard, behind, layout.sections, -1);
    }
    scored_pieces_ = pieces_.size();
    for (Index shard = 0; shard < layout.shards.count; ++shard) {
      cut_sections(shard, layout.sections, layout.sections + layout.tangents, layout.probe);
    }
    numbers_.resize(layout.shards.count > 1 ? static_cast<std::size_t>(layout.columns()) : 0);
    if (numbers_.empty()) return;
    for (Index shard = 0; shard < layout.shards.count; ++shard) {
      for (Index section = 0; section < layout.sections; ++section) {
        const Index number = section * layout.shards.batch + layout.shards.first(shard);
        for (Index i = 0; i < layout.shards.size(shard); ++i) {
          numbers_[static_cast<std::size_t>(layout.column(section, shard) + i)] = number + i;
        }
      }
    }
  }
  /// \param probe  the section of the first one's probes, -1 for none
  void cut_sections(Index shard, Index first, Index last, Index probe) {
    const Index begin = layout_.column(first, shard), end = layout_.column(last, shard);
    const Index size = detail::piece_size(end - begin, detail::column_grain);
    for (Index column = begin; column < end; column += size) {
      const Index probes = probe < 0 ? -1 : layout_.column(probe, shard) + column - begin;
      pieces_.push_back({shard, column, (std::min)(size, end - column), probes});
    }
  }

  /// Whether delta has memory of its own, not dy's.
  bool apart(const LayerShape& s) const {
    return s.deltas != s.outputs || (s.curved && layout_.tangents > 0);
  }
  template <class T>
  static void grow(Vector<T>& memory, Index size) {
    if (memory.size() < size) memory.resize(size);
  }
  Stage& at(Index place) { return stages_[static_cast<std::size_t>(place + 1)]; }
  const LayerShape& shape(Index place) const { return shapes_[static_cast<std::size_t>(place)]; }
  Index rows(Index place) const {
    return place < 0 ? shapes_.front().inputs : shape(place).outputs;
  }

  Layout layout_;
  std::vector<detail::Piece> pieces_;
  std::size_t scored_pieces_ = 0;
  std::vector<Index> numbers_;
  std::vector<LayerShape> shapes_;
  std::vector<Stage> stages_;
  Vector<Scalar> loss_gradient_;
};

}  // namespace eigan
