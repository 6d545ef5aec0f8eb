// SPDX-License-Identifier: MIT
// A custom gradient penalty: slopes above a bound cost as much as they exceed it.
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;
struct Bounded {
  static constexpr Probe probe = Probe::between;
  double weight = 1, most = 1;
  double penalty(double slope, double& d_slope) const {
    const double excess = std::max(slope - most, 0.0);
    d_slope = weight;
    return excess > 0 ? weight * excess : d_slope = 0;
  }
};
using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 1>>>;
using C = Critic<Mlp<float, Dense<1, 32, LeakyReLU>, Dense<32, 1>>>;
int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, C{rng}, WassersteinLoss{} + Bounded{.weight = 10}, Adam{.beta1 = 0},
                     Adam{.beta1 = 0}};
  const StepReport last = gan.fit(GaussianMixture1D<float>{.means = {4}}, 1000);
  const double mean = gan.generator().sample(5000, rng).mean();
  std::cout << "mean of the samples: " << mean << " (4), slope " << *last.slope << " (at most 1)\n";
  return std::abs(mean - 4) < 1 && *last.slope < 1.5 ? 0 : 1;
}
