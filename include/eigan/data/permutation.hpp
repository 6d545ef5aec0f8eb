// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>

namespace eigan {

/// A random order of 0, 1, ..., n - 1 as a function: each place is computed on its own, so that
/// nothing is stored and nothing is shuffled.
///
/// A Feistel network permutes the numbers of b bits, b >= log2 n: in turn, each half is xor-ed with
/// a random function of the other one (Luby and Rackoff, 1988). Where that leads to n or beyond, it
/// is applied again until it does not ("cycle walking", Black and Rogaway, 2002): with more than 32
/// numbers, less than once on average.
class Permutation {
 public:
  /// \param n       at least 1
  /// \param stream  the permutation is a function of n and of this stream's first 16 words
  Permutation(Index n, const Stream& stream) : n_(static_cast<std::uint64_t>(n)) {
    // With fewer bits than 6, eight rounds do not reach all orders of a few numbers equally often.
    const int bits = (std::max)(6, static_cast<int>(std::bit_width(n_ - 1)));
    low_ = bits / 2;
    high_ = bits - low_;
    stream.words(0, 2 * rounds, [&](Index i, std::uint32_t word) {
      std::uint64_t& key = keys_[static_cast<std::size_t>(i / 2)];
      key = key << 32 | word;
    });
  }

  /// The number at `place`, both of [0, n).
  Index operator()(Index place) const {
    std::uint64_t x = static_cast<std::uint64_t>(place);
    do x = encrypt(x);
    while (x >= n_);
    return static_cast<Index>(x);
  }

 private:
  static constexpr std::size_t rounds = 8;

  /// The halves have `low` and `high` bits, and change places (and so sizes) after each round.
  std::uint64_t encrypt(std::uint64_t x) const {
    int low = low_;
    int high = high_;
    for (std::uint64_t key : keys_) {
      const std::uint64_t right = x & ((std::uint64_t{1} << high) - 1);
      const std::uint64_t left = (x >> high) ^ (mix(right + key) & ((std::uint64_t{1} << low) - 1));
      x = right << low | left;
      std::swap(low, high);
    }
    return x;
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  std::uint64_t n_;
  int low_, high_;
  std::array<std::uint64_t, rounds> keys_{};
};

}  // namespace eigan
