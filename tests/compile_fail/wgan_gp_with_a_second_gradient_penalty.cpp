// expect: an objective has at most one penalty of each type
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, WassersteinGP{} + GradientPenalty{}, Adam{}, Adam{}};
}
