// expect: the generator's output does not fit the adversary's input
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 3>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
