// SPDX-License-Identifier: MIT
// Gradient penalties: the gradient that the adversary's optimiser gets, against differences of loss plus
// penalty, and against closed forms.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <eigan/data/mixtures.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/layer_norm.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/hinge.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/relativistic.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/dirac.hpp"
#include "tests/support/games.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/resuming.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/sources.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Gen = Generator<Mlp<double, Dense<3, 7, Tanh>, Dense<7, 2>>>;
using Straight = Mlp<double, Dense<2, 6, LeakyReLU>, Maxout<6, 4, 3>, Dense<4, 1>>;
using Curved = Mlp<double, Dropout, Dense<2, 6, SiLU>, Dropout, Dense<6, 5, Tanh>, Dense<5, 1>>;
using Normalised =
    Mlp<double, Dense<2, 6>, LayerNorm<LeakyReLU>, Dense<6, 5>, LayerNorm<Tanh>, Dense<5, 1>>;
using Wide = Mlp<double, Dense<2, 140, LeakyReLU>, Dense<140, 4, LeakyReLU>, Dense<4, 1>>;

/// Plays a step in which nobody moves, and compares the critic's gradient with differences of loss and
/// penalty.
template <class Net, class Objective>
void check(const Objective& objective, TrainingOptions options = {}) {
  options.batch_size = 5;
  options.seed = 8;
  for (const bool simultaneous : {false, true}) {
    for (const Index shards : {1, 2}) {
      options.simultaneous = simultaneous;
      options.shards = shards;
      const Gen generator = fresh<Gen>(1);
      Critic<Net> critic = fresh<Critic<Net>>(2);
      const NormalSource<> source{.size = 2};
      const Recording<Frozen> updates;
      const auto play = [&] {
        return MinimaxTrainer(generator, critic, objective, Frozen{}, updates, options)
            .step(source);
      };
      play();
      const Vector<double> gradient = updates.log->last_gradient();
      const GradientCheck found = check_gradient(
          critic.network().parameters(),
          [&] {
            const StepReport report = play();
            return report.adversary_loss + report.penalty.value();
          },
          gradient);
      CHECK(found);
      CHECK(found.error < 1e-7);
    }
  }
}

template <class Objective>
void check_all(const Objective& objective, TrainingOptions options = {}) {
  check<Straight>(objective, options);
  check<Curved>(objective, options);
  check<Wide>(objective, options);
  check<Normalised>(objective, options);
}

const WassersteinLoss once{.critic_steps = 1};
/// The same, for a few steps against a critic that nothing bounds.
struct Unbounded : WassersteinLoss {
  static constexpr bool needs_lipschitz_critic = false;
};

}  // namespace

TEST_CASE("the gradient of a penalised loss agrees with differences for every penalty") {
  SECTION("WGAN-GP") { check_all(WassersteinGP{.critic_steps = 1}); }
  SECTION("WGAN-LP") {
    check_all(once + GradientPenalty{.weight = 3, .target = 0.1, .one_sided = true});
  }
  SECTION("zero-centred") { check_all(once + GradientPenalty{.target = 0}); }
  SECTION("R1") { check_all(once + R1{.gamma = 2}); }
  SECTION("R2") { check_all(once + R2{.gamma = 2}); }
  SECTION("DRAGAN") { check_all(once + Dragan{}); }
}

TEST_CASE("the gradient agrees for several penalties, other losses, and noisy samples") {
  check_all(Relativistic{} + R1{.gamma = 2} + R2{.gamma = 0.5});
  check_all(Relativistic{.averaged = true} + R2{} + GradientPenalty{});
  check_all(Hinge{} + R1{} + Dragan{}, {.instance_noise = 0.3});
  check_all(once + R1{} + GradientPenalty{} + Dragan{});
}

namespace {

/// The Dirac-GAN (Mescheder et al., 2018): real samples at 0, a fake at theta, a critic psi x.
template <class Objective>
auto dirac(const Objective& objective, double theta, double psi, double rate, bool simultaneous) {
  using DiracGenerator = Generator<LineNet<double>, NoNoise>;
  return MinimaxTrainer(line<DiracGenerator>(0, theta), line<LineCritic<>>(psi, 0), objective,
                        SGD{.learning_rate = rate}, SGD{.learning_rate = rate},
                        TrainingOptions{.batch_size = 1, .simultaneous = simultaneous});
}

/// Compares 300 steps with the recursion of a penalty whose derivative at psi is r (|psi| - g) sgn psi.
template <class Objective>
void check_recursion(const Objective& objective, double r, double g) {
  const double h = 0.05;
  for (const bool simultaneous : {false, true}) {
    double theta = 1, psi = 0.4;
    auto gan = dirac(objective, theta, psi, h, simultaneous);
    for (int i = 0; i < 300; ++i) {
      gan.step(Zeros{});
      const double before = psi;
      psi -= h * (theta + r * (std::abs(psi) - g) * (psi > 0 ? 1 : psi < 0 ? -1 : 0));
      theta += h * (simultaneous ? before : psi);
      REQUIRE_THAT(gan.adversary().network().parameters()[0], WithinAbs(psi, 1e-12));
      REQUIRE_THAT(gan.generator().network().parameters()[1], WithinAbs(theta, 1e-12));
      REQUIRE(gan.adversary().network().parameters()[1] == 0);  // no penalty moves a bias
    }
  }
}

}  // namespace

