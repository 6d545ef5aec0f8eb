// SPDX-License-Identifier: MIT
// Noise on the adversary's input.
#include <cmath>
#include <vector>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// One adversary loss of a game in which nobody moves and samples are constants, so that the scores
/// of f(x) = x are 5 and 2 plus the noise.
struct Seen {
  Eigen::ArrayXd real, fake;
};
std::vector<Seen> seen_in_steps(Index steps, const Schedule& noise, std::uint64_t seed = 1) {
  const Watched objective(Wasserstein{.critic_steps = 2, .clip = 100});
  MinimaxTrainer trainer(
      line<LineGenerator<>>(0, 2), line<LineCritic<>>(1, 0), objective, SGD{.learning_rate = 0},
      SGD{.learning_rate = 0},
      TrainingOptions{.batch_size = 5000, .seed = seed, .instance_noise = noise});
  std::vector<Seen> seen;
  *objective.watcher = [&](Loss, const auto& real, const auto& fake) {
    seen.push_back({real.transpose(), fake.transpose()});
  };
  trainer.fit(ConstantSource<>{5}, steps);
  return seen;
}

double deviation(const Eigen::ArrayXd& x) { return std::sqrt((x - x.mean()).square().mean()); }

}  // namespace

TEST_CASE("real and fake samples get normal noise of the same strength, new in every turn") {
  const std::vector<Seen> seen = seen_in_steps(2, 0.3);
  REQUIRE(seen.size() == 2 * 3);  // two turns of the critic and one of the generator
  std::vector<Eigen::ArrayXd> noises;
  for (const Seen& s : seen) {
    if (s.real.size() > 0) noises.push_back(s.real - 5);
    noises.push_back(s.fake - 2);
  }
  REQUIRE(noises.size() == 2 * 5);
  const double standard_error = 0.3 / std::sqrt(5000.0);
  for (std::size_t i = 0; i < noises.size(); ++i) {
    CHECK(std::abs(noises[i].mean()) < 4.5 * standard_error);
    CHECK(deviation(noises[i]) == Catch::Approx(0.3).epsilon(4.5 / std::sqrt(2 * 5000.0)));
    for (std::size_t j = 0; j < i; ++j) {
      const double correlation = (noises[i] * noises[j]).mean() / (0.3 * 0.3);
      CHECK(std::abs(correlation) < 4.5 / std::sqrt(5000.0));
    }
  }
}

TEST_CASE("instance noise is independent of the data and of the generator's noise") {
  // real samples and fakes are N(0, 1): with independent noise their variance is 1 + 0.5^2, and turns
  // have nothing in common
  const Watched objective(Wasserstein{.critic_steps = 2, .clip = 100});
  MinimaxTrainer trainer(line<LineGenerator<>>(1, 0), line<LineCritic<>>(1, 0), objective,
                         SGD{.learning_rate = 0}, SGD{.learning_rate = 0},
                         TrainingOptions{.batch_size = 5000, .instance_noise = 0.5});
  std::vector<Eigen::ArrayXd> seen;
  *objective.watcher = [&](Loss, const auto& real, const auto& fake) {
    if (real.size() > 0) seen.push_back(real.transpose());
    seen.push_back(fake.transpose());
  };
  trainer.fit(NormalSource<>{}, 2);
  REQUIRE(seen.size() == 2 * 5);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].square().mean() == Catch::Approx(1.25).epsilon(4.5 * std::sqrt(2 / 5000.0)));
    for (std::size_t j = 0; j < i; ++j) {
      CHECK(std::abs((seen[i] * seen[j]).mean()) < 4.5 * 1.25 / std::sqrt(5000.0));
    }
  }
}

TEST_CASE("the noise follows its schedule down to 0") {
  const std::vector<Seen> seen = seen_in_steps(5, Schedule::linear(0.4, 0, 4));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double expected = 0.4 - 0.1 * static_cast<double>(i / 3);
    CHECK(deviation(seen[i].fake) == Catch::Approx(expected).epsilon(0.05).margin(1e-12));
  }
  CHECK((seen.back().fake == 2).all());
  CHECK((seen_in_steps(1, 0)[0].real == 5).all());
}

TEST_CASE("the noise follows from the seed") {
  CHECK((seen_in_steps(1, 0.3)[0].real == seen_in_steps(1, 0.3)[0].real).all());
  CHECK((seen_in_steps(1, 0.3)[0].real != seen_in_steps(1, 0.3, 2)[0].real).all());
}

TEST_CASE("noise makes two separate points overlap: the divergence is that of two Gaussians") {
  // N(2, 1) and N(3, 1) of reference: 0.111421 nats, reached by the logit x - 2.5 between them.
  MinimaxTrainer trainer(line<LineGenerator<>>(0, 2), line<LineDiscriminator<>>(1, -2.5),
                         JensenShannon{}, SGD{.learning_rate = 0}, SGD{.learning_rate = 0},
                         TrainingOptions{.batch_size = 100'000, .seed = 4, .instance_noise = 1});
  CHECK(trainer.step(ConstantSource<>{3}).divergence == Catch::Approx(0.111421).margin(0.004));
}
