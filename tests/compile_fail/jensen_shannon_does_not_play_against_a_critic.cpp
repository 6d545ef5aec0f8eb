// expect: JensenShannon plays against a Discriminator
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
