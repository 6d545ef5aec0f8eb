// expect: eigan: an optimiser has slots and update
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() { MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, TrainingOptions{}}; }
