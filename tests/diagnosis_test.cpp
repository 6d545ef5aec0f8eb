// SPDX-License-Identifier: MIT
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>

#include <eigan/diagnosis.hpp>
#include <eigan/eigan.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const PrecisionRecall good{.precision = 0.9, .recall = 0.9, .density = 1, .coverage = 0.95};
// not all is covered, yet too much for a verdict
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

/// N(0, I) of any number of features.
struct Normal {
  Index d;

  Index features() const { return d; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<double> out) const {
    stream.normal(out.data(), out.size(), which.first * d);
  }
};

/// Against N(0, I): a generator of N(center, width^2 I).
Diagnosis of_normal(const Vector<double>& center, double width, std::uint64_t seed = 4) {
  const Index d = center.size();
  auto net = mlp<double>(Dense<>{.inputs = d, .outputs = d});
  net.parameters() << (width * Batch<double>::Identity(d, d)).reshaped(), center;
  const MinimaxTrainer gan{
      Generator{net},  Discriminator{mlp<double>(Dense<>{.inputs = d, .outputs = 1})},
      JensenShannon{}, SGD{},
      SGD{},           TrainingOptions{.seed = seed}};
  return diagnose(gan, Normal{d});
}

Vector<double> origin(Index d) { return Vector<double>::Zero(d); }

}  // namespace

TEST_CASE("a verdict follows the rules of its documentation") {
  CHECK(said({.samples = good}).empty());
  CHECK(said({.samples = thin}).empty());
  // modes have collapsed: p >= 0.8 and r < 2/3 p and c < 2/3
  const std::string collapsed = "modes have collapsed;",
                    unlike = "samples are not yet like the data;", alike = "samples lack variety;";
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.59, .coverage = 0.66}}) == collapsed);
  CHECK(said({.samples = {.precision = 0.81, .recall = 0.53, .coverage = 0.66}}) == collapsed);
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.61, .coverage = 0.66}}).empty());
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.59, .coverage = 0.67}}).empty());
  CHECK(said({.samples = {.precision = 0.79, .recall = 0.1, .coverage = 0.66}}) == alike);
  CHECK(said({.samples = {.precision = 0.79, .recall = 0.26, .coverage = 0.66}}).empty());
  // or r < 1/4
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.24, .coverage = 1}}) == collapsed);
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.26, .coverage = 1}}).empty());
  CHECK(said({.samples = {.precision = 0.79, .recall = 0.1, .coverage = 1}}) == alike);
  // or samples that are as good as one
  CHECK(said({.samples = {.spacing = 0.09}}) == collapsed);
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.9, .coverage = 0.9, .spacing = 0.09}}) ==
        collapsed);
  CHECK(said({.samples = {.precision = 0.9, .recall = 0.9, .coverage = 0.9, .spacing = 0.11}})
            .empty());
  // not yet like the data
  CHECK(said({.samples = {.precision = 0.1, .recall = 0.1, .coverage = 0.49}}) == unlike);
  CHECK(said({.samples = {.precision = 1, .recall = 1, .coverage = 0.49}}) == unlike);
  CHECK(said({.samples = {.precision = 0.1, .recall = 0.1, .coverage = 0.51}}) == alike);

  const double most = std::numbers::ln2;
  CHECK(said({.samples = good, .jensen_shannon = 0.91 * most}) == "the discriminator has won;");
  CHECK(said({.samples = good, .jensen_shannon = 0.89 * most}).empty());

  const std::string far = "the critic is far from optimal;";
  CHECK(said({.samples = thin, .critic = 0.09, .critic_alone = 1}) == far);
  CHECK(said({.samples = thin, .critic = -0.002, .critic_alone = -0.002}).empty());
  CHECK(said({.samples = thin, .critic = -1, .critic_alone = 1}) == far);
  CHECK(said({.samples = thin, .critic = 0.11, .critic_alone = 1}).empty());
  CHECK(said({.samples = good, .critic = 0.09, .critic_alone = 1}).empty());  // nothing to tell

  CHECK(said({.samples = good, .clip_share = 0.91}) == "the clip decides what the critic is;");
  CHECK(said({.samples = good, .clip_share = 0.9}).empty());
}

