// SPDX-License-Identifier: MIT
// Turns, and what each changes.
#include <set>
#include <string>
#include <vector>

#include <eigan/nn/dropout.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/own_layers.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Gen = SmallGenerator<double>;
using Disc = SmallDiscriminator<double>;
using Crit = SmallCritic<double>;

/// The noise of a trainer's pass `number` (1, 2, ...), as a matrix.
template <class Scalar>
Batch<Scalar> training_noise(std::uint64_t seed, std::uint64_t number, Index rows, Index columns) {
  Batch<Scalar> z(rows, columns);
  Stream(seed, Purpose::noise, number).normal(z.data(), z.size());
  return z;
}

}  // namespace

TEST_CASE("on a player's turn the other does not move, with any momentum") {
  const Watched<JensenShannon> objective{JensenShannon{.discriminator_steps = 2}};
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), objective,
                     SGD{.learning_rate = 0.1, .momentum = 0.9},
                     SGD{.learning_rate = 0.1, .momentum = 0.9}, TrainingOptions{.batch_size = 8});
  std::string turns;
  std::vector<Vector<double>> generators, discriminators;  // at each loss
  *objective.watcher = [&](Loss loss, const auto&, const auto&) {
    turns += loss == Loss::adversary ? 'd' : 'g';
    generators.push_back(gan.generator().network().parameters());
    discriminators.push_back(gan.adversary().network().parameters());
  };
  const NormalSource<> source{.size = 2};
  gan.step(source);
  gan.step(source);
  gan.step(source);
  REQUIRE(turns == "ddgddgddg");
  for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
    INFO("between losses " << i << " and " << i + 1 << " of " << turns);
    CHECK((generators[i] == generators[i + 1]) == (turns[i] == 'd'));
    CHECK((discriminators[i] == discriminators[i + 1]) == (turns[i] == 'g'));
  }
  CHECK(gan.generator().network().parameters() != generators.back());
  CHECK(gan.adversary().network().parameters() == discriminators.back());
}

TEST_CASE("each player's optimiser counts only its own updates") {
  const Recording<Adam> generator_updates, critic_updates;
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), Wasserstein{.critic_steps = 3, .clip = 10},
                      generator_updates, critic_updates, TrainingOptions{.batch_size = 8});
  const NormalSource<> source{.size = 2};
  wgan.step(source);
  wgan.step(source);
  CHECK(generator_updates.log->numbers() == std::vector<Index>{1, 2});
  CHECK(critic_updates.log->numbers() == std::vector<Index>{1, 2, 3, 4, 5, 6});
  // but schedules follow the step, so that both players' rates end together
  CHECK(generator_updates.log->steps() == std::vector<Index>{1, 2});
  CHECK(critic_updates.log->steps() == std::vector<Index>{1, 1, 1, 2, 2, 2});
  CHECK(generator_updates.log->gradient(0).size() ==
        wgan.generator().network().parameters().size());
  CHECK(critic_updates.log->gradient(0).size() == wgan.adversary().network().parameters().size());
}

TEST_CASE("Dropout draws new masks for every turn, and one for both turns of a simultaneous step") {
  // On constant samples and with nobody moving, scores change with the masks alone.
  using MaskedCritic = Critic<Mlp<double, Dropout, Dense<40, 1>>>;
  using WideGenerator = Generator<Mlp<double, Dense<3, 40>>>;
  for (const bool simultaneous : {false, true}) {
    const Watched objective(Wasserstein{.critic_steps = 4, .clip = 100});
    MinimaxTrainer trainer(fresh<WideGenerator>(1), fresh<MaskedCritic>(2), objective,
                           SGD{.learning_rate = 0}, SGD{.learning_rate = 0},
                           TrainingOptions{.batch_size = 2, .simultaneous = simultaneous});
    std::set<double> scores_of_real, scores_of_fakes;
    *objective.watcher = [&](Loss, const auto& real, const auto& fake) {
      for (Index i = 0; i < real.size(); ++i) scores_of_real.insert(real[i]);
      for (Index i = 0; i < fake.size(); ++i) scores_of_fakes.insert(fake[i]);
    };
    trainer.fit(ConstantSource<>{1, 40}, 3);
    CHECK(scores_of_real.size() == 3 * 4 * 2);  // steps, turns, samples
    CHECK(scores_of_fakes.size() == (simultaneous ? 3 * 4 * 2 : 3 * 5 * 2));
  }
}

TEST_CASE("a player with a rate of 0 stays as it is while the other learns") {
  const NormalSource<> source{.size = 2};
  const auto play = [&](double generator_rate, double adversary_rate) {
    MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{},
                       Adam{.learning_rate = generator_rate}, Adam{.learning_rate = adversary_rate},
                       TrainingOptions{.batch_size = 8});
    gan.fit(source, 3);
    return std::pair{same_parameters(gan.generator(), fresh<Gen>(1)),
                     same_parameters(gan.adversary(), fresh<Disc>(2))};
  };
  CHECK(play(0, 0.01) == std::pair{true, false});
  CHECK(play(0.01, 0) == std::pair{false, true});
}

