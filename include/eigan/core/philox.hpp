// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace eigan {

namespace detail {

/// Words of `Lanes` counters side by side: [w][i] is word w of the i-th.
template <std::size_t Lanes>
using WordLanes = std::array<std::array<std::uint32_t, Lanes>, 4>;

/// `philox4x32` of `counter` and the next `Lanes` - 1 counters (of the first word), vectorised.
template <std::size_t Lanes>
constexpr WordLanes<Lanes> philox4x32_lanes(const std::array<std::uint32_t, 4>& counter,
                                            std::array<std::uint32_t, 2> key) {
  WordLanes<Lanes> c{};
  for (std::size_t i = 0; i < Lanes; ++i) {
    c[0][i] = counter[0] + static_cast<std::uint32_t>(i);
    for (std::size_t w = 1; w < 4; ++w) c[w][i] = counter[w];
  }
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < Lanes; ++i) {
      const std::uint64_t a = std::uint64_t{0xD2511F53u} * c[0][i];
      const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * c[2][i];
      c[0][i] = static_cast<std::uint32_t>(b >> 32) ^ c[1][i] ^ key[0];
      c[1][i] = static_cast<std::uint32_t>(b);
      c[2][i] = static_cast<std::uint32_t>(a >> 32) ^ c[3][i] ^ key[1];
      c[3][i] = static_cast<std::uint32_t>(a);
    }
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return c;
}

}  // namespace detail

/// Philox4x32-10: a pure function of a 128-bit counter and a 64-bit key that gives 128 random bits
/// (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3").
constexpr std::array<std::uint32_t, 4> philox4x32(const std::array<std::uint32_t, 4>& counter,
                                                  std::array<std::uint32_t, 2> key) {
  const detail::WordLanes<1> words = detail::philox4x32_lanes<1>(counter, key);
  return {words[0][0], words[1][0], words[2][0], words[3][0]};
}

}  // namespace eigan
