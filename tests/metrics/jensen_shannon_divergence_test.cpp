// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <numbers>

#include <eigan/metrics/jensen_shannon_divergence.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

auto normal_density(double mean) {
  return [mean](double x) {
    return std::exp(-(x - mean) * (x - mean) / 2) / std::sqrt(2 * std::numbers::pi);
  };
}

}  // namespace

TEST_CASE("the divergence of histograms is 0 for equal ones and log 2 for disjoint ones") {
  const Eigen::ArrayXd p{{1, 2, 1}}, same{{10, 20, 10}}, left{{1, 1, 0, 0}}, right{{0, 0, 3, 1}};
  CHECK(jensen_shannon_divergence(p, same) == Catch::Approx(0).margin(1e-15));
  CHECK(jensen_shannon_divergence(left, right) == Catch::Approx(std::numbers::ln2));
  // (1, 0) and (1/2, 1/2), m = (3/4, 1/4): (log 4/3 + (log 2/3 + log 2) / 2) / 2
  const Eigen::ArrayXi all{{7, 0}}, half{{4, 4}};
  CHECK(jensen_shannon_divergence(all, half) ==
        Catch::Approx(0.5 * (std::log(4.0 / 3) + 0.5 * std::log(2.0 / 3) + 0.5 * std::log(2.0))));
}

TEST_CASE("the divergence of two normal densities is that of the table") {
  const double table[][2] = {
      {0.5, 0.030311}, {1, 0.111421}, {2, 0.336831}, {4, 0.632720}, {6, 0.689298}};
  for (const auto& [mu, expected] : table) {
    CHECK(jensen_shannon_divergence(normal_density(0), normal_density(mu), -10, 16) ==
          Catch::Approx(expected).margin(1e-6));
  }
}

TEST_CASE("Simpson's rule is exact for cubic densities, with two intervals") {
  const auto cubic = [](double x) { return x * x * x; };
  const auto none = [](double) { return 0.0; };
  const double expected = std::numbers::ln2 / 2 / 4;  // of p / 2 log(2 p / p) over [0, 1]
  CHECK(jensen_shannon_divergence(cubic, none, 0, 1, 2) == Catch::Approx(expected).epsilon(1e-15));
  CHECK(jensen_shannon_divergence(cubic, none, 0, 1, 6) == Catch::Approx(expected).epsilon(1e-15));
}

TEST_CASE("the divergence of histograms approximates that of their densities") {
  const Batch<double> x = normal_batch(1, 200'000, 1);
  const Batch<double> y = normal_batch(1, 200'000, 2).array() + 2;
  const Eigen::ArrayXd p = histogram(x, -6, 8, 70), q = histogram(y, -6, 8, 70);
  CHECK(p.sum() == 200'000);
  CHECK(jensen_shannon_divergence(p, q) == Catch::Approx(0.336831).margin(0.003));
}

TEST_CASE("a histogram counts what lies in its bins") {
  const Batch<double> x{{0, 0.999, 1, 2.5, 4, -0.001, 3.999}};
  const Eigen::ArrayXd expected{{2, 1, 1, 1}};
  CHECK((histogram(x, 0, 4, 4) == expected).all());
  CHECK_THROWS_WITH(histogram(x, 1, 1, 4), ContainsSubstring("from must be below to"));
}

TEST_CASE("a histogram counts exactly the numbers from `from` to below `to`, despite rounding") {
  Eigen::ArrayXd ends(2000);
  Stream(1, Purpose::user, 0).uniform(ends.data(), ends.size());
  const double largest = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < 1000; ++i) {
    const double from = 20 * ends[2 * i] - 10, to = from + 5 * ends[2 * i + 1];
    const Index bins = 1 + i % 50;
    const Batch<double> inside{{from, std::nextafter(to, from)}};
    const Eigen::ArrayXd counts = histogram(inside, from, to, bins);
    REQUIRE(counts.sum() == 2);
    REQUIRE(counts[0] == (bins == 1 ? 2 : 1));
    REQUIRE(counts[bins - 1] == (bins == 1 ? 2 : 1));
    const Batch<double> outside{{std::nextafter(from, -largest), to, largest, std::nan("")}};
    REQUIRE(histogram(outside, from, to, bins).sum() == 0);
  }
  // just below 0, and divided by the width of the range it vanishes
  CHECK(histogram(Batch<double>{{-5e-324}}, 0, 4, 1).sum() == 0);
  CHECK_THROWS_WITH(histogram(Batch<double>{{0}}, -1e308, 1e308, 1),
                    ContainsSubstring("difference finite"));
}

TEST_CASE("the divergence refuses histograms that cannot be compared") {
  const Eigen::ArrayXd two{{1, 1}}, three{{1, 1, 1}}, negative{{2, -1}}, empty{{0, 0}};
  CHECK_THROWS_WITH(jensen_shannon_divergence(two, three),
                    ContainsSubstring("same number of bins; got 2 and 3"));
  CHECK_THROWS_WITH(jensen_shannon_divergence(two, negative),
                    ContainsSubstring("a smallest bin of -1"));
  CHECK_THROWS_WITH(jensen_shannon_divergence(empty, two), ContainsSubstring("a sum of 0"));
  CHECK_THROWS_WITH(jensen_shannon_divergence(normal_density(0), normal_density(1), -1, 1, 3),
                    ContainsSubstring("intervals even"));
}
