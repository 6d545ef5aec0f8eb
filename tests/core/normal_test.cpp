// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <eigan/core/normal.hpp>
#include <eigan/core/rng.hpp>

#include "tests/catch.hpp"
#include "tests/support/statistics.hpp"

using namespace eigan::tests;
using eigan::Purpose;
using eigan::Stream;

namespace {

double exact_radius(std::uint32_t word) { return std::sqrt(-2 * std::log((word + 0.5) * 0x1p-32)); }

double angle(std::uint32_t word) { return 2 * std::numbers::pi * (word * 0x1p-32); }

/// Words where a formula for sines and logarithms would break first, and many between them.
std::vector<std::uint32_t> sweep() {
  std::vector<std::uint32_t> words;
  for (std::uint32_t eighth = 0; eighth < 8; ++eighth) {
    for (std::uint32_t i = 0; i < 2000; ++i) words.push_back((eighth << 29) + i - 1000);
  }
  for (int bit = 0; bit < 32; ++bit) {
    for (std::uint32_t i = 0; i < 64; ++i) words.push_back((1u << bit) + i - 32);
  }
  // u = sqrt(1/2), and its half, quarter, ...: where the logarithm changes to the next power of two
  for (std::uint32_t root = 0xB504F333u; root > 64; root /= 2) {
    for (std::uint32_t i = 0; i < 64; ++i) words.push_back(root + i - 32);
  }
  for (std::uint32_t i = 0; i < 500'000; ++i) words.push_back(i * 8589u + 17u);
  return words;
}

std::vector<double> normals(std::int64_t count) {
  std::vector<double> values(static_cast<std::size_t>(count));
  Stream(2024, Purpose::noise, 0).normal(values.data(), count);
  return values;
}

}  // namespace

TEST_CASE("the radius of Box and Muller is that of double precision for every kind of word") {
  double worst = 0;
  for (std::uint32_t word : sweep()) {
    const double exact = exact_radius(word);
    const double radius = eigan::detail::box_muller_radius(word);
    worst = std::max(worst, std::abs(radius - exact) / exact);
  }
  CHECK(worst < 2e-7);
}

TEST_CASE("the direction of Box and Muller is that of double precision for every kind of word") {
  double worst = 0;
  for (std::uint32_t word : sweep()) {
    const auto direction = eigan::detail::box_muller_direction(word);
    worst = std::max({worst, std::abs(direction[0] - std::cos(angle(word))),
                      std::abs(direction[1] - std::sin(angle(word)))});
  }
  CHECK(worst < 1e-7);
}

TEST_CASE("a pair of normal numbers is radius times direction") {
  double worst = 0;
  const std::vector<std::uint32_t> words = sweep();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint32_t first = words[i];
    const std::uint32_t second = words[words.size() - 1 - i];
    const auto pair = eigan::detail::normal_pair(first, second);
    worst = std::max({worst, std::abs(pair[0] - exact_radius(first) * std::cos(angle(second))),
                      std::abs(pair[1] - exact_radius(first) * std::sin(angle(second)))});
  }
  CHECK(worst < 8e-7);
}

TEST_CASE("normal numbers are finite, with the documented largest magnitude") {
  const auto near = [](double value) { return Catch::Approx(value).epsilon(1e-6).margin(0); };
  const double largest = std::sqrt(66 * std::numbers::ln2);  // u = 2^-33
  CHECK(eigan::detail::normal_pair(0, 0)[0] == near(largest));
  CHECK(eigan::detail::normal_pair(0, 0)[1] == 0);
  CHECK(eigan::detail::normal_pair(0, 0x40000000u)[1] == near(largest));
  CHECK(eigan::detail::normal_pair(0, 0x80000000u)[0] == near(-largest));
  CHECK(eigan::detail::normal_pair(0, 0xC0000000u)[1] == near(-largest));
  CHECK(eigan::detail::normal_pair(0xFFFFFFFFu, 0)[0] == near(0x1p-16));  // u = 1 - 2^-33
}

