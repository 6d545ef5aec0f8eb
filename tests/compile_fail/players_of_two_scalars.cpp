// expect: both players' networks must have the same scalar
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Generator<Mlp<double, Dense<2, 2>>>{rng},
                     Disc{rng},
                     JensenShannon{},
                     Adam{},
                     Adam{},
                     TrainingOptions{}};
  gan.fit(ring, 10);
}
