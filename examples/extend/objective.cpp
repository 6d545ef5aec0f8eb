// SPDX-License-Identifier: MIT
// A custom objective: the squared Hellinger distance, as an f-GAN (Nowozin et al., 2016), with R1.
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;
struct Hellinger {
  AdversaryLoss adversary_loss(ConstScoresRef<float> real, ConstScoresRef<float> fake,
                               ScoresRef<float> d_real, ScoresRef<float> d_fake) const {
    const float n = static_cast<float>(real.size());
    d_real = -(-real).exp() / n;
    d_fake = fake.exp() / n;
    const double loss = (-real).exp().mean() + fake.exp().mean();
    return {.loss = loss, .divergence = 1 - loss / 2};  // 1 if it can tell, 0 if not
  }
  double generator_loss(ConstScoresRef<float>, ConstScoresRef<float> fake,
                        ScoresRef<float> d_fake) const {
    d_fake = -(-fake).exp() / static_cast<float>(fake.size());
    return (-fake).exp().mean();
  }
};
using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 1>>>;
using C = Critic<Mlp<float, Dense<1, 32, LeakyReLU>, Dense<32, 1>>>;
int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, C{rng}, Hellinger{} + R1{.gamma = 0.1}, Adam{.beta1 = 0.5},
                     Adam{.beta1 = 0.5}};
  gan.fit(GaussianMixture1D<float>{.means = {4}}, 1500);
  const double mean = gan.generator().sample(5000, rng).mean();
  std::cout << "mean of the samples: " << mean << " (4)\n";
  return std::abs(mean - 4) < 1 ? 0 : 1;
}
