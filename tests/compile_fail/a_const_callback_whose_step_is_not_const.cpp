// expect: this callback's on_step cannot be called
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

struct Counter {
  int steps = 0;
  void on_step(const StepReport&) { ++steps; }
};

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  const Counter counter;
  gan.fit(ring, 10, counter);
}
