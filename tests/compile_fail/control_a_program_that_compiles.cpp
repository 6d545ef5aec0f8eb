// compiles
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

int main() {}