TEST_CASE("a turn computes no gradient that it does not need") {
  Counting<3, 4, Tanh> g1;
  Counting<4, 2> g2;
  Counting<2, 4, Tanh> d1;
  Counting<4, 1> d2;
  Rng rng{1};
  MinimaxTrainer gan(Generator(mlp<double>(g1, g2), rng), Discriminator(mlp<double>(d1, d2), rng),
                     JensenShannon{.discriminator_steps = 3}, SGD{}, SGD{},
                     TrainingOptions{.batch_size = 8});
  const NormalSource<> source{.size = 2};
  gan.step(source);
  // three turns of the discriminator: its parameters, through its upper layer, not to its input;
  // one of the generator: through both layers of the discriminator, none of their parameters
  CHECK(d1.counts->to_the_parameters == 3);
  CHECK(d2.counts->to_the_parameters == 3);
  CHECK(d1.counts->to_the_input == 1);
  CHECK(d2.counts->to_the_input == 3 + 1);
  CHECK(g1.counts->to_the_parameters == 1);
  CHECK(g2.counts->to_the_parameters == 1);
  CHECK(g1.counts->to_the_input == 0);
  CHECK(g2.counts->to_the_input == 1);
}

TEST_CASE("every adversary step, and the generator's step, has its own minibatch and noise") {
  for (const bool simultaneous : {false, true}) {
    INFO((simultaneous ? "simultaneous" : "alternating"));
    const Watched<Wasserstein> objective{Wasserstein{.critic_steps = 3, .clip = 1}};
    // The identity as critic: scores are the samples themselves.
    MinimaxTrainer wgan(line<LineGenerator<>>(2, 1), line<LineCritic<>>(1, 0), objective, Frozen{},
                        Frozen{},
                        TrainingOptions{.batch_size = 4, .seed = 5, .simultaneous = simultaneous});
    std::vector<Batch<double>> reals, fakes;
    *objective.watcher = [&](Loss loss, const auto& real, const auto& fake) {
      if (loss == Loss::generator && simultaneous) {
        CHECK(fake.matrix() == fakes.back());  // the same fakes
        return;
      }
      if (loss == Loss::adversary) reals.push_back(real.matrix());
      fakes.push_back(fake.matrix());
    };
    const CountingSource<> source;
    for (int step = 0; step < 2; ++step) wgan.step(source);

    REQUIRE(reals.size() == 6);
    for (std::size_t i = 0; i < reals.size(); ++i) {
      CHECK(reals[i](0, 0) == static_cast<double>(i) + 0.25);  // minibatch 0, 1, 2, ...
    }
    REQUIRE(fakes.size() == (simultaneous ? 6 : 8));
    for (std::size_t i = 0; i < fakes.size(); ++i) {
      const Batch<double> z = training_noise<double>(5, i + 1, 1, 4);
      CHECK((fakes[i] - (2 * z.array() + 1).matrix()).cwiseAbs().maxCoeff() < 1e-15);
    }
  }
}

TEST_CASE("each minibatch has its own stream of random numbers, which nothing else uses") {
  struct Copied {
    std::vector<Batch<double>>* seen;
    Index features() const { return 1; }
    void minibatch(const Minibatch&, const Stream& stream, BatchRef<double> out) const {
      Batch<double> x(1, out.cols());
      stream.normal(x.data(), x.size());
      seen->push_back(x);
      out = x;
    }
  };
  std::vector<Batch<double>> seen;
  MinimaxTrainer wgan(line<LineGenerator<>>(2, 1), line<LineCritic<>>(1, 0),
                      Wasserstein{.critic_steps = 3, .clip = 1}, Frozen{}, Frozen{},
                      TrainingOptions{.batch_size = 4, .seed = 5});
  wgan.fit(Copied{&seen}, 2);
  REQUIRE(seen.size() == 6);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    Batch<double> expected(1, 4);
    Stream(5, Purpose::data, i).normal(expected.data(), 4);
    CHECK(seen[i] == expected);
  }
}

TEMPLATE_TEST_CASE("the adversary gets the generator's output bit for bit", "", float, double) {
  const Watched<JensenShannon, TestType> objective{JensenShannon{}};
  using Net = Mlp<TestType, Dense<3, 16, Tanh>, Dense<16, 1, Sigmoid>>;  // pixels in (0, 1)
  const auto generator = fresh<Generator<Net>>(3);
  MinimaxTrainer gan(generator, line<LineDiscriminator<TestType>>(1, 0), objective, Frozen{},
                     Frozen{}, TrainingOptions{.batch_size = 32, .seed = 9});
  std::uint64_t pass = 0;
  *objective.watcher = [&](Loss, const auto&, const auto& fake) {
    const Batch<TestType> z = training_noise<TestType>(9, ++pass, 3, 32);
    CHECK(fake.matrix() == generator.generate(z));
  };
  const NormalSource<TestType> source;
  gan.fit(source, 3);
  CHECK(pass == 6);
}

