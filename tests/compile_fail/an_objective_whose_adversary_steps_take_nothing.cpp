// expect: this objective's adversary_steps cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Twice : Wasserstein {
  Index adversary_steps() const { return 2; }
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Twice{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
