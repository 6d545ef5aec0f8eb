// SPDX-License-Identifier: MIT
#include <cmath>
#include <numbers>
#include <vector>

#include <eigan/metrics/parzen.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Straight from the definition.
double log_likelihood(const Vector<double>& x, const Batch<double>& samples, double sigma) {
  double sum = 0;
  for (const auto& s : samples.colwise()) {
    double p = 1;
    for (Index i = 0; i < x.size(); ++i) {
      const double t = (x[i] - s[i]) / sigma;
      p *= std::exp(-t * t / 2) / (sigma * std::sqrt(2 * std::numbers::pi));
    }
    sum += p;
  }
  return std::log(sum / static_cast<double>(samples.cols()));
}

}  // namespace

TEST_CASE("a Parzen window around one sample is its Gaussian") {
  const Batch<float> sample{{1}, {2}, {3}}, point{{1}, {2}, {5}};
  const std::vector<ParzenScore> scores = parzen_log_likelihood(point, sample, {0.5, 2.0});
  REQUIRE(scores.size() == 2);
  const double log_root = std::log(std::sqrt(2 * std::numbers::pi));
  CHECK(scores[0].mean == Catch::Approx(-8 - 3 * (std::log(0.5) + log_root)).epsilon(1e-13));
  CHECK(scores[1].mean == Catch::Approx(-0.5 - 3 * (std::log(2.0) + log_root)).epsilon(1e-13));
  CHECK(scores[0].standard_error == 0);  // one point says nothing of its spread
}

TEST_CASE("Parzen scores are the mean of the definition over points, and its standard error") {
  // more than a block of points and of samples
  const Batch<double> points = normal_batch(2, 300, 1), samples = normal_batch(2, 170, 2);
  for (const double sigma : {0.3, 1.0}) {
    Eigen::ArrayXd expected(points.cols());
    for (Index i = 0; i < points.cols(); ++i) {
      expected[i] = log_likelihood(points.col(i), samples, sigma);
    }
    const ParzenScore score = parzen_log_likelihood(points, samples, {sigma})[0];
    CHECK(score.mean == Catch::Approx(expected.mean()).epsilon(1e-11));
    const double deviation = std::sqrt((expected - expected.mean()).square().sum() / 299);
    CHECK(score.standard_error == Catch::Approx(deviation / std::sqrt(300.0)).epsilon(1e-11));
  }
}

TEST_CASE("Parzen scores do not underflow far from all samples") {
  const Batch<double> point = Batch<double>::Constant(784, 1, 1.0);
  const Batch<double> samples = Batch<double>::Zero(784, 3);
  const double expected = -784 / (2 * 0.01) - 784 * std::log(0.1 * std::sqrt(2 * std::numbers::pi));
  CHECK(parzen_log_likelihood(point, samples, {0.1})[0].mean ==
        Catch::Approx(expected).epsilon(1e-13));
}

TEST_CASE("Parzen scores are right between narrow clusters far apart") {
  Batch<double> points = 1e-3 * normal_batch(2, 100, 1), samples = 1e-3 * normal_batch(2, 100, 2);
  points.rightCols(50).array() += 1e5;
  samples.rightCols(50).array() += 1e5;
  double expected = 0;
  for (const auto& point : points.colwise()) expected += log_likelihood(point, samples, 1e-3) / 100;
  CHECK(parzen_log_likelihood(points, samples, {1e-3})[0].mean ==
        Catch::Approx(expected).epsilon(1e-11));
}

TEST_CASE("Parzen scores hold in any unit") {
  const Batch<double> points = normal_batch(2, 20, 1), samples = normal_batch(2, 30, 2);
  const double one = parzen_log_likelihood(points, samples, {0.5})[0].mean;
  for (const double unit : {1e-300, 1e-160, 1e160, 1e300}) {
    CHECK(parzen_log_likelihood(unit * points, unit * samples, {0.5 * unit})[0].mean ==
          Catch::Approx(one - 2 * std::log(unit)).epsilon(1e-13));
  }
  // a width far below the only distance, 0, and one far above all of them
  const Batch<double> large{{1e200}};
  const double log_root = std::log(std::sqrt(2 * std::numbers::pi));
  CHECK(parzen_log_likelihood(large, large, {1e-9})[0].mean ==
        Catch::Approx(9 * std::log(10.0) - log_root).epsilon(1e-13));
}

TEST_CASE("the Parzen widths are those of the paper, and the best of them is chosen") {
  const std::vector<double> widths = parzen_widths();
  REQUIRE(widths.size() == 10);
  CHECK(widths.front() == Catch::Approx(0.1));
  CHECK(widths[4] == Catch::Approx(0.27825594));  // numpy.logspace(-1, 0, 10)[4]
  CHECK(widths.back() == Catch::Approx(1.0));

  // one sample at 0, points at +-a: the likelihood is largest where sigma is a
  const Batch<double> points{{-0.5, 0.5}}, sample{{0.0}};
  CHECK(best_parzen_width(points, sample, {0.2, 0.4, 0.5, 0.6, 2.0}) == 0.5);
}

TEST_CASE("Parzen scores need points, samples with the same features, and positive widths") {
  const Batch<double> three = normal_batch(3, 4, 1), two = normal_batch(2, 4, 1);
  CHECK_THROWS_WITH(parzen_log_likelihood(three, two, {1.0}), ContainsSubstring("3 and 2"));
  CHECK_THROWS_WITH(parzen_log_likelihood(two, Batch<double>(2, 0), {1.0}),
                    ContainsSubstring("at least one of the samples; got 2 features x 0"));
  CHECK_THROWS_WITH(parzen_log_likelihood(two, two, {1.0, 0.0}),
                    ContainsSubstring("sigma must be positive; got 0"));
  Batch<double> nan = two;
  nan(1, 1) = std::nan("");
  CHECK_THROWS_WITH(parzen_log_likelihood(nan, two, {1.0}), ContainsSubstring("points"));
}
