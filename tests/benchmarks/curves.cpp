// SPDX-License-Identifier: MIT
// How the time of a step grows with width, batch size, depth and the adversary's steps: from one
// game (64-256-256-256-64 against 64-256-256-256-1, ReLU, batch 128, JensenShannon, k = 1, Adam),
// one number is changed at a time. Prints CSV: what, its value, microseconds a step (the best of
// several repetitions), and those that its products would take at the rate of large ones.
//
//     curves [THREADS]
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <eigan/eigan.hpp>

#include "matmul.hpp"
#include "timing.hpp"
#include "workloads.hpp"

using namespace eigan;
using namespace eigan::benchmarks;

namespace {

using Layer = Dense<Dynamic, Dynamic, AnyActivation>;
using Net = Mlp<float, Repeat<Layer>>;
constexpr Index features = 64;

struct Game {
  Index width = 256, batch = 128, depth = 3, k = 1;
};

Net network(const Game& game, Index outputs) {
  std::vector<Layer> layers;
  Index inputs = features;
  for (Index i = 0; i < game.depth; ++i) {
    layers.push_back({.inputs = inputs, .outputs = game.width, .activation = ReLU{}});
    inputs = game.width;
  }
  layers.push_back({.inputs = inputs, .outputs = outputs});
  return Net(Repeat<Layer>{layers});
}

void measure(const char* what, Index value, const Game& game, Index threads, double rate) {
  Rng rng{1};
  MinimaxTrainer gan{Generator{network(game, features), rng},
                     Discriminator{network(game, 1), rng},
                     JensenShannon{.discriminator_steps = game.k},
                     Adam{.learning_rate = 1e-4},
                     Adam{.learning_rate = 1e-4},
                     TrainingOptions{.batch_size = game.batch, .threads = threads}};
  Batch<float> samples(features, 10'000);
  rng.next(Purpose::user).uniform(samples.data(), samples.size());
  const Dataset<float> data{std::move(samples)};
  const Times times = time_steps(gan, data, 5);
  const PassCost g(gan.generator().network()), d(gan.adversary().network());
  std::printf("%s,%lld,%.1f,%.1f\n", what, static_cast<long long>(value), times.minimum_us,
              1e6 * operations(g, d, gan.objective(), game.batch, game.k) / rate);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const Index threads = Team(argc > 1 ? std::atoi(argv[1]) : 0).size();
  const double rate =
      std::max(product_rate(threads, multiply_by_eigen), product_rate(threads, multiply_by_blas));
  std::printf("what,value,us,us_at_full_rate\n");
  for (Index n : {16, 32, 64, 128, 256, 512, 1024})
    measure("width", n, {.width = n}, threads, rate);
  for (Index n : {8, 16, 32, 64, 128, 256, 512, 1024})
    measure("batch", n, {.batch = n}, threads, rate);
  for (Index n : {1, 2, 3, 4, 6, 8}) measure("depth", n, {.depth = n}, threads, rate);
  for (Index n : {1, 2, 3, 5, 10}) measure("k", n, {.k = n}, threads, rate);
}
