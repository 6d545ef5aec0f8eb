// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/nn/layer.hpp>

namespace eigan::detail {

/// Appears in the compiler's output when layers do not chain.
template <class L, int Place, Index Gets, Index Takes>
struct LayerFits {
  static_assert(Gets == Takes,
                "eigan: the layers do not chain: a layer takes more or fewer rows than the layer "
                "before it gives. Nearby the compiler names it: LayerFits<layer, its place, the "
                "rows it gets, the rows it takes>");
  static constexpr Index outputs = static_outputs<L>();
};

/// The rows that a layer gives when it gets `Rows`.
template <class L, int Place, Index Rows>
constexpr Index rows_after() {
  constexpr Index takes = static_inputs<L>();
  constexpr Index gets = takes >= 0 && Rows >= 0 ? Rows : takes;  // compared if both are known
  using Fits = LayerFits<L, Place, gets, takes>;
  return static_outputs<L>() == same_size ? Rows : Fits::outputs;
}

/// Follows the sizes known at compile time through a pack of layers.
/// \tparam Rows  what the layers before give: a number, `same_size` while none has fixed it, or
///               `Dynamic` if it is known at run time only
template <Index Inputs, Index Rows, int Place, class... Layers>
struct Chain {
  static constexpr Index inputs = Inputs == same_size ? Dynamic : Inputs;
  static constexpr Index outputs = Rows == same_size ? Dynamic : Rows;
};

template <Index Inputs, Index Rows, int Place, class L, class... Rest>
struct Chain<Inputs, Rows, Place, L, Rest...> {
  using Next = Chain<Inputs == same_size ? static_inputs<L>() : Inputs,
                     rows_after<L, Place, Rows>(), Place + 1, Rest...>;
  static constexpr Index inputs = Next::inputs;
  static constexpr Index outputs = Next::outputs;
};

template <class... Layers>
using ChainOf = Chain<same_size, same_size, 0, Layers...>;

}  // namespace eigan::detail