TEST_CASE("a verdict compares with what other real samples get") {
  const PrecisionRecall ideal{.precision = 0.6, .recall = 0.5, .coverage = 0.9};
  CHECK(said({.samples = ideal, .ideal = ideal}).empty());
  CHECK(said({.samples = {.precision = 0.6, .recall = 0.3, .coverage = 0.5}, .ideal = ideal}) ==
        "modes have collapsed;");
  CHECK(said({.samples = {.precision = 0.6, .recall = 0.35, .coverage = 0.5}, .ideal = ideal})
            .empty());
  CHECK(said({.samples = {.precision = 0.45, .recall = 0.1, .coverage = 0.5}, .ideal = ideal}) ==
        "samples lack variety;");
  CHECK(said({.samples = {.precision = 0.6, .recall = 0.5, .coverage = 0.44}, .ideal = ideal}) ==
        "samples are not yet like the data;");
  CHECK(said({.samples = {.precision = 0.6, .recall = 0.5, .coverage = 0.46}, .ideal = ideal})
            .empty());
  // no ideal samples are near one another: nothing to compare with
  CHECK(said({.samples = {}, .ideal = {}}).empty());
  CHECK(said({.samples = {.precision = 0.5, .recall = 0.5, .coverage = 0.55},
              .ideal = {.precision = 0, .recall = 0.5, .coverage = 0.9}})
            .empty());
}

TEST_CASE("the sentences of a verdict give their numbers") {
  const Diagnosis all{.samples = {.precision = 0.976, .recall = 0.2, .coverage = 0.124},
                      .ideal = {.precision = 0.95, .recall = 0.9, .coverage = 0.97},
                      .critic = 0.01,
                      .critic_alone = 2,
                      .clip_share = 1};
  REQUIRE(all.verdict().size() == 3);
  CHECK(all.verdict()[0] ==
        "modes have collapsed: samples lack variety; precision is 98 % (ideal 95 %), recall is "
        "20 % (ideal 90 %), coverage is 12 % (ideal 97 %)");
  CHECK(all.verdict()[1].find("0.01, and would be 2") != std::string::npos);
  CHECK(all.verdict()[2].find("100 %") != std::string::npos);
}

TEST_CASE("one sample for every z is a collapse, in any number of dimensions and anywhere") {
  for (const Index d : {2, 50, 100, 784}) {
    Vector<double> typical(d);
    Stream(7, Purpose::user, 0).normal(typical.data(), d);
    for (const Vector<double>& sample : {origin(d), typical}) {
      const Diagnosis found = of_normal(sample, 0);
      CHECK(found.samples.recall == 0);
      CHECK(found.samples.spacing == 0);
      CHECK(said(found) == "modes have collapsed;");
    }
  }
}

TEST_CASE("half the width in 20 dimensions is a collapse") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Diagnosis found = of_normal(origin(20), 0.5, seed);
    CHECK(found.samples.precision > 0.95);
    CHECK(found.samples.recall < 0.05);
    CHECK(said(found) == "modes have collapsed;");
  }
}

TEST_CASE("a perfect generator gets no verdict, in any number of dimensions") {
  for (const Index d : {2, 20, 100}) {
    for (std::uint64_t seed = 0; seed < (d < 100 ? 20u : 8u); ++seed) {
      const Diagnosis found = of_normal(origin(d), 1, seed);
      CHECK(found.samples.recall == Catch::Approx(found.ideal.recall).margin(0.1));
      CHECK(found.samples.coverage == Catch::Approx(found.ideal.coverage).margin(0.05));
      CHECK(found.samples.spacing == Catch::Approx(1).margin(0.15));
      CHECK(said(found).empty());
    }
  }
}

TEST_CASE("shifted samples are not yet like the data, but not a collapse") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(said(of_normal(Vector<double>::Constant(2, 2.0), 1, seed)) ==
          "samples are not yet like the data;");
  }
}

TEST_CASE("samples are those of the averaged generator, estimates of the one being trained") {
  MinimaxTrainer gan{line<LineGenerator<>>(1, 0),
                     line<LineDiscriminator<>>(10, -100),
                     JensenShannon{},
                     SGD{},
                     SGD{},
                     TrainingOptions{.batch_size = 200, .seed = 4, .averaging = 0.9}};
  CHECK(said(diagnose(gan, normal_around(0))).empty());
  gan.generator() = line<LineGenerator<>>(0, 20);  // the average is still that of before
  const Diagnosis found = diagnose(gan, normal_around(0));
  CHECK(found.samples.recall > 0.9);
  // D calls all of the generator's samples real and all real ones generated: log 2 - 100 / 2 each
  CHECK(*found.jensen_shannon == Catch::Approx(std::numbers::ln2 - 100).epsilon(0.05));
}

