// SPDX-License-Identifier: MIT
#include <numbers>
#include <string>

#include <eigan/eigan.hpp>
#include <eigan/diagnosis.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const PrecisionRecall good{.precision = 0.9, .recall = 0.9, .density = 1, .coverage = 0.95};
// not all is covered, and nothing is said of that: it lies among the samples
const PrecisionRecall thin{.precision = 0.9, .recall = 0.9, .density = 1, .coverage = 0.66};

/// The sentences of a diagnosis, by their first words.
std::string said(const Diagnosis& diagnosis) {
  std::string all;
  for (const std::string& sentence : diagnosis.verdict()) {
    all += sentence.substr(0, sentence.find(':')) + ";";
  }
  return all;
}

/// A game on numbers: real ones are normal around `mean` of standard deviation 1.
template <class Scorer, class Objective>
auto game(LineGenerator<> generator, Scorer scorer, Objective objective) {
  return MinimaxTrainer{std::move(generator),
                        std::move(scorer),
                        objective,
                        SGD{},
                        SGD{},
                        TrainingOptions{.batch_size = 200, .seed = 4}};
}

GaussianMixture1D<double> normal_around(double mean) { return {.means = {mean}}; }

}  // namespace

TEST_CASE("a verdict says what stands out, by the rules of its documentation") {
  CHECK(said({.samples = good}).empty());
  CHECK(said({.samples = thin}).empty());
  CHECK(said({.samples = {.precision = 0.5, .recall = 0.89, .coverage = 0.66}}) ==
        "modes have collapsed;");
  CHECK(said({.samples = {.precision = 0.5, .recall = 0.89, .coverage = 0.67}}).empty());
  CHECK(said({.samples = {.precision = 0.49, .coverage = 0.49}}) ==
        "samples are not yet like the data;");
  CHECK(said({.samples = {.precision = 0.1, .coverage = 0.5}}).empty());

  const double most = std::numbers::ln2;
  CHECK(said({.samples = good, .jensen_shannon = 0.91 * most}) == "the discriminator has won;");
  CHECK(said({.samples = good, .jensen_shannon = 0.89 * most}).empty());

  CHECK(said({.samples = thin, .critic = 0.09, .critic_alone = 1}) ==
        "the critic is far from optimal;");
  CHECK(said({.samples = thin, .critic = -0.002, .critic_alone = -0.002}).empty());
  CHECK(said({.samples = thin, .critic = -1, .critic_alone = 1}) ==
        "the critic is far from optimal;");
  CHECK(said({.samples = thin, .critic = 0.11, .critic_alone = 1}).empty());
  CHECK(said({.samples = good, .critic = 0.09, .critic_alone = 1}).empty());  // nothing to tell

  CHECK(said({.samples = good, .clip_share = 0.91}) == "the clip decides what the critic is;");
  CHECK(said({.samples = good, .clip_share = 0.9}).empty());

  const Diagnosis all{.samples = {.precision = 0.976, .recall = 0.2, .coverage = 0.124},
                      .critic = 0.01,
                      .critic_alone = 2,
                      .clip_share = 1};
  REQUIRE(all.verdict().size() == 3);
  CHECK(all.verdict()[0].find("98 %), but only 12 %") != std::string::npos);
  CHECK(all.verdict()[1].find("0.01, and would be 2") != std::string::npos);
  CHECK(all.verdict()[2].find("100 %") != std::string::npos);
}

TEST_CASE("a generator of one point, in the middle of the data, is a collapse") {
  const auto one_point =
      game(line<LineGenerator<>>(1e-6, 0), line<LineDiscriminator<>>(0, 0), JensenShannon{});
  const Diagnosis found = diagnose(one_point, normal_around(0));
  CHECK(found.samples.precision == 1);
  CHECK(found.samples.coverage < 0.1);
  CHECK(said(found) == "modes have collapsed;");
  const auto perfect =
      game(line<LineGenerator<>>(1, 0), line<LineDiscriminator<>>(0, 0), JensenShannon{});
  CHECK(diagnose(perfect, normal_around(0)).samples.coverage > 0.9);
  CHECK(said(diagnose(perfect, normal_around(0))).empty());
}

