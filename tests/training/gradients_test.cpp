// SPDX-License-Identifier: MIT
// Gradients that the trainer passes to the players' optimisers, against differences of the losses
// that it reports.
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/relativistic.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

// All kinds of layers.
using Gen = Generator<Mlp<double, Dense<3, 7, Tanh>, Dropout, Dense<7, 5, LeakyReLU>, Dense<5, 2>>>;
using Scorer = Mlp<double, Dropout, Dense<2, 6, LeakyReLU>, Maxout<6, 4, 3>, Dropout,
                   Dense<4, 5, Sigmoid>, Dense<5, 1>>;

struct Checks {
  GradientCheck adversary, generator;
};

/// Plays one step in which nobody moves, and compares both gradients with differences of the
/// reported losses. Noise, minibatch and masks are the same in each run, since the seed is.
template <class Adv, class Objective>
Checks check(const Objective& objective, bool simultaneous, std::uint64_t seed) {
  Gen generator = fresh<Gen>(seed);
  Adv adversary = fresh<Adv>(seed + 1);
  const TrainingOptions options{.batch_size = 6, .seed = seed, .simultaneous = simultaneous};
  const NormalSource<> source{.size = 2};
  const Recording<Frozen> generator_updates, adversary_updates;
  const auto play = [&] {
    MinimaxTrainer trainer(generator, adversary, objective, generator_updates, adversary_updates,
                           options);
    return trainer.step(source);
  };
  play();
  const Vector<double> generator_gradient = generator_updates.log->last_gradient();
  const Vector<double> adversary_gradient = adversary_updates.log->last_gradient();
  return {check_gradient(
              adversary.network().parameters(), [&] { return play().adversary_loss; },
              adversary_gradient),
          check_gradient(
              generator.network().parameters(), [&] { return play().generator_loss; },
              generator_gradient)};
}

template <class Adv, class Objective>
void check_both_ways(const Objective& objective) {
  for (const bool simultaneous : {false, true}) {
    INFO((simultaneous ? "simultaneous" : "alternating"));
    const Checks checks = check<Adv>(objective, simultaneous, 7);
    CHECK(checks.adversary);
    CHECK(checks.generator);
  }
}

}  // namespace

TEST_CASE("both players' gradients through each other are right: the non-saturating GAN") {
  check_both_ways<Discriminator<Scorer>>(JensenShannon{});
}

TEST_CASE("both players' gradients through each other are right: the saturating GAN") {
  check_both_ways<Discriminator<Scorer>>(JensenShannon{.generator = GeneratorLoss::saturating});
}

TEST_CASE("both players' gradients through each other are right: smoothed and halved, k = 3") {
  check_both_ways<Discriminator<Scorer>>(
      JensenShannon{.discriminator_steps = 3, .label_smoothing = 0.1, .halved = true});
}

TEST_CASE("both players' gradients through each other are right: the Wasserstein GAN") {
  check_both_ways<Critic<Scorer>>(Wasserstein{.critic_steps = 2, .clip = 100});
}

TEST_CASE(
    "both players' gradients through each other are right where the generator's loss reads "
    "real scores") {
  check_both_ways<Critic<Scorer>>(Relativistic{});
  check_both_ways<Critic<Scorer>>(Relativistic{.averaged = true});
}

TEST_CASE("the check of gradients through the trainer rejects a wrong objective") {
  struct Wrong : JensenShannon {  // the gradient of a sum, the loss of a mean
    double generator_loss(const ConstScoresRef<double>& real, const ConstScoresRef<double>& fake,
                          ScoresRef<double> d_fake) const {
      const double loss = JensenShannon::generator_loss<double>(real, fake, d_fake);
      d_fake *= static_cast<double>(fake.size());
      return loss;
    }
  };
  const Checks checks = check<Discriminator<Scorer>>(Wrong{}, false, 7);
  CHECK(checks.adversary);
  CHECK_FALSE(checks.generator);
}
