// SPDX-License-Identifier: MIT
// A run is a function of its settings, its seed and what save_state shows.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <eigan/data/dataset.hpp>
#include <eigan/data/mixtures.hpp>
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
#include "tests/support/random_batch.hpp"
#include "tests/support/resuming.hpp"
#include "tests/support/saved_state.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Gen = Generator<Mlp<float, Dense<3, 20, ReLU>, Dropout, Dense<20, 2>>, UniformNoise>;
using Scorer = Mlp<float, Dropout, Dense<2, 9, LeakyReLU>, Maxout<9, 6, 3>, Dropout, Dense<6, 1>>;

template <class Make, class Source>
void check_in_memory(const Make& make, const Source& source) {
  check_resuming(make, source, [](auto& from, auto& to) { SavedState(from).restore(to); });
}

}  // namespace

TEST_CASE("a saved run resumes bit by bit: GAN, Adam, dropout, a data set of several epochs") {
  const Dataset<float> data(normal_batch<float>(2, 50, 8));  // 12 batches of 16 are 3.84 epochs
  check_in_memory(
      [](std::uint64_t seed) {
        return MinimaxTrainer(fresh<Gen>(seed), fresh<Discriminator<Scorer>>(seed + 1),
                              JensenShannon{.discriminator_steps = 1, .label_smoothing = 0.1},
                              Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                              Adam{.learning_rate = 2e-3},
                              TrainingOptions{.batch_size = 16, .seed = 6, .averaging = 0.9});
      },
      data);
}

TEST_CASE("a saved run resumes bit by bit: WGAN, RMSProp, a toy distribution") {
  check_in_memory(
      [](std::uint64_t seed) {
        return MinimaxTrainer(
            fresh<Gen>(seed), fresh<Critic<Scorer>>(seed + 1),
            Wasserstein{.critic_steps = 3, .clip = 0.1}, RMSProp{.learning_rate = 5e-4},
            RMSProp{
                .learning_rate = 5e-4, .decay = 0.9, .epsilon = 1e-10, .epsilon_inside_root = true},
            TrainingOptions{.batch_size = 16, .seed = 6, .averaging = 0.9});
      },
      GaussianRing<float>{});
}

TEST_CASE("a saved run resumes bit by bit: SGD with momentum and schedules, k = 2") {
  check_in_memory(
      [](std::uint64_t seed) {
        const SGD sgd{.learning_rate = Schedule::geometric(0.1, 0.9, 1e-6),
                      .momentum = Schedule::linear(0.5, 0.7, 10)};
        return MinimaxTrainer(fresh<Gen>(seed), fresh<Discriminator<Scorer>>(seed + 1),
                              JensenShannon{.discriminator_steps = 2}, sgd, sgd,
                              TrainingOptions{.batch_size = 16, .seed = 6, .averaging = 0.9});
      },
      GaussianRing<float>{});
}

TEST_CASE("a saved run resumes bit by bit: simultaneous updates") {
  check_in_memory(
      [](std::uint64_t seed) {
        const SGD sgd{.learning_rate = 0.1, .momentum = 0.5};
        return MinimaxTrainer(fresh<Gen>(seed), fresh<Discriminator<Scorer>>(seed + 1),
                              JensenShannon{.halved = true}, sgd, sgd,
                              TrainingOptions{.batch_size = 16, .seed = 6, .simultaneous = true});
      },
      GaussianRing<float>{});
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  const GaussianRing<float> ring;
  const auto run = [&](std::uint64_t seed) {
    MinimaxTrainer gan(fresh<Gen>(1), fresh<Discriminator<Scorer>>(2), JensenShannon{}, Adam{},
                       Adam{}, TrainingOptions{.batch_size = 16, .seed = seed});
    std::vector<double> losses;
    for (int i = 0; i < 5; ++i) {
      const StepReport report = gan.step(ring);
      losses.insert(losses.end(), {report.adversary_loss, report.generator_loss});
    }
    return std::pair{losses, Vector<float>(gan.generator().network().parameters())};
  };
  const auto once = run(7), again = run(7), other = run(8);
  CHECK(once == again);
  CHECK(once.first != other.first);
  CHECK(once.second != other.second);
}

TEST_CASE("a copy of a trainer is independent") {
  const GaussianRing<float> ring;
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Discriminator<Scorer>>(2), JensenShannon{}, Adam{},
                     Adam{}, TrainingOptions{.batch_size = 16});
  gan.fit(ring, 2);
  auto copy = gan;
  const StepReport report = gan.step(ring);
  CHECK(copy.steps() == 2);
  CHECK(as_tuple(copy.step(ring)) == as_tuple(report));
  CHECK(same_parameters(copy.generator(), gan.generator()));
}

TEST_CASE("a trainer whose state was loaded in part makes no step before it is loaded whole") {
  const GaussianRing<float> ring;
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Discriminator<Scorer>>(2), JensenShannon{}, Adam{},
                     Adam{}, TrainingOptions{.batch_size = 16});
  gan.fit(ring, 2);
  const SavedState saved(gan);
  struct Stop {};
  CHECK_THROWS_AS(gan.load_state([](const std::string& name, auto&) {
    if (name == "adversary.parameters") throw Stop{};
  }),
                  Stop);
  CHECK_THROWS_AS(gan.step(ring), Error);
  saved.restore(gan);
  CHECK_NOTHROW(gan.step(ring));
}