TEST_CASE("normal numbers follow the normal distribution") {
  const std::vector<double> values = normals(1'000'000);
  CHECK(kolmogorov_smirnov(values, normal_cdf) < 1.95);

  // The first and the second of a pair separately.
  std::vector<double> first, second;
  for (std::size_t i = 0; i < values.size(); i += 2) {
    first.push_back(values[i]);
    second.push_back(values[i + 1]);
  }
  CHECK(kolmogorov_smirnov(first, normal_cdf) < 1.95);
  CHECK(kolmogorov_smirnov(second, normal_cdf) < 1.95);
}

TEST_CASE("the moments of normal numbers are 0, 1, 0 and 3") {
  const std::vector<double> values = normals(2'000'000);
  const double n = static_cast<double>(values.size());
  double moments[7] = {};
  for (double x : values) {
    for (int k = 1; k <= 6; ++k) moments[k] += std::pow(x, k) / n;
  }
  // Each bound is 3.3 standard errors, sqrt((E x^2k - (E x^k)^2) / n).
  const double error = 3.3 / std::sqrt(n);
  CHECK(std::abs(moments[1]) < error);
  CHECK(std::abs(moments[2] - 1) < error * std::sqrt(2.0));
  CHECK(std::abs(moments[3]) < error * std::sqrt(15.0));
  CHECK(std::abs(moments[4] - 3) < error * std::sqrt(96.0));
  CHECK(std::abs(moments[6] - 15) < error * std::sqrt(10395.0 - 225));
}

TEST_CASE("the tails of normal numbers have the right weight") {
  const std::vector<double> values = normals(4'000'000);
  const double n = static_cast<double>(values.size());
  for (const double bound : {1.0, 2.0, 3.0, 4.0, 4.5}) {
    double above = 0, below = 0;
    for (double x : values) {
      above += x > bound;
      below += x < -bound;
    }
    const double expected = n * normal_cdf(-bound);
    INFO("beyond " << bound << ": " << below << " and " << above << ", expected " << expected);
    CHECK(std::abs(above - expected) < 3.3 * std::sqrt(expected));
    CHECK(std::abs(below - expected) < 3.3 * std::sqrt(expected));
  }
}

TEST_CASE("the numbers of a pair, and neighbours in a stream, are independent") {
  const std::vector<double> values = normals(1'000'000);
  std::vector<double> squares, angles(16), quarters(16);
  for (double x : values) squares.push_back(x * x);
  for (std::size_t lag = 1; lag <= 8; ++lag) {
    INFO("lag " << lag);
    const auto front = [&](const std::vector<double>& v) {
      return std::vector<double>(v.begin(), v.end() - static_cast<std::ptrdiff_t>(lag));
    };
    const auto back = [&](const std::vector<double>& v) {
      return std::vector<double>(v.begin() + static_cast<std::ptrdiff_t>(lag), v.end());
    };
    CHECK(std::abs(correlation(front(values), back(values))) < 3.3);
    CHECK(std::abs(correlation(front(squares), back(squares))) < 3.3);
  }
  // The angle of a pair is uniform and independent of its radius, and signs are independent.
  std::vector<double> radii, cosines;
  for (std::size_t i = 0; i < values.size(); i += 4) {
    const double a = std::atan2(values[i + 1], values[i]) / std::numbers::pi + 1;
    angles[std::min<std::size_t>(15, static_cast<std::size_t>(8 * a))] += 1;
    std::size_t signs = 0;
    for (std::size_t k = 0; k < 4; ++k) signs = 2 * signs + (values[i + k] > 0);
    quarters[signs] += 1;
    radii.push_back(std::hypot(values[i], values[i + 1]));
    cosines.push_back(std::cos(4 * std::numbers::pi * a));
  }
  CHECK(std::abs(chi_square(angles)) < 3.1);
  CHECK(std::abs(chi_square(quarters)) < 3.1);
  CHECK(std::abs(correlation(radii, cosines)) < 3.3);
  CHECK(kolmogorov_smirnov(radii, [](double r) { return 1 - std::exp(-r * r / 2); }) < 1.95);
}
