// SPDX-License-Identifier: MIT
// Real samples from N(0, 1), fakes from N(mu, 1): the papers' theory has closed forms for this
// game, and here it is played.
#include <cmath>
#include <numbers>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/gaussian_pair.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using std::numbers::ln2;

namespace {

/// The table of the closed form.
struct Row {
  double mu, divergence, value, saturating, non_saturating;
};
constexpr Row table[] = {{0.5, 0.030311, -1.325672, 0.2353, 0.2647},
                         {1, 0.111421, -1.163451, 0.3980, 0.6020},
                         {2, 0.336831, -0.712633, 0.4496, 1.5504},
                         {4, 0.632720, -0.120854, 0.1372, 3.8628},
                         {6, 0.689298, -0.007698, 0.01245, 5.9875}};

const SGD at_rest{.learning_rate = 0};

struct Average {
  double divergence = 0, deviation = 0, loss = 0;
};

/// Averages over `batches` batches of 256 in which nobody moves.
template <class Scalar>
Average average(const LineDiscriminator<Scalar>& discriminator, double mu, int batches) {
  MinimaxTrainer game(line<LineGenerator<Scalar>>(1, mu), discriminator, JensenShannon{}, at_rest,
                      at_rest, TrainingOptions{.batch_size = 256, .seed = 77});
  const NormalSource<Scalar> source;
  double sum = 0, squares = 0, losses = 0;
  for (int i = 0; i < batches; ++i) {
    const StepReport report = game.step(source);
    sum += report.divergence;
    squares += report.divergence * report.divergence;
    losses += report.adversary_loss;
  }
  const double mean = sum / batches;
  return {mean, std::sqrt(squares / batches - mean * mean), losses / batches};
}

}  // namespace

TEST_CASE("the table's closed forms agree with quadrature") {
  for (const Row& row : table) {
    const GaussianPair pair{row.mu};
    CHECK_THAT(pair.divergence(), WithinAbs(row.divergence, 0.6e-6));
    CHECK_THAT(2 * pair.divergence() - std::log(4.0), WithinAbs(row.value, 0.6e-6));
    CHECK_THAT(pair.saturating_gradient().mean, WithinAbs(row.saturating, 0.6e-4));
    CHECK_THAT(pair.non_saturating_gradient().mean, WithinAbs(row.non_saturating, 0.6e-4));
  }
  CHECK_THAT(GaussianPair{1}.spread(256), WithinAbs(0.0187, 0.00005));
}

TEST_CASE("a linear discriminator becomes optimal and reports the divergence") {
  // Batches and rates: the smaller the last rate and the larger the batch, the less the weights
  // shake; the 2 % are at least 4 of their standard deviations over the seeds (0.5 % at the most).
  struct Recipe {
    double mu;
    Index batch, steps;
    double first_rate, last_rate;
  };
  const Recipe recipe = GENERATE(Recipe{0.5, 768, 6000, 1, 0.002}, Recipe{1, 256, 4000, 1, 0.01},
                                 Recipe{2, 128, 6000, 0.5, 0.02}, Recipe{4, 128, 20000, 0.3, 0.05});
  INFO("mu = " << recipe.mu);
  const double factor =
      std::pow(recipe.last_rate / recipe.first_rate, 1 / static_cast<double>(recipe.steps));
  MinimaxTrainer game(line<LineGenerator<float>>(1, recipe.mu),
                      line<LineDiscriminator<float>>(0, 0), JensenShannon{}, at_rest,
                      SGD{.learning_rate = Schedule::geometric(recipe.first_rate, factor)},
                      TrainingOptions{.batch_size = recipe.batch, .seed = 1});
  const NormalSource<float> source;
  game.fit(source, recipe.steps);

  const GaussianPair pair{recipe.mu};
  const Vector<float>& weights = game.adversary().network().parameters();
  CHECK_THAT(weights[0], WithinRel(static_cast<float>(pair.slope()), 0.02f));
  CHECK_THAT(weights[1], WithinRel(static_cast<float>(pair.offset()), 0.02f));
  CHECK(same_parameters(game.generator(), line<LineGenerator<float>>(1, recipe.mu)));

  // Five standard errors. Weights that are 2 % off would report less by far smaller an amount.
  const auto estimate = average(game.adversary(), recipe.mu, 1000);
  const double error = 5 * pair.spread(256) / std::sqrt(1000.0);
  CHECK_THAT(estimate.divergence, WithinAbs(pair.divergence(), error));
  CHECK_THAT(estimate.loss, WithinAbs(2 * ln2 - 2 * pair.divergence(), 2 * error));
  // and of the deviation of one batch's estimate, which is about normal: 5 / sqrt(2 * 1000) of it
  CHECK_THAT(estimate.deviation, WithinRel(pair.spread(256), 5 / std::sqrt(2000.0)));
}

TEMPLATE_TEST_CASE("the optimal discriminator, set by hand, reports the table's divergence", "",
                   float, double) {
  for (const Row& row : table) {
    INFO("mu = " << row.mu);
    const GaussianPair pair{row.mu};
    const auto estimate =
        average(line<LineDiscriminator<TestType>>(pair.slope(), pair.offset()), row.mu, 1000);
    CHECK_THAT(estimate.divergence,
               WithinAbs(row.divergence, 5 * pair.spread(256) / std::sqrt(1000.0) + 1e-6));
  }
}

TEST_CASE("any other discriminator reports less") {
  const GaussianPair pair{1};
  const double error = 5 * pair.spread(256) / std::sqrt(1000.0);
  for (const double slope : {-3.0, -0.2, 0.5}) {
    const auto estimate = average(line<LineDiscriminator<double>>(slope, 0.5), 1, 1000);
    CHECK(estimate.divergence < pair.divergence() - 2 * error);
  }
}

