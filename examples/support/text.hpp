// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/error.hpp>

// How eigan puts its own messages together.
using eigan::detail::printable;
using eigan::detail::text;
