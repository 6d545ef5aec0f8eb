// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <eigan/nn/layer.hpp>

namespace eigan {

/// A run-time number of layers of one type, as an element of an Mlp's pack.
///
///     Mlp<float, Repeat<Dense<Dynamic, Dynamic, AnyActivation>>>   // any depth, any width
template <class L>
struct Repeat {
  static constexpr Index static_inputs = detail::static_inputs<L>();
  static constexpr Index static_outputs = detail::static_outputs<L>();

  std::vector<L> layers;  ///< in order
};

template <class L>
Repeat(std::vector<L>) -> Repeat<L>;

namespace detail {

/// Whether an element of a pack is a layer, or repeats one.
template <class L, class Scalar>
inline constexpr bool are_layers = Layer<L, Scalar>;
template <class L, class Scalar>
inline constexpr bool are_layers<Repeat<L>, Scalar> = Layer<L, Scalar>;
template <class L, class Scalar>
inline constexpr bool has_tangents = HasTangent<L, Scalar>;
template <class L, class Scalar>
inline constexpr bool has_tangents<Repeat<L>, Scalar> = HasTangent<L, Scalar>;
template <class L>
inline constexpr bool has_constant = HasConstant<L>;
template <class L>
inline constexpr bool has_constant<Repeat<L>> = HasConstant<L>;

}  // namespace detail
}  // namespace eigan
