// SPDX-License-Identifier: MIT
// Stability (Arjovsky et al., 2017, section 4.3 and figure 7): the same networks without batch
// normalisation, a generator of four hidden layers of 512 as there, for both objectives, over a
// range of learning rates and seeds. How many runs end with a generator that makes varied images?
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/io/read_data.hpp>
#include <eigan/metrics/precision_recall.hpp>
#include <eigan/pictures/picture.hpp>
#include <eigan/pictures/png.hpp>

#include "../support/fashion_mnist.hpp"
#include "../support/network.hpp"
#include "support/experiment.hpp"

using namespace eigan;

namespace {

struct Run {
  std::uint64_t seed;
  Index steps;
  double rate;  ///< of both players
};

/// What the generator makes after a run, nothing but black if the run diverged. Both objectives
/// start from the same generator.
template <class Adversary, class Objective>
Batch<float> play(const Dataset<float>& data, Objective objective, const Run& run, Index count) {
  Rng rng{run.seed};
  const std::vector<Index> hidden(4, 512);
  Generator generator(relu_network(100, hidden, data.features(), Sigmoid{}), rng);
  Adversary adversary(relu_network(data.features(), hidden, 1), rng);
  MinimaxTrainer game{std::move(generator),
                      std::move(adversary),
                      objective,
                      RMSProp{.learning_rate = run.rate},
                      RMSProp{.learning_rate = run.rate},
                      TrainingOptions{.batch_size = 64, .seed = run.seed}};
  try {
    game.fit(data, run.steps);
  } catch (const DivergenceError&) {
    return Batch<float>::Zero(data.features(), count);
  }
  return game.generator().sample(count, rng);
}

void experiment(Experiment& e) {
  std::string file;
  std::vector<double> rates;
  std::optional<Index> steps;
  std::optional<int> seeds;
  double clip = 0.01, healthy = 0.2;
  e.option("--data", "FILE", file, "IDX file of images (Fashion-MNIST, where Debian has it)")
      ->check(not_empty("a file"));
  e.list("--rates", "R,...", rates, "learning rates of both players (2e-5,1e-4,5e-4,2.5e-3)",
         in_range(0, 1, false));
  e.number("--steps", "N", steps, "generator steps of a run (3000)", 1);
  e.number("--seeds", "N", seeds, "runs of each kind, from --seed on (3)", 1, 1'000'000);
  e.option("--clip", "C", clip, "bound of the critic's weights (0.01)")
      ->check(in_range(0, HUGE_VAL, false));
  e.option(
       "--healthy", "C", healthy,
       "a run is healthy if this share of real images has a generated one near it (coverage; 0.97 "
       "for a perfect generator) (0.2)")
      ->check(in_range(0, 1));
  e.begin();
  if (rates.empty()) {
    rates = e.quick ? std::vector{1e-4, 0.5} : std::vector{2e-5, 1e-4, 5e-4, 2.5e-3};
  }
  const Index length = steps.value_or(e.quick ? 60 : 3000);
  const int repeats = seeds.value_or(e.quick ? 1 : 3);
  if (file.empty()) file = fashion_mnist();
  Images<float> images = read_images<float>(file);
  const Dataset<float> data(std::move(images.pixels));
  constexpr Index across = 16;
  enforce<DataError>(data.samples() >= 2 * across, file, ": there must be at least ", 2 * across,
                     " images, it has ", data.samples());
  const Index count = std::min<Index>(e.quick ? 200 : 2000, data.samples() / 2);
  const auto real = data.data().leftCols(count);

  e.result["settings"] = {{"data", file},      {"rates", rates},   {"steps", length},
                          {"seed", e.seed},    {"seeds", repeats}, {"clip", clip},
                          {"healthy", healthy}};
  auto table = e.table("stability", {"wasserstein", "rate", "seed", "recall", "coverage"});
  const Index runs = static_cast<Index>(rates.size()) * repeats;
  for (const bool wasserstein : {false, true}) {
    Batch<float> shown(data.features(), across * runs);
    int well = 0;
    Index row = 0;
    for (const double rate : rates) {
      for (int i = 0; i < repeats; ++i) {
        const Run run{e.seed + static_cast<std::uint64_t>(i), length, rate};
        const Batch<float> samples =
            wasserstein
                ? play<Critic<Net>>(data, Wasserstein{.critic_steps = 5, .clip = clip}, run, count)
                : play<Discriminator<Net>>(data, JensenShannon{}, run, count);
        const PrecisionRecall p = precision_recall(real, samples);
        if (p.coverage >= healthy) ++well;
        table.row(
            {wasserstein ? 1.0 : 0.0, rate, static_cast<double>(run.seed), p.recall, p.coverage});
        shown.middleCols(across * row++, across) = samples.leftCols(across);
      }
    }
    const char* name = wasserstein ? "wasserstein" : "js";
    std::printf(
        "%s: %d of %d runs are healthy (coverage at least %g); stability_%s.png has a row of "
        "samples "
        "of each, in this order\n",
        name, well, static_cast<int>(runs), healthy, name);
    e.result[name] = {{"healthy", well}, {"runs", runs}};
    write_png(
        e.path(std::string("stability_") + name + ".png"),
        image_grid(shown,
                   {.rows = images.rows, .columns = images.columns, .across = across, .zoom = 1}));
  }
  e.plot(
      "stability",
      "set grid\nset logscale x\nset format x '10^{%T}'\nset xlabel 'learning rate of both "
      "players'\n"
      "set ylabel 'coverage'\nset yrange [-0.03:1]\nset offsets graph 0.05, graph 0.05\nset key "
      "top left\n"
      "set title 'four hidden layers of 512, no batch normalisation: one point a run'\n"
      "plot 'stability.csv' using ($1 == 0 ? $2 * 0.95 : NaN):5 pt 7 ps 1.3 title 'JensenShannon', "
      "'' using ($1 == 1 ? $2 * 1.05 : NaN):5 pt 9 ps 1.3 title 'Wasserstein'",
      800, 450);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "stability",
      "Figure 7 of the WGAN paper on Fashion-MNIST: both objectives over a range of learning\n"
      "rates and seeds; how many runs end with a generator of varied images. A quarter of an hour.",
      experiment, argc, argv);
}
