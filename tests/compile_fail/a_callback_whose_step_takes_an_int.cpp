// expect: this callback's on_step cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Printer {
  void on_step(int) {}
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10, Printer{});
}
