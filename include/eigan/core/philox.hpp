// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace eigan {

/// Philox4x32-10: ten rounds that turn a 128-bit counter and a 64-bit key into 128 random bits
/// (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3"). A pure function: any word
/// of any stream is computed without those before it.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return counter;
}

}  // namespace eigan
