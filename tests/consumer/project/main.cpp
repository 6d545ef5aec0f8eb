// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>
#include <iostream>

int main() { std::cout << "eigan " << eigan::version << '\n'; }
