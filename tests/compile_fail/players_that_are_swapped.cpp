// expect: eigan: a trainer takes the generator first, then its adversary
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

int main() {
  Rng rng{42};
  MinimaxTrainer gan{Disc{rng}, Gen{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
}
