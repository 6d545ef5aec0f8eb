// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/nn/tape.hpp>

namespace eigan::detail {

// Training stops at a NaN or infinite number, and the error names the first layer that has one.

/// ", first in layer 1 of the generator (dense, 128 to 2)"
template <class Scalar>
EIGAN_COLD std::string in_layer(const Network<Scalar>& network, Index place, const char* player) {
  const LayerShape& shape = network.shapes()[static_cast<std::size_t>(place)];
  return text(", first in layer ", place, " of the ", player, " (", network.describe(place).type,
              ", ", shape.inputs, " to ", shape.outputs, ")");
}

/// The first layer with an output on the tape that is not finite; empty if there is none.
template <class Scalar>
std::string in_first_broken_layer(const Network<Scalar>& network, Tape<Scalar>& tape,
                                  const char* player) {
  for (Index place = 0; place < static_cast<Index>(network.shapes().size()); ++place) {
    if (!all_finite(tape.y(place).data(), tape.y(place).size()))
      return in_layer(network, place, player);
  }
  return {};
}

/// \param what   "loss" or "penalty"  \param where  names the layer
/// \throws DivergenceError unless the value is finite
template <class Where>
void require_finite_value(double value, const char* what, Index step, const char* player,
                          Where&& where) {
  if (std::isfinite(value)) return;
  throw DivergenceError(text("training diverged in step ", step, ": the ", player, "'s ", what,
                             " is ", name_of_non_finite(value), where(),
                             "; lower the learning rates"));
}

/// \param broken  the place of the first parameter that is not finite, itself or in the optimiser's
///                state; the number of parameters if all are  \throws DivergenceError otherwise
template <class Scalar>
void require_finite_parameters(const Network<Scalar>& network, Index broken, Index step,
                               const char* player) {
  if (broken == network.parameters().size()) return;
  Index place = 0;
  for (; broken >= network.shapes()[static_cast<std::size_t>(place)].parameters(); ++place) {
    broken -= network.shapes()[static_cast<std::size_t>(place)].parameters();
  }
  throw DivergenceError(text("training diverged in step ", step, ": a parameter of the ", player,
                             ", or its optimiser's state, is NaN or infinite",
                             in_layer(network, place, player), "; lower its learning rate"));
}

}  // namespace eigan::detail
