// expect: eigan says this
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

static_assert(sizeof(eigan::version) == 0, "eigan says this");

int main() {}
