// expect: eigan: the layers do not chain
// and: Dense<64, 1[^>]*>, 1, 128, 64>
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;

int main() {
  Rng rng{42};
  Mlp<float, Dense<2, 128, ReLU>, Dense<64, 1>> network;
  network.initialise(rng);
}
