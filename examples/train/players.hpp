// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <vector>

#include <eigan/eigan.hpp>

#include "any_optimizer.hpp"
#include "settings.hpp"

// One network type for any depth and width, one optimiser type for all of them: so the program has
// one trainer an objective.
using AnyLayer = eigan::Dense<eigan::Dynamic, eigan::Dynamic, eigan::AnyActivation>;
using Net = eigan::Mlp<float, eigan::Repeat<AnyLayer>>;

/// A network through these hidden widths. \param weights  how the hidden layers start
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

/// Images have pixels in [0, 1] and start out grey, other data are any numbers.
inline Net generator_network(const Settings& s, eigan::Index features, bool images) {
  using namespace eigan;
  const AnyLayer last = images ? AnyLayer{.outputs = features, .activation = Sigmoid{},
                                    .weights = Normal{0.02}}
                            : AnyLayer{.outputs = features};
  return network(*s.latent, s.hidden, ReLU{}, Suited{}, last);
}

/// A discriminator of images starts out weak, as in the code of Goodfellow et al.: otherwise its
/// opinion of single pixels is what the generator learns first.
inline Net adversary_network(const Settings& s, eigan::Index features, bool images) {
  using namespace eigan;
  const std::vector<Index> reversed(s.hidden.rbegin(), s.hidden.rend());
  const AnyLayer last{.outputs = 1};
  if (s.wasserstein()) return network(features, reversed, ReLU{}, Suited{}, last);
  const Initializer weights = images ? Initializer(Normal{0.005}) : Initializer(Suited{});
  return network(features, reversed, LeakyReLU{.slope = 0.2}, weights, last);
}

inline AnyOptimizer optimizer(const Settings& s, double rate) {
  using namespace eigan;
  const Schedule schedule =
      s.schedule == "linear" ? Schedule::linear(rate, 0, *s.steps) : Schedule(rate);
  if (s.optimizer == "sgd") return {SGD{.learning_rate = schedule, .momentum = 0.5}};
  if (s.optimizer == "rmsprop") return {RMSProp{.learning_rate = schedule}};
  return {Adam{.learning_rate = schedule, .beta1 = 0.5}};
}

inline eigan::Schedule instance_noise(const Settings& s) {
  return eigan::Schedule::linear(*s.instance_noise, 0, std::max<eigan::Index>(1, *s.steps * 6 / 10));
}
