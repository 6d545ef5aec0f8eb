// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <tuple>
#include <utility>

#include <eigan/nn/chain.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/nn/repeat.hpp>

namespace eigan {

/// A multi-layer perceptron: a pack of layers over one flat vector of parameters.
///
///     Mlp<float, Dense<2, 128, ReLU>, Dense<128, 1>> net;  // parameters are 0
///     Rng rng{42};
///     net.initialise(rng);
///     Batch<float> y = net(x);                             // x: 2 x n, y: 1 x n
///
/// Sizes that do not chain are a compile error, or an Error from the constructor if they are known at
/// run time only: `mlp<float>(Dense<>{.inputs = 2, .outputs = 128}, ...)`.
template <class Scalar, class... Layers>
class Mlp : public Network<Scalar> {
  static_assert(std::same_as<Scalar, float> || std::same_as<Scalar, double>,
                "eigan: the scalar of an Mlp is float or double");
  static_assert(sizeof...(Layers) > 0, "eigan: an Mlp has at least one layer");
  static_assert((detail::are_layers<Layers, Scalar> && ...),
                "eigan: one of these types is not a Layer for this scalar; the concept Layer in "
                "eigan/nn/layer.hpp lists the functions that a layer has");
  // used here, since a template's constants are not checked before
  static_assert(detail::ChainOf<Layers...>::inputs != 0);

 public:
  static constexpr Index static_inputs = detail::ChainOf<Layers...>::inputs;
  static constexpr Index static_outputs = detail::ChainOf<Layers...>::outputs;
  /// Whether a gradient penalty can be computed.
  static constexpr bool has_tangents = (detail::has_tangents<Layers, Scalar> && ...);
  /// Whether its layers are Lipschitz by construction.
  static constexpr bool has_lipschitz_constant = (detail::has_constant<Layers> && ...);

  Mlp() requires(std::default_initializable<Layers>&&...) : Mlp(Layers{}...) {}

  /// \throws Error if a setting of a layer breaks its rule
  EIGAN_COLD explicit Mlp(Layers... layers)
      : Network<Scalar>(any(layers...)), layers_(std::move(layers)...) {}

  /// The same network, with its parameters and state, for another scalar.
  template <class Other>
  Mlp<Other, Layers...> as() const {
    auto copy =
        std::apply([](const auto&... layer) { return Mlp<Other, Layers...>(layer...); }, layers_);
    copy.parameters() = this->parameters().template cast<Other>();
    copy.state() = this->state().template cast<Other>();
    return copy;
  }

 private:
  static detail::AnyLayers<Scalar> any(Layers... layers) {
    detail::AnyLayers<Scalar> all;
    (append(all, std::move(layers)), ...);  // of detail, by argument-dependent lookup
    return all;
  }

  std::tuple<Layers...> layers_;  // as they were given
};

/// A network of layers with settings:
/// `mlp<float>(Dense<784, 1200, LeakyReLU>{.activation = {.slope = 0.2}}, Dense<1200, 1>{})`
template <class Scalar, class... Layers>
Mlp<Scalar, Layers...> mlp(Layers... layers) {
  return Mlp<Scalar, Layers...>(std::move(layers)...);
}

}  // namespace eigan
