// expect: this objective's constrain cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Counting : Wasserstein {
  int calls = 0;
  void constrain(Segment<float> w) {
    ++calls;
    w = w.max(-0.1f).min(0.1f);
  }
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Counting{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