TEST_CASE("the Dirac-GAN with each penalty follows its recursion") {
  check_recursion(WassersteinGP{.critic_steps = 1, .penalty = {.weight = 0.5, .target = 0.3}}, 1,
                  0.3);
  check_recursion(once + R1{.gamma = 0.7}, 0.7, 0);
  check_recursion(once + R2{.gamma = 0.7}, 0.7, 0);
  check_recursion(once + R1{.gamma = 0.7} + R2{.gamma = 0.2}, 0.9, 0);
  check_recursion(once + Dragan{.weight = 0.5, .target = 0.3}, 1, 0.3);
}

TEST_CASE("a slope of 0 has no direction: the penalty moves nothing, and gives no NaN") {
  auto gan = dirac(once + GradientPenalty{.weight = 10} + R1{} + Dragan{}, 0, 0, 0.1, false);
  const StepReport report = gan.step(Zeros{});
  CHECK(report.slope == 0.0);
  CHECK(report.penalty == 20.0);  // 10 (0 - 1)^2, twice
  CHECK(gan.adversary().network().parameters() == Vector<double>::Zero(2));
}

TEST_CASE("a penalty that is due in every third turn is taken three times then") {
  const double h = 0.01, gamma = 0.5;
  double theta = 1, psi = 0.4;
  auto gan = dirac(WassersteinLoss{.critic_steps = 2} + R1{.gamma = gamma, .every = 3}, theta, psi,
                   h, false);
  for (int turn = 0, step = 0; step < 30; ++step) {
    const StepReport report = gan.step(Zeros{});
    double penalty = -1;
    for (int k = 0; k < 2; ++k, ++turn) {
      const bool due = (turn + 1) % 3 == 0;
      penalty = due ? gamma / 2 * psi * psi : -1;
      psi -= h * (theta + (due ? 3 * gamma * psi : 0));
    }
    theta += h * psi;
    CHECK_THAT(gan.adversary().network().parameters()[0], WithinAbs(psi, 1e-12));
    CHECK(report.penalty.has_value() == (penalty >= 0));
    if (report.penalty) CHECK_THAT(*report.penalty, WithinAbs(penalty, 1e-12));
  }
}

TEST_CASE("a linear critic at the optimum of WGAN-GP prints W1 + W1^2 / (2 lambda)") {
  // a critic w x, real samples shifted by -d: -w d + lambda (w - 1)^2, w = 1 + d / (2 lambda)
  for (const double lambda : {0.1, 10.0}) {
    const double d = 2;
    auto gan =
        dirac(WassersteinGP{.critic_steps = 1, .penalty = {.weight = lambda}}, -d, 1, 0, false);
    MinimaxTrainer game(gan.generator(), gan.adversary(), gan.objective(), SGD{.learning_rate = 0},
                        SGD{.learning_rate = 0.4 / lambda / 2}, TrainingOptions{.batch_size = 4});
    const StepReport report = game.fit(Zeros{}, 200);
    CHECK_THAT(report.divergence, WithinRel(d + d * d / (2 * lambda), 1e-9));
    CHECK_THAT(*report.penalty, WithinRel(d * d / (4 * lambda), 1e-9));
    CHECK_THAT(*report.slope, WithinRel(1 + d / (2 * lambda), 1e-9));
  }
}

namespace {

using FloatGen = Generator<Mlp<float, Dense<3, 20, Tanh>, Dropout, Dense<20, 2>>>;
template <class Net>
auto game(Index threads, Index shards, bool simultaneous) {
  return MinimaxTrainer(fresh<FloatGen>(1), fresh<Critic<Net>>(2),
                        Relativistic{.critic_steps = 2} + R1{.every = 3} + GradientPenalty{},
                        Adam{}, Adam{},
                        TrainingOptions{.batch_size = 301,
                                        .seed = 4,
                                        .simultaneous = simultaneous,
                                        .instance_noise = 0.1,
                                        .averaging = 0.9,
                                        .threads = threads,
                                        .shards = shards});
}

template <class Net>
void check_threads() {
  for (const Index shards : {1, 3}) {
    for (const bool simultaneous : {false, true}) {
      auto one = game<Net>(1, shards, simultaneous);
      one.fit(GaussianRing<float>{}, 4);
      for (const Index threads : {2, 4}) {
        auto several = game<Net>(threads, shards, simultaneous);
        several.fit(GaussianRing<float>{}, 4);
        CHECK(same_parameters(several.generator(), one.generator()));
        CHECK(same_parameters(several.adversary(), one.adversary()));
      }
    }
  }
}

}  // namespace

