// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/normal.hpp>
#include <eigan/core/philox.hpp>

namespace eigan {

/// Who draws. Two purposes never share a number, whatever the seeds; so this list only grows.
enum class Purpose : std::uint32_t {
  weights = 1,  ///< initial parameters
  samples = 2,  ///< noise of `Generator::sample`
  noise = 3,    ///< noise of training
  data = 4,     ///< minibatches
  dropout = 5,  ///< masks
  blur = 6,     ///< instance noise
  user = 64,    ///< to 255: free for programs
};

/// A random function of (seed, purpose, part, number): the same numbers on every compiler, with
/// every flag and every standard library. It has no state and nothing to advance: number `i` of the
/// stream is computed on its own, so threads fill pieces of a buffer in any order.
class Stream {
 public:
  /// \param purpose  up to 255
  /// \param number   of a minibatch, a step, a pass: whatever is drawn for anew
  /// \param part     0 to 2^24 - 1
  Stream(std::uint64_t seed, Purpose purpose, std::uint64_t number, std::uint32_t part = 0)
      : seed_(seed),
        number_(number),
        tag_(static_cast<std::uint32_t>(purpose) << 24 | (part & 0x00FFFFFFu)) {}

  /// The stream of the same purpose and part with another number, for example of an epoch.
  [[nodiscard]] Stream at(std::uint64_t number) const {
    Stream other = *this;
    other.number_ = number;
    return other;
  }

  /// The part of this stream (0 to 2^24 - 1) that belongs to one user of it, such as one layer.
  [[nodiscard]] Stream part(Index part) const {
    Stream other = *this;
    other.tag_ = (tag_ & 0xFF000000u) | (static_cast<std::uint32_t>(part) & 0x00FFFFFFu);
    return other;
  }

  /// Four words, 4 `index` to 4 `index` + 3 of the stream.
  [[nodiscard]] std::array<std::uint32_t, 4> block(std::uint32_t index) const {
    return philox4x32(counter(index), key());
  }

  /// Calls `use(i, word)` for the `count` words from `first` on; i runs from 0 to count - 1.
  /// \throws Error when the stream (2^34 words) does not reach that far
  template <class Use>
  void words(Index first, Index count, Use&& use) const {
    each(
        first, count, [](const auto& block) { return block; }, use);
  }

  /// Overwrites `out` with the stream's uniform numbers from `first` on, of the open interval (0, 1):
  /// odd multiples of 2^-24. \throws Error as `words`
  template <class Scalar>
  void uniform(Scalar* out, Index count, Index first = 0) const {
    words(first, count, [&](Index i, std::uint32_t word) {
      out[i] = (static_cast<Scalar>(word >> 9) + Scalar(0.5)) * Scalar(0x1p-23);
    });
  }

  /// Overwrites `out` with the stream's standard normal numbers from `first` on: of 24 significant
  /// bits, at most 6.76 in size. \throws Error as `words`
  template <class Scalar>
  void normal(Scalar* out, Index count, Index first = 0) const {
    require_reach(first, count);
    const auto one_by_one = [&](Index begin, Index end) {
      each(first + begin, end - begin, normals,
           [&](Index i, float value) { out[begin + i] = static_cast<Scalar>(value); });
    };
    // whole blocks, so many at a time; before and behind them what is left
    constexpr Index lanes = 16;
    Index place = std::min((4 - first % 4) % 4, count);
    one_by_one(0, place);
    for (; place + 4 * lanes <= count; place += 4 * lanes) {
      const WordLanes<lanes> words =
          philox4x32_lanes<lanes>(counter(static_cast<std::uint32_t>((first + place) / 4)), key());
      std::array<Scalar, 2 * lanes> a, b;
      detail::normal_pairs<lanes>(words[0], words[1], a);
      detail::normal_pairs<lanes>(words[2], words[3], b);
      for (std::size_t i = 0; i < lanes; ++i) {
        std::copy_n(&a[2 * i], 2, out + place + 4 * static_cast<Index>(i));
        std::copy_n(&b[2 * i], 2, out + place + 4 * static_cast<Index>(i) + 2);
      }
    }
    one_by_one(place, count);
  }

 private:
  static std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
  static std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

  std::array<std::uint32_t, 4> counter(std::uint32_t index) const {
    return {index, tag_, low(number_), high(number_)};
  }
  std::array<std::uint32_t, 2> key() const { return {low(seed_), high(seed_)}; }

  static std::array<float, 4> normals(const std::array<std::uint32_t, 4>& block) {
    const std::array<float, 2> a = detail::normal_pair(block[0], block[1]);
    const std::array<float, 2> b = detail::normal_pair(block[2], block[3]);
    return {a[0], a[1], b[0], b[1]};
  }

  void require_reach(Index first, Index count) const {
    require(first >= 0 && first + count <= Index{1} << 34,
            "Stream: one stream has 2^34 numbers, asked for ", first, " to ", first + count);
  }

  template <class Convert, class Use>
  void each(Index first, Index count, Convert&& convert, Use&& use) const {
    require_reach(first, count);
    for (Index begin = 0; begin < count;) {
      const Index place = first + begin;
      const auto values = convert(block(static_cast<std::uint32_t>(place / 4)));
      const Index skip = place % 4;
      const Index taken = std::min<Index>(4 - skip, count - begin);
      for (Index i = 0; i < taken; ++i) use(begin + i, values[static_cast<std::size_t>(skip + i)]);
      begin += taken;
    }
  }

  std::uint64_t seed_;
  std::uint64_t number_;
  std::uint32_t tag_;
};

/// A program's source of streams: each call of `next` gives one that no call gave before.
class Rng {
 public:
  /// Two of one seed give the same streams in the same order.
  explicit Rng(std::uint64_t seed) : seed_(seed) {}

  /// Streams are numbered from 0 on, by one count for all purposes.
  Stream next(Purpose purpose) { return {seed_, purpose, number_++}; }

  template <class Visitor>
  void visit_state(Visitor&& visit) {
    visit("seed", seed_);
    visit("number", number_);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t number_ = 0;
};

/// A uniform integer of [0, n) from one word (its bias is below n / 2^32). \param n  1 to 2^32
inline Index uniform_index(std::uint32_t word, Index n) {
  return static_cast<Index>((std::uint64_t{word} * static_cast<std::uint64_t>(n)) >> 32);
}

}  // namespace eigan
