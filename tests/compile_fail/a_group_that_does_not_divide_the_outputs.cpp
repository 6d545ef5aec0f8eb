// expect: the activation's group must divide the layer's outputs
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() { Mlp<float, Dense<2, 6, GroupSort<4>>, Dense<6, 1>> network; }
