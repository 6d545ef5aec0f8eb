// SPDX-License-Identifier: MIT
// Exceptions of custom parts, on any thread: they arrive unchanged, and the
// trainer continues from a whole step or not at all.
#include <atomic>
#include <memory>
#include <utility>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

struct OwnFailure {};

/// Throws at its n-th use, all copies counted, on any thread.
class Fuse {
 public:
  void blow_at(int n) const { *left_ = n; }
  void use() const {
    if (--*left_ == 0) throw OwnFailure{};
  }

 private:
  std::shared_ptr<std::atomic<int>> left_ = std::make_shared<std::atomic<int>>(0);
};

struct FusedSource : NormalSource<float> {
  Fuse fuse;
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    fuse.use();
    NormalSource<float>::minibatch(which, stream, out);
  }
};

struct FusedObjective : JensenShannon {
  Fuse fuse;
  double generator_loss(ConstScoresRef<float> real, ConstScoresRef<float> fake,
                        ScoresRef<float> d_fake) const {
    fuse.use();
    return JensenShannon::generator_loss<float>(real, fake, d_fake);
  }
};

struct FusedOptimizer : SGD {
  Fuse fuse;
  void update(const UpdateCount& count, Segment<float> w, ConstSegment<float> g,
              Slots<float, 1> s) const {
    fuse.use();
    SGD::update<float>(count, w, g, s);
  }
};

struct FusedCallback {
  Fuse fuse;
  void on_step(const StepReport&) const { fuse.use(); }
};

struct FusedLayer : Dense<256, 256, ReLU> {
  Fuse fuse;
  void forward(ConstSegment<float> w, ConstView<float> x, View<float> a, View<float> y, AuxView aux,
               const Pass& pass, const Tile& tile) const {
    fuse.use();
    Dense::forward<float>(w, x, a, y, aux, pass, tile);
  }
};

// wide enough that threads share a step
using WideDisc =
    Discriminator<Mlp<float, Dense<2, 256, ReLU>, Dense<256, 256, ReLU>, Dense<256, 1>>>;

/// A game with a fuse in every custom part.
struct FusedGame {
  FusedSource source{{.size = 2}, {}};
  FusedLayer layer;
  FusedObjective objective{{.discriminator_steps = 3}, {}};  // so that fakes are made ahead
  FusedOptimizer optimizer{{.learning_rate = 1e-3}, {}};
  FusedCallback callback;

  auto trainer(Index threads) const {
    Rng rng{1};
    return MinimaxTrainer{Generator{mlp<float>(Dense<4, 256, ReLU>{}, layer, Dense<256, 2>{}), rng},
                          WideDisc{rng},
                          objective,
                          optimizer,
                          optimizer,
                          TrainingOptions{.batch_size = 64, .threads = threads}};
  }
};

}  // namespace

TEST_CASE("an exception within a step arrives unchanged, and the next step is refused") {
  const FusedGame game;
  const std::pair<const char*, Fuse> places[] = {{"source", game.source.fuse},
                                                 {"layer", game.layer.fuse},
                                                 {"objective", game.objective.fuse},
                                                 {"optimiser", game.optimizer.fuse}};
  for (const Index threads : {1, 2, 3}) {
    auto whole = game.trainer(threads);
    whole.fit(game.source, 2);
    const SavedState two_steps{std::as_const(whole)};
    for (const auto& [place, fuse] : places) {
      for (const int n : {1, 3, 8}) {
        INFO(place << ", use " << n << ", " << threads << " threads");
        auto trainer = game.trainer(threads);
        fuse.blow_at(n);
        REQUIRE_THROWS_AS(trainer.fit(game.source, 20, game.callback), OwnFailure);
        fuse.blow_at(0);
        const Index step = trainer.steps();
        CHECK_THROWS_WITH(trainer.step(game.source),
                          ContainsSubstring("was interrupted by an exception"));
        CHECK_THROWS_WITH(SavedState{std::as_const(trainer)},
                          ContainsSubstring("load a checkpoint"));
        CHECK(trainer.steps() == step);
        two_steps.restore(trainer);  // what load_checkpoint does
        auto other = game.trainer(threads);
        two_steps.restore(other);
        CHECK(trainer.step(game.source).generator_loss == other.step(game.source).generator_loss);
        CHECK(same_parameters(trainer.generator(), other.generator()));
      }
    }
  }
}

TEST_CASE("an exception of a callback arrives unchanged, after a whole step") {
  const FusedGame game;
  auto trainer = game.trainer(2), other = game.trainer(2);
  game.callback.fuse.blow_at(3);
  REQUIRE_THROWS_AS(trainer.fit(game.source, 20, game.callback), OwnFailure);
  CHECK(trainer.steps() == 3);
  other.fit(game.source, 3);
  CHECK(trainer.step(game.source).generator_loss == other.step(game.source).generator_loss);
}
