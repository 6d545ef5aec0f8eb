// expect: a penalty is added to an objective
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() { MinimaxTrainer gan{Gen{rng}, Crit{rng}, Hinge{} + (R1{} + R2{}), Adam{}, Adam{}}; }
