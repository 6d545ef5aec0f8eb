// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <eigan/core/rng.hpp>

#include "tests/catch.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/statistics.hpp"

using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;
using eigan::Index;
using eigan::Purpose;
using eigan::Rng;
using eigan::Stream;

namespace {

std::vector<std::uint32_t> words(const Stream& stream, Index first, Index count) {
  std::vector<std::uint32_t> out(static_cast<std::size_t>(count));
  stream.words(first, count,
               [&](Index i, std::uint32_t word) { out[static_cast<std::size_t>(i)] = word; });
  return out;
}

template <class Scalar>
std::vector<Scalar> uniforms(const Stream& stream, Index first, Index count) {
  std::vector<Scalar> out(static_cast<std::size_t>(count));
  stream.uniform(out.data(), count, first);
  return out;
}

template <class Scalar>
std::vector<Scalar> normals(const Stream& stream, Index first, Index count) {
  std::vector<Scalar> out(static_cast<std::size_t>(count));
  stream.normal(out.data(), count, first);
  return out;
}

const Stream stream{42, Purpose::noise, 7, 3};

}  // namespace

TEST_CASE("a stream is philox of its index, purpose, part and number under its seed") {
  const Stream s{0x299f31d0'a4093822u, Purpose{0x85}, 0x03707344'13198a2eu, 0xa308d3};
  CHECK(s.block(0x243f6a88) ==
        std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  const auto block = stream.block(5);
  CHECK(words(stream, 20, 4) == std::vector<std::uint32_t>(block.begin(), block.end()));
}

TEST_CASE("pieces of a stream in any order make up the whole") {
  const Index count = 41;
  const auto all_words = words(stream, 0, count);
  const auto all_uniforms = uniforms<float>(stream, 0, count);
  const auto all_normals = normals<float>(stream, 0, count);
  for (Index first = count; first >= 0; --first) {
    for (Index size = 0; first + size <= count; ++size) {
      const auto same = [&](const auto& whole, const auto& piece) {
        return std::equal(piece.begin(), piece.end(), whole.begin() + first);
      };
      REQUIRE(same(all_words, words(stream, first, size)));
      REQUIRE(same(all_uniforms, uniforms<float>(stream, first, size)));
      REQUIRE(same(all_normals, normals<float>(stream, first, size)));
    }
  }
}

TEST_CASE("filling writes the requested numbers and nothing more") {
  std::vector<float> out(12, -5.0f);
  stream.normal(out.data() + 3, 6, 2);
  for (std::size_t i : {0u, 1u, 2u, 9u, 10u, 11u}) CHECK(out[i] == -5.0f);
  for (std::size_t i = 3; i < 9; ++i) CHECK(out[i] != -5.0f);
}

TEST_CASE("float and double hold the same numbers") {
  const auto same = [](const std::vector<float>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](float x, double y) { return static_cast<double>(x) == y; });
  };
  CHECK(same(uniforms<float>(stream, 1, 999), uniforms<double>(stream, 1, 999)));
  CHECK(same(normals<float>(stream, 1, 999), normals<double>(stream, 1, 999)));
}

TEST_CASE("another seed, purpose, part or number gives another stream") {
  const std::uint64_t high = std::uint64_t{1} << 32;
  std::vector<Stream> streams;
  for (std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, high, high << 31}) {
    for (Purpose purpose : {Purpose::weights, Purpose::samples, Purpose::noise, Purpose::data,
                            Purpose::adversary_layers, Purpose::user, Purpose{255}}) {
      for (std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, high, high << 31}) {
        for (std::uint32_t part : {0u, 1u, 2u, 0xFFFFFFu}) {
          streams.emplace_back(seed, purpose, number, part);
        }
      }
    }
  }
  std::vector<std::vector<std::uint32_t>> firsts;
  for (const Stream& s : streams) firsts.push_back(words(s, 0, 4));
  std::sort(firsts.begin(), firsts.end());
  CHECK(std::adjacent_find(firsts.begin(), firsts.end()) == firsts.end());
}

TEST_CASE("neighbouring seeds, numbers, parts and purposes are not correlated") {
  const Index n = 200'000;
  const auto base = normals<double>(Stream{1, Purpose::noise, 1, 1}, 0, n);
  for (const Stream& other : {Stream{2, Purpose::noise, 1, 1}, Stream{1, Purpose::noise, 2, 1},
                              Stream{1, Purpose::noise, 1, 2}, Stream{1, Purpose::data, 1, 1}}) {
    CHECK(std::abs(correlation(base, normals<double>(other, 0, n))) < 3.3);
  }
  // The first numbers of many streams are as good as many numbers of one: per seed and per step.
  std::vector<double> of_seeds, of_numbers;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    of_seeds.push_back(uniforms<double>(Stream{i, Purpose::weights, 0}, 0, 1)[0]);
    of_numbers.push_back(uniforms<double>(Stream{3, Purpose::noise, i}, 0, 1)[0]);
  }
  const auto identity = [](double x) { return x; };
  CHECK(kolmogorov_smirnov(of_seeds, identity) < 1.95);
  CHECK(kolmogorov_smirnov(of_numbers, identity) < 1.95);
}

TEST_CASE("at and part give the stream with that number and that part") {
  CHECK(words(stream.at(9), 0, 8) == words(Stream{42, Purpose::noise, 9, 3}, 0, 8));
  CHECK(words(stream.part(5), 0, 8) == words(Stream{42, Purpose::noise, 7, 5}, 0, 8));
  CHECK(words(stream.part(5).part(6), 0, 8) == words(stream.part(6), 0, 8));
  CHECK(words(stream, 0, 8) == words(Stream{42, Purpose::noise, 7, 3}, 0, 8));
}