TEST_CASE("real samples are compared with other rows of the data set") {
  Batch<double> rows(100, 300);
  Stream(5, Purpose::user, 0).normal(rows.data(), rows.size());
  auto net = mlp<double>(Dense<>{.inputs = 100, .outputs = 100});
  net.parameters() << Batch<double>::Identity(100, 100).reshaped(), origin(100);
  const MinimaxTrainer gan{Generator{net},
                           Discriminator{mlp<double>(Dense<>{.inputs = 100, .outputs = 1})},
                           JensenShannon{}, SGD{}, SGD{}};
  const Diagnosis found = diagnose(gan, Dataset<double>{rows});
  CHECK(found.ideal.recall == Catch::Approx(0.79).margin(0.1));  // 1 if a row were in both halves
  CHECK(said(found).empty());
}

TEST_CASE("a generator of one point, in the middle of the data, is a collapse") {
  const auto one_point =
      game(line<LineGenerator<>>(1e-6, 0), line<LineDiscriminator<>>(0, 0), JensenShannon{});
  const Diagnosis found = diagnose(one_point, normal_around(0));
  CHECK(found.samples.precision == 1);
  CHECK(found.samples.coverage < 0.1);
  CHECK(found.ideal.coverage == Catch::Approx(1 - 1.0 / 32).margin(0.03));
  CHECK(said(found) == "modes have collapsed;");
  const auto perfect =
      game(line<LineGenerator<>>(1, 0), line<LineDiscriminator<>>(0, 0), JensenShannon{});
  CHECK(diagnose(perfect, normal_around(0)).samples.coverage > 0.9);
  CHECK(said(diagnose(perfect, normal_around(0))).empty());
}

TEST_CASE("a missing mode is a collapse if it holds four tenths of the data") {
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

TEST_CASE("an objective derived from Wasserstein is diagnosed like it") {
  struct Own : Wasserstein {};
  const auto own = game(line<LineGenerator<>>(1, 0), line<LineCritic<>>(0.01, 0), Own{});
  CHECK(diagnose(own, normal_around(2)).clip_share == 0.5);
}

TEST_CASE("a discriminator that separates all samples has won, with an estimate of log 2") {
  const auto won =
      game(line<LineGenerator<>>(1, 0), line<LineDiscriminator<>>(10, -100), JensenShannon{});
  const Diagnosis found = diagnose(won, normal_around(20));
  CHECK(*found.jensen_shannon == Catch::Approx(std::numbers::ln2).margin(1e-6));
  CHECK_FALSE(found.critic);
  CHECK_FALSE(found.clip_share);
  CHECK(said(found) == "samples are not yet like the data;the discriminator has won;");
}

TEST_CASE("a weak critic is far from optimal, a strong one is at its clip") {
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

TEST_CASE("an estimate is the mean of 20 different batches") {
  Batch<double> rows(1, 4000);  // an epoch, of 20 batches of 200
  Stream(5, Purpose::user, 0).normal(rows.data(), rows.size());
  const auto lazy = game(line<LineGenerator<>>(0, 3), line<LineCritic<>>(0.01, 0), Wasserstein{});
  CHECK(*diagnose(lazy, Dataset<double>{rows}, 6).critic ==
        Catch::Approx(0.01 * (rows.mean() - 3)).epsilon(1e-12));
}

TEST_CASE("a critic trains on alone against a frozen generator and the present instance noise") {
  // 100 steps in which nothing moves
  const auto after = [](LineCritic<> critic, Schedule noise) {
    MinimaxTrainer gan{line<LineGenerator<>>(1, 0),
                       std::move(critic),
                       Wasserstein{.critic_steps = 5, .clip = 0.5},
                       SGD{.learning_rate = 0},
                       SGD{.learning_rate = 0},
                       TrainingOptions{.batch_size = 200, .seed = 4, .instance_noise = noise}};
    gan.fit(normal_around(2), 100);
    return diagnose(gan, normal_around(2));
  };
  const Diagnosis lazy = after(line<LineCritic<>>(0, 0), 0);
  CHECK(*lazy.critic == 0);
  // RMSProp at 5e-4 moves a weight by about 5e-4 in each of 500 updates, and more in the first ones
  CHECK(*lazy.critic_alone > 0.4);
  CHECK(*lazy.critic_alone < 1.1);
  CHECK(said(lazy).find("the critic is far from optimal;") != std::string::npos);
  // if the generator passed the data, the best critic would turn round
  CHECK(*after(line<LineCritic<>>(0.5, -0.5), 0).critic_alone == Catch::Approx(1).epsilon(0.05));
  // noise of 10^4 hides the data at the first step, and is gone by now
  CHECK(*after(line<LineCritic<>>(0, 0), Schedule::linear(1e4, 0, 100)).critic_alone > 0.4);
}
