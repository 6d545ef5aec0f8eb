// SPDX-License-Identifier: MIT
// A warm step allocates nothing, nor do samples. All calls of malloc are counted, by functions of these names in front
// of the C library's own: Eigen never asks operator new, so counting that could not fail.
//
// Eigen's products pack their operands on the stack up to
// EIGEN_STACK_ALLOCATION_LIMIT (128 kB) and by malloc above; this program is compiled with a higher
// limit (tests/CMakeLists.txt), so that the rest is eigan's.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <vector>

#include <eigan/data/dataset.hpp>
#include <eigan/data/mixtures.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/layer_norm.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/normalised.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/relativistic.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/random_batch.hpp"

namespace {
std::atomic<bool> counting = false;
std::atomic<long> allocations = 0;
void count() {
  if (counting.load(std::memory_order_relaxed)) ++allocations;
}
}  // namespace

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
  count();
  return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size) {
  count();
  return __libc_calloc(n, size);
}
void* realloc(void* old, std::size_t size) {
  count();
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  count();
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}
}

using namespace eigan;
using namespace eigan::tests;

namespace {

/// Allocations, on any thread, while `action` runs.
template <class Action>
long allocations_of(Action&& action) {
  allocations = 0;
  counting = true;
  action();
  counting = false;
  return allocations;
}

/// Allocations in 100 steps after the first three. \param each  called in each of them
template <class Trainer, class Source, class Each>
long in_warm_steps(Trainer&& trainer, const Source& source, Each&& each) {
  for (int i = 0; i < 3; ++i) trainer.step(source);
  return allocations_of([&] {
    for (int i = 0; i < 100; ++i) {
      trainer.step(source);
      each();
    }
  });
}

template <class Trainer, class Source>
long in_warm_steps(Trainer&& trainer, const Source& source) {
  return in_warm_steps(trainer, source, [] {});
}

struct Paired : Wasserstein {
  static constexpr bool uses_real_scores = true;
};

TrainingOptions options(Index batch, Index threads) {
  return {.batch_size = batch, .seed = 1, .threads = threads};
}

}  // namespace

TEST_CASE("a warm step of a small GAN allocates nothing, on one thread or two") {
  using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 2>>>;
  using Disc =
      Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 64, Tanh>, Dense<64, 1>>>;
  for (const Index threads : {1, 2}) {
    MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{.label_smoothing = 0.1}, Adam{},
                       Adam{}, options(200, threads));
    CHECK(in_warm_steps(gan, GaussianRing<float>{}) == 0);
  }
}

TEST_CASE("a warm step of a large WGAN allocates nothing, on one thread or two") {
  using Gen = Generator<Mlp<float, Dense<20, 300, ReLU>, Dense<300, 150, Sigmoid>>>;
  using Crit = Critic<Mlp<float, Maxout<150, 60, 5>, Dropout, Dense<60, 200, ReLU>, Dense<200, 1>>>;
  const Dataset<float> data(normal_batch<float>(150, 500, 3));
  for (const Index threads : {1, 2}) {
    MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), Wasserstein{.critic_steps = 3, .clip = 0.1},
                        RMSProp{}, RMSProp{}, options(40, threads));
    CHECK(in_warm_steps(wgan, data) == 0);
  }
}

TEST_CASE("a warm step in shards, or with averages, noise and real scores, allocates nothing") {
  using Gen = Generator<Mlp<float, Dense<2, 64, GELU>, Dense<64, 2>>>;
  using Crit = Critic<Mlp<float, Dense<2, 150, SiLU>, Dropout, Dense<150, 1>>>;
  for (const Index threads : {1, 2}) {
    MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), Paired{{.critic_steps = 2, .clip = 0.1}},
                        Adam{}, RMSProp{},
                        TrainingOptions{.batch_size = 100,
                                        .instance_noise = 0.1,
                                        .averaging = 0.9,
                                        .threads = threads,
                                        .shards = 3});
    CHECK(in_warm_steps(wgan, GaussianRing<float>{}) == 0);
  }
}

