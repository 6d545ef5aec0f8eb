// expect: eigan needs Eigen 3.4 or later: name its folder
// without: eigen
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

int main() {}
