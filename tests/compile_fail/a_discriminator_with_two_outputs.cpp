// expect: a discriminator or critic gives one number a sample
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;

int main() {
  Rng rng{42};
  Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>> discriminator{rng};
  return discriminator.logit(Batch<float>::Zero(2, 1)).cols() == 1 ? 0 : 1;
}
