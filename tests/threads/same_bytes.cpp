// SPDX-License-Identifier: MIT
// Trains two games on 1 to 4 threads and compares every byte of the results; throws exceptions
// on any of them; and compares products with their definition, since a BLAS call could be wrong. CMakeLists.txt
// compiles it with the flags that could interfere: OpenMP, a BLAS, and the sanitizer that sees
// one thread read what another writes.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/metrics/certified_w1.hpp>

using namespace eigan;

namespace {

using NarrowGen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 64, Tanh>, Dense<64, 2>>>;
using NarrowDisc =
    Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 64, ReLU>, Dense<64, 1>>>;
using WideGen = Generator<Mlp<float, Dense<10, 301, ReLU>, Dense<301, 2, Tanh>>>;
using WideCrit =
    Critic<Mlp<float, Dense<2, 401, ReLU>, Dropout, Maxout<401, 150, 2>, Dense<150, 1>>>;

template <class Gen, class Adversary, class Objective, class Optimizer>
std::vector<float> trained(Objective objective, Optimizer optimizer, Index batch, Index threads) {
  Rng rng{1};
  Gen generator{rng};
  Adversary adversary{rng};
  MinimaxTrainer trainer{
      generator, adversary, objective,
      optimizer, optimizer, TrainingOptions{.batch_size = batch, .seed = 2, .threads = threads}};
  const StepReport report = trainer.fit(GaussianRing<float>{}, 20);
  std::vector<float> result{static_cast<float>(report.divergence)};
  for (const auto* w :
       {&trainer.generator().network().parameters(), &trainer.adversary().network().parameters()}) {
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

/// The three products of parts of larger matrices against sums written out. The sizes are all
/// different, so that they cannot be confused.
bool products_are_right() {
  using detail::panel;
  constexpr Index m = 5, n = 7, k = 11, stride = 13;
  Batch<float> a = Batch<float>::Random(stride, 20), b = Batch<float>::Random(stride, 20);
  const auto is_right = [&](const char* name, const auto& multiply, const auto& a_at,
                            const auto& b_at) {
    Batch<float> c = Batch<float>::Constant(stride, n, NAN);  // overwritten, not added to
    multiply(panel(c.data(), stride, 1, m, 0, n));
    double worst = 0;
    for (Index i = 0; i < m; ++i) {
      for (Index j = 0; j < n; ++j) {
        double sum = 0;
        for (Index l = 0; l < k; ++l) sum += double{a_at(i, l)} * double{b_at(l, j)};
        const double off = std::abs(sum - double{c(1 + i, j)});
        worst = off <= 1e-5 ? std::max(worst, off) : 1;
      }
    }
    if (worst > 1e-5 || !std::isnan(c(0, 0)) || !std::isnan(c(1 + m, 0))) {
      std::printf("%s is not the product that it should be\n", name);
      return false;
    }
    return true;
  };
  const float *from_a = a.data(), *from_b = b.data();
  // at (2, 3) of a and (1, 4) of b
  const auto part_a = [&](Index rows, Index columns) {
    return panel(from_a, stride, 2, rows, 3, columns);
  };
  const auto part_b = [&](Index rows, Index columns) {
    return panel(from_b, stride, 1, rows, 4, columns);
  };
  const auto a_at = [&](Index i, Index l) { return a(2 + i, 3 + l); };
  const auto a_across = [&](Index i, Index l) { return a(2 + l, 3 + i); };
  const auto b_at = [&](Index l, Index j) { return b(1 + l, 4 + j); };
  const auto b_across = [&](Index l, Index j) { return b(1 + j, 4 + l); };
  return is_right(
             "a b", [&](auto c) { detail::multiply<float>(part_a(m, k), part_b(k, n), c); }, a_at,
             b_at) &&
         is_right(
             "a^T b",
             [&](auto c) { detail::multiply_transposed<float>(part_a(k, m), part_b(k, n), c); },
             a_across, b_at) &&
         is_right(
             "a b^T",
             [&](auto c) { detail::multiply_by_transposed<float>(part_a(m, k), part_b(n, k), c); },
             a_at, b_across);
}

/// A certificate runs a network on all cores: a BLAS that did so too would give wrong scores now and then.
bool certificates_are_the_same() {
#ifdef __SANITIZE_THREAD__
  constexpr int times = 3;
#else
  constexpr int times = 200;
#endif
  Rng rng{1};
  const Critic<Mlp<float, Dense<2, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 1>>> critic{rng};
  const Batch<float> x = draw<float>(GaussianRing<float>{}, 1500, Stream(1, Purpose::user, 0)),
                     y = draw<float>(GaussianGrid<float>{}, 1500, Stream(2, Purpose::user, 0));
  const auto difference = [&] {
    return certified_w1(critic, x, y).bound - certified_w1(critic, y, x).bound;
  };
  const double first = difference();
  for (int i = 0; i < times; ++i) {
    if (difference() == first) continue;
    std::printf("the same samples have several certificates\n");
    return false;
  }
  return true;
}

struct Failure {};

/// SGD whose n-th update, on any thread, fails.
struct FailingSGD : SGD {
  std::shared_ptr<std::atomic<int>> left;
  void update(const UpdateCount& count, Segment<float> w, ConstSegment<float> g,
              Slots<float, 1> s) const {
    if (--*left == 0) throw Failure{};
    SGD::update<float>(count, w, g, s);
  }
};

/// Whether an exception of any update ends training on 1 to 4 threads, and other games continue.
bool exceptions_arrive() {
  for (const Index threads : {1, 2, 3, 4}) {
    for (const int n : {1, 2, 5, 9, 30}) {
      const FailingSGD optimizer{{}, std::make_shared<std::atomic<int>>(n)};
      try {
        trained<WideGen, WideCrit>(Wasserstein{}, optimizer, 100, threads);
      } catch (const Failure&) {
        continue;
      }
      std::printf("the exception of update %d was lost on %d threads\n", n,
                  static_cast<int>(threads));
      return false;
    }
  }
  return true;
}

}  // namespace

int main() {
  if (!products_are_right()) return 1;
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
  return narrow && wide && certificates_are_the_same() && exceptions_arrive() ? 0 : 1;
}
