// SPDX-License-Identifier: MIT
#pragma once

#if __cplusplus < 202002L
#error "eigan needs C++20: compile with -std=c++20"
#endif

// The one place that holds the version: the build and the packages read it here.
#define EIGAN_VERSION_MAJOR 0
#define EIGAN_VERSION_MINOR 1
#define EIGAN_VERSION_PATCH 0

#define EIGAN_QUOTE(...) #__VA_ARGS__
#define EIGAN_QUOTE_VERSION(major, minor, patch) EIGAN_QUOTE(major.minor.patch)

namespace eigan {

/// The version of the library, such as "1.2.3".
inline constexpr const char* version =
    EIGAN_QUOTE_VERSION(EIGAN_VERSION_MAJOR, EIGAN_VERSION_MINOR, EIGAN_VERSION_PATCH);

}  // namespace eigan

#undef EIGAN_QUOTE_VERSION
#undef EIGAN_QUOTE
