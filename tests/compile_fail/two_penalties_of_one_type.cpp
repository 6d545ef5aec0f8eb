// expect: an objective has at most one penalty of each type
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{} + R1{} + R1{.gamma = 2}, Adam{}, Adam{}};
  gan.fit(ring, 10);
}
