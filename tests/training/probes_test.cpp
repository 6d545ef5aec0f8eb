// SPDX-License-Identifier: MIT
// Where gradient penalties take slopes.
#include <algorithm>
#include <cmath>
#include <vector>

#include <eigan/nn/activations.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/dirac.hpp"
#include "tests/support/games.hpp"
#include "tests/support/recording.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;

namespace {

/// Sees slopes and does nothing.
template <Probe where>
struct Spy {
  static constexpr Probe probe = where;
  std::vector<double>* seen;
  double spread = 0.5;
  double penalty(double slope, double& d_slope) const {
    seen->push_back(slope);
    return d_slope = 0;
  }
};

/// The points at which slopes were taken, for real samples at 0 and fakes at 1: the slope of softplus is
/// the logistic function.
template <Probe where>
std::vector<double> places(Index steps, Index shards) {
  std::vector<double> seen;
  using Bent = Critic<Mlp<double, Dense<1, 1, Softplus>>>;
  using DiracGenerator = Generator<LineNet<double>, NoNoise>;
  MinimaxTrainer gan(line<DiracGenerator>(0, 1), line<Bent>(1, 0),
                     WassersteinLoss{.critic_steps = 1} + Spy<where>{&seen}, Frozen{}, Frozen{},
                     TrainingOptions{.batch_size = 50, .shards = shards});
  gan.fit(Zeros{}, steps);
  for (double& slope : seen) slope = std::log(slope / (1 - slope));
  return seen;
}

}  // namespace

TEST_CASE("probes between are uniform on the segment, with a number of its own for each pair") {
  std::vector<double> a = places<Probe::between>(40, 1);
  REQUIRE(a.size() == 2000);
  CHECK(places<Probe::between>(40, 7) == a);  // addressed by sample
  std::sort(a.begin(), a.end());
  CHECK(std::adjacent_find(a.begin(), a.end()) == a.end());
  double distance = 0;  // of Kolmogorov and Smirnov; 1.95 / sqrt(n) is exceeded once in 1,000
  for (std::size_t i = 0; i < a.size(); ++i) {
    distance = std::max(distance, std::abs(a[i] - (static_cast<double>(i) + 0.5) / 2000));
  }
  CHECK(distance < 1.95 / std::sqrt(2000.0));
}

TEST_CASE("probes around real samples are normal with the spread asked for") {
  const std::vector<double> u = places<Probe::around>(40, 3);
  double mean = 0, square = 0;
  for (const double x : u) {
    mean += x / 2000;
    square += x * x / 2000;
  }
  CHECK_THAT(mean, WithinAbs(0, 5 * 0.5 / std::sqrt(2000.0)));
  CHECK_THAT(square, WithinAbs(0.25, 5 * 0.25 * std::sqrt(2 / 2000.0)));
}
