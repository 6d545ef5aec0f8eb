// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <eigan/nn/description.hpp>
#include <eigan/nn/layer.hpp>

namespace eigan {

/// Inverted dropout (Srivastava et al., 2014): in training each element is kept with probability `keep`
/// and divided by it, or set to 0; outside training it passes unchanged.
struct Dropout {
  using tangents_of = Dropout;
  static constexpr Index static_inputs = same_size;
  static constexpr Index static_outputs = same_size;

  double keep = 0.5;  ///< in (0, 1]

  /// \throws Error if `keep` is out of range
  LayerShape shape(Index inputs) const {
    enforce(keep > 0 && keep <= 1, "Dropout: keep must lie in (0, 1]; got ", keep);
    return {.inputs = inputs, .outputs = inputs, .deltas = inputs, .aux = inputs};
  }

  template <class Scalar>
  void initialise(Segment<Scalar>, Index, const Stream&) const {}

  LayerDescription describe() const {
    return {.type = "dropout", .settings = {{"keep", {}, keep}}};
  }

  template <class Scalar>
  void forward(ConstSegment<Scalar>, ConstView<Scalar> x, View<Scalar>, View<Scalar> y,
               AuxView mask, const Pass& pass, const Tile& t) const {
    if (!pass.training) {
      mask.block(t.row, t.column, t.rows, t.columns).setConstant(unchanged);
      y.block(t.row, t.column, t.rows, t.columns) = x.block(t.row, t.column, t.rows, t.columns);
      return;
    }
    const Scalar scale = static_cast<Scalar>(1 / keep);
    const auto threshold = static_cast<std::uint64_t>(keep * 0x1p32);
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      pass.stream.words(pass.number(j) * y.rows() + t.row, t.rows,
                        [&](Index i, std::uint32_t word) {
                          const bool kept = word < threshold;
                          mask(t.row + i, j) = kept ? scaled : dropped;
                          y(t.row + i, j) = kept ? x(t.row + i, j) * scale : Scalar(0);
                        });
    }
  }

  template <class Scalar>
  void backward_local(ConstView<Scalar>, ConstView<Scalar>, ConstAuxView mask, ConstView<Scalar> dy,
                      View<Scalar> delta, const Tile& t) const {
    const Scalar scale = static_cast<Scalar>(1 / keep);
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      for (Index i = t.row; i < t.row + t.rows; ++i) {
        const std::uint8_t fate = mask(i, j);
        delta(i, j) = fate == dropped ? Scalar(0) : fate == scaled ? dy(i, j) * scale : dy(i, j);
      }
    }
  }

  template <class Scalar>
  void backward_input(ConstSegment<Scalar>, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& t) const {
    dx.block(t.row, t.column, t.rows, t.columns) = delta.block(t.row, t.column, t.rows, t.columns);
  }

  template <class Scalar>
  void backward_parameters(ConstView<Scalar>, ConstView<Scalar>, Segment<Scalar>,
                           const Tile&) const {}

  template <class Scalar>
  void tangent(ConstSegment<Scalar>, ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView mask,
               ConstView<Scalar> dx, View<Scalar>, View<Scalar> dy, const Tile& t) const {
    backward_local(a, y, mask, dx, dy, t);
  }

  /// 1 / keep, in training. There is no `rounding`: each sample has another mask, so no single function has
  /// made the scores.
  template <class Scalar>
  double lipschitz(ConstSegment<Scalar>, Index) const {
    return 1 / keep;
  }

 private:
  static constexpr std::uint8_t dropped = 0;  // in the mask
  static constexpr std::uint8_t unchanged = 1;
  static constexpr std::uint8_t scaled = 2;
};

}  // namespace eigan
