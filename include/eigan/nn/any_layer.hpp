// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <eigan/nn/layer.hpp>
#include <eigan/nn/repeat.hpp>

namespace eigan::detail {

/// A layer of any type. A network sees its layers as these, so that its passes are compiled once
/// for a scalar and not once for every network: the functions are those of the concept Layer.
template <class Scalar>
class AnyLayer {
 public:
  virtual ~AnyLayer() = default;
  /// The number of rows the layer takes, 0 if it takes any.
  virtual Index inputs() const = 0;
  virtual LayerShape shape(Index inputs) const = 0;
  virtual void initialise(Segment<Scalar> w, Index inputs, const Stream& stream) const = 0;
  virtual void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y,
                       AuxView aux, const Pass& pass, const Tile& tile) const = 0;
  virtual void backward_local(ConstView<Scalar> y, ConstAuxView aux, ConstView<Scalar> dy,
                              View<Scalar> delta, const Tile& tile) const = 0;
  virtual void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                              const Tile& tile) const = 0;
  virtual void backward_parameters(ConstView<Scalar> x, ConstView<Scalar> delta, Segment<Scalar> dw,
                                   const Tile& tile) const = 0;
  /// None if the layer cannot say.
  virtual std::optional<double> lipschitz(ConstSegment<Scalar> w, Index inputs) const = 0;
  virtual LayerDescription describe() const = 0;
};

template <class Scalar, class L>
class LayerOf final : public AnyLayer<Scalar> {
 public:
  explicit LayerOf(L layer) : layer_(std::move(layer)) {}

  Index inputs() const override {
    if constexpr (requires { static_cast<Index>(layer_.inputs); }) {
      return static_cast<Index>(layer_.inputs);
    }
    return 0;
  }
  LayerShape shape(Index inputs) const override { return layer_.shape(inputs); }
  void initialise(Segment<Scalar> w, Index inputs, const Stream& stream) const override {
    layer_.initialise(w, inputs, stream);
  }
  void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y,
               AuxView aux, const Pass& pass, const Tile& tile) const override {
    layer_.forward(w, x, a, y, aux, pass, tile);
  }
  void backward_local(ConstView<Scalar> y, ConstAuxView aux, ConstView<Scalar> dy,
                      View<Scalar> delta, const Tile& tile) const override {
    layer_.backward_local(y, aux, dy, delta, tile);
  }
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const override {
    layer_.backward_input(w, delta, dx, tile);
  }
  void backward_parameters(ConstView<Scalar> x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const override {
    layer_.backward_parameters(x, delta, dw, tile);
  }
  std::optional<double> lipschitz(ConstSegment<Scalar> w, Index inputs) const override {
    if constexpr (requires { layer_.lipschitz(w, inputs); }) return layer_.lipschitz(w, inputs);
    return std::nullopt;
  }
  LayerDescription describe() const override {
    if constexpr (requires { layer_.describe(); }) return layer_.describe();
    return {};
  }

 private:
  L layer_;
};

/// The layers of a network, in order. They never change, so its copies share them.
template <class Scalar>
using AnyLayers = std::vector<std::shared_ptr<const AnyLayer<Scalar>>>;

template <class Scalar, class L>
void append(AnyLayers<Scalar>& layers, L layer) {
  layers.push_back(std::make_shared<LayerOf<Scalar, L>>(std::move(layer)));
}
template <class Scalar, class L>
void append(AnyLayers<Scalar>& layers, Repeat<L> repeat) {
  for (L& layer : repeat.layers) append<Scalar>(layers, std::move(layer));
}

}  // namespace eigan::detail
