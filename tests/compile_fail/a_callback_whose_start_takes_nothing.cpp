// expect: this callback's on_start cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Printer {
  void on_start() {}
  void on_step(const StepReport&) {}
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10, ProgressBar{}, Printer{});
}
