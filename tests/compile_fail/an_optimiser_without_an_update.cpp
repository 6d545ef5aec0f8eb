// expect: an optimiser must have slots and update
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Still {
  static constexpr std::size_t slots = 0;
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Still{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