TEST_CASE("a warm step with gradient penalties, some of them not in each turn, allocates nothing") {
  using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 2>>>;
  using Straight = Critic<Mlp<float, Dense<2, 150, LeakyReLU>, Dropout, Dense<150, 1>>>;
  using Curved =
      Critic<Mlp<float, Dense<2, 150, SiLU>, LayerNorm<ReLU>, Maxout<150, 20>, Dense<20, 1>>>;
  const auto objective = Relativistic{.critic_steps = 2} + R1{.every = 3} + GradientPenalty{};
  for (const Index threads : {1, 2}) {
    for (const Index shards : {1, 3}) {
      const TrainingOptions how{.batch_size = 100, .threads = threads, .shards = shards};
      MinimaxTrainer straight(fresh<Gen>(1), fresh<Straight>(2), objective, Adam{}, Adam{}, how);
      CHECK(in_warm_steps(straight, GaussianRing<float>{}) == 0);
      MinimaxTrainer curved(fresh<Gen>(1), fresh<Curved>(2), objective, Adam{}, Adam{}, how);
      CHECK(in_warm_steps(curved, GaussianRing<float>{}) == 0);
    }
  }
}

TEST_CASE("a warm step against a critic of normalised layers allocates nothing") {
  using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 2>>>;
  using Crit = Critic<Mlp<float, Lipschitz<Dense<2, 150, GroupSort<10>>>,
                          SpectralNorm<Dense<150, 64, MaxMin>>, Lipschitz<Dense<64, 1>>>>;
  for (const Index threads : {1, 2}) {
    MinimaxTrainer gan(fresh<Gen>(1), fresh<Crit>(2), WassersteinLoss{.critic_steps = 2}, Adam{},
                       Adam{}, options(100, threads));
    CHECK(in_warm_steps(gan, GaussianRing<float>{}) == 0);
    MinimaxTrainer penalised(fresh<Gen>(1), fresh<Crit>(2), WassersteinGP{}, Adam{}, Adam{},
                             options(100, threads));
    CHECK(in_warm_steps(penalised, GaussianRing<float>{}) == 0);
  }
}

TEST_CASE("a warm step that certifies allocates nothing, in shards and with penalties") {
  using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 2>>>;
  using Crit = Critic<Mlp<float, Dense<2, 150, SiLU>, Maxout<150, 20>, Dense<20, 1>>>;
  for (const Index shards : {1, 3}) {
    MinimaxTrainer wgan(
        fresh<Gen>(1), fresh<Crit>(2), WassersteinGP{.critic_steps = 2}, Adam{}, Adam{},
        TrainingOptions{.batch_size = 100, .threads = 2, .shards = shards, .certify_every = 2});
    CHECK(in_warm_steps(wgan, GaussianRing<float>{}) == 0);
  }
}

TEST_CASE("samples on a warm tape allocate nothing") {
  const auto generator = fresh<Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 2>>>>(1);
  Rng rng{1};
  Tape<float> tape;
  generator.sample(16, rng, tape);
  CHECK(allocations_of([&] {
          for (const Index count : {16, 1, 15}) generator.sample(count, rng, tape);
        }) == 0);
}

TEST_CASE("one resize in a step is counted, on any thread") {
  using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 2>>>;
  using Disc = Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 1>>>;
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, Adam{}, Adam{},
                     options(200, 2));
  Vector<float> memory(10);
  CHECK(in_warm_steps(gan, GaussianRing<float>{}, [&] { memory.resize(memory.size() + 1); }) ==
        100);

  Team team(2);
  std::vector<Vector<float>> memories(2);
  team.run(2, 1'000'000, [](Index, Index) {});
  CHECK(allocations_of([&] {
          team.run(2, 1'000'000,
                   [&](Index i, Index) { memories[static_cast<std::size_t>(i)].resize(20); });
        }) == 2);
}