TEST_CASE("a penalised game has the same bytes on any number of threads") {
  check_threads<Mlp<float, Dropout, Dense<2, 30, SiLU>, Maxout<30, 8, 3>, Dense<8, 1>>>();
  check_threads<Mlp<float, Dense<2, 200, LeakyReLU>, Dropout, Dense<200, 1>>>();
  check_threads<Mlp<float, Dense<2, 200>, LayerNorm<ReLU>, Dense<200, 1>>>();
}

TEST_CASE("a penalised game resumes bit by bit") {
  const auto make = [](std::uint64_t seed) {
    return MinimaxTrainer(fresh<FloatGen>(seed), fresh<SmallCritic<float>>(seed + 1),
                          WassersteinLoss{.critic_steps = 2} + R1{.every = 3} + GradientPenalty{},
                          Adam{}, Adam{}, TrainingOptions{.batch_size = 32, .seed = 6});
  };
  check_resuming(make, GaussianRing<float>{},
                 [](auto& from, auto& to) { SavedState(from).restore(to); });
}

TEST_CASE("a slope that is not finite stops training, and names the step") {
  // the score is finite; a weight of 1e308 on a vanishing input has a gradient whose norm is not
  auto gan = dirac(once + R1{}, 0, std::numeric_limits<double>::max(), 0.1, false);
  CHECK_THAT(thrown<DivergenceError>([&] { gan.step(Zeros{}); }),
             Catch::Matchers::ContainsSubstring(
                 "training diverged in step 1: the critic's penalty is inf"));
}

TEST_CASE("settings of penalties that break their rules are refused") {
  const auto refusal = [](const auto& penalty) {
    return thrown<Error>([&] { detail::validate(once + penalty); });
  };
  CHECK(refusal(GradientPenalty{.weight = -1}) ==
        "GradientPenalty: weight must be finite and at least 0; got -1");
  CHECK(refusal(GradientPenalty{.target = -0.5}) ==
        "GradientPenalty: target must be finite and at least 0; got -0.5");
  CHECK(refusal(R1{.gamma = -2}) == "R1: gamma must be finite and at least 0; got -2");
  CHECK(refusal(R1{.every = 0}) == "R1: every must be at least 1; got 0");
  CHECK(refusal(R2{.every = -1}) == "R2: every must be at least 1; got -1");
  CHECK(refusal(Dragan{.spread = 0}) == "Dragan: spread must be finite and positive; got 0");
}

TEST_CASE("an objective with penalties keeps the objective's hooks, and the penalties in order") {
  // as in docs/penalties.md
  const auto wgan_gp = WassersteinGP{.penalty = {.weight = 10}};        // Gulrajani et al., 2017
  const auto r1 = JensenShannon{} + R1{.gamma = 1};                     // Mescheder et al., 2018
  const auto r3gan = Relativistic{} + R1{.gamma = 1} + R2{.gamma = 1};  // Huang et al., 2024
  const auto wgan_lp =
      WassersteinLoss{} + GradientPenalty{.one_sided = true};   // Petzka et al., 2018
  const auto dragan = JensenShannon{} + Dragan{.spread = 0.5};  // Kodali et al., 2017

  CHECK(wgan_gp.adversary_steps(1) == 5);
  CHECK(std::get<0>(r1.penalties()).gamma == 1);
  CHECK(std::tuple_size_v<std::decay_t<decltype(r3gan.penalties())>> == 2);
  CHECK(decltype(r3gan)::uses_real_scores);
  CHECK(wgan_lp.adversary_steps(1) == 5);
  CHECK(std::get<0>(dragan.penalties()).spread == 0.5);
  CHECK(std::string(decltype(r3gan)::name) == "relativistic");
}

namespace {

/// Chosen at run time: Relativistic or WassersteinLoss, with R1 or without.
struct Chosen {
  bool uses_real_scores;
  std::optional<R1> r1{};

