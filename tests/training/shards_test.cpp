// SPDX-License-Identifier: MIT
// A batch in shards: the same game up to rounding, and the same bytes on any number of threads.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <vector>

#include <eigan/data/dataset.hpp>
#include <eigan/data/mixtures.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/resuming.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

template <class Scalar>
using Gen = Generator<Mlp<Scalar, Dense<3, 20, Tanh>, Dropout, Dense<20, 2>>>;
template <class Scalar>
using NarrowScorer = Mlp<Scalar, Dropout, Dense<2, 30, SiLU>, Maxout<30, 8, 3>, Dense<8, 1>>;
template <class Scalar>
using WideScorer = Mlp<Scalar, Dense<2, 200, Tanh>, Dropout, Dense<200, 1>>;

template <class Scalar>
const Dataset<Scalar>& data() {
  static const Dataset<Scalar> samples(normal_batch<Scalar>(2, 500, 3));
  return samples;
}

template <class Scorer, class Objective, class Optimizer>
auto game(const Objective& objective, const Optimizer& optimizer, TrainingOptions options) {
  using Scalar = typename Scorer::Scalar;
  return MinimaxTrainer(fresh<Gen<Scalar>>(1), fresh<Critic<Scorer>>(2), objective, optimizer,
                        optimizer, options);
}

struct Unclipped : Wasserstein {
  static constexpr bool uses_real_scores = true;
  void constrain(Segment<double>) const {}
};

template <class Scorer>
void check_up_to_rounding(TrainingOptions options) {
  const SGD sgd{.learning_rate = 0.05, .momentum = 0.5};
  options.batch_size = 150;
  options.instance_noise = 0.3;
  auto whole = game<Scorer>(Unclipped{{.critic_steps = 3}}, sgd, options);
  const StepReport last = whole.fit(data<double>(), 10);
  for (const Index shards : {2, 3, 12, 150}) {
    INFO(shards << " shards" << (options.simultaneous ? ", simultaneous" : ""));
    options.shards = shards;
    auto cut = game<Scorer>(Unclipped{{.critic_steps = 3}}, sgd, options);
    const StepReport report = cut.fit(data<double>(), 10);
    CHECK(report.divergence == Catch::Approx(last.divergence).epsilon(1e-9));
    CHECK(report.generator_loss == Catch::Approx(last.generator_loss).epsilon(1e-9));
    CHECK(cut.generator().network().parameters().isApprox(whole.generator().network().parameters(),
                                                          1e-10));
    CHECK(cut.adversary().network().parameters().isApprox(whole.adversary().network().parameters(),
                                                          1e-10));
  }
}

template <class Scorer>
void check_threads() {
  for (const Index shards : {1, 2, 3, 12}) {
    const auto play = [&](Index threads) {
      auto trainer = game<Scorer>(Wasserstein{.critic_steps = 2, .clip = 0.1}, Adam{},
                                  {.batch_size = 301,
                                   .seed = 4,
                                   .instance_noise = 0.1,
                                   .averaging = 0.9,
                                   .threads = threads,
                                   .shards = shards});
      trainer.fit(data<float>(), 5);
      return trainer;
    };
    const auto one = play(1);
    for (const Index threads : {2, 3, 4}) {
      INFO(shards << " shards on " << threads << " threads");
      const auto several = play(threads);
      CHECK(same_parameters(several.generator(), one.generator()));
      CHECK(same_parameters(several.averaged_generator(), one.averaged_generator()));
      CHECK(same_parameters(several.adversary(), one.adversary()));
    }
  }
}

}  // namespace

TEST_CASE("shards change a game by rounding only: masks, noise and samples stay") {
  for (const bool simultaneous : {false, true}) {
    check_up_to_rounding<NarrowScorer<double>>({.seed = 5, .simultaneous = simultaneous});
    check_up_to_rounding<WideScorer<double>>({.seed = 5, .simultaneous = simultaneous});
  }
}

TEST_CASE("a game in shards has the same bytes on any number of threads") {
  check_threads<NarrowScorer<float>>();
  check_threads<WideScorer<float>>();
}

TEST_CASE("a saved run in shards resumes bit by bit") {
  const auto make = [](std::uint64_t seed) {
    return MinimaxTrainer(
        fresh<Gen<float>>(seed), fresh<Critic<NarrowScorer<float>>>(seed + 1),
        Wasserstein{.critic_steps = 3, .clip = 0.1}, Adam{}, Adam{},
        TrainingOptions{.batch_size = 32, .seed = 6, .averaging = 0.9, .shards = 3});
  };
  check_resuming(make, data<float>(), [](auto& from, auto& to) { SavedState(from).restore(to); });
}

TEST_CASE("a number of shards outside [1, batch size] is refused") {
  const auto refusal = [](Index shards) {
    return thrown<Error>([&] { TrainingOptions{.batch_size = 8, .shards = shards}.validate(); });
  };
  CHECK(refusal(0) == "TrainingOptions: shards must lie in [1, batch_size = 8]; got 0");
  CHECK(refusal(9) == "TrainingOptions: shards must lie in [1, batch_size = 8]; got 9");
  CHECK(refusal(8) == "(nothing was thrown)");
}

TEST_CASE("random numbers of the generator's layers and the adversary's never meet") {
  // both players add the noise of their layers to constant samples; no two numbers are the same
  struct Noise : Dropout {
    void forward(const Weights<double>&, ConstView<double> x, View<double>, View<double> y, AuxView,
                 const Pass& pass, const Tile& t) const {
      for (Index j = t.column; j < t.column + t.columns; ++j) {
        pass.stream.uniform(&y(t.row, j), t.rows, pass.number(j) * x.rows() + t.row);
        seen->insert(seen->end(), &y(t.row, j), &y(t.row, j) + t.rows);
      }
    }
    std::shared_ptr<std::vector<double>> seen = std::make_shared<std::vector<double>>();
  };
  const Noise generator, adversary;
  MinimaxTrainer trainer(Generator(mlp<double>(Dense<1, 1>{}, generator)),
                         Critic(mlp<double>(Dense<1, 1>{}, adversary)),
                         Wasserstein{.critic_steps = 3, .clip = 1}, Frozen{}, Frozen{},
                         TrainingOptions{.batch_size = 8, .threads = 1});
  trainer.fit(GaussianMixture1D<double>{}, 10);
  std::vector<double> all = *generator.seen;
  all.insert(all.end(), adversary.seen->begin(), adversary.seen->end());
  CHECK(generator.seen->size() == 10 * 4 * 8);
  CHECK(adversary.seen->size() == 10 * (3 * 16 + 8));
  std::sort(all.begin(), all.end());
  // of 2^23 values 880 that are drawn differ: two would meet by chance once in twenty such runs
  CHECK(std::distance(std::unique(all.begin(), all.end()), all.end()) <= 2);
}
