// SPDX-License-Identifier: MIT
// Instance noise, the remedy between the two papers (Arjovsky and Bottou, 2017; Sonderby et al.,
// 2017): noise on real and fake samples alike makes their supports overlap, so that the gradient
// leads somewhere; then it is taken away. What it does not give is a measure of progress.
#include <cmath>
#include <string>

#include <eigan/eigan.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

// Two narrow peaks, real at 0 and fake at 3, that share nothing. The generator can move and scale.
using Gen = Generator<Mlp<float, Dense<1, 1>>>;
using Disc =
    Discriminator<Mlp<float, Dense<1, 64, LeakyReLU>, Dense<64, 64, LeakyReLU>, Dense<64, 1>>>;
constexpr double spread = 0.05, start = 3;

void experiment(Experiment& e) {
  e.begin();
  const Index steps = e.quick ? 1500 : 6000;
  const GaussianMixture1D<float> real{.means = {0}, .stddevs = {spread}};
  auto shown = e.table("instance_noise", {"noise", "apart before", "apart after"});
  for (const double noise : {0.0, 2.0}) {
    Rng rng{e.seed};
    Gen generator{rng};
    generator.network().parameters() << static_cast<float>(spread), static_cast<float>(start);
    const Schedule level = Schedule::linear(noise, 0, steps * 6 / 10);
    MinimaxTrainer game{
        generator,
        Disc{rng},
        JensenShannon{.discriminator_steps = 5, .generator = GeneratorLoss::saturating},
        SGD{.learning_rate = Schedule::linear(0.1, 0, steps)},
        Adam{.learning_rate = Schedule::linear(1e-3, 1e-4, steps)},
        TrainingOptions{.batch_size = 256, .seed = e.seed, .instance_noise = level}};
    const std::string name = noise > 0 ? "instance_noise_with" : "instance_noise_without";
    auto curve = e.data(name, {"step", "distance", "noise", "js"});
    const auto distance = [&] {  // W1 of two Gaussians of nearly equal spread: that of their means
      return std::abs(static_cast<double>(game.generator().network().parameters()[1]));
    };
    game.fit(
        real, steps,
        Every{steps / 100, [&](const StepReport& r) {
                curve.row({static_cast<double>(r.step), distance(), level(r.step), r.divergence});
              }});
    shown.row({noise, start, distance()});
  }
  e.plot("instance_noise",
         "set multiplot layout 1,2\nset grid\nset xlabel 'steps'\nset ylabel 'distance of the "
         "means'\nset yrange [0:3.3]\n"
         "set key center right\nset title 'how far the fakes are'\n"
         "plot 'instance_noise_without.csv' using 1:2 with lines lw 2 title 'without noise', "
         "'instance_noise_with.csv' using 1:2 with lines lw 2 title 'with', "
         "'' using 1:3 with lines dt 2 lc 'gray' title 'standard deviation of the noise'\n"
         "set title 'what the discriminator reports'\nset ylabel 'JS estimate (nats)'\nset yrange "
         "[-0.05:0.8]\n"
         "plot 'instance_noise_without.csv' using 1:4 with lines lw 2 title 'without noise', "
         "'instance_noise_with.csv' using 1:4 with lines lw 2 title 'with', log(2) with lines dt 2 "
         "lw 2 lc 'black' title 'log 2'",
         1000, 420);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "instance_noise",
      "Instance noise: the minimax game between two narrow peaks, three units apart. Without noise "
      "it\n"
      "stands still; with noise that falls to nothing it converges. Half a minute.",
      experiment, argc, argv);
}
