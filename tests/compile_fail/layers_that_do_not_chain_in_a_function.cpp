// expect: eigan: the layers do not chain
// and: Maxout<7, 3[^>]*>, 2, 5, 7>
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;

int main() {
  const auto network = mlp<double>(Dense<2, 5, LeakyReLU>{.activation = {.slope = 0.1}},
                                   Dropout{.keep = 0.8}, Maxout<7, 3>{});
  return network(Batch<double>::Zero(2, 1)).cols() == 1 ? 0 : 1;
}
