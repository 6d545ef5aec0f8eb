// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>

namespace eigan {

/// A random order of 0, 1, ..., n - 1 as a function: nothing is stored, nothing is shuffled.
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
    auto x = static_cast<std::uint64_t>(place);
    do {
      int low = low_, high = high_;  // bits of the halves, which change places after each round
      for (const std::uint64_t key : keys_) {
        const std::uint64_t right = x & ((std::uint64_t{1} << high) - 1);
        const std::uint64_t left = x >> high ^ (mix(right + key) & ((std::uint64_t{1} << low) - 1));
        x = right << low | left;
        std::swap(low, high);
      }
    } while (x >= n_);
    return static_cast<Index>(x);
  }

 private:
  static constexpr std::size_t rounds = 8;

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

/// Samples in memory, as a source without state. An epoch has every sample once, in a random order that
/// is a function of the seed and the epoch. Minibatch `number` of size b is places number b to
/// (number + 1) b - 1 of the endless sequence of epochs, so it may span the end of one or several.
template <class Scalar>
class Dataset {
 public:
  /// \param data  features x samples, as `read_table` gives them
  /// \throws DataError if there is no sample or no feature, or a value that is not finite
  explicit Dataset(Batch<Scalar> data) : data_(std::move(data)) {
    enforce<DataError>(data_.size() > 0, "Dataset: there must be at least one value; got ",
                       data_.rows(), " features x ", data_.cols(), " samples");
    if (const auto bad = detail::first_non_finite(data_)) {
      throw DataError(detail::text("Dataset: every value must be finite; got ", bad->name,
                                   " as feature ", bad->feature, " of sample ", bad->sample));
    }
  }

  /// Of a matrix with a sample a row, which it transposes. `Table::values` has a sample a column already:
  /// pass it to the constructor. No shape tells which it is, least of all a square one: nothing is checked.
  /// \param table  samples x features, any Eigen expression  \throws DataError as the constructor does
  template <class Derived>
  static Dataset rows(const Eigen::DenseBase<Derived>& table) {
    return Dataset(Batch<Scalar>(table.derived().template cast<Scalar>().matrix().transpose()));
  }

  Index features() const { return data_.rows(); }      ///< at least 1
  Index samples() const { return data_.cols(); }       ///< at least 1; an epoch has as many
  const Batch<Scalar>& data() const { return data_; }  ///< features x samples

  /// Overwrites `out` (features x batch size).
  /// \param stream  its seed, purpose and part count; its number does not
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    enforce(out.rows() == features(), "Dataset: the batch must have ", features(), " rows; got ",
            out.rows());
    const Index end = which.first + out.cols();
    enforce(which.number >= 0 && which.first >= 0 && end <= which.size,
            "Dataset: a minibatch must be numbered from 0 and its samples from 0 to its size; got ",
            which.number, " and ", which.first, " to ", end - 1, " of ", which.size);
    const Index first = which.number * which.size + which.first;
    for (Index j = 0; j < out.cols();) {
      const Index epoch = (first + j) / samples();
      const Permutation order(samples(), stream.at(static_cast<std::uint64_t>(epoch)));
      for (Index place = (first + j) % samples(); j < out.cols() && place < samples(); ++j, ++place)
        out.col(j) = data_.col(order(place));
    }
  }

 private:
  Batch<Scalar> data_;
};

}  // namespace eigan
