// expect: eigan: a trainer takes the generator first, then its adversary
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Disc{rng}, Gen{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
}
