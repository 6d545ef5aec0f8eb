// expect: eigan: one of these types is not a Layer for this scalar
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;

struct NoLayer {};

int main() {
  Mlp<float, Dense<2, 8, ReLU>, NoLayer> network;
  return network(Batch<float>::Zero(2, 1)).cols() == 1 ? 0 : 1;
}