TEST_CASE("against the optimal discriminator both generator losses have the table's gradients") {
  constexpr double n = 200'000;
  const NormalSource<> source;
  for (const Row& row : table) {
    INFO("mu = " << row.mu);
    const GaussianPair pair{row.mu};
    const auto gradient = [&](GeneratorLoss loss) {
      const Recording<Frozen> updates;
      MinimaxTrainer game(line<LineGenerator<>>(1, row.mu),
                          line<LineDiscriminator<>>(pair.slope(), pair.offset()),
                          JensenShannon{.generator = loss}, updates, at_rest,
                          TrainingOptions{.batch_size = static_cast<Index>(n), .seed = 2});
      game.step(source);
      return updates.log->last_gradient()[1];  // with respect to the offset, which is mu
    };
    const GaussianPair::Moments s = pair.saturating_gradient(), t = pair.non_saturating_gradient();
    CHECK_THAT(gradient(GeneratorLoss::saturating),
               WithinAbs(row.saturating, 5 * std::sqrt(s.variance / n) + 0.5e-4));
    CHECK_THAT(gradient(GeneratorLoss::non_saturating),
               WithinAbs(row.non_saturating, 5 * std::sqrt(t.variance / n) + 0.5e-4));
  }
}

TEST_CASE("a linear critic ends at the clip, sloping down towards the fakes, and measures W1") {
  const double clip = 0.01;
  const NormalSource<> source;
  for (const double mu : {-4.0, -1.0, -0.5, 0.5, 1.0, 2.0, 4.0}) {
    INFO("mu = " << mu);
    // its slope at first is wrong, and beyond the clip
    MinimaxTrainer game(line<LineGenerator<>>(1, mu), line<LineCritic<>>(mu > 0 ? 0.02 : -0.02, 0),
                        Wasserstein{.critic_steps = 5, .clip = clip}, at_rest,
                        RMSProp{.learning_rate = 5e-4},
                        TrainingOptions{.batch_size = 256, .seed = 3, .certify_every = 1});
    game.fit(source, 20);
    CHECK(game.adversary().network().parameters()[0] == (mu > 0 ? -clip : clip));

    const int steps = 200;
    double divergence = 0, w1 = 0;
    for (int i = 0; i < steps; ++i) {
      const StepReport report = game.step(source);
      divergence += report.divergence / steps;
      REQUIRE(report.lipschitz_bound.has_value());
      CHECK(*report.lipschitz_bound >= clip);
      CHECK(*report.lipschitz_bound <= clip * (1 + 1e-14));
      w1 += *report.w1_lower_bound() / steps;
    }
    CHECK(game.adversary().network().parameters()[0] == (mu > 0 ? -clip : clip));
    // the difference of two means of 256 standard normal numbers each; five standard errors
    const double error = 5 * std::sqrt(2.0 / 256 / steps);
    CHECK_THAT(divergence, WithinAbs(clip * std::abs(mu), clip * error));
    CHECK_THAT(w1, WithinAbs(std::abs(mu), error));
  }
}

namespace {

/// (0, u), u uniform on (-1, 1): P_0 of Example 1 of Arjovsky et al., 2017.
struct VerticalLine {
  Index features() const { return 2; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<double> out) const {
    Vector<double> u(out.cols());
    stream.uniform(u.data(), u.size(), which.first);
    out.row(0).setZero();
    out.row(1) = (2 * u.array() - 1).matrix().transpose();
  }
};

/// (theta, u): P_theta.
Generator<Mlp<double, Dense<1, 2>>, UniformNoise> parallel_line(double theta) {
  Mlp<double, Dense<1, 2>> net;
  net.parameters() << 0, 1, theta, 0;
  return Generator<Mlp<double, Dense<1, 2>>, UniformNoise>(net, UniformNoise{.range = 1});
}

}  // namespace

TEST_CASE("parallel lines: JS is log 2 at any distance, the critic's estimate is the distance") {
  // Example 1 of the WGAN paper: W1 = |theta|, and JS = log 2 unless theta = 0.
  const VerticalLine source;
  const double clip = 0.01;
  Mlp<double, Dense<2, 1>> zero;
  for (const double theta : {0.25, 1.0}) {
    INFO("theta = " << theta);
    MinimaxTrainer gan(parallel_line(theta), Discriminator(zero), JensenShannon{}, at_rest,
                       Adam{.learning_rate = 0.1}, TrainingOptions{.batch_size = 64});
    const StepReport divergence = gan.fit(source, 2000);
    CHECK(divergence.divergence > 0.99 * ln2);
    CHECK(divergence.divergence <= ln2);

    MinimaxTrainer wgan(parallel_line(theta), Critic(zero), Wasserstein{.clip = clip}, at_rest,
                        RMSProp{.learning_rate = Schedule::geometric(1e-3, 0.99)},
                        TrainingOptions{.batch_size = 64, .certify_every = 1});
    wgan.fit(source, 200);
    double estimate = 0, bound = 0;
    const int steps = 200;
    for (int i = 0; i < steps; ++i) {
      const StepReport report = wgan.step(source);
      estimate += report.divergence / steps;
      bound += *report.w1_lower_bound() / steps;
    }
    // The slope along u is within the clip, and the mean difference of 64 uniform numbers each,
    // averaged over the steps, within five standard errors of 0; K is at most sqrt(2) clip.
    const double error = 5 * std::sqrt(2.0 / 3 / 64 / steps);
    CHECK_THAT(estimate, WithinAbs(clip * theta, clip * error));
    CHECK(bound <= theta + error);
    CHECK(bound >= theta / std::numbers::sqrt2 - error);
  }
}
