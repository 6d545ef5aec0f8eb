// expect: this validate cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Checked : Adam {
  bool checked = false;
  void validate() { checked = true; }
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Checked{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
