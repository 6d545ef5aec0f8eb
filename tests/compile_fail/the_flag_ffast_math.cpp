// expect: eigan: -ffast-math
// flags: -ffast-math
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

int main() {}