  auto penalties() const { return std::tuple(std::optional<GradientPenalty>{}, r1); }
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    if (!uses_real_scores) return once.adversary_loss<Scalar>(real, fake, d_real, d_fake);
    return Relativistic{}.adversary_loss<Scalar>(real, fake, d_real, d_fake);
  }
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>& real, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    CHECK(real.size() == (uses_real_scores ? fake.size() : 0));
    if (!uses_real_scores) return once.generator_loss<Scalar>(real, fake, d_fake);
    return Relativistic{}.generator_loss<Scalar>(real, fake, d_fake);
  }
};

template <class Objective>
void check_chosen(const Chosen& chosen, const Objective& same) {
  const auto play = [](const auto& objective) {
    MinimaxTrainer gan(fresh<FloatGen>(1), fresh<SmallCritic<float>>(2), objective, Adam{}, Adam{},
                       TrainingOptions{.batch_size = 16, .seed = 3});
    const StepReport report = gan.fit(GaussianRing<float>{}, 5);
    return std::pair(std::move(gan), report);
  };
  const auto [one, its_report] = play(chosen);
  const auto [other, report] = play(same);
  CHECK(same_parameters(one.generator(), other.generator()));
  CHECK(same_parameters(one.adversary(), other.adversary()));
  CHECK(its_report.penalty == report.penalty);
  CHECK(its_report.slope == report.slope);
}

}  // namespace

TEST_CASE("penalties, and whether the generator sees real scores, can be chosen at run time") {
  const R1 r1{.gamma = 0.5, .every = 2};
  check_chosen({.uses_real_scores = false}, Unbounded{once});
  check_chosen({.uses_real_scores = true}, Relativistic{});
  check_chosen({.uses_real_scores = false, .r1 = r1}, once + r1);
  check_chosen({.uses_real_scores = true, .r1 = r1}, Relativistic{} + r1);
}

TEST_CASE("an objective's own penalty stays when others are added") {
  const auto own = WassersteinGP{.critic_steps = 1, .penalty = {.weight = 3}} + R1{.gamma = 2};
  const auto both = once + GradientPenalty{.weight = 3} + R1{.gamma = 2};
  STATIC_REQUIRE(std::tuple_size_v<decltype(own.penalties())> == 2);
  const auto first = [](auto objective) {
    MinimaxTrainer gan(fresh<FloatGen>(1), fresh<SmallCritic<float>>(2), objective, Adam{}, Adam{},
                       TrainingOptions{.batch_size = 32, .seed = 6});
    return *gan.step(GaussianRing<float>{}).penalty;
  };
  CHECK(first(own) == first(both));
  CHECK(first(own) != first(once + R1{.gamma = 2}));
}

TEST_CASE("penalties of one slope are what their formulas say") {
  const auto of = [](const auto& penalty, double slope) {
    double d = -1;
    const double value = penalty.penalty(slope, d);
    return std::pair{value, d};
  };
  CHECK(of(GradientPenalty{}, 1.5) == std::pair{2.5, 10.0});
  CHECK(of(GradientPenalty{}, 0.5) == std::pair{2.5, -10.0});
  CHECK(of(GradientPenalty{.one_sided = true}, 1.5) == std::pair{2.5, 10.0});
  CHECK(of(GradientPenalty{.one_sided = true}, 0.5) == std::pair{0.0, 0.0});
  CHECK(of(GradientPenalty{.weight = 2, .target = 0}, 3) == std::pair{18.0, 12.0});
  CHECK(of(R1{.gamma = 4}, 3) == std::pair{18.0, 12.0});
  CHECK(of(R2{.gamma = 4}, 3) == std::pair{18.0, 12.0});
  CHECK(of(Dragan{.weight = 2, .target = 1}, 3) == std::pair{8.0, 8.0});
}

TEST_CASE("penalties of weight 0 leave both players' game as it is") {
  const auto play = [](const auto& objective, bool simultaneous, Index shards) {
    MinimaxTrainer gan(
        fresh<Gen>(1), fresh<Critic<Curved>>(2), objective, Adam{}, Adam{},
        TrainingOptions{
            .batch_size = 20, .seed = 3, .simultaneous = simultaneous, .shards = shards});
    gan.fit(NormalSource<>{.size = 2}, 5);
    return gan;
  };
  for (const bool simultaneous : {false, true}) {
    for (const Index shards : {1, 3}) {
      const auto free = play(Relativistic{.critic_steps = 2}, simultaneous, shards);
      const auto held = play(Relativistic{.critic_steps = 2} + R1{.gamma = 0} + R2{.gamma = 0},
                             simultaneous, shards);
      CHECK(held.generator().network().parameters().isApprox(
          free.generator().network().parameters(), 1e-9));
      CHECK(held.adversary().network().parameters().isApprox(
          free.adversary().network().parameters(), 1e-9));
    }
  }
}
