// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <eigan/metrics/maximum_mean_discrepancy.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// The definition, pair by pair.
template <class Scalar>
double by_pairs(const Batch<Scalar>& x, const Batch<Scalar>& y) {
  const auto mean = [](const Batch<Scalar>& a, const Batch<Scalar>& b, bool same) {
    long double sum = 0;
    for (Index i = 0; i < a.cols(); ++i) {
      for (Index j = 0; j < b.cols(); ++j) {
        long double product = 0;
        for (Index f = 0; f < a.rows(); ++f) {
          product += static_cast<long double>(a(f, i)) * static_cast<long double>(b(f, j));
        }
        if (!same || i != j) sum += std::pow(product / static_cast<long double>(a.rows()) + 1, 3);
      }
    }
    return sum / static_cast<long double>(a.cols() * (b.cols() - (same ? 1 : 0)));
  };
  return static_cast<double>(mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false));
}

template <class Scalar>
void check_against_pairs() {
  // fewer than a block of 256, exactly one, and some; a different number of each
  for (const Index n : {2, 256, 531}) {
    const Batch<Scalar> x = normal_batch<Scalar>(7, n, 1);
    const Batch<Scalar> y = (normal_batch<Scalar>(7, 300, 2).array() * Scalar(1.5) - Scalar(0.4));
    CHECK(maximum_mean_discrepancy(x, y) == Catch::Approx(by_pairs(x, y)).epsilon(1e-11));
    CHECK(maximum_mean_discrepancy(y, x) == Catch::Approx(by_pairs(x, y)).epsilon(1e-11));
  }
}

}  // namespace

TEST_CASE("the discrepancy is the definition, for doubles and floats") {
  check_against_pairs<double>();
  check_against_pairs<float>();
}

TEST_CASE("the discrepancy of points is computed by hand") {
  // k(1, 1) + k(2, 2) - 2 k(1, 2) = 8 + 125 - 2 27
  CHECK(maximum_mean_discrepancy(Batch<double>{{1, 1, 1}}, Batch<double>{{2, 2}}) == 79);
  // in two dimensions x.y is divided by 2: k = (5 + 1)^3, (13 + 1)^3, (-8 + 1)^3
  const Batch<float> x{{1, 1}, {3, 3}}, y{{-1, -1, -1}, {-5, -5, -5}};
  CHECK(maximum_mean_discrepancy(x, y) == 216 + 2744 + 2 * 343);
  // k(0, 1) + k(0, 2) - 2 (k(0, 0) + k(0, 2) + k(1, 0) + k(1, 2)) / 4
  CHECK(maximum_mean_discrepancy(Batch<double>{{0, 1}}, Batch<double>{{0, 2}}) == 1 + 1 - 15);
}

TEST_CASE("the discrepancy is unbiased: its mean is that of the distributions") {
  // Of numbers it is the sum over p of binomial(3, p) (E x^p - E y^p)^2. The moments of N(t, 1) are t, t^2 + 1
  // and t^3 + 3 t.
  for (const double t : {0.0, 0.5}) {
    constexpr int draws = 4000;
    double sum = 0, squares = 0;
    int negative = 0;
    for (std::uint64_t i = 0; i < draws; ++i) {
      const Batch<double> y = normal_batch(1, 30, 2 * i + 1).array() + t;
      const double found = maximum_mean_discrepancy(normal_batch(1, 20, 2 * i), y);
      sum += found;
      squares += found * found;
      negative += found < 0;
    }
    const double mean = sum / draws, error = std::sqrt((squares / draws - mean * mean) / draws);
    const double expected =
        3 * std::pow(t, 2) + 3 * std::pow(t, 4) + std::pow(t * t * t + 3 * t, 2);
    CAPTURE(mean, expected, error, negative);
    CHECK(std::abs(mean - expected) < 4 * error);
    CHECK(error < 0.15);  // with k(x_i, x_i) in it the mean would be larger by 1.2 and more
    if (t == 0) CHECK(negative > draws / 4);
  }
}

TEST_CASE("the discrepancy keeps small terms beside an enormous k(x, x)") {
  // k(1e5, 1e5) is 1e30, and not in it
  const Batch<double> x{{1e5, 0}}, y{{0, 0}};
  CHECK(maximum_mean_discrepancy(x, y) == 0);
}

TEST_CASE("the discrepancy says what it needs") {
  const Batch<double> one{{1}, {2}}, two{{1, 2}, {3, 4}}, other{{1, 2}};
  const auto refusal = [](const auto& x, const auto& y) {
    return thrown<Error>([&] { maximum_mean_discrepancy(x, y); });
  };
  CHECK(refusal(one, two) ==
        "maximum_mean_discrepancy: there must be at least 2 samples of each; got 1 and 2");
  CHECK(refusal(two, one) ==
        "maximum_mean_discrepancy: there must be at least 2 samples of each; got 2 and 1");
  CHECK(refusal(two, other) ==
        "maximum_mean_discrepancy: both must have the same number of features; got 2 and 1");
  CHECK(refusal(Batch<double>{{1e60, 1e60}}, other) ==
        "maximum_mean_discrepancy: (x.y / features + 1)^3 must be finite; got values up to 1e+60; "
        "divide the samples by their spread");
  Batch<double> hole = two;
  hole(1, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(two, hole) ==
        "maximum_mean_discrepancy: the second samples must be finite; got nan in sample 1");
}
