// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <eigan/data/mixtures.hpp>
#include <eigan/metrics/mode_coverage.hpp>

#include "tests/catch.hpp"

using eigan::Batch;
using eigan::GaussianGrid;
using eigan::GaussianRing;
using eigan::Index;
using eigan::mode_coverage;
using eigan::ModeCoverage;
using eigan::Purpose;
using eigan::Stream;

namespace {

template <class S>
Batch<float> draw(const S& source, Index count, std::uint64_t number = 0) {
  Batch<float> batch(2, count);
  source.minibatch({0, count}, Stream(3, Purpose::data, number), batch);
  return batch;
}

/// Modes at 0, 10 and 20 of a line.
Batch<double> three_modes() {
  Batch<double> centers(1, 3);
  centers << 0, 10, 20;
  return centers;
}

ModeCoverage line(std::initializer_list<double> samples) {
  Batch<double> batch(1, static_cast<Index>(samples.size()));
  Index i = 0;
  for (double sample : samples) batch(0, i++) = sample;
  return mode_coverage(batch, three_modes(), 1);
}

}  // namespace

TEST_CASE("samples of the data themselves cover every mode") {
  const GaussianRing<float> ring;
  const GaussianGrid<float> grid;
  const ModeCoverage on_ring = mode_coverage(draw(ring, 2500), ring.centers(), ring.stddev);
  CHECK(on_ring.modes == 8);
  CHECK(on_ring.modes_captured == 8);
  CHECK(std::abs(on_ring.high_quality - 0.98889) < 3 * 0.0021);
  CHECK(on_ring.reverse_kl < 0.01);
  const ModeCoverage on_grid = mode_coverage(draw(grid, 2500), grid.centers(), grid.stddev);
  CHECK(on_grid.modes == 25);
  CHECK(on_grid.modes_captured == 25);
  CHECK(std::abs(on_grid.high_quality - 0.98889) < 3 * 0.0021);
  CHECK(on_grid.reverse_kl < 0.02);
}

TEST_CASE("three standard deviations in two dimensions hold 98.889 percent") {
  const GaussianRing<float> ring;
  const ModeCoverage coverage = mode_coverage(draw(ring, 400'000), ring.centers(), ring.stddev);
  CHECK(std::abs(coverage.high_quality - (1 - std::exp(-4.5))) < 3.3 * 0.105 / std::sqrt(4e5));
  // With all modes equally likely 2 n KL is chi-square with 7 degrees of freedom.
  CHECK(coverage.reverse_kl < 25.0 / 8e5);
  CHECK(coverage.reverse_kl > 0);
}

TEST_CASE("a sampler that is too narrow or too wide is recognised") {
  const GaussianRing<float> ring;
  const auto quality = [&](double stddev) {
    return mode_coverage(draw(GaussianRing<float>{.stddev = stddev}, 20'000), ring.centers(),
                         ring.stddev)
        .high_quality;
  };
  CHECK(quality(0.01) > 0.999);
  CHECK(quality(0.04) == Catch::Approx(1 - std::exp(-4.5 / 4)).margin(0.01));
}

TEST_CASE("a sample within three standard deviations counts and one beyond does not") {
  CHECK(line({3}).high_quality == 1);
  CHECK(line({-3}).high_quality == 1);
  CHECK(line({3.01}).high_quality == 0);
  CHECK(line({13.01, 10}).high_quality == 0.5);
  CHECK(line({23, 17, 16.9, 0}).high_quality == 0.75);
}

TEST_CASE("a mode is captured by one sample of high quality, and not by others") {
  CHECK(line({0}).modes_captured == 1);
  CHECK(line({0, 0.5, 10, 4}).modes_captured == 2);
  CHECK(line({0, 14, 16}).modes_captured == 1);
  CHECK(line({1, 9, 21}).modes_captured == 3);
  CHECK(line({4}).modes_captured == 0);
}

TEST_CASE("the reverse KL is that of the nearest modes from the uniform distribution") {
  CHECK(line({0, 10, 20}).reverse_kl == Catch::Approx(0).margin(1e-15));
  CHECK(line({0, 0, 0}).reverse_kl == Catch::Approx(std::log(3.0)));
  CHECK(line({0, 10}).reverse_kl == Catch::Approx(std::log(1.5)));
  // Samples of low quality count too: (2/4) log(2/4 3) + 2 (1/4) log(1/4 3)
  CHECK(line({0, 4, 14, 16}).reverse_kl ==
        Catch::Approx(0.5 * std::log(1.5) + 0.5 * std::log(0.75)));
}

TEST_CASE("a generator that collapsed to one mode captures one") {
  const GaussianRing<float> ring;
  const Batch<float> samples = draw(GaussianRing<float>{.modes = 1}, 2500);
  const ModeCoverage coverage = mode_coverage(samples, ring.centers(), ring.stddev);
  CHECK(coverage.modes_captured == 1);
  CHECK(coverage.high_quality > 0.98);
  CHECK(coverage.reverse_kl == Catch::Approx(std::log(8.0)));
}

TEST_CASE("mode coverage does not depend on the unit") {
  for (const double unit : {1e-300, 1e-170, 1e170, 1e300}) {
    const Batch<double> samples = unit * Batch<double>{{2.9, 3.1, 9, 22}};
    const ModeCoverage coverage = mode_coverage(samples, unit * three_modes(), unit);
    CHECK(coverage.modes_captured == 3);
    CHECK(coverage.high_quality == 0.75);
  }
}

TEST_CASE("mode coverage refuses what it cannot measure") {
  const Batch<double> centers = three_modes();
  CHECK_THROWS_WITH(
      mode_coverage(Batch<double>(1, 0), centers, 1),
      "mode_coverage: there must be at least one of the samples; got 1 features x 0 samples");
  CHECK_THROWS_WITH(mode_coverage(Batch<double>::Zero(2, 5), centers, 1),
                    "mode_coverage: both must have the same number of features; got 2 and 1");
  CHECK_THROWS_WITH(mode_coverage(centers, centers, 0),
                    "mode_coverage: stddev must be more than 0; got 0");
  Batch<double> samples = centers;
  samples(0, 1) = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(mode_coverage(samples, centers, 1),
                    "mode_coverage: the samples must be finite; got inf in sample 1");
  CHECK_THROWS_WITH(mode_coverage(centers, samples, 1),
                    "mode_coverage: the modes must be finite; got inf in sample 1");
}
