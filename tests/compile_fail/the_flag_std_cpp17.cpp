// expect: eigan needs C\+\+20: compile with -std=c\+\+20
// flags: -std=c++17
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

int main() {}
