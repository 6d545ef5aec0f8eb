// expect: this callback's on_step cannot be called
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Counter {
  int steps = 0;
  void on_step(const StepReport&) { ++steps; }
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  const Counter counter;
  gan.fit(ring, 10, counter);
}
