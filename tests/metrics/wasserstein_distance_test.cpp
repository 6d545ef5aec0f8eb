// SPDX-License-Identifier: MIT
#include <cmath>
#include <numbers>

#include <eigan/metrics/wasserstein_distance.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("W1 in one dimension is exact") {
  using Numbers = Batch<double>;
  CHECK(wasserstein_1d(Numbers{{0}}, Numbers{{-3}}) == 3);
  CHECK(wasserstein_1d(Numbers{{3, 1, 2}}, Numbers{{2, 3, 1}}) == 0);
  CHECK(wasserstein_1d(Numbers{{0, 1, 2}}, Numbers{{5}}) == Catch::Approx(4));
  // {0, 0, 6} and {0, 6}: a third of the mass less a half, 1/6 of it moves by 6
  CHECK(wasserstein_1d(Numbers{{0, 6, 0}}, Numbers{{6, 0}}) == Catch::Approx(1));
  // crossing: quantiles 0, 10 against 4, 5
  CHECK(wasserstein_1d(Numbers{{0, 10}}, Numbers{{5, 4}}) == Catch::Approx(4.5));
}

TEST_CASE("W1 in one dimension is the shift of a shifted distribution") {
  const Batch<float> x = normal_batch<float>(1, 1001, 1);
  const Batch<float> shifted = x.array() + 2;
  CHECK(wasserstein_1d(x, shifted) == Catch::Approx(2).epsilon(1e-6));
  // N(0,1) against N(0, 3^2): E |3 z - z| = 2 sqrt(2 / pi)
  const Batch<double> many = normal_batch(1, 100'000, 2), wide = 3 * normal_batch(1, 70'000, 3);
  CHECK(wasserstein_1d(many, wide) ==
        Catch::Approx(2 * std::sqrt(2 / std::numbers::pi)).epsilon(0.02));
}

TEST_CASE("the sliced distance of numbers is W1") {
  const Batch<double> x = normal_batch(1, 50, 1), y = normal_batch(1, 70, 2);
  const Stream stream(1, Purpose::user, 0);
  CHECK(sliced_wasserstein(x, y, stream, 7) == Catch::Approx(wasserstein_1d(x, y)).epsilon(1e-12));
}

TEST_CASE("the sliced distance of a shift in the plane is 2 / pi of its length") {
  const Batch<double> x = normal_batch(2, 20, 1);
  const Batch<double> y = x.colwise() + Eigen::Vector2d(3, -4);
  const double expected = 5 * 2 / std::numbers::pi;
  // |cos| has a standard deviation of 0.31, so 10,000 directions give 0.5 % of 5
  CHECK(sliced_wasserstein(x, y, Stream(3, Purpose::user, 0), 10'000) ==
        Catch::Approx(expected).epsilon(0.02));
}

TEST_CASE("Wasserstein distances do not depend on where the origin is, and scale with the unit") {
  // whole numbers, so that the move is exact
  const Batch<double> x = (100 * normal_batch(2, 300, 1)).array().round();
  const Batch<double> y = (150 * normal_batch(2, 300, 2)).array().round();
  const Stream stream(3, Purpose::user, 0);
  const double sliced = sliced_wasserstein(x, y, stream),
               first = wasserstein_1d(x.row(0), y.row(0));
  const auto moved = [](const Batch<double>& a) { return Batch<double>(a.array() + 0x1p51); };
  CHECK(sliced_wasserstein(moved(x), moved(y), stream) == Catch::Approx(sliced).epsilon(1e-12));
  CHECK(wasserstein_1d(moved(x).row(0), moved(y).row(0)) == Catch::Approx(first).epsilon(1e-12));
  for (const double unit : {1e-300, 1e300}) {
    CHECK(sliced_wasserstein(unit * x, unit * y, stream) ==
          Catch::Approx(unit * sliced).epsilon(1e-12));
    CHECK(wasserstein_1d(unit * x.row(0), unit * y.row(0)) ==
          Catch::Approx(unit * first).epsilon(1e-12));
  }
}

TEST_CASE("Wasserstein distances refuse unsuitable samples") {
  const Batch<double> one = normal_batch(1, 5, 1), two = normal_batch(2, 5, 1);
  const Stream stream(1, Purpose::user, 0);
  CHECK_THROWS_WITH(wasserstein_1d(one, two),
                    ContainsSubstring("same number of features; got 1 and 2"));
  CHECK_THROWS_WITH(wasserstein_1d(one, Batch<double>(1, 0)), ContainsSubstring("at least one"));
  CHECK_THROWS_WITH(wasserstein_1d(two, two), ContainsSubstring("must have 1 feature; got 2"));
  CHECK_THROWS_WITH(sliced_wasserstein(one, two, stream), ContainsSubstring("1 and 2"));
  CHECK_THROWS_WITH(sliced_wasserstein(two, two, stream, 0),
                    ContainsSubstring("directions must be at least 1; got 0"));
}
