// SPDX-License-Identifier: MIT
// The moving average of the generator's parameters.
#include <cmath>
#include <string>
#include <type_traits>

#include <eigan/data/mixtures.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/saved_state.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ExceptionMessageMatcher;

namespace {

using Gen = Generator<Mlp<double, Dense<2, 300, ReLU>, Dense<300, 2>>>;
using Disc = Discriminator<Mlp<double, Dense<2, 16, LeakyReLU>, Dense<16, 1>>>;

auto game(double averaging, Index threads = 1) {
  return MinimaxTrainer(
      fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, Adam{}, Adam{},
      TrainingOptions{.batch_size = 16, .averaging = averaging, .threads = threads});
}

/// A parameter that rises by two ulps at update 100,001.
struct TwoUlps {
  static constexpr std::size_t slots = 0;
  void update(Index update, Segment<float> w, ConstSegment<float>, Slots<float, 0>) const {
    w.setConstant(update <= 100'000 ? 1.0f : 1.0f + 0x1p-22f);
  }
};

}  // namespace

TEST_CASE("the averaged generator is the mean of the first steps, then exponential") {
  const GaussianRing<double> ring;
  const double averaging = 0.9;
  auto gan = game(averaging);
  Vector<double> sum = Vector<double>::Zero(gan.generator().network().parameters().size()), average;
  for (int t = 1; t <= 60; ++t) {
    gan.step(ring);
    const Vector<double>& now = gan.generator().network().parameters();
    sum += now;
    if (t <= 10) {
      average = sum / t;
    } else {
      average = averaging * average + (1 - averaging) * now;
    }
    INFO("step " << t);
    CHECK(gan.averaged_generator().network().parameters().isApprox(average, 1e-12));
  }
  CHECK_FALSE(gan.generator().network().parameters().isApprox(average, 1e-6));
}

TEST_CASE("training does not depend on averaging, nor the average on the threads") {
  const GaussianRing<double> ring;
  auto with = game(0.9), on_two_threads = game(0.9, 2), without = game(0);
  with.fit(ring, 20);
  on_two_threads.fit(ring, 20);
  without.fit(ring, 20);
  CHECK(with.generator().network().parameters() == without.generator().network().parameters());
  CHECK(with.averaged_generator().network().parameters() ==
        on_two_threads.averaged_generator().network().parameters());
}

TEST_CASE("without averaging the averaged generator is the generator as it is") {
  auto gan = game(0);
  gan.fit(GaussianRing<double>{}, 3);
  CHECK(&gan.averaged_generator() == &std::as_const(gan).generator());
}

TEST_CASE("an average over a hundred thousand steps loses no small increments in float") {
  // one parameter that rises by two ulps after the first step: the average closes 1 - averaging of the
  // gap in each step once it has forgotten the plain mean, which in float alone is less than half an ulp
  MinimaxTrainer gan(Generator(mlp<float>(Dense<1, 1>{})), Discriminator(mlp<float>(Dense<1, 1>{})),
                     JensenShannon{}, TwoUlps{}, TwoUlps{},
                     TrainingOptions{.batch_size = 1, .averaging = 0.99999});
  gan.fit(GaussianMixture1D<float>{}, 200'000);
  double share = -1;
  gan.save_state([&](const std::string& name, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Vector<double>>) {
      if (name.ends_with("averaged")) share = (value[0] - 1) / 0x1p-22;
    }
  });
  CHECK(share == Catch::Approx(1 - std::pow(0.99999, 100'000)).epsilon(1e-6));  // 0.632
}

TEST_CASE("a trainer's samples are its averaged generator's where there is one") {
  auto with = game(0.9), without = game(0);
  with.fit(GaussianRing<double>{}, 20);
  without.fit(GaussianRing<double>{}, 20);
  Rng rng{1}, same{1};
  CHECK(with.sample(10, rng) == with.averaged_generator().sample(10, same));
  CHECK(without.sample(10, rng) == without.generator().sample(10, same));
  CHECK(with.sample(10, rng) != without.sample(10, same));
}

TEST_CASE("a loaded average is there before the next step") {
  auto from = game(0.9), to = game(0.9);
  from.fit(GaussianRing<double>{}, 5);
  SavedState(from).restore(to);
  CHECK(same_parameters(to.averaged_generator(), from.averaged_generator()));
}

TEST_CASE("an averaging of 1 is refused") {
  CHECK_THROWS_MATCHES(
      game(1), Error,
      ExceptionMessageMatcher("TrainingOptions: averaging must lie in [0, 1); got 1"));
  CHECK_THROWS_AS(game(-0.1), Error);
}