namespace {

/// Of new noise, after a step in which only the generator moves.
template <class Adv, class Objective, class Score>
void check_that_a_generator_step_raises(const Objective& objective, const Score& score) {
  const Adv adversary = fresh<Adv>(22);
  Gen generator = fresh<Gen>(21);
  const double rate = 1e-3;
  const Recording<SGD> updates{SGD{.learning_rate = rate}};
  MinimaxTrainer trainer(generator, adversary, objective, updates, SGD{.learning_rate = 0},
                         TrainingOptions{.batch_size = 64, .seed = 4});
  const NormalSource<> source{.size = 2};
  const StepReport report = trainer.step(source);
  // the generator's noise in an alternating step is that of the pass after the adversary's
  const Batch<double> z = training_noise<double>(4, 2, 3, 64);
  const auto mean_score = [&](const Gen& g) { return score(trainer.adversary(), g.generate(z)); };
  const auto loss = [&](const Gen& g) {
    const Scores<double> scores = trainer.adversary().network()(g.generate(z)).array();
    Scores<double> gradient(scores.size());
    return objective.template generator_loss<double>(scores, scores, gradient);
  };
  CHECK(mean_score(trainer.generator()) > mean_score(generator));
  // To first order the loss falls by rate |gradient|^2; the second order is below a tenth of that
  // for a step as small as this.
  CHECK(loss(generator) == Catch::Approx(report.generator_loss).epsilon(1e-12));
  const double fall = loss(generator) - loss(trainer.generator());
  CHECK(fall == Catch::Approx(rate * updates.log->gradient(0).squaredNorm()).epsilon(0.1));
}

}  // namespace

TEST_CASE("a small generator step raises the scores of the same noise") {
  const auto probability = [](const Disc& d, const Batch<double>& x) {
    return d.probability(x).mean();
  };
  check_that_a_generator_step_raises<Disc>(JensenShannon{}, probability);
  check_that_a_generator_step_raises<Disc>(JensenShannon{.generator = GeneratorLoss::saturating},
                                           probability);
  check_that_a_generator_step_raises<Crit>(
      Wasserstein{.critic_steps = 1, .clip = 100},
      [](const Crit& f, const Batch<double>& x) { return f.score(x).mean(); });
}

TEST_CASE("a small adversary step raises the divergence of the same samples") {
  const auto check = [](auto adversary, const auto& objective) {
    const NormalSource<> source{.size = 2};
    const auto divergence = [&](const auto& player) {
      MinimaxTrainer trainer(fresh<Gen>(21), player, objective, SGD{.learning_rate = 0},
                             SGD{.learning_rate = 1e-3},
                             TrainingOptions{.batch_size = 64, .seed = 4});
      const StepReport report = trainer.step(source);
      adversary = trainer.adversary();
      return report.divergence;
    };
    const double before = divergence(adversary);
    CHECK(divergence(adversary) > before);
  };
  check(fresh<Disc>(22), JensenShannon{});
  check(fresh<Crit>(22), Wasserstein{.critic_steps = 1, .clip = 100});
}

TEMPLATE_TEST_CASE("logits of 1e4 go through a step of training exactly", "", float, double) {
  // every logit is 1e4, or -1e4: fakes, or real samples, cost the discriminator 1e4
  const NormalSource<TestType> source;
  const auto step = [&](double logit, GeneratorLoss loss) {
    MinimaxTrainer gan(line<LineGenerator<TestType>>(1, 0),
                       line<LineDiscriminator<TestType>>(0, logit),
                       JensenShannon{.generator = loss}, SGD{.learning_rate = 0.5},
                       SGD{.learning_rate = 0.5}, TrainingOptions{.batch_size = 4});
    StepReport report = gan.step(source);
    CHECK(report.adversary_loss == 1e4);
    const double bias = static_cast<double>(gan.adversary().network().parameters()[1]);
    CHECK(bias == logit - (logit > 0 ? 0.5 : -0.5));  // by the rate times a gradient of +-1
    return report.generator_loss;
  };
  CHECK(step(1e4, GeneratorLoss::saturating) == Catch::Approx(-1e4).epsilon(1e-3));
  CHECK(step(-1e4, GeneratorLoss::non_saturating) == Catch::Approx(1e4).epsilon(1e-3));
  CHECK(step(1e4, GeneratorLoss::non_saturating) == 0);
  CHECK(step(-1e4, GeneratorLoss::saturating) == 0);
}
