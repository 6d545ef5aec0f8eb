// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <eigan/eigan.hpp>

#include "any_optimizer.hpp"
#include "settings.hpp"

// One network type for any depth and width, one optimiser type for all of them: so the program has
// one trainer an objective.
using Layer = eigan::Dense<eigan::Dynamic, eigan::Dynamic, eigan::AnyActivation>;
using Net = eigan::Mlp<float, eigan::Repeat<Layer>>;

/// A network through these hidden widths.
inline Net network(eigan::Index inputs, const std::vector<eigan::Index>& hidden,
                   eigan::Index outputs, eigan::AnyActivation activation,
                   eigan::AnyActivation last) {
  std::vector<Layer> layers;
  for (const eigan::Index width : hidden) {
    layers.push_back({.inputs = inputs, .outputs = width, .activation = activation});
    inputs = width;
  }
  layers.push_back({.inputs = inputs, .outputs = outputs, .activation = last});
  return Net(eigan::Repeat<Layer>{layers});
}

/// Images have pixels in [0, 1], other data any numbers.
inline Net generator_network(const Settings& s, eigan::Index features, bool images) {
  using namespace eigan;
  return network(*s.latent, s.hidden, features, ReLU{},
                 images ? AnyActivation(Sigmoid{}) : AnyActivation(Identity{}));
}

inline Net adversary_network(const Settings& s, eigan::Index features) {
  using namespace eigan;
  const std::vector<Index> reversed(s.hidden.rbegin(), s.hidden.rend());
  return network(features, reversed, 1,
                 s.wasserstein() ? AnyActivation(ReLU{}) : AnyActivation(LeakyReLU{.slope = 0.2}),
                 Identity{});
}

inline AnyOptimizer optimizer(const Settings& s, double rate) {
  using namespace eigan;
  const Schedule schedule =
      s.schedule == "linear" ? Schedule::linear(rate, 0, *s.steps) : Schedule(rate);
  if (s.optimizer == "sgd") return {SGD{.learning_rate = schedule, .momentum = 0.5}};
  if (s.optimizer == "rmsprop") return {RMSProp{.learning_rate = schedule}};
  return {Adam{.learning_rate = schedule, .beta1 = 0.5}};
}
