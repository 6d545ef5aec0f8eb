// SPDX-License-Identifier: MIT
#include <all_headers.hpp>

const void* version_in_second_unit();

const void* version_in_second_unit() { return &eigan::version; }
