// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <vector>

#include <eigan/data/dataset.hpp>

#include "tests/catch.hpp"
#include "tests/support/statistics.hpp"

using namespace eigan::tests;
using eigan::Index;
using eigan::Permutation;
using eigan::Purpose;
using eigan::Stream;

namespace {

std::vector<Index> order(Index n, std::uint64_t epoch, std::uint64_t seed = 1) {
  const Permutation permutation(n, Stream(seed, Purpose::data, epoch));
  std::vector<Index> numbers(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) numbers[static_cast<std::size_t>(i)] = permutation(i);
  return numbers;
}

}  // namespace

TEST_CASE("a permutation has every number once") {
  std::vector<Index> sizes(70);
  std::iota(sizes.begin(), sizes.end(), 1);
  for (const Index power : {256, 1024, 65536})
    sizes.insert(sizes.end(), {power - 1, power, power + 1});
  sizes.insert(sizes.end(), {1000, 60000, 70001});
  for (const Index n : sizes) {
    for (std::uint64_t epoch = 0; epoch < (n < 1000 ? 50 : 2); ++epoch) {
      std::vector<Index> numbers = order(n, epoch);
      std::sort(numbers.begin(), numbers.end());
      std::vector<Index> expected(static_cast<std::size_t>(n));
      std::iota(expected.begin(), expected.end(), 0);
      INFO(n << " numbers, epoch " << epoch);
      REQUIRE(numbers == expected);
    }
  }
}

TEST_CASE("a permutation of very many numbers stays within them") {
  const Index n = (Index{1} << 40) + 1;
  const Permutation permutation(n, Stream(1, Purpose::data, 0));
  std::vector<Index> numbers;
  for (Index i = 0; i < 1000; ++i) numbers.push_back(permutation(n - 1 - i));
  CHECK(*std::min_element(numbers.begin(), numbers.end()) >= 0);
  CHECK(*std::max_element(numbers.begin(), numbers.end()) < n);
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
}

// From a program of its own in Python: Philox, whose known answers it gives, eight keys of two words,
// the first the upper one, and the network as the header's formulas have it.
TEST_CASE("permutations are those that were computed independently") {
  CHECK(order(10, 0) == std::vector<Index>{2, 9, 7, 8, 0, 3, 6, 4, 5, 1});
  CHECK(order(10, 7, 0x123456789ABCDEF) == std::vector<Index>{8, 2, 6, 9, 5, 4, 0, 1, 7, 3});
  const std::vector<Index> thousand = order(1000, 3);
  CHECK(std::vector<Index>(thousand.begin(), thousand.begin() + 8) ==
        std::vector<Index>{485, 941, 463, 728, 581, 15, 173, 682});
  const Permutation large((Index{1} << 40) + 1, Stream(1, Purpose::data, 0));
  CHECK(large(0) == 479165359131);
  CHECK(large(1) == 692309421412);
  CHECK(large(3) == 841237518984);
}

TEST_CASE("a permutation is a function of its stream") {
  CHECK(order(100, 3) == order(100, 3));
  CHECK(order(100, 3) != order(100, 4));
  CHECK(order(100, 3, 1) != order(100, 3, 2));
}

TEST_CASE("every order of a few numbers is as likely as any other") {
  const Index n = GENERATE(2, 3, 4, 5, 6);
  std::map<std::vector<Index>, double> counts;
  std::vector<Index> numbers(static_cast<std::size_t>(n));
  std::iota(numbers.begin(), numbers.end(), 0);
  do counts[numbers] = 0;
  while (std::next_permutation(numbers.begin(), numbers.end()));
  for (std::uint64_t epoch = 0; epoch < 200 * counts.size(); ++epoch) counts[order(n, epoch)] += 1;
  std::vector<double> values;
  for (const auto& [key, count] : counts) values.push_back(count);
  INFO(n << " numbers");
  CHECK(std::abs(chi_square(values)) < 3.1);
}

TEST_CASE("every pair of numbers comes at two places as often as any other") {
  const Index n = GENERATE(33, 64, 65);
  std::vector<double> counts(static_cast<std::size_t>(n * n));
  for (std::uint64_t epoch = 0; epoch < 200'000; ++epoch) {
    const Permutation permutation(n, Stream(5, Purpose::data, epoch));
    counts[static_cast<std::size_t>(permutation(0) * n + permutation(1))] += 1;
  }
  std::erase(counts, 0);  // a number and itself
  CHECK(static_cast<Index>(counts.size()) == n * (n - 1));
  CHECK(std::abs(chi_square(counts)) < 3.1);
}

TEST_CASE("over many epochs a sample comes at every place as often") {
  const Index n = GENERATE(7, 10, 64, 65, 100);
  const std::uint64_t epochs = 20'000;
  for (const Index place : {Index{0}, n / 2, n - 1}) {
    std::vector<double> counts(static_cast<std::size_t>(n));
    for (std::uint64_t epoch = 0; epoch < epochs; ++epoch) {
      const Permutation permutation(n, Stream(9, Purpose::data, epoch));
      counts[static_cast<std::size_t>(permutation(place))] += 1;
    }
    INFO(n << " numbers, place " << place);
    CHECK(std::abs(chi_square(counts)) < 3.1);
  }
}

TEST_CASE("neighbours in an order, and an order and the next, have nothing to do with each other") {
  const Index n = 1000;
  const std::uint64_t epochs = 500;
  double fixed = 0, repeated = 0, rising = 0;
  std::vector<double> here, next, later;
  for (std::uint64_t epoch = 0; epoch < epochs; ++epoch) {
    const std::vector<Index> a = order(n, epoch);
    const std::vector<Index> b = order(n, epoch + 1);
    for (std::size_t i = 0; i + 1 < a.size(); ++i) {
      fixed += a[i] == static_cast<Index>(i);
      repeated += a[i] == b[i];
      rising += a[i + 1] == a[i] + 1;
      here.push_back(static_cast<double>(a[i]));
      next.push_back(static_cast<double>(a[i + 1]));
      later.push_back(static_cast<double>(b[i]));
    }
  }
  // Each of these happens once an epoch on average, like a Poisson number.
  const double bound = 3.3 * std::sqrt(static_cast<double>(epochs));
  CHECK(std::abs(fixed - static_cast<double>(epochs)) < bound);
  CHECK(std::abs(repeated - static_cast<double>(epochs)) < bound);
  CHECK(std::abs(rising - static_cast<double>(epochs)) < bound);
  CHECK(std::abs(correlation(here, next)) < 3.3);
  CHECK(std::abs(correlation(here, later)) < 3.3);
}
