// SPDX-License-Identifier: MIT
// One hash over all kinds of random numbers. It is final: a version of eigan that changes it
// changes everyone's results. check.cmake compiles this program with each compiler and flag that
// must give it.
#include <bit>
#include <cstdint>
#include <iostream>
#include <vector>

#include <eigan/core/rng.hpp>
#include <eigan/data/dataset.hpp>

using eigan::Index;
using eigan::Purpose;
using eigan::Stream;

constexpr std::uint64_t recorded = 0x6D99AC7B03529CC7u;

/// FNV-1a, over values instead of bytes in memory.
class Hash {
 public:
  void add(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
      value_ = (value_ ^ (value >> shift & 0xFF)) * 0x100000001B3u;
  }
  void add(float value) { add(std::uint64_t{std::bit_cast<std::uint32_t>(value)}); }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325u;
};

template <class Scalar>
void add_numbers(Hash& hash, const Stream& stream) {
  // Sizes that leave every remainder to a loop that a compiler unrolls or vectorises.
  for (const Index count : {1, 2, 3, 5, 8, 31, 1000}) {
    std::vector<Scalar> numbers(static_cast<std::size_t>(count));
    stream.uniform(numbers.data(), count, count);
    for (Scalar number : numbers) hash.add(number);
    stream.normal(numbers.data(), count, count);
    for (Scalar number : numbers) hash.add(number);
  }
}

int main() {
  Hash hash;
  for (std::uint64_t number = 0; number < 20; ++number) {
    const Stream stream(0x0123456789ABCDEFu * number, Purpose::user, number << 40 | number, 5);
    add_numbers<float>(hash, stream);
    add_numbers<double>(hash, stream.part(6));
    stream.words(3, 1000, [&](Index i, std::uint32_t word) {
      hash.add(std::uint64_t{word});
      hash.add(static_cast<std::uint64_t>(eigan::uniform_index(word, i + 1)));
    });
  }
  // Words at and around every place where the normal numbers' formulas change.
  for (std::uint32_t i = 0; i < 1u << 16; ++i) {
    const std::uint32_t word = (i << 16) + (i & 7) - 4;
    for (float number : eigan::detail::normal_pair(word, ~word)) hash.add(number);
    for (float number : eigan::detail::normal_pair(i, 0u - i)) hash.add(number);
    for (float number : eigan::detail::normal_pair(0u - i, word)) hash.add(number);
  }
  for (const Index n : {1, 2, 5, 64, 65, 1000, 60000}) {
    const eigan::Permutation permutation(n, Stream(7, Purpose::data, 3));
    for (Index i = 0; i < std::min<Index>(n, 500); ++i) {
      hash.add(static_cast<std::uint64_t>(permutation(i)));
    }
  }
  std::cout << std::hex << "The hash of the random numbers is 0x" << hash.value() << '\n';
  return hash.value() == recorded ? 0 : 1;
}
