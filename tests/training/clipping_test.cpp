// SPDX-License-Identifier: MIT
// The clipped critic.
#include <cmath>
#include <vector>

#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Gen = SmallGenerator<float>;
using Crit = Critic<Mlp<float, Dense<2, 9, LeakyReLU>, Maxout<9, 6, 3>, Dropout, Dense<6, 1>>>;

float largest(const Vector<float>& w) { return w.cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("after every critic step no parameter of the critic exceeds the clip") {
  const float c = 0.05f;
  const Watched<Wasserstein, float> objective{Wasserstein{.critic_steps = 5, .clip = 0.05}};
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), objective, RMSProp{.learning_rate = 0.01},
                      RMSProp{.learning_rate = 0.01}, TrainingOptions{.batch_size = 16});
  REQUIRE(largest(fresh<Crit>(2).network().parameters()) > c);  // there is something to clip

  int looked = 0;
  std::vector<bool> at_the_clip(6, false);  // weights and biases of each of the affine layers
  const auto look = [&] {
    if (++looked == 1) return;  // before the first update
    const Crit::Net& net = wgan.adversary().network();
    CHECK(largest(net.parameters()) <= c);
    for (const Index place : {0, 1, 3}) {
      const Index rows = net.shapes()[static_cast<std::size_t>(place)].parameter_rows;
      const Vector<float> w = net.parameters(place);
      const std::size_t i = place == 3 ? 4 : static_cast<std::size_t>(2 * place);
      if (largest(w.head(w.size() - rows)) == c) at_the_clip[i] = true;
      if (largest(w.tail(rows)) == c) at_the_clip[i + 1] = true;
    }
  };
  *objective.watcher = [&](Loss, const auto&, const auto&) { look(); };
  const NormalSource<float> source{.size = 2};
  for (int step = 0; step < 20; ++step) {
    wgan.step(source);
    look();
  }
  CHECK(looked == 20 * (5 + 1 + 1));
  // Something was clipped in all of them. (The last bias has no gradient: it moves the
  // scores of real and of fake samples alike.)
  at_the_clip.resize(5);
  CHECK(at_the_clip == std::vector<bool>(5, true));
}

TEST_CASE("the clip leaves the generator's parameters as they are") {
  const NormalSource<float> source{.size = 2};
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), Wasserstein{.clip = 0.05},
                      RMSProp{.learning_rate = 1e-4}, RMSProp{.learning_rate = 1e-4},
                      TrainingOptions{.batch_size = 16});
  wgan.fit(source, 3);
  CHECK(largest(wgan.generator().network().parameters()) > 0.5f);
}

TEST_CASE("the early schedule gives the critic 100 steps in the first 25 and in the 501st") {
  const Watched<Wasserstein> objective{Wasserstein{.critic_steps = 1, .early_schedule = true}};
  MinimaxTrainer wgan(line<LineGenerator<>>(1, 0), line<LineCritic<>>(0, 0), objective,
                      SGD{.learning_rate = 1e-3}, SGD{.learning_rate = 1e-3},
                      TrainingOptions{.batch_size = 1});
  int critic_steps = 0;
  *objective.watcher = [&](Loss loss, const auto&, const auto&) {
    if (loss == Loss::adversary) ++critic_steps;
  };
  const NormalSource<> source;
  for (int step = 1; step <= 502; ++step) {
    critic_steps = 0;
    wgan.step(source);
    if (critic_steps != (step <= 25 || step == 501 ? 100 : 1)) FAIL("step " << step);
  }
}
