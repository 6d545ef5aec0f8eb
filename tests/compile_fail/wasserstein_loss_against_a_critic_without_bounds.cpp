// expect: WassersteinLoss alone needs a critic of 1-Lipschitz layers
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, WassersteinLoss{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
