// SPDX-License-Identifier: MIT
// A WGAN whose critic is 1-Lipschitz by construction: its number is a distance that holds.
#include <eigan/eigan.hpp>
#include <eigan/metrics.hpp>
#include <iostream>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 1>>>;
using Crit = Critic<Mlp<float, Lipschitz<Dense<1, 64, GroupSort<16>>>,
                        Lipschitz<Dense<64, 64, GroupSort<16>>>, Lipschitz<Dense<64, 1>>>>;

int main() {
  Rng rng{42};
  GaussianMixture1D<float> real{.means = {-2, 2}, .stddevs = {0.3}};
  MinimaxTrainer wgan{Gen{rng},
                      Crit{rng},
                      WassersteinLoss{.critic_steps = 5},
                      Adam{.learning_rate = 1e-4, .beta1 = 0},
                      Adam{.learning_rate = 1e-3, .beta1 = 0},
                      TrainingOptions{.batch_size = 256, .seed = 42, .certify_every = 100}};
  for (int i = 0; i < 5; ++i) {
    const StepReport report = wgan.fit(real, 100);
    std::cout << "step " << report.step
              << ": these two minibatches have W1 >= " << rounded_down(*report.w1_lower_bound(), 3)
              << '\n';
  }
  const Batch<float> x =
      draw<float>(real, 5000, Stream(1, Purpose::user, 0));  // nobody has seen them
  const Batch<float> y = wgan.sample(5000, rng);
  const CertifiedW1 certified = certified_w1(wgan.adversary(), x, y);
  const double exact = wasserstein_1d(x, y);
  std::cout << "5000 samples of each have W1 >= " << rounded_down(certified.bound, 3) << "; it is "
            << exact << '\n';
  return certified.bound > 0 && certified.bound <= exact ? 0 : 1;
}
