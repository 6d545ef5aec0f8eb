// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <eigan/core/hooks.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/core/team.hpp>
#include <eigan/nn/description.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/repeat.hpp>

namespace eigan::detail {

/// A layer of any type, with the functions of the concept Layer. Networks see their layers as these, so
/// the passes are compiled once per scalar, not once per network.
template <class Scalar>
class AnyLayer {
 public:
  virtual ~AnyLayer() = default;
  virtual Index inputs() const = 0;  ///< 0 if it takes any number of rows
  virtual LayerShape shape(Index inputs) const = 0;
  virtual void initialise(Segment<Scalar> w, Index inputs, const Stream& stream) const = 0;
  virtual void forward(const Weights<Scalar>& w, ConstView<Scalar> x, View<Scalar> a,
                       View<Scalar> y, AuxView aux, const Pass& pass, const Tile& tile) const = 0;
  virtual void backward_local(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView aux,
                              ConstView<Scalar> dy, View<Scalar> delta, const Tile& tile) const = 0;
  virtual void backward_input(const Weights<Scalar>& w, ConstView<Scalar> delta, View<Scalar> dx,
                              const Tile& tile) const = 0;
  virtual void backward_parameters(const Inputs<Scalar>& x, ConstView<Scalar> delta,
                                   Segment<Scalar> dw, const Tile& tile) const = 0;

  // Optional for a layer:
  virtual void tangent(const Weights<Scalar>&, ConstView<Scalar>, ConstView<Scalar>, ConstAuxView,
                       ConstView<Scalar>, View<Scalar>, View<Scalar>, const Tile&) const {}
  virtual void backward_tangent(ConstView<Scalar>, ConstView<Scalar>, ConstAuxView, View<Scalar>,
                                ConstView<Scalar>, View<Scalar>, View<Scalar>, const Tile&) const {}
  virtual std::optional<double> lipschitz(const Weights<Scalar>&, Index) const { return {}; }
  virtual std::optional<double> constant() const { return {}; }
  virtual ConstSegment<Scalar> plain(const Weights<Scalar>& w) const { return w; }
  virtual bool has_rounding() const { return false; }
  virtual double rounding(const Weights<Scalar>&, double) const { return infinity; }
  virtual LayerDescription describe() const { return {}; }
  virtual void prepare(const Weights<Scalar>&, Segment<Scalar>, Team&) const {}
  virtual void initialise_state(Segment<Scalar> state, const Stream&) const { state.setZero(); }
  virtual void advance(ConstSegment<Scalar>, Segment<Scalar>) const {}
  virtual bool has_through() const { return false; }
  virtual void through(const Weights<Scalar>&, ConstSegment<Scalar>, Segment<Scalar>, Team&) const {
  }
};

EIGAN_HOOK(prepare)
EIGAN_HOOK(initialise_state)
EIGAN_HOOK(advance)
EIGAN_HOOK(through)

template <class Scalar, class L>
class LayerOf final : public AnyLayer<Scalar> {
  using W = const Weights<Scalar>&;
  using S = Segment<Scalar>;
  using ConstS = ConstSegment<Scalar>;
  static constexpr bool transforms = calls_through<const L, W, ConstS, S, Team&>;
  static_assert(fits_prepare<const L, W, S, Team&> && fits_advance<const L, ConstS, S> &&
                    fits_initialise_state<const L, S, const Stream&> &&
                    (transforms || !names_through<L>),
                "eigan: a layer's prepare, initialise_state, advance or through cannot be called; "
                "eigan/nn/layer.hpp has their signatures");

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
  void forward(const Weights<Scalar>& w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y,
               AuxView aux, const Pass& pass, const Tile& tile) const override {
    layer_.forward(w, x, a, y, aux, pass, tile);
  }
  void backward_local(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView aux,
                      ConstView<Scalar> dy, View<Scalar> delta, const Tile& tile) const override {
    layer_.backward_local(a, y, aux, dy, delta, tile);
  }
  void backward_input(const Weights<Scalar>& w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const override {
    layer_.backward_input(w, delta, dx, tile);
  }
  void backward_parameters(const Inputs<Scalar>& x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const override {
    layer_.backward_parameters(x, delta, dw, tile);
  }
  void tangent(const Weights<Scalar>& w, ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView aux,
               ConstView<Scalar> dx, View<Scalar> da, View<Scalar> dy,
               const Tile& tile) const override {
    if constexpr (HasTangent<L, Scalar>) layer_.tangent(w, a, y, aux, dx, da, dy, tile);
  }
  void backward_tangent(ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView aux, View<Scalar> da,
                        ConstView<Scalar> d, View<Scalar> b, View<Scalar> delta,
                        const Tile& tile) const override {
    if constexpr (requires { layer_.backward_tangent(a, y, aux, da, d, b, delta, tile); }) {
      layer_.backward_tangent(a, y, aux, da, d, b, delta, tile);
    }
  }
  std::optional<double> lipschitz(const Weights<Scalar>& w, Index inputs) const override {
    if constexpr (requires { layer_.lipschitz(w, inputs); }) return layer_.lipschitz(w, inputs);
    return std::nullopt;
  }
  std::optional<double> constant() const override {
    if constexpr (HasConstant<L>) return layer_.constant();
    return std::nullopt;
  }
  ConstSegment<Scalar> plain(const Weights<Scalar>& w) const override {
    if constexpr (requires { layer_.plain(w); }) return layer_.plain(w);
    return w;
  }
  bool has_rounding() const override { return HasRounding<L, Scalar>; }
  double rounding(const Weights<Scalar>& w, double x_norm) const override {
    if constexpr (HasRounding<L, Scalar>) return layer_.rounding(w, x_norm);
    return AnyLayer<Scalar>::rounding(w, x_norm);
  }
  LayerDescription describe() const override {
    if constexpr (requires { layer_.describe(); }) return layer_.describe();
    return {};
  }
  void prepare(const Weights<Scalar>& w, Segment<Scalar> derived, Team& team) const override {
    if constexpr (calls_prepare<const L, W, S, Team&>) layer_.prepare(w, derived, team);
  }
  void initialise_state(Segment<Scalar> state, const Stream& stream) const override {
    if constexpr (calls_initialise_state<const L, S, const Stream&>) {
      layer_.initialise_state(state, stream);
    } else {
      state.setZero();
    }
  }
  void advance(ConstSegment<Scalar> w, Segment<Scalar> state) const override {
    if constexpr (calls_advance<const L, ConstS, S>) layer_.advance(w, state);
  }
  bool has_through() const override { return transforms; }
  void through(const Weights<Scalar>& w, ConstSegment<Scalar> gradient, Segment<Scalar> dw,
               Team& team) const override {
    if constexpr (transforms) layer_.through(w, gradient, dw, team);
  }

 private:
  L layer_;
};

/// The layers of a network, in order. They never change, so copies of the network share them.
template <class Scalar>
using AnyLayers = std::vector<std::shared_ptr<const AnyLayer<Scalar>>>;

template <class Scalar, class L>
void append(AnyLayers<Scalar>& layers, L layer) {
  layers.push_back(std::make_shared<LayerOf<Scalar, L>>(std::move(layer)));
}
template <class Scalar, class L>
void append(AnyLayers<Scalar>& layers, Repeat<L> repeat) {
  for (L& layer : repeat.layers) append(layers, std::move(layer));
}

}  // namespace eigan::detail