TEST_CASE("a mode that is missing is a collapse, if four tenths of the data lie there") {
  const auto of_the_first = [](double share) {
    const auto one_mode =
        game(line<LineGenerator<>>(1, 0), line<LineDiscriminator<>>(0, 0), JensenShannon{});
    return diagnose(one_mode,
                    GaussianMixture1D<double>{.means = {0, 20}, .weights = {1 - share, share}});
  };
  for (const double share : {0.4, 0.45, 0.55}) {
    const Diagnosis found = of_the_first(share);
    CHECK(found.samples.recall == Catch::Approx(1 - share).margin(0.06));
    CHECK(said(found) == "modes have collapsed;");
  }
  CHECK(said(of_the_first(0.25)).empty());
}

TEST_CASE("what derives from an objective is diagnosed as that") {
  struct Own : Wasserstein {};
  const auto own = game(line<LineGenerator<>>(1, 0), line<LineCritic<>>(0.01, 0), Own{});
  CHECK(diagnose(own, normal_around(2)).clip_share == 0.5);
}

TEST_CASE("a discriminator that tells all apart has won, its estimate is log 2") {
  const auto won =
      game(line<LineGenerator<>>(1, 0), line<LineDiscriminator<>>(10, -100), JensenShannon{});
  const Diagnosis found = diagnose(won, normal_around(20));
  CHECK(*found.jensen_shannon == Catch::Approx(std::numbers::ln2).margin(1e-6));
  CHECK_FALSE(found.critic);
  CHECK_FALSE(found.clip_share);
  CHECK(said(found) == "samples are not yet like the data;the discriminator has won;");
}

TEST_CASE("a critic that does not tell what it could is far from optimal, and its clip is seen") {
  // normals around 0 and 2: the best critic within the clip is slope 0.5, its estimate 0.5 x 2 = 1
  const Wasserstein objective{.critic_steps = 5, .clip = 0.5};
  const auto lazy = game(line<LineGenerator<>>(1, 0), line<LineCritic<>>(0.01, 0), objective);
  const Diagnosis found = diagnose(lazy, normal_around(2));
  CHECK(*found.critic == Catch::Approx(0.02).epsilon(0.1));
  CHECK(*found.clip_share == 0);
  CHECK(lazy.adversary().network().parameters()[0] == 0.01);

  const auto best = game(line<LineGenerator<>>(1, 0), line<LineCritic<>>(0.5, -0.5), objective);
  const Diagnosis of_best = diagnose(best, normal_around(2));
  CHECK(*of_best.critic == Catch::Approx(1).epsilon(0.1));
  CHECK(*of_best.critic_alone == Catch::Approx(*of_best.critic).epsilon(0.05));
  CHECK(*of_best.clip_share == 1);
  CHECK(said(of_best).find("the clip decides") != std::string::npos);
  CHECK(said(of_best).find("far from optimal") == std::string::npos);
}

TEST_CASE("what a critic comes to alone is measured with the generator standing still") {
  const Wasserstein objective{.critic_steps = 5, .clip = 0.5};
  auto lazy = MinimaxTrainer{line<LineGenerator<>>(1, 0),
                             line<LineCritic<>>(0, 0),
                             objective,
                             SGD{.learning_rate = 0},
                             SGD{.learning_rate = 0},
                             TrainingOptions{.batch_size = 200, .seed = 4}};
  lazy.fit(normal_around(2), 100);
  const Diagnosis found = diagnose(lazy, normal_around(2));
  CHECK(*found.critic == 0);
  // RMSProp at 5e-4 moves a weight by about 5e-4 in each of 500 updates, and more in the first ones
  CHECK(*found.critic_alone > 0.4);
  CHECK(*found.critic_alone < 1.1);
  CHECK(said(found).find("the critic is far from optimal;") != std::string::npos);
}
