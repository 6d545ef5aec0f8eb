// SPDX-License-Identifier: MIT
// The smallest whole program: a GAN and a WGAN learn eight Gaussians on a ring. About a minute.
//
//     g++ -std=c++20 -O3 -march=native -I include -I /usr/include/eigen3 examples/quickstart.cpp -o quickstart
#include <eigan/eigan.hpp>
#include <iostream>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 2>>>;
using Disc =
    Discriminator<Mlp<float, Dense<2, 128, LeakyReLU>, Dense<128, 128, LeakyReLU>, Dense<128, 1>>>;
using Crit = Critic<Mlp<float, Dense<2, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 1>>>;

int main() {
  Rng rng{42};
  GaussianRing<float> ring{.modes = 8, .radius = 2, .stddev = 0.02};

  MinimaxTrainer gan{Gen{rng},
                     Disc{rng},
                     JensenShannon{.discriminator_steps = 1},
                     Adam{.learning_rate = 1e-3},
                     Adam{.learning_rate = 1e-3},
                     TrainingOptions{.batch_size = 256, .seed = 42}};
  gan.fit(ring, 10'000, ProgressBar{});

  MinimaxTrainer wgan{Gen{rng},
                      Crit{rng},
                      Wasserstein{.critic_steps = 5, .clip = 0.1},
                      RMSProp{.learning_rate = 5e-4},
                      RMSProp{.learning_rate = 5e-4},
                      TrainingOptions{.batch_size = 256, .seed = 42}};
  for (int i = 0; i < 10'000; ++i) {
    StepReport report = wgan.step(ring);
    if (report.step % 1000 == 0) std::cout << report.divergence << '\n';  // K times W1, K unknown
  }
  Batch<float> samples = wgan.generator().sample(2500, rng);  // 2 x 2500
}
