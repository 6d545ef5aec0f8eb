// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <eigan/data/mixtures.hpp>

#include "tests/catch.hpp"
#include "tests/support/statistics.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;
using eigan::Batch;
using eigan::GaussianGrid;
using eigan::GaussianMixture1D;
using eigan::GaussianRing;
using eigan::Index;
using eigan::Purpose;
using eigan::Stream;
using eigan::SwissRoll;

namespace {

template <class Scalar = double, class S>
Batch<Scalar> draw(const S& source, Index count, std::uint64_t number = 0) {
  Batch<Scalar> batch = Batch<Scalar>::Constant(source.features(), count, 1e9);
  const eigan::Minibatch whole{static_cast<Index>(number), count};
  source.minibatch(whole, Stream{11, Purpose::data, number}, batch);
  return batch;
}

std::vector<double> numbers(const Eigen::MatrixXd& values) {
  return {values.data(), values.data() + values.size()};
}

/// How often each centre is the nearest.
std::vector<double> nearest_counts(const Batch<double>& samples, const Batch<double>& centers) {
  std::vector<double> counts(static_cast<std::size_t>(centers.cols()));
  for (Index j = 0; j < samples.cols(); ++j) {
    Index nearest = 0;
    (centers.colwise() - samples.col(j)).colwise().squaredNorm().minCoeff(&nearest);
    counts[static_cast<std::size_t>(nearest)] += 1;
  }
  return counts;
}

/// The noise that a source adds: the same stream without noise gives the centres.
template <class S>
Batch<double> noise(S source, Index count) {
  source.stddev = 0.5;
  const Batch<double> noisy = draw(source, count);
  source.stddev = 0;
  return (noisy - draw(source, count)) / 0.5;
}

template <class S>
void check_noise(const S& source) {
  const Batch<double> n = noise(source, 200'000);
  CHECK(kolmogorov_smirnov(numbers(n.row(0)), normal_cdf) < 1.95);
  CHECK(kolmogorov_smirnov(numbers(n.row(1)), normal_cdf) < 1.95);
  CHECK(std::abs(correlation(numbers(n.row(0)), numbers(n.row(1)))) < 3.3);
  const Index last = n.cols() - 1;
  CHECK(std::abs(correlation(numbers(n.row(1).head(last)), numbers(n.row(0).tail(last)))) < 3.3);
  // The noise says nothing about the centre it is added to.
  S quiet = source;
  quiet.stddev = 0;
  const Batch<double> centers = draw(quiet, 200'000);
  CHECK(std::abs(correlation(numbers(n.row(0)), numbers(centers.row(0)))) < 3.3);
  CHECK(std::abs(correlation(numbers(n.row(1)), numbers(centers.row(1)))) < 3.3);
}

template <class SourceF, class SourceD>
void check_function_of_arguments(const SourceF& f, const SourceD& d) {
  static_assert(eigan::Source<SourceF, float> && eigan::Source<const SourceD, double>);
  static_assert(!eigan::Source<SourceF, double>);
  CHECK(draw(d, 100) == draw(d, 100));
  CHECK(draw(d, 100, 0) != draw(d, 100, 1));
  CHECK(draw(d, 50) == draw(d, 100).leftCols(50));
  Batch<double> other(d.features(), 100);
  d.minibatch({5, 100}, Stream{11, Purpose::data, 0}, other);
  CHECK(other == draw(d, 100));
  for (const Index first : {0, 1, 37, 99}) {  // a part of a minibatch, as a shard asks for it
    Batch<double> part(d.features(), 100 - first);
    d.minibatch({5, 100, first}, Stream{11, Purpose::data, 0}, part);
    CHECK(part == other.rightCols(100 - first));
  }
  CHECK(draw<float>(f, 100).isApprox(draw(d, 100).template cast<float>(), 1e-6f));
  Batch<double> wrong(d.features() + 1, 3);
  CHECK_THROWS_WITH(d.minibatch({0, 3}, Stream(1, Purpose::data, 0), wrong),
                    ContainsSubstring("must have " + std::to_string(d.features()) + " rows"));
}

double mixture_cdf(double x) { return 0.75 * normal_cdf(x + 2) + 0.25 * normal_cdf((x - 3) / 0.5); }

}  // namespace

TEST_CASE("the modes of a ring lie at equal angles from the right on") {
  const Batch<double> centers = GaussianRing<double>{}.centers();
  REQUIRE(centers.cols() == 8);
  for (Index i = 0; i < 8; ++i) {
    const double angle = static_cast<double>(i) * std::numbers::pi / 4;
    CHECK(centers(0, i) == Catch::Approx(2 * std::cos(angle)).margin(1e-12));
    CHECK(centers(1, i) == Catch::Approx(2 * std::sin(angle)).margin(1e-12));
    for (Index k = 0; k < i; ++k) CHECK((centers.col(i) - centers.col(k)).norm() > 1.5);
  }
  const Batch<float> three = GaussianRing<float>{.modes = 3, .radius = 1}.centers();
  CHECK(three(0, 0) == 1.0f);
  CHECK(three(0, 1) == Catch::Approx(-0.5));
  CHECK(three(1, 1) == Catch::Approx(0.8660254));
  CHECK(three(1, 2) == Catch::Approx(-0.8660254));
}

TEST_CASE("the modes of a grid are those of the papers") {
  const Batch<double> centers = GaussianGrid<double>{}.centers();
  REQUIRE(centers.cols() == 25);
  Index i = 0;
  for (const double y : {-4.0, -2.0, 0.0, 2.0, 4.0}) {
    for (const double x : {-4.0, -2.0, 0.0, 2.0, 4.0}) {
      CHECK(centers.col(i) == Eigen::Vector2d(x, y));
      ++i;
    }
  }
  const Batch<double> even = GaussianGrid<double>{.side = 2, .spacing = 1}.centers();
  CHECK(even.col(0) == Eigen::Vector2d(-0.5, -0.5));
  CHECK(even.col(1) == Eigen::Vector2d(0.5, -0.5));
  CHECK(even.col(3) == Eigen::Vector2d(0.5, 0.5));
}

TEST_CASE("ring and grid draw every mode as often") {
  const GaussianRing<double> ring{.modes = 7};
  CHECK(std::abs(chi_square(nearest_counts(draw(ring, 140'000), ring.centers()))) < 3.1);
  const GaussianGrid<double> grid;
  CHECK(std::abs(chi_square(nearest_counts(draw(grid, 250'000), grid.centers()))) < 3.1);
}

TEST_CASE("without noise ring and grid draw their modes exactly") {
  const auto check = [](const auto& source) {
    const Batch<double> samples = draw(source, 100);
    for (Index j = 0; j < 100; ++j) {
      CHECK((source.centers().colwise() - samples.col(j)).colwise().norm().minCoeff() == 0);
    }
  };
  check(GaussianRing<double>{.stddev = 0});
  check(GaussianGrid<double>{.stddev = 0});
}

TEST_CASE("the noise of every source is normal in both directions and independent of the rest") {
  check_noise(GaussianRing<double>{});
  check_noise(GaussianGrid<double>{});
  check_noise(SwissRoll<double>{});
}

TEST_CASE("the spread of a mode is stddev") {
  const Batch<double> samples = draw(GaussianRing<double>{.modes = 1, .radius = 3}, 100'000);
  const Eigen::Vector2d mean = samples.rowwise().mean();
  CHECK(std::abs(mean[0] - 3) < 3.3 * 0.02 / std::sqrt(1e5));
  CHECK(std::abs(mean[1]) < 3.3 * 0.02 / std::sqrt(1e5));
  const double variance = (samples.colwise() - mean).squaredNorm() / (2 * 1e5);
  CHECK(std::sqrt(variance) == Catch::Approx(0.02).epsilon(0.01));
}

TEST_CASE("a swiss roll without noise is the spiral of scikit-learn divided by 7.5") {
  const Batch<double> samples = draw(SwissRoll<double>{.stddev = 0}, 100'000);
  std::vector<double> u;
  for (Index j = 0; j < samples.cols(); ++j) {
    const double t = 7.5 * samples.col(j).norm();
    REQUIRE(samples(0, j) == Catch::Approx(t * std::cos(t) / 7.5).margin(1e-12));
    REQUIRE(samples(1, j) == Catch::Approx(t * std::sin(t) / 7.5).margin(1e-12));
    u.push_back((t / (1.5 * std::numbers::pi) - 1) / 2);
  }
  CHECK(kolmogorov_smirnov(u, [](double x) { return std::clamp(x, 0.0, 1.0); }) < 1.95);
  CHECK(samples.cwiseAbs().maxCoeff() == Catch::Approx(1.8).margin(0.1));
  CHECK(SwissRoll<double>::curve(0)[1] == Catch::Approx(-1.5 * std::numbers::pi / 7.5));
  CHECK(SwissRoll<double>::curve(1)[1] == Catch::Approx(4.5 * std::numbers::pi / 7.5));
}

TEST_CASE("a mixture of one is a normal distribution") {
  const auto standard = draw(GaussianMixture1D<double>{}, 200'000);
  CHECK(kolmogorov_smirnov(numbers(standard), normal_cdf) < 1.95);
  const auto shifted = draw(GaussianMixture1D<double>{.means = {4}, .stddevs = {0.5}}, 200'000);
  CHECK(kolmogorov_smirnov(numbers(shifted), [](double x) { return normal_cdf((x - 4) / 0.5); }) <
        1.95);
}

TEST_CASE("a mixture on a line has the given weights, means and standard deviations") {
  const GaussianMixture1D<double> mixture{
      .means = {-2, 7, 3}, .stddevs = {1, 9, 0.5}, .weights = {3, 0, 1}};
  mixture.validate();
  CHECK(kolmogorov_smirnov(numbers(draw(mixture, 500'000)), mixture_cdf) < 1.95);
}

TEST_CASE("without weights all parts of a mixture are equally likely and one stddev serves all") {
  const GaussianMixture1D<double> mixture{.means = {-10, 0, 10}, .stddevs = {0.5}};
  mixture.validate();
  Batch<double> centers(1, 3);
  centers << -10, 0, 10;
  CHECK(std::abs(chi_square(nearest_counts(draw(mixture, 90'000), centers))) < 3.1);
}

TEST_CASE("the density of a mixture is the slope of its distribution function") {
  CHECK(GaussianMixture1D<float>{}.density(0) == Catch::Approx(0.3989422804));
  const GaussianMixture1D<double> n{.means = {4}, .stddevs = {0.5}};
  CHECK(n.density(4.5) == Catch::Approx(0.4839414490));
  const GaussianMixture1D<double> mixture{
      .means = {-2, 7, 3}, .stddevs = {1, 9, 0.5}, .weights = {3, 0, 1}};
  for (double x = -5; x < 6; x += 0.37) {
    const double slope = (mixture_cdf(x + 1e-5) - mixture_cdf(x - 1e-5)) / 2e-5;
    CHECK(mixture.density(x) == Catch::Approx(slope).epsilon(1e-6).margin(1e-9));
  }
}

TEST_CASE("a source depends on the stream alone and float draws what double draws") {
  check_function_of_arguments(GaussianRing<float>{}, GaussianRing<double>{});
  check_function_of_arguments(GaussianGrid<float>{}, GaussianGrid<double>{});
  check_function_of_arguments(SwissRoll<float>{}, SwissRoll<double>{});
  check_function_of_arguments(GaussianMixture1D<float>{}, GaussianMixture1D<double>{});
}

TEST_CASE("settings that break their rule are refused with the rule and the value") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto message = [](const auto& source) {
    return eigan::tests::thrown<eigan::Error>([&] { source.validate(); });
  };
  using Mixture = GaussianMixture1D<float>;
  CHECK_NOTHROW(GaussianRing<float>{}.validate());
  CHECK_NOTHROW(GaussianGrid<float>{}.validate());
  CHECK_NOTHROW(SwissRoll<float>{}.validate());
  CHECK_NOTHROW(Mixture{}.validate());
  CHECK(message(GaussianRing<float>{.modes = 0}) ==
        "GaussianRing: modes must be at least 1; got 0");
  CHECK(message(GaussianRing<float>{.radius = nan}) ==
        "GaussianRing: radius must be finite and not negative; got nan");
  CHECK(message(GaussianRing<float>{.stddev = -1}) ==
        "GaussianRing: stddev must be finite and not negative; got -1");
  CHECK(message(GaussianGrid<float>{.side = 0}) == "GaussianGrid: side must be at least 1; got 0");
  CHECK(message(GaussianGrid<float>{.spacing = -2}) ==
        "GaussianGrid: spacing must be finite and not negative; got -2");
  CHECK(message(GaussianGrid<float>{.stddev = HUGE_VAL}) ==
        "GaussianGrid: stddev must be finite and not negative; got inf");
  CHECK(message(SwissRoll<float>{.stddev = -0.5}) ==
        "SwissRoll: stddev must be finite and not negative; got -0.5");
  CHECK(message(Mixture{.means = {}}) ==
        "GaussianMixture1D: there must be at least one mean; got none");
  CHECK(message(Mixture{.means = {1, 2, 3}, .stddevs = {1, 2}}) ==
        "GaussianMixture1D: stddevs must be as many as means or one for all; got 2 for 3");
  CHECK(message(Mixture{.means = {1, 2}, .weights = {1}}) ==
        "GaussianMixture1D: weights must be as many as means or none; got 1 for 2");
  CHECK(message(Mixture{.means = {nan}}) == "GaussianMixture1D: a mean must be finite; got nan");
  CHECK(message(Mixture{.stddevs = {0}}) ==
        "GaussianMixture1D: a stddev must be finite and more than 0; got 0");
  CHECK(message(Mixture{.weights = {-1}}) ==
        "GaussianMixture1D: a weight must be finite and not negative; got -1");
  CHECK(message(Mixture{.weights = {0}}) ==
        "GaussianMixture1D: the weights must sum to more than 0; got 0");
}
