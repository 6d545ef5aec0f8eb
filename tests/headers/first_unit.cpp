// SPDX-License-Identifier: MIT
// A function of a header that is not inline is defined in both units, and they do not link.
#include <all_headers.hpp>

const void* version_in_second_unit();

int main() { return version_in_second_unit() == &eigan::version ? 0 : 1; }