TEST_CASE("uniform numbers are odd multiples of 2^-24 made of the upper bits of a word") {
  const auto raw = words(stream, 0, 1000);
  const auto values = uniforms<double>(stream, 0, 1000);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    REQUIRE(values[i] == (2 * (raw[i] >> 9) + 1) * 0x1p-24);
  }
}

TEST_CASE("uniform numbers fill the open interval from 0 to 1 evenly") {
  const auto values = uniforms<float>(stream, 0, 2'000'000);
  std::vector<double> cells(256), pairs(256);
  for (std::size_t i = 0; i < values.size(); i += 2) {
    cells[static_cast<std::size_t>(values[i] * 256)] += 1;
    pairs[static_cast<std::size_t>(values[i] * 16) * 16 +
          static_cast<std::size_t>(values[i + 1] * 16)] += 1;
  }
  CHECK(std::abs(chi_square(cells)) < 3.1);
  CHECK(std::abs(chi_square(pairs)) < 3.1);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  CHECK(*least > 0.0f);
  CHECK(*least < 1e-5f);
  CHECK(*most < 1.0f);
  CHECK(*most > 1 - 1e-5f);
}

TEST_CASE("an index from a word is less than n, and all are equally likely") {
  CHECK(eigan::uniform_index(0, 10) == 0);
  CHECK(eigan::uniform_index(0xFFFFFFFFu, 10) == 9);
  CHECK(eigan::uniform_index(0x7FFFFFFFu, 2) == 0);
  CHECK(eigan::uniform_index(0x80000000u, 2) == 1);
  CHECK(eigan::uniform_index(0xFFFFFFFFu, 1) == 0);
  CHECK(eigan::uniform_index(0xFFFFFFFFu, Index{1} << 32) == 0xFFFFFFFF);
  std::vector<double> counts(7);
  for (std::uint32_t word : words(stream, 0, 700'000)) {
    counts[static_cast<std::size_t>(eigan::uniform_index(word, 7))] += 1;
  }
  CHECK(std::abs(chi_square(counts)) < 3.1);
}

TEST_CASE("reading beyond the end of a stream is an error with its length") {
  const Index end = Index{1} << 34;
  CHECK(words(stream, end - 1, 1).front() == stream.block(0xFFFFFFFFu)[3]);
  CHECK_THROWS_WITH(words(stream, end - 1, 2), ContainsSubstring("one stream has 2^34 numbers"));
  CHECK_THROWS_AS(words(stream, -1, 1), eigan::Error);
}

TEST_CASE("an Rng gives a new stream each time") {
  Rng rng{5};
  CHECK(words(rng.next(Purpose::weights), 0, 4) == words(Stream{5, Purpose::weights, 0}, 0, 4));
  CHECK(words(rng.next(Purpose::samples), 0, 4) == words(Stream{5, Purpose::samples, 0}, 0, 4));
  CHECK(words(rng.next(Purpose::weights), 0, 4) == words(Stream{5, Purpose::weights, 1}, 0, 4));
  // each of a program's own purposes counts on its own, too
  for (std::uint32_t purpose = 1; purpose < 256; ++purpose) {
    Rng fresh{5};
    static_cast<void>(fresh.next(Purpose{purpose}));
    for (std::uint32_t bit = 1; bit < 256; bit *= 2) {
      const Purpose other{purpose ^ bit};
      CHECK(words(fresh.next(other), 0, 4) == words(Stream{5, other, 0}, 0, 4));
    }
  }
}

TEST_CASE("the state of an Rng is its seed and its count of each purpose") {
  Rng rng{5};
  for (int i = 0; i < 3; ++i) static_cast<void>(rng.next(Purpose::samples));
  Rng other{99};
  eigan::tests::SavedState(rng).restore(other);
  CHECK(words(other.next(Purpose::samples), 0, 4) == words(Stream{5, Purpose::samples, 3}, 0, 4));
  CHECK(words(other.next(Purpose::noise), 0, 4) == words(Stream{5, Purpose::noise, 0}, 0, 4));
}

TEST_CASE("the next block of a stream shares no word with earlier numbers") {
  for (Index end = 0; end < 20; ++end) {
    const Index next = Stream::next_block(end);
    CHECK(next >= end);
    CHECK(next < end + 4);
    CHECK(next % 4 == 0);
  }
}

TEST_CASE("normal numbers do not depend on the pieces in which they are drawn") {
  const Stream whole(7, Purpose::user, 9);
  const auto one = [&](Index place) {
    const std::array<std::uint32_t, 4> words = whole.block(static_cast<std::uint32_t>(place / 4));
    const std::size_t pair = place % 4 < 2 ? 0 : 2;
    return eigan::detail::normal_pair(words[pair],
                                      words[pair + 1])[static_cast<std::size_t>(place % 2)];
  };
  for (const Index first : {0, 1, 2, 3, 4, 61, 64, 1000}) {
    for (const Index count : {0, 1, 2, 5, 63, 64, 65, 130, 1000}) {
      std::vector<float> floats(static_cast<std::size_t>(count) + 1, -100.0f);
      std::vector<double> doubles(static_cast<std::size_t>(count) + 1, -100.0);
      whole.normal(floats.data(), count, first);
      whole.normal(doubles.data(), count, first);
      bool equal = floats.back() == -100.0f && doubles.back() == -100.0;  // nothing after the end
      for (Index i = 0; i < count; ++i) {
        const auto place = static_cast<std::size_t>(i);
        equal = equal && floats[place] == one(first + i) &&
                doubles[place] == static_cast<double>(one(first + i));
      }
      INFO(count << " from " << first);
      CHECK(equal);
    }
  }
}
