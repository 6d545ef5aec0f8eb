// expect: eigan: an optimiser must have slots and update
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() { MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, TrainingOptions{}}; }
