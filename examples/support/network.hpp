// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <eigan/eigan.hpp>

// One network type for any depth and width: so a program that does not know them has one trainer an
// objective.
using AnyLayer = eigan::Dense<eigan::Dynamic, eigan::Dynamic, eigan::AnyActivation>;
using Net = eigan::Mlp<float, eigan::Repeat<AnyLayer>>;

/// A network through these hidden widths.
/// \param weights  how the hidden layers start
/// \param last     the layer after them, but for its inputs
inline Net network(eigan::Index inputs, const std::vector<eigan::Index>& hidden,
                   eigan::AnyActivation activation, eigan::Initializer weights, AnyLayer last) {
  std::vector<AnyLayer> layers;
  for (const eigan::Index width : hidden) {
    layers.push_back(
        {.inputs = inputs, .outputs = width, .activation = activation, .weights = weights});
    inputs = width;
  }
  last.inputs = inputs;
  layers.push_back(last);
  return Net(eigan::Repeat<AnyLayer>{layers});
}

/// The same with ReLU and the usual weights: down to numbers, or to what `last` makes of them.
inline Net relu_network(eigan::Index inputs, const std::vector<eigan::Index>& hidden,
                        eigan::Index outputs, eigan::AnyActivation last = eigan::Identity{}) {
  return network(inputs, hidden, eigan::ReLU{}, eigan::Scaled{},
                 {.outputs = outputs, .activation = last});
}
