// SPDX-License-Identifier: MIT
// The games that are timed; pytorch.py has the same.
#pragma once

#include <tuple>
#include <utility>

#include <eigan/eigan.hpp>

namespace eigan::benchmarks {

template <class... Layers>
using FloatGenerator = Generator<Mlp<float, Layers...>>;
template <class... Layers>
using FloatDiscriminator = Discriminator<Mlp<float, Layers...>>;
template <class... Layers>
using FloatCritic = Critic<Mlp<float, Layers...>>;

struct RingGan {
  static constexpr const char* name = "ring-gan";
  static constexpr Index batch = 256, adversary_steps = 1, features = 2;
  using Gen = FloatGenerator<Dense<2, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 2>>;
  using Adversary = FloatDiscriminator<Dense<2, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 1>>;
  static JensenShannon objective() { return {}; }
  static Adam optimizer() { return {.learning_rate = 1e-4}; }
};

struct RingWgan {
  static constexpr const char* name = "ring-wgan";
  static constexpr Index batch = 256, adversary_steps = 5, features = 2;
  using Gen = FloatGenerator<Dense<2, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 512, ReLU>,
                             Dense<512, 2>>;
  using Adversary =
      FloatCritic<Dense<2, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 1>>;
  static Wasserstein objective() { return {.critic_steps = adversary_steps, .clip = 0.01}; }
  static RMSProp optimizer() { return {.learning_rate = 5e-5}; }
};

struct MnistGan {
  static constexpr const char* name = "mnist-gan";
  static constexpr Index batch = 100, adversary_steps = 1, features = 784;
  using Gen =
      FloatGenerator<Dense<100, 1200, ReLU>, Dense<1200, 1200, ReLU>, Dense<1200, 784, Sigmoid>>;
  using Adversary = FloatDiscriminator<Maxout<784, 240, 5>, Maxout<240, 240, 5>, Dense<240, 1>>;
  static JensenShannon objective() { return {}; }
  static SGD optimizer() { return {.learning_rate = 0.01, .momentum = 0.5}; }
};

struct ImageWgan {
  static constexpr const char* name = "image-wgan";
  static constexpr Index batch = 64, adversary_steps = 5, features = 784;
  using Gen = FloatGenerator<Dense<100, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 512, ReLU>,
                             Dense<512, 512, ReLU>, Dense<512, 784, Sigmoid>>;
  using Adversary = FloatCritic<Dense<784, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 512, ReLU>,
                                Dense<512, 512, ReLU>, Dense<512, 1>>;
  static Wasserstein objective() { return {.critic_steps = adversary_steps, .clip = 0.01}; }
  static RMSProp optimizer() { return {.learning_rate = 5e-5}; }
};

/// The critic steps, penalty and optimiser of Gulrajani et al., 2017.
template <class Networks>
struct Penalised : Networks {
  static WassersteinGP objective() { return {.critic_steps = Networks::adversary_steps}; }
  static Adam optimizer() { return {.learning_rate = 1e-4, .beta1 = 0, .beta2 = 0.9}; }
};
struct RingGp : Penalised<RingWgan> {
  static constexpr const char* name = "ring-gp";
};
struct ImageGp : Penalised<ImageWgan> {
  static constexpr const char* name = "image-gp";
};

struct TableNetworks {
  static constexpr Index batch = 500, adversary_steps = 5, features = 40;
  using Gen = FloatGenerator<Dense<128, 256, ReLU>, Dense<256, 256, ReLU>, Dense<256, 40>>;
  using Adversary = FloatCritic<Dense<40, 256, ReLU>, Dense<256, 256, ReLU>, Dense<256, 1>>;
};
struct TableGp : Penalised<TableNetworks> {
  static constexpr const char* name = "table-gp";
};

struct RingR3 : RingGan {
  static constexpr const char* name = "ring-r3";
  using Adversary = Critic<RingGan::Adversary::Net>;
  static auto objective() { return Relativistic{} + R1{} + R2{}; }
};

template <class Workload>
auto trainer(Index threads) {
  Rng rng{1};
  typename Workload::Gen generator{rng};
  typename Workload::Adversary adversary{rng};
  return MinimaxTrainer{
      std::move(generator),
      std::move(adversary),
      Workload::objective(),
      Workload::optimizer(),
      Workload::optimizer(),
      TrainingOptions{.batch_size = Workload::batch, .seed = 1, .threads = threads}};
}

/// Floating-point operations that one pass over one sample takes, a multiply-add as two, and products
/// alone: what the mathematics requires.
struct PassCost {
  double forward = 0;  ///< also all parameter gradients, also the gradients down to the input
  double first = 0;    ///< the first layer's part of it

  template <class Net>
  explicit PassCost(const Net& net) {
    for (const LayerShape& s : net.shapes()) {
      const double layer = 2.0 * static_cast<double>(s.inputs * s.deltas);
      if (&s == &net.shapes().front()) first = layer;
      forward += layer;
    }
  }
};

/// The same of a gradient penalty in an adversary's turn, where activations are piecewise linear.
inline double operations(const PassCost& d, Probe probe) {
  // slopes where samples are scored: the gradient also of the input; a pass of tangents, which the product
  // for the parameters adds to the samples
  if (probe == Probe::real || probe == Probe::fake) return d.first + d.forward;
  // elsewhere: scores; gradient down to the input; tangents; gradients of the parameters
  return 4 * d.forward;
}

/// The same for one step of training, k of the adversary and one of the generator.
template <class Objective_>
double operations(const PassCost& g, const PassCost& d, const Objective_& objective, Index batch,
                  Index k) {
  // the adversary: fakes; scores of real and fake; gradients of its parameters, none of its input
  double turn = g.forward + 2 * (d.forward + d.forward + (d.forward - d.first));
  // the generator: fakes; scores; gradient down to the fakes; its own gradients, none of the noise
  double last = g.forward + d.forward + d.forward + g.forward + (g.forward - g.first);
  if constexpr (detail::HasPenalties<Objective_>) {
    std::apply([&](const auto&... penalty) { ((turn += operations(d, penalty.probe)), ...); },
               objective.penalties());
  }
  if constexpr (requires { requires Objective_::uses_real_scores; }) last += d.forward;
  return static_cast<double>(batch) * (static_cast<double>(k) * turn + last);
}

}  // namespace eigan::benchmarks
