// SPDX-License-Identifier: MIT
// Games against critics that are Lipschitz by construction.
#include <cmath>

#include <eigan/data/dataset.hpp>
#include <eigan/data/mixtures.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/normalised.hpp>
#include <eigan/objectives/hinge.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/resuming.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Gen = SmallGenerator<float>;
using Spectral = Critic<Mlp<float, SpectralNorm<Dense<2, 32, MaxMin>>, SpectralNorm<Dense<32, 1>>>>;
using Orthogonal = Critic<Mlp<float, Lipschitz<Dense<2, 32, GroupSort<8>>>,
                              Lipschitz<Dense<32, 32, MaxMin>>, Lipschitz<Dense<32, 1>>>>;

template <class Crit, class Objective>
auto game(Objective objective) {
  return [objective](std::uint64_t seed) {
    return MinimaxTrainer(fresh<Gen>(seed), fresh<Crit>(seed + 1), objective, Adam{}, Adam{},
                          TrainingOptions{.batch_size = 32, .seed = 6});
  };
}

using Lines = Repeat<Lipschitz<Dense<Dynamic, Dynamic, AnyActivation>>>;
using AnyCritic = Critic<Mlp<float, Lines>>;
AnyCritic with(AnyActivation activation) {
  Rng rng{1};
  Lines lines;
  lines.layers.push_back({{.inputs = 2, .outputs = 8, .activation = activation}});
  lines.layers.push_back({{.inputs = 8, .outputs = 1}});
  return AnyCritic(mlp<float>(lines), rng);
}

}  // namespace

TEST_CASE("a game with spectral normalisation resumes bit by bit") {
  check_resuming(game<Spectral>(Hinge{}), GaussianRing<float>{},
                 [](auto& from, auto& to) { SavedState(from).restore(to); });
  check_resuming(game<Spectral>(WassersteinLoss{.critic_steps = 2}), GaussianRing<float>{},
                 [](auto& from, auto& to) { SavedState(from).restore(to); });
}

TEST_CASE("spectral normalisation makes one iteration in each turn of the critic") {
  auto gan = game<Spectral>(WassersteinLoss{.critic_steps = 1})(3);
  gan.step(GaussianRing<float>{});
  const Vector<float> before = gan.adversary().network().state();
  const auto scored = gan.adversary().score(normal_batch<float>(2, 5, 1));
  CHECK(gan.adversary().network().state() == before);
  gan.step(GaussianRing<float>{});
  auto expected = gan.adversary().network();  // its parameters, with the vector of the step before
  expected.state() = before;
  expected.advance();
  CHECK(gan.adversary().network().state() == expected.state());
}

TEST_CASE("a critic of AOL layers learns the distance of two points, and no more") {
  // W1 of two points is their distance; a linear critic reaches it
  Mlp<float, Dense<2, 2>> shift;  // z -> (3, 4), wherever z is
  shift.parameters() << 0, 0, 0, 0, 3, 4;
  const Dataset<float> origin(Batch<float>(Batch<float>::Zero(2, 64)));
  Rng rng{2};
  MinimaxTrainer gan(Generator{shift}, Orthogonal(rng), WassersteinLoss{.critic_steps = 1},
                     SGD{.learning_rate = 1e-30}, Adam{.learning_rate = 1e-2, .beta1 = 0},
                     TrainingOptions{.batch_size = 64, .seed = 6});
  const StepReport report = gan.fit(origin, 600);
  CHECK(report.divergence > 0.99 * 5);
  CHECK(report.divergence <= 5 * 1.0001);
}

TEST_CASE("WassersteinLoss refuses a critic whose activations stretch distances") {
  const auto play = [](AnyActivation activation) {
    MinimaxTrainer gan(fresh<Gen>(1), with(activation), WassersteinLoss{}, Adam{}, Adam{});
  };
  CHECK(thrown<Error>([&] { play(SiLU{}); }) ==
        "MinimaxTrainer: without a penalty the critic's layers must be 1-Lipschitz; got a constant "
        "of 1.09984; activations such as GroupSort, ReLU and Tanh have constant 1");
  CHECK_NOTHROW(play(MaxMin{}));
  CHECK_NOTHROW(play(Tanh{}));
  CHECK_NOTHROW(
      MinimaxTrainer(fresh<Gen>(1), with(SiLU{}), WassersteinLoss{} + R1{}, Adam{}, Adam{}));
}
