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

/// What random numbers are used for. Purposes never share a number; values in this list never change.
enum class Purpose : std::uint32_t {
  weights = 1,             ///< initial parameters of a network that no player owns
  samples = 2,             ///< noise of `Generator::sample`
  noise = 3,               ///< noise of training
  data = 4,                ///< minibatches
  generator_layers = 5,    ///< dropout masks and other noise of the generator's layers in training
  instance_noise = 6,      ///< noise added to the adversary's input
  adversary_layers = 7,    ///< as generator_layers, of the adversary
  sample_layers = 8,       ///< noise of layers in `Generator::sample`
  generator_weights = 9,   ///< initial parameters of generators
  adversary_weights = 10,  ///< initial parameters of discriminators and critics
  probes = 11,             ///< where a gradient penalty takes slopes
  user = 64,               ///< to 255: free for programs
};

/// Random numbers as a function of (seed, purpose, part, number): the same with every compiler, flag and
/// standard library. No state: threads may fill a buffer in any order.
///
/// `words`, `uniform` and `normal` read the same words, and a pair of normals shares two of them. So
/// take numbers of different kinds from different parts, or start at `next_block` of the last ones.
class Stream {
 public:
  /// \param purpose  up to 255  \param number  of a minibatch, step or pass  \param part  below 2^24
  Stream(std::uint64_t seed, Purpose purpose, std::uint64_t number, std::uint32_t part = 0)
      : seed_(seed),
        number_(number),
        tag_(static_cast<std::uint32_t>(purpose) << 24 | (part & 0x00FFFFFFu)) {}

  /// The same stream with another number, such as an epoch's.
  [[nodiscard]] Stream at(std::uint64_t number) const {
    Stream other = *this;
    other.number_ = number;
    return other;
  }

  /// A part of this stream (0 to 2^24 - 1), such as one for each layer of a network.
  [[nodiscard]] Stream part(Index part) const {
    Stream other = *this;
    other.tag_ = (tag_ & 0xFF000000u) | (static_cast<std::uint32_t>(part) & 0x00FFFFFFu);
    return other;
  }

  /// The first place at or after `place` that shares no word with the numbers before it.
  static Index next_block(Index place) { return (place + 3) / 4 * 4; }

  /// Four words, 4 `index` to 4 `index` + 3 of the stream.
  [[nodiscard]] std::array<std::uint32_t, 4> block(std::uint32_t index) const {
    return philox4x32(counter(index), key());
  }

  /// use(i, word) for words `first` + i, i in [0, count). \throws Error beyond the stream's 2^34 words
  template <class Use>
  void words(Index first, Index count, Use&& use) const {
    require_reach(first, count);
    for (Index done = 0; done < count;) {
      const Index place = first + done, skip = place % 4;
      const bool many = skip == 0 && count - done >= 4 * lanes;
      const Index taken = many ? 4 * lanes : (std::min)(4 - skip, count - done);
      const auto index = static_cast<std::uint32_t>(place / 4);
      if (many) {
        const auto all = blocks(index);
        for (Index i = 0; i < taken; ++i) use(done + i, all[static_cast<std::size_t>(i)]);
      } else {
        const auto four = block(index);
        for (Index i = 0; i < taken; ++i) use(done + i, four[static_cast<std::size_t>(skip + i)]);
      }
      done += taken;
    }
  }

  /// Uniform numbers from `first` on: odd multiples of 2^-24 in (0, 1). \throws Error as `words`
  template <class Scalar>
  void uniform(Scalar* out, Index count, Index first = 0) const {
    words(first, count, [&](Index i, std::uint32_t word) {
      out[i] = (static_cast<Scalar>(word >> 9) + Scalar(0.5)) * Scalar(0x1p-23);
    });
  }

  /// Standard normal numbers from `first` on: 24 significant bits, at most 6.76 in magnitude.
  /// \throws Error as `words`
  template <class Scalar>
  void normal(Scalar* out, Index count, Index first = 0) const {
    require_reach(first, count);
    for (Index done = 0; done < count;) {
      const Index place = first + done, skip = place % 4;
      const bool many = skip == 0 && count - done >= 4 * lanes;
      const Index taken = many ? 4 * lanes : (std::min)(4 - skip, count - done);
      if (many) {
        normals<lanes>(place / 4, skip, taken, out + done);
      } else {
        normals<1>(place / 4, skip, taken, out + done);
      }
      done += taken;
    }
  }

 private:
  static constexpr Index lanes = 16;  // blocks side by side, for the vector units

  static std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
  static std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

  std::array<std::uint32_t, 4> counter(std::uint32_t index) const {
    return {index, tag_, low(number_), high(number_)};
  }
  std::array<std::uint32_t, 2> key() const { return {low(seed_), high(seed_)}; }

  /// The words of `lanes` blocks.
  EIGEN_DONT_INLINE std::array<std::uint32_t, 4 * lanes> blocks(std::uint32_t index) const {
    const detail::WordLanes<lanes> words = detail::philox4x32_lanes<lanes>(counter(index), key());
    std::array<std::uint32_t, 4 * lanes> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = words[i % 4][i / 4];
    return all;
  }

  /// `count` normal numbers of some blocks, after the first `skip`.
  template <std::size_t Lanes, class Scalar>
  EIGEN_DONT_INLINE void normals(Index block, Index skip, Index count, Scalar* out) const {
    const detail::WordLanes<Lanes> words =
        detail::philox4x32_lanes<Lanes>(counter(static_cast<std::uint32_t>(block)), key());
    std::array<Scalar, 2 * Lanes> a, b;
    detail::normal_pairs<Lanes>(words[0], words[1], a);
    detail::normal_pairs<Lanes>(words[2], words[3], b);
    std::array<Scalar, 4 * Lanes> all;
    for (std::size_t i = 0; i < 2 * Lanes; ++i) {
      const std::size_t place = 4 * (i / 2) + i % 2;
      all[place] = a[i];
      all[place + 2] = b[i];
    }
    std::copy_n(all.data() + skip, count, out);
  }

  void require_reach(Index first, Index count) const {
    enforce(first >= 0 && count <= (Index{1} << 34) - first,
            "Stream: one stream has 2^34 numbers; got a request for ", first, " to ",
            first + count);
  }

  std::uint64_t seed_;
  std::uint64_t number_;
  std::uint32_t tag_;
};

/// A program's source of streams, a function of its seed.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : seed_(seed) {}

  /// A new stream. Each purpose counts on its own, so the weights of
  /// `MinimaxTrainer gan(G{rng}, D{rng}, ...)` do not depend on the order of evaluation.
  Stream next(Purpose purpose) {
    return {seed_, purpose, numbers_[static_cast<std::uint32_t>(purpose) & 0xFFu]++};
  }

  void save_state(auto&& visit) const { show(*this, visit); }
  void load_state(auto&& visit) { show(*this, visit); }

 private:
  static void show(auto& self, auto& visit) {
    visit("seed", self.seed_);
    visit("numbers", self.numbers_);
  }

  std::uint64_t seed_;
  Vector<std::uint64_t> numbers_ = Vector<std::uint64_t>::Zero(256);
};

/// A uniform integer of [0, n) from one word (its bias is below n / 2^32). \param n  1 to 2^32
inline Index uniform_index(std::uint32_t word, Index n) {
  return static_cast<Index>((std::uint64_t{word} * static_cast<std::uint64_t>(n)) >> 32);
}

}  // namespace eigan
