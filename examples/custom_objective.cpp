// SPDX-License-Identifier: MIT
// An objective of one's own: least squares (Mao et al., 2017) in place of log-probabilities. Any
// class with these two functions plugs into the trainer. Half a minute.
//
//     g++ -std=c++20 -O3 -march=native -I include -I /usr/include/eigen3 examples/custom_objective.cpp
#include <eigan/eigan.hpp>
#include <iostream>

using namespace eigan;

struct LeastSquares {
  // The adversary scores real samples 1 and fake ones 0 ...
  AdversaryLoss adversary_loss(ConstScoresRef<float> real, ConstScoresRef<float> fake,
                               ScoresRef<float> d_real, ScoresRef<float> d_fake) const {
    const float n = static_cast<float>(real.size());
    d_real = 2 * (real - 1) / n;
    d_fake = 2 * fake / n;
    const double loss = (real - 1).square().mean() + fake.square().mean();
    return {.loss = loss, .divergence = 1 - 2 * loss};  // 0 when it cannot tell, 1 when it can
  }
  // ... and the generator wants its fakes to be scored 1.
  double generator_loss(ConstScoresRef<float>, ConstScoresRef<float> fake,
                        ScoresRef<float> d_fake) const {
    d_fake = 2 * (fake - 1) / static_cast<float>(fake.size());
    return (fake - 1).square().mean();
  }
};

int main() {
  using Gen = Generator<Mlp<float, Dense<2, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 2>>>;
  using Crit =
      Critic<Mlp<float, Dense<2, 128, LeakyReLU>, Dense<128, 128, LeakyReLU>, Dense<128, 1>>>;
  Rng rng{42};
  const GaussianGrid<float> grid;
  const Schedule rate = Schedule::linear(1e-3, 0, 10'000);
  MinimaxTrainer lsgan{Gen{rng},
                       Crit{rng},
                       LeastSquares{},
                       Adam{.learning_rate = rate, .beta1 = 0.5},
                       Adam{.learning_rate = rate, .beta1 = 0.5},
                       TrainingOptions{.batch_size = 256}};
  lsgan.fit(grid, 10'000, ProgressBar{});

  const ModeCoverage coverage =
      mode_coverage(lsgan.generator().sample(2500, rng), grid.centers(), grid.stddev);
  std::cout << "modes captured: " << coverage.modes_captured
            << " of 25, high-quality samples: " << 100 * coverage.high_quality << " %\n";
}
