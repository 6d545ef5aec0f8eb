// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include <eigan/core/team.hpp>
#include <eigan/nn/almost_orthogonal.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/power_iteration.hpp>

namespace eigan {

namespace detail {

// How a layer's weights W (outputs x inputs) are normalised. `derived` and `state` say how many numbers
// are kept beside the normalised weights:
//   start(w)                                         changes the initial weights
//   prepare(normal, w, state, derived, team)         the normalised weights, and `derived`
//   through(dw, gradient, w, state, derived, team)   from the gradient of the normalised weights to dw

template <class L>
inline constexpr bool is_dense = false;
template <Index In, Index Out, class Activation>
inline constexpr bool is_dense<Dense<In, Out, Activation>> = true;

}  // namespace detail

/// A Dense layer that multiplies by normalised weights: see `Lipschitz` and `SpectralNorm`. Its
/// parameters are those of the Dense, its settings too: `Lipschitz<Dense<>>{{.inputs = 2, .outputs = 8}}`.
template <class Layer, class Normalisation>
struct Normalised : Layer {
  static_assert(detail::is_dense<Layer>,
                "eigan: Lipschitz and SpectralNorm normalise the weights of a Dense layer");
  using tangents_of = Normalised;
  using rounding_of = Normalised;

  LayerShape shape(Index given) const {
    LayerShape shape = Layer::shape(given);
    shape.derived = shape.parameters() + Normalisation::derived(this->outputs, this->inputs);
    shape.state = Normalisation::state(this->outputs, this->inputs);
    return shape;
  }

  template <class Scalar>
  void initialise(Segment<Scalar> w, Index given, const Stream& stream) const {
    Layer::template initialise<Scalar>(w, given, stream);
    Normalisation::start(View<Scalar>(w.data(), this->outputs, this->inputs));
  }
  template <class Scalar>
  void prepare(const Weights<Scalar>& w, Segment<Scalar> derived, Team& team) const {
    const Index rows = this->outputs, size = rows * this->inputs;
    Normalisation::prepare(
        View<Scalar>(derived.data(), rows, this->inputs),
        ConstView<Scalar>(w.data(), rows, this->inputs), w.state,
        Segment<Scalar>(derived.data() + size + rows, derived.size() - size - rows), team);
    std::copy_n(w.data() + size, rows, derived.data() + size);
  }
  template <class Scalar>
  void through(const Weights<Scalar>& w, ConstSegment<Scalar> gradient, Segment<Scalar> dw,
               Team& team) const {
    const Index rows = this->outputs, columns = this->inputs, size = rows * columns;
    const ConstSegment<Scalar> derived(w.derived.data() + size + rows,
                                       w.derived.size() - size - rows);
    Normalisation::through(View<Scalar>(dw.data(), rows, columns),
                           ConstView<Scalar>(gradient.data(), rows, columns),
                           ConstView<Scalar>(w.data(), rows, columns), w.state, derived, team);
    std::copy_n(gradient.data() + size, rows, dw.data() + size);
  }
  template <class Scalar>
  void initialise_state(Segment<Scalar> state, const Stream& stream) const {
    Normalisation::initialise(state, stream, this->outputs);
  }
  template <class Scalar>
  void advance(ConstSegment<Scalar> w, Segment<Scalar> state) const {
    Normalisation::advance(ConstView<Scalar>(w.data(), this->outputs, this->inputs), state);
  }

  template <class Scalar>
  void forward(const Weights<Scalar>& w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y,
               AuxView aux, const Pass& pass, const Tile& tile) const {
    Layer::template forward<Scalar>(w.derived, x, a, y, aux, pass, tile);
  }
  template <class Scalar>
  void backward_input(const Weights<Scalar>& w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const {
    Layer::template backward_input<Scalar>(w.derived, delta, dx, tile);
  }
  template <class Scalar>
    requires detail::HasTangent<Layer, Scalar>
  void tangent(const Weights<Scalar>& w, ConstView<Scalar> a, ConstView<Scalar> y, ConstAuxView aux,
               ConstView<Scalar> dx, View<Scalar> da, View<Scalar> dy, const Tile& t) const {
    Layer::template tangent<Scalar>(w.derived, a, y, aux, dx, da, dy, t);
  }

  /// Of the weights that it multiplies by, in the numbers that the computer has.
  template <class Scalar>
  double lipschitz(const Weights<Scalar>& w, Index given) const {
    return Layer::template lipschitz<Scalar>(w.derived, given);
  }
  template <class Scalar>
  double rounding(const Weights<Scalar>& w, double x_norm) const
      requires(detail::HasRounding<Layer, Scalar>) {
    return Layer::template rounding<Scalar>(w.derived, x_norm);
  }
  /// Of a Dense layer with the same values.
  template <class Scalar>
  ConstSegment<Scalar> plain(const Weights<Scalar>& w) const {
    return {w.derived.data(), w.size()};
  }
  /// For all parameters: in exact arithmetic by AOL, once it has converged by power iteration.
  double constant() const { return this->activation.lipschitz(); }

  EIGAN_COLD LayerDescription describe() const {
    LayerDescription layer = Layer::describe();
    layer.settings.push_back({"normalisation", Normalisation::name});
    return layer;
  }
};

/// A Dense layer that is 1-Lipschitz for all parameters, if its activation is: almost-orthogonal layers
/// (AOL; Prach and Lampert, 2022). With GroupSort between them, critics come close to slope 1 everywhere.
///
///     Mlp<float, Lipschitz<Dense<2, 128, GroupSort<16>>>, Lipschitz<Dense<128, 1>>>
template <class Layer>
using Lipschitz = Normalised<Layer, detail::AlmostOrthogonal>;

/// A Dense layer whose weights are divided by an estimate of their spectral norm (Miyato et al., 2018). It
/// is cheaper than `Lipschitz`, and its constant is 1 only as far as the estimate has converged.
template <class Layer>
using SpectralNorm = Normalised<Layer, detail::PowerIteration>;

namespace detail {

template <class Scalar, class Layer, class Normalisation>
void append(AnyLayers<Scalar>& layers, Normalised<Layer, Normalisation> normalised) {
  auto dense = sized(static_cast<Layer&&>(normalised));
  using Sized = Normalised<decltype(dense), Normalisation>;
  layers.push_back(std::make_shared<LayerOf<Scalar, Sized>>(Sized{std::move(dense)}));
}

}  // namespace detail
}  // namespace eigan
