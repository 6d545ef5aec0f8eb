// expect: this objective clips its adversary; a gradient penalty replaces the clip
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Wasserstein{} + GradientPenalty{}, Adam{}, Adam{}};
  gan.fit(ring, 10);
}
