// expect: a callback is a function of a const StepReport&, or has on_start, on_step or on_end
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Printer {
  void onStep(const StepReport&) {}
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10, Printer{});
}
