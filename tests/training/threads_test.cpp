// SPDX-License-Identifier: MIT
// One seed gives the same bytes on any number of threads.
#include <vector>

#include <eigan/core/tiles.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// The results of 100 steps on 1 to 4 threads each.
template <class Make>
void check_threads(Make&& make, Index features) {
  const NormalSource<float> source{.size = features};
  auto one = make(1);
  std::vector<StepReport> reports;
  one.fit(source, 100, [&](const StepReport& report) { reports.push_back(report); });
  REQUIRE(one.generator().network().parameters().allFinite());
  for (const Index threads : {2, 3, 4}) {
    INFO(threads << " threads");
    auto several = make(threads);
    std::size_t i = 0;
    bool same_reports = true;
    several.fit(source, 100, [&](const StepReport& report) {
      const StepReport& other = reports[i++];
      same_reports = same_reports && report.adversary_loss == other.adversary_loss &&
                     report.generator_loss == other.generator_loss &&
                     report.divergence == other.divergence &&
                     report.lipschitz_bound == other.lipschitz_bound;
    });
    CHECK(same_reports);
    CHECK(same_parameters(one.generator(), several.generator()));
    CHECK(same_parameters(one.adversary(), several.adversary()));
  }
}

TrainingOptions options(Index batch, Index threads, bool simultaneous = false) {
  return {.batch_size = batch, .seed = 3, .simultaneous = simultaneous, .threads = threads};
}

}  // namespace

TEST_CASE("a GAN of narrow layers, cut along its samples, does not depend on the threads") {
  using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 48, Tanh>, Dense<48, 2>>>;
  using Disc =
      Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 40, ReLU>, Dense<40, 1>>>;
  check_threads(
      [](Index threads) {
        return MinimaxTrainer(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{},
                              Adam{.learning_rate = 1e-3}, Adam{.learning_rate = 1e-3},
                              options(150, threads));
      },
      2);
}

TEST_CASE("a WGAN of wide layers, cut along their outputs, does not depend on the threads") {
  using Gen = Generator<Mlp<float, Dense<5, 150, ReLU>, Dense<150, 140, Sigmoid>>>;
  using Crit = Critic<Mlp<float, Dense<140, 300, ReLU>, Dense<300, 10, ReLU>, Dense<10, 1>>>;
  check_threads(
      [](Index threads) {
        return MinimaxTrainer(
            fresh<Gen>(1), fresh<Crit>(2), Wasserstein{.critic_steps = 3, .clip = 0.05},
            RMSProp{.learning_rate = 1e-3}, RMSProp{.learning_rate = 1e-3}, options(20, threads));
      },
      140);
}

TEST_CASE("Maxout, dropout and simultaneous updates do not depend on the threads") {
  using Gen = Generator<Mlp<float, Dense<5, 260, ReLU>, Dropout, Dense<260, 40>>>;
  using Disc = Discriminator<Mlp<float, Dropout, Maxout<40, 70, 5>, Dropout, Dense<70, 1>>>;
  check_threads(
      [](Index threads) {
        return MinimaxTrainer(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{},
                              SGD{.learning_rate = 0.01, .momentum = 0.5},
                              SGD{.learning_rate = 0.01, .momentum = 0.5},
                              options(70, threads, true));
      },
      40);
}

TEST_CASE("all cores train by default") { CHECK(TrainingOptions{}.threads == 0); }
