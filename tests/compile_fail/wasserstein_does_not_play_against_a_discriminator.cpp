// expect: other objectives against a Critic
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, Wasserstein{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
