// SPDX-License-Identifier: MIT
#include <cmath>

#include <eigan/metrics/wasserstein_distance.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the Frechet distance of samples to themselves is 0, and to a shift its square") {
  const Batch<double> x = normal_batch(5, 200, 1);
  CHECK(frechet_distance(x, x) == Catch::Approx(0).margin(1e-9));
  const Batch<double> shifted = x.array() + 3;
  CHECK(frechet_distance(x, shifted) == Catch::Approx(45).epsilon(1e-9));
}

TEST_CASE("the Frechet distance of numbers is that of means and standard deviations") {
  // variances over n - 1: 1 and 4; means 2 and 6
  const Batch<float> x{{1, 2, 3}}, y{{4, 6, 8}};
  CHECK(frechet_distance(x, y) == Catch::Approx(16 + 1).epsilon(1e-12));
}

TEST_CASE("the Frechet distance holds for covariances that do not commute") {
  // For 2 x 2 matrices tr sqrt(M) = sqrt(tr M + 2 sqrt(det M)), with M = C1 C2.
  const Batch<double> mix_a{{2, 0.5}, {0, 1}}, mix_b{{1, 0}, {-1.5, 0.7}};
  const Batch<double> x = mix_a * normal_batch(2, 100, 1), y = mix_b * normal_batch(2, 120, 2);
  const auto covariance = [](const Batch<double>& s) -> Eigen::Matrix2d {
    const Batch<double> centred = s.colwise() - s.rowwise().mean();
    return centred * centred.transpose() / static_cast<double>(s.cols() - 1);
  };
  const Eigen::Matrix2d a = covariance(x), b = covariance(y), m = a * b;
  const double root = std::sqrt(m.trace() + 2 * std::sqrt(m.determinant()));
  const double means = (x.rowwise().mean() - y.rowwise().mean()).squaredNorm();
  const double expected = means + a.trace() + b.trace() - 2 * root;
  CHECK(frechet_distance(x, y) == Catch::Approx(expected).epsilon(1e-10));
  CHECK(frechet_distance(y, x) == Catch::Approx(expected).epsilon(1e-10));
}

TEST_CASE("the Frechet distance of samples of one Gaussian is (d + 5) / (2 n) of the variance") {
  // the mean of 40 draws; a draw's spread is below a tenth of its mean (chi-square with some d^2 / 2
  // degrees of freedom), and terms of order 1 / n^2 add about d / n
  constexpr Index d = 20, n = 1000;
  double mean = 0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    mean += frechet_distance(normal_batch(d, n, 2 * i), normal_batch(d, n, 2 * i + 1)) / 40;
  }
  CHECK(mean / d == Catch::Approx((d + 5.0) / (2 * n)).epsilon(0.05));
}

TEST_CASE("the Frechet distance does not depend on where the origin is, and scales with the unit") {
  // whole numbers, so that the move is exact
  const Batch<double> x = (100 * normal_batch(3, 300, 1)).array().round();
  const Batch<double> y = (150 * normal_batch(3, 300, 2)).array().round();
  const double here = frechet_distance(x, y);
  const Batch<double> far_x = x.array() + 0x1p51, far_y = y.array() + 0x1p51;
  CHECK(frechet_distance(far_x, far_y) == Catch::Approx(here).epsilon(1e-12));
  for (const double unit : {1e-150, 1e150}) {
    CHECK(frechet_distance(unit * x, unit * y) / unit / unit == Catch::Approx(here).epsilon(1e-12));
  }
}

TEST_CASE("the Frechet distance of fewer samples than features is finite and not negative") {
  const Batch<double> x = normal_batch(20, 5, 1), y = normal_batch(20, 6, 2);
  const double distance = frechet_distance(x, y);
  CHECK(distance > 0);
  CHECK(distance < 200);
  CHECK(frechet_distance(x, x) == Catch::Approx(0).margin(1e-5));
}

TEST_CASE("the Frechet distance needs two samples of each") {
  const Batch<double> one = normal_batch(3, 1, 1), many = normal_batch(3, 9, 1);
  CHECK_THROWS_WITH(frechet_distance(many, one),
                    ContainsSubstring("at least 2 samples of each; got 9 and 1"));
  CHECK_THROWS_WITH(frechet_distance(many, normal_batch(2, 9, 1)), ContainsSubstring("3 and 2"));
}
