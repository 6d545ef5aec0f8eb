// expect: this objective's constrain cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

// A clip that would never be called.
struct Doubles : Wasserstein {
  void constrain(Segment<double> w) const { w = w.max(-0.1).min(0.1); }
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Doubles{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
