// SPDX-License-Identifier: MIT
// Trains two games on 1 to 4 threads and compares every byte of what comes out. CMakeLists.txt
// compiles it with the flags that could come between: OpenMP, a BLAS, and the sanitizer that sees
// one thread read what another writes.
#include <cstdio>
#include <vector>

#include <eigan/eigan.hpp>

using namespace eigan;

namespace {

using NarrowGen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 64, Tanh>, Dense<64, 2>>>;
using NarrowDisc = Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 64, ReLU>, Dense<64, 1>>>;
using WideGen = Generator<Mlp<float, Dense<10, 301, ReLU>, Dense<301, 2, Tanh>>>;
using WideCrit = Critic<Mlp<float, Dense<2, 401, ReLU>, Dropout, Maxout<401, 150, 2>, Dense<150, 1>>>;

template <class Gen, class Adversary, class Objective, class Optimizer>
std::vector<float> trained(Objective objective, Optimizer optimizer, Index batch, Index threads) {
  Rng rng{1};
  Gen generator{rng};
  Adversary adversary{rng};
  MinimaxTrainer trainer{generator, adversary, objective, optimizer, optimizer,
                         TrainingOptions{.batch_size = batch, .seed = 2, .threads = threads}};
  const StepReport report = trainer.fit(GaussianRing<float>{}, 20);
  std::vector<float> result{static_cast<float>(report.divergence)};
  for (const auto* w : {&trainer.generator().network().parameters(),
                        &trainer.adversary().network().parameters()}) {
    result.insert(result.end(), w->data(), w->data() + w->size());
  }
  return result;
}

/// Eigen itself has one thread for the first run, and three for the others, where it has OpenMP.
template <class Train>
bool same(const char* name, Train&& train) {
  Eigen::setNbThreads(1);
  const std::vector<float> one = train(1);
  Eigen::setNbThreads(3);
  for (const Index threads : {2, 3, 4}) {
    if (train(threads) != one) {
      std::printf("%s: %d threads give other bytes than one\n", name, static_cast<int>(threads));
      return false;
    }
  }
  return true;
}

}  // namespace

int main() {
  Eigen::setNbThreads(3);
  const int before = Eigen::nbThreads();  // 1 without OpenMP
  const bool narrow = same("narrow", [](Index threads) {
    return trained<NarrowGen, NarrowDisc>(JensenShannon{}, Adam{}, 150, threads);
  });
  const bool wide = same("wide", [](Index threads) {
    return trained<WideGen, WideCrit>(Wasserstein{.critic_steps = 2, .clip = 0.1}, RMSProp{}, 100,
                                      threads);
  });
  if (Eigen::nbThreads() != before) {
    std::printf("Eigen has %d threads now, and had %d\n", Eigen::nbThreads(), before);
    return 1;
  }
  return narrow && wide ? 0 : 1;
}
