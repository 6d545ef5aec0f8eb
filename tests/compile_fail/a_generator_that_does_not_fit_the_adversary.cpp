// expect: the generator's output does not fit the adversary's input
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 3>>> wide{rng};
  MinimaxTrainer gan{wide, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
