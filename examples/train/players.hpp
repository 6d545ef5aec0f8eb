// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <vector>

#include <eigan/eigan.hpp>

#include "../support/network.hpp"
#include "any_optimizer.hpp"
#include "settings.hpp"

/// Images have pixels in [0, 1] and start out grey, other data are any numbers.
inline Net generator_network(const Settings& s, eigan::Index features, bool images) {
  using namespace eigan;
  const AnyLayer last =
      images ? AnyLayer{.outputs = features, .activation = Sigmoid{}, .weights = Normal{0.02}}
             : AnyLayer{.outputs = features};
  return network(*s.latent, s.hidden, ReLU{}, Scaled{}, last);
}

/// A discriminator of images starts out weak, as in the code of Goodfellow et al.: otherwise its
/// opinion of single pixels is what the generator learns first.
inline Net adversary_network(const Settings& s, eigan::Index features, bool images) {
  using namespace eigan;
  const std::vector<Index> reversed(s.hidden.rbegin(), s.hidden.rend());
  const AnyLayer last{.outputs = 1};
  if (ObjectiveKind::of(s.objective).relu)
    return network(features, reversed, ReLU{}, Scaled{}, last);
  const Initializer weights = images ? Initializer(Normal{0.005}) : Initializer(Scaled{});
  return network(features, reversed, LeakyReLU{.slope = 0.2}, weights, last);
}

using LipschitzNet = eigan::Mlp<float, eigan::Repeat<eigan::Lipschitz<AnyLayer>>>;

/// A critic with slopes of at most 1, whose activations sort groups of up to 16.
inline LipschitzNet lipschitz_network(const Settings& s, eigan::Index features) {
  using namespace eigan;
  Repeat<Lipschitz<AnyLayer>> all;
  Index inputs = features;
  for (auto width = s.hidden.rbegin(); width != s.hidden.rend(); ++width) {
    Index group = 16;
    while (*width % group != 0) group /= 2;
    all.layers.push_back(
        {{.inputs = inputs, .outputs = *width, .activation = GroupSort<>{.group = group}}});
    inputs = *width;
  }
  all.layers.push_back({{.inputs = inputs, .outputs = 1}});
  return mlp<float>(std::move(all));
}

inline AnyOptimizer optimizer(const Settings& s, double rate) {
  using namespace eigan;
  const Schedule schedule =
      s.schedule == "linear" ? Schedule::linear(rate, 0, *s.steps) : Schedule(rate);
  if (s.optimizer == "sgd") return {SGD{.learning_rate = schedule, .momentum = 0.5}};
  if (s.optimizer == "rmsprop") return {RMSProp{.learning_rate = schedule}};
  const ObjectiveKind& kind = ObjectiveKind::of(s.objective);
  return {Adam{.learning_rate = schedule, .beta1 = kind.beta1, .beta2 = kind.beta2}};
}

inline eigan::Schedule instance_noise(const Settings& s) {
  return eigan::Schedule::linear(*s.instance_noise, 0,
                                 std::max<eigan::Index>(1, *s.steps * 6 / 10));
}
