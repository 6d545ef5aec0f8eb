// SPDX-License-Identifier: MIT
// The lower bound on W1 in the report.
#include <cmath>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/hinge.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/least_squares.hpp>
#include <eigan/objectives/penalties.hpp>
#include <eigan/objectives/relativistic.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/own_layers.hpp"
#include "tests/support/point_sets.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Gen = SmallGenerator<float>;
using Crit = Critic<Mlp<float, Dense<2, 9, LeakyReLU>, Maxout<9, 6, 3>, Dense<6, 1>>>;

double mean(const ConstScoresRef<float>& scores) { return scores.cast<double>().mean(); }

/// The report must be of the critic that gave the scores of the step's last turn.
template <class Objective_>
void check_reports(Objective_ inner, TrainingOptions options) {
  const Watched<Objective_, float> objective{inner};
  options.batch_size = 16;
  options.certify_every = 2;
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), objective, RMSProp{.learning_rate = 0.01},
                      RMSProp{.learning_rate = 0.01}, options);
  std::optional<double> bound;
  double difference = 0;
  *objective.watcher = [&](Loss loss, const auto& real, const auto& fake) {
    if (loss != Loss::adversary) return;
    bound = wgan.adversary().network().lipschitz_bound();
    difference = mean(real) - mean(fake);
  };
  const NormalSource<float> source{.size = 2};
  for (int step = 1; step <= 6; ++step) {
    const StepReport report = wgan.step(source);
    CHECK(report.lipschitz_bound.has_value() == (step % 2 == 0));
    CHECK(report.certified_difference.has_value() == (step % 2 == 0));
    CHECK(report.w1_lower_bound().has_value() == (step % 2 == 0));
    if (step % 2 != 0) continue;
    CHECK(*report.lipschitz_bound == *bound);
    CHECK(*report.lipschitz_bound != *wgan.adversary().network().lipschitz_bound());
    CHECK(*report.certified_difference < difference);
    CHECK(*report.certified_difference > difference - 0.01);
  }
}

}  // namespace

TEST_CASE("in steps of certify_every the report is of the critic that gave the scores") {
  check_reports(Wasserstein{.critic_steps = 3, .clip = 0.2}, {});
  check_reports(Wasserstein{.critic_steps = 1, .clip = 0.2}, {.simultaneous = true});
  check_reports(Wasserstein{.critic_steps = 3, .clip = 0.2}, {.shards = 3});
}

namespace {

/// x, y and what f(x) = 2 x, as a critic or as a logit, proves of them in one step.
template <class Adversary, class Objective_>
void check_shift(const Objective_& objective, TrainingOptions options = {}) {
  using Scalar = typename Adversary::Scalar;
  const Batch<Scalar> x{{1, 2, 6}}, y{{-1, 0, 1}};  // W1 = 3
  options.batch_size = 3;
  options.certify_every = 1;
  MinimaxTrainer game(point_generator(y), line<Adversary>(2, 1), objective, SGD{}, SGD{}, options);
  const double bound = game.step(PointSource<Scalar>{x}).w1_lower_bound().value();
  CHECK(bound <= 3);
  CHECK(bound >= 3 * (1 - (std::is_same_v<Scalar, float> ? 1e-5 : 1e-13)));
}

}  // namespace

TEST_CASE("the bound is that of the raw scores, whatever the objective reports as divergence") {
  check_shift<LineDiscriminator<>>(JensenShannon{});
  check_shift<LineDiscriminator<float>>(JensenShannon{} + R1{});
  check_shift<LineCritic<>>(Hinge{});
  check_shift<LineCritic<>>(LeastSquares{});
  check_shift<LineCritic<float>>(Relativistic{});
  check_shift<LineCritic<>>(Wasserstein{.critic_steps = 1});
  check_shift<LineCritic<>>(WassersteinGP{.critic_steps = 1});
  check_shift<LineCritic<>>(WassersteinGP{.critic_steps = 1}, {.shards = 2});
  // probes next to the fakes, and tangents behind each shard
  check_shift<LineCritic<float>>(WassersteinLoss{.critic_steps = 1} + R1{} + GradientPenalty{},
                                 {.simultaneous = true, .shards = 3});
}

TEST_CASE("what rounding adds to the scores of a float critic is not certified") {
  // f(x) = x + 10^7 at 0.6 and 0 is 10000001 and 10000000, but W1 is 0.6
  MinimaxTrainer game(point_generator(Batch<float>{{0}}), line<LineCritic<float>>(1, 1e7),
                      WassersteinGP{.critic_steps = 1}, SGD{}, SGD{},
                      TrainingOptions{.batch_size = 1, .certify_every = 1});
  const StepReport report = game.step(PointSource<float>{Batch<float>{{0.6f}}});
  REQUIRE(report.divergence == 1);
  CHECK(report.w1_lower_bound().value() <= static_cast<double>(0.6f));
  CHECK(report.w1_lower_bound().value() == 0);
}

