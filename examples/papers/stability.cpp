// SPDX-License-Identifier: MIT
// Stability (Arjovsky et al., 2017, section 4.3 and figure 7): the same networks without batch
// normalisation, a generator of four hidden layers of 512 as there, for both objectives, over a
// range of learning rates and seeds. How many runs end with a generator that makes varied images?
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/io/image_grid.hpp>
#include <eigan/io/images.hpp>
#include <eigan/io/png.hpp>
#include <eigan/metrics/precision_recall.hpp>

#include "../support/fashion_mnist.hpp"
#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Hidden = Dense<512, 512, ReLU>;
using Gen = Generator<
    Mlp<float, Dense<100, 512, ReLU>, Hidden, Hidden, Hidden, Dense<512, Dynamic, Sigmoid>>>;
using Net = Mlp<float, Dense<Dynamic, 512, ReLU>, Hidden, Hidden, Hidden, Dense<512, 1>>;

struct Run {
  std::uint64_t seed;
  Index steps;
  double rate;  ///< of both players
};

/// What the generator makes after a run, whatever has become of it. It is the same for both
/// objectives to begin with.
template <class Adversary, class Objective>
Batch<float> play(const Dataset<float>& data, Objective objective, const Run& run, Index count) {
  Rng rng{run.seed};
  Gen generator(Gen::Net({}, {}, {}, {}, {.outputs = data.features()}), rng);
  Adversary adversary(Net({.inputs = data.features()}, {}, {}, {}, {}), rng);
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
  Index steps = 3000;
  int seeds = 3;
  double clip = 0.01, healthy = 0.2;
  e.app.add_option("--data", file, "IDX file of images (Fashion-MNIST, where Debian has it)")
      ->option_text("FILE");
  e.app.add_option("--rates", rates, "learning rates of both players (2e-5,1e-4,5e-4,2.5e-3)")
      ->option_text("R,...")
      ->delimiter(',')
      ->check(in_range(0, 1, false));
  e.app.add_option("--steps", steps, "generator steps of a run (3000)")
      ->option_text("N")
      ->check(in_range(1, 1e15));
  e.app.add_option("--seeds", seeds, "runs of each kind (3)")
      ->option_text("N")
      ->check(in_range(1, 1e6));
  e.app.add_option("--clip", clip, "bound of the critic's weights (0.01)")
      ->option_text("C")
      ->check(in_range(0, HUGE_VAL, false));
  e.begin();
  if (rates.empty()) rates = {2e-5, 1e-4, 5e-4, 2.5e-3};
  if (e.quick) {
    rates = {1e-4, 0.5};
    steps = 60;
    seeds = 1;
  }
  Images<float> images = read_images<float>(file.empty() ? fashion_mnist() : file);
  const Dataset<float> data(std::move(images.pixels));
  const Index count = std::min<Index>(e.quick ? 200 : 2000, data.samples() / 2);
  const auto real = data.data().leftCols(count);

  auto table = e.table("stability", {"wasserstein", "rate", "seed", "recall", "coverage"});
  constexpr Index across = 16;
  const Index runs = static_cast<Index>(rates.size()) * seeds;
  for (const bool wasserstein : {false, true}) {
    Batch<float> shown(data.features(), across * runs);
    int well = 0;
    Index row = 0;
    for (const double rate : rates) {
      for (int i = 0; i < seeds; ++i) {
        const Run run{e.seed + static_cast<std::uint64_t>(i), steps, rate};
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
    std::printf("%s: %d of %d runs are healthy (coverage at least %g)\n", name, well,
                static_cast<int>(runs), healthy);
    e.result[name] = {{"healthy", well}, {"runs", runs}};
    write_png(
        e.path(std::string("stability_") + name + ".png"),
        image_grid(shown,
                   {.rows = images.rows, .columns = images.columns, .across = across, .zoom = 1}));
  }
  e.plot(
      "stability",
      "set grid\nset logscale x\nset xlabel 'learning rate of both players'\n"
      "set ylabel 'coverage'\nset yrange [0:1]\nset key top left\n"
      "set title 'four hidden layers of 512, no batch normalisation: one point a run'\n"
      "plot 'stability.csv' using ($1 == 0 ? $2 * 0.95 : NaN):5 pt 7 ps 1.3 title 'JensenShannon', "
      "'' using ($1 == 1 ? $2 * 1.05 : NaN):5 pt 9 ps 1.3 title 'Wasserstein'",
      800, 450);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "stability",
      "Figure 7 of the WGAN paper on Fashion-MNIST: both objectives over a range of learning "
      "rates\n"
      "and seeds; how many runs end with a generator of varied images. A quarter of an hour.",
      experiment, argc, argv);
}
