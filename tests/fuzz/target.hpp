// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

/// What a reader does with bytes that anyone may have made: each NAME.cpp here defines it once. It may
/// throw an eigan::Error, and nothing else.
void try_bytes(std::span<const std::byte> bytes);

inline void expect(bool holds) {
  if (!holds) std::abort();
}

/// What libFuzzer calls, and replay.cpp (entry.cpp).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