TEST_CASE("scores that overflow certify nothing, also where the loss stays finite") {
  Mlp<float, Dense<1, 1>, Dense<1, 1>> net;
  net.parameters() << 1e20f, 0, 1e20f, 0;
  MinimaxTrainer game(point_generator(Batch<float>{{-1}}), Critic(net), Hinge{.critic_steps = 1},
                      SGD{.learning_rate = 0}, SGD{.learning_rate = 0},
                      TrainingOptions{.batch_size = 1, .certify_every = 1});
  CHECK_THROWS_AS(game.step(PointSource<float>{Batch<float>{{1}}}), DivergenceError);
  // -10^40 on the way, but ReLU makes 0 of it
  Mlp<float, Dense<1, 1, ReLU>, Dense<1, 1>> flat;
  flat.parameters() << -1e38f, 0, 1, 0;
  MinimaxTrainer other(point_generator(Batch<float>{{1e3f}}), Critic(flat),
                       Wasserstein{.critic_steps = 1, .clip = 3e38}, SGD{.learning_rate = 0},
                       SGD{.learning_rate = 0},
                       TrainingOptions{.batch_size = 1, .certify_every = 1});
  CHECK(other.step(PointSource<float>{Batch<float>{{-1}}}).w1_lower_bound() == 0.0);
}

TEST_CASE("an adversary whose layers allow no certificate is refused with its layer's name") {
  const auto refusal = [](auto net) {
    Rng rng{1};
    return thrown<Error>([&] {
      MinimaxTrainer(fresh<Gen>(1), Critic(std::move(net), rng), Wasserstein{}, RMSProp{},
                     RMSProp{}, TrainingOptions{.certify_every = 1});
    });
  };
  CHECK(refusal(mlp<float>(Dense<2, 4, Tanh>{}, Dropout{}, Dense<4, 1>{})) ==
        "MinimaxTrainer: with certify_every the adversary must have a Lipschitz bound and a "
        "rounding bound for each layer; layer 1 (dropout) has none, since each sample has another "
        "mask; leave it out");
  struct Custom : Dense<2, 4> {
    LayerDescription describe() const { return {}; }
  };
  CHECK(refusal(mlp<float>(Custom{}, Dense<4, 1>{})) ==
        "MinimaxTrainer: with certify_every the adversary must have a Lipschitz bound and a "
        "rounding bound for each layer; layer 0 (custom) has none: eigan/nn/layer.hpp says what "
        "they are");
}

TEST_CASE("the report has no bound unless it was asked for") {
  MinimaxTrainer gan(fresh<SmallGenerator<float>>(1), fresh<SmallDiscriminator<float>>(2),
                     JensenShannon{}, SGD{}, SGD{});
  const NormalSource<float> source{.size = 2};
  const StepReport report = gan.step(source);
  CHECK_FALSE(report.lipschitz_bound.has_value());
  CHECK_FALSE(report.w1_lower_bound().has_value());
}

TEST_CASE("a constant critic gives no bound: W1 is unknown, not infinite") {
  MinimaxTrainer wgan(line<LineGenerator<>>(1, 3), line<LineCritic<>>(0, 0.5),
                      Wasserstein{.critic_steps = 1}, SGD{.learning_rate = 0},
                      SGD{.learning_rate = 0}, TrainingOptions{.certify_every = 1});
  const NormalSource<> source;
  const StepReport report = wgan.step(source);
  REQUIRE(report.lipschitz_bound.has_value());
  CHECK(*report.lipschitz_bound == 0);
  CHECK_FALSE(report.w1_lower_bound().has_value());
}

TEST_CASE("the lower bound on W1 stays below W1 and above half of it") {
  // N(0, 1) and N(3, 1): W1 is 3. The generator stands still while the critic learns.
  const double w1 = 3;
  Rng rng{5};
  using Net = Mlp<double, Dense<1, 16, LeakyReLU>, Dense<16, 1>>;
  MinimaxTrainer wgan(line<LineGenerator<>>(1, w1), Critic<Net>{rng},
                      Wasserstein{.critic_steps = 5, .clip = 0.1}, SGD{.learning_rate = 0},
                      RMSProp{.learning_rate = 1e-3},
                      TrainingOptions{.batch_size = 256, .certify_every = 1});
  const NormalSource<> source;
  double sum = 0;
  const int steps = 200;
  for (int step = 0; step < steps; ++step) {
    const std::optional<double> bound = wgan.step(source).w1_lower_bound();
    REQUIRE(bound.has_value());
    sum += *bound;
  }
  // f / K is 1-Lipschitz, so its difference of means over one batch has a standard deviation of at
  // most that of x itself: sqrt(2 / 256). Five standard errors of the mean of the batches:
  const double error = 5 * std::sqrt(2.0 / 256 / steps);
  CHECK(sum / steps <= w1 + error);
  CHECK(sum / steps >= w1 / 2);
}
