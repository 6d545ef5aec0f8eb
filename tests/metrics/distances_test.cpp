// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <eigan/metrics/distances.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Every distance and every sample, against the definition in long double.
void check_by_definition(const Batch<double>& points, const Batch<double>& samples) {
  using Wide = Eigen::Matrix<long double, Dynamic, Dynamic>;
  const Nearest found = nearest(points, samples);
  const Wide to = samples.cast<long double>();
  Index wrong = 0;
  for (Index j = 0; j < points.cols(); ++j) {
    const Eigen::Matrix<long double, Dynamic, 1> point = points.col(j).cast<long double>();
    Index expected = 0;
    const long double least = (to.colwise() - point).colwise().squaredNorm().minCoeff(&expected);
    wrong += found.sample[j] != expected ? 1 : 0;
    REQUIRE(found.distance[j] ==
            Catch::Approx(static_cast<double>(std::sqrt(least))).epsilon(1e-14));
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("the nearest of a few samples") {
  const Batch<float> points{{0, 10, 3}, {0, 10, 4}}, samples{{3, 10, -1}, {4, 11, 0}};
  const Nearest result = nearest(points, samples);
  CHECK(result.sample == Eigen::VectorX<Index>{{2, 1, 0}});
  CHECK(result.distance == Eigen::VectorXd{{1, 1, 0}});
  // the first of several that are equally near
  CHECK(nearest(Batch<double>{{0}}, Batch<double>{{1, -1, 1}}).sample[0] == 0);
}

TEST_CASE("the nearest sample is that of the definition, for any number of each") {
  for (const Index count : {1, 2, 7, 8, 9, 63, 64, 65, 200}) {
    check_by_definition(normal_batch(3, count, 1), normal_batch(3, 130, 2));
    check_by_definition(normal_batch(40, 70, 1), normal_batch(40, count, 2));
  }
}

TEST_CASE("the nearest sample is found in a small cluster far from another") {
  Batch<double> points = 1e-3 * normal_batch(2, 1000, 1), samples = 1e-3 * normal_batch(2, 1000, 2);
  points.rightCols(500).array() += 1e5;
  samples.rightCols(500).array() += 1e5;
  check_by_definition(points, samples);
}

TEST_CASE("a small distance is exact") {
  const Batch<double> sample = normal_batch(50, 300, 1);
  Batch<double> point = sample.col(123);
  CHECK(nearest(point, sample).distance[0] == 0);
  point(7, 0) += 1e-9;
  CHECK(nearest(point, sample).sample[0] == 123);
  CHECK(nearest(point, sample).distance[0] ==
        Catch::Approx(point(7, 0) - sample(7, 123)).epsilon(1e-15));
  const Batch<double> far{{1e8}}, neighbour{{1e8 + 0.5}};
  CHECK(nearest(far, neighbour).distance[0] == 0.5);
}

TEST_CASE("the nearest sample is found in any unit") {
  for (const double unit : {5e-324, 1e-300, 1e-160, 1e160, 1e300}) {
    const Batch<double> points{{0 * unit, 9 * unit}}, samples{{4 * unit, 7 * unit}};
    CHECK(nearest(points, samples).sample == Eigen::VectorX<Index>{{0, 1}});
    CHECK(nearest(points, samples).distance[0] == Catch::Approx(4 * unit).epsilon(1e-15));
    CHECK(nearest(points, samples).distance[1] == Catch::Approx(2 * unit).epsilon(1e-15));
  }
}

TEST_CASE("nearest refuses what it cannot compare") {
  const Batch<double> six = normal_batch(2, 6, 1);
  CHECK_THROWS_WITH(
      nearest(six, Batch<double>(2, 0)),
      "nearest: there must be at least one of the samples; got 2 features x 0 samples");
  CHECK_THROWS_WITH(nearest(six, normal_batch(3, 6, 1)),
                    "nearest: both must have the same number of features; got 2 and 3");
  const Batch<double> infinite =
      Batch<double>::Constant(2, 1, std::numeric_limits<double>::infinity());
  CHECK_THROWS_WITH(nearest(infinite, six),
                    "nearest: the points must be finite; got inf in sample 0");
}
