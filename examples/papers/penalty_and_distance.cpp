// SPDX-License-Identifier: MIT
// What WGAN-GP prints is not W1. For real and fake samples a shift W apart, the best critic under
// lambda (|grad f| - 1)^2 (Gulrajani et al., 2017) has the slope 1 + W / (2 lambda), not 1, so that
// mean f(x) - mean f(y) is W + W^2 / (2 lambda). A clipped critic (Arjovsky et al., 2017) prints K W1.
// Both are measured with a critic that is one affine map, between two Gaussians, and with a network, between
// two points.
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Linear = Critic<Mlp<float, Dense<2, 1>>>;
using Network = Critic<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 64, LeakyReLU>, Dense<64, 1>>>;

/// N(0, spread^2 I) in two dimensions.
struct Cloud {
  float spread;
  Index features() const { return 2; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    Batch<float> z(2, out.cols());
    stream.normal(z.data(), z.size(), 2 * which.first);
    out = spread * z;
  }
};

// The direction of the shift: no axis, for along one a clip would look kinder than it is.
const double along_x = std::cos(std::numbers::pi / 6), along_y = std::sin(std::numbers::pi / 6);

/// The mean of what is reported over the last tenth of `steps` against fakes that are W away.
template <class Adversary, class Objective>
double printed(double w, const Cloud& real, const Objective& objective, double rate, Index batch,
               Index steps, std::uint64_t seed) {
  Rng rng{seed};
  using Shift = Mlp<float, Dense<2, 2>>;
  Generator<Shift> generator{Shift{}};
  generator.network().parameters() << real.spread, 0, 0, real.spread,
      static_cast<float>(w * along_x), static_cast<float>(w * along_y);
  MinimaxTrainer game{
      generator,
      Adversary{rng},
      objective,
      SGD{.learning_rate = 0},
      Adam{.learning_rate = Schedule::linear(rate, 0, steps), .beta1 = 0, .beta2 = 0.99},
      TrainingOptions{.batch_size = batch, .seed = seed}};
  const Index last = steps / 10;
  double sum = 0;
  game.fit(real, steps, [&](const StepReport& report) {
    if (report.step > steps - last) sum += report.divergence / static_cast<double>(last);
  });
  return sum;
}

void experiment(Experiment& e) {
  e.begin();
  const Cloud normal{1}, point{0};
  const Index linear_steps = e.quick ? 1000 : 3000, network_steps = e.quick ? 1500 : 4000;
  const auto distances = e.quick ? std::vector{1.0, 4.0} : std::vector{0.5, 1.0, 2.0, 4.0, 8.0};
  const auto weights = e.quick ? std::vector{0.1, 10.0} : std::vector{0.1, 1.0, 10.0};

  std::printf("WGAN-GP\n");
  auto table =
      e.table("penalty_and_distance", {"W1", "lambda", "in theory", "linear critic", "two points"});
  for (const double lambda : weights) {
    for (const double w : distances) {
      const WassersteinGP penalised{.critic_steps = 1, .penalty = {.weight = lambda}};
      table.row({w, lambda, w + w * w / (2 * lambda),
                 printed<Linear>(w, normal, penalised, 0.1, 4096, linear_steps, e.seed),
                 printed<Network>(w, point, penalised, 2e-3, 64, network_steps, e.seed)});
    }
  }
  std::printf("\nWGAN with a clip\n");
  auto clipped = e.table("penalty_and_distance_clip",
                         {"W1", "clip", "linear, theory", "linear critic", "two points"});
  for (const double clip : {0.01, 0.1}) {
    for (const double w : distances) {
      const Wasserstein objective{.critic_steps = 1, .clip = clip};
      clipped.row({w, clip, clip * w * (along_x + along_y),
                   printed<Linear>(w, normal, objective, 0.01, 4096, linear_steps, e.seed),
                   printed<Network>(w, point, objective, 2e-3, 64, network_steps, e.seed)});
    }
  }
  e.plot("penalty_and_distance",
         "set logscale xy\nset grid\nset key outside right center Left reverse spacing 1.3\n"
         "set xlabel 'W_1'\nset ylabel 'the number printed'\nset xrange [0.4:10]\n"
         "set xtics (0.5, 1, 2, 4, 8)\nset format y '%g'\n"
         "set title 'What a trained critic prints, and the distance'\n"
         "of(c, key) = column(2) == key ? column(c) : NaN\n"
         "hue(l) = l < 1 ? 1 : l < 5 ? 2 : 3\nshade(c) = c < 0.05 ? 0x777777 : 0xcc2200\n"
         "gp = 'penalty_and_distance.csv'\nclip = 'penalty_and_distance_clip.csv'\n"
         "plot x with lines lw 3 lc 'black' title 'W_1', \\\n"
         "  for [l in '0.1 1 10'] x + x**2 / (2 * l) with lines lw 1.5 lc hue(l) "
         "title 'W_1 + W_1^2 / (2 × '.l.')', \\\n"
         "  for [l in '0.1 1 10'] gp using 1:(of(4, l)) with points pt 6 ps 1.6 lc hue(l) "
         "title 'lambda '.l.', linear critic', \\\n"
         "  for [l in '0.1 1 10'] gp using 1:(of(5, l)) with points pt 7 ps 0.8 lc hue(l) "
         "title 'lambda '.l.', network', \\\n"
         "  for [c in '0.1 0.01'] clip using 1:(of(5, c)) with linespoints pt 9 dt 2 "
         "lc rgb shade(c) title 'clip '.c.', network', \\\n"
         "  for [c in '0.1 0.01'] clip using 1:(of(4, c)) with linespoints pt 8 dt 3 "
         "lc rgb shade(c) title 'clip '.c.', linear critic'",
         1000, 620);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "penalty_and_distance",
      "The number that WGAN-GP prints is W1 + W1^2 / (2 lambda) for samples shifted by W1; that "
      "of\n"
      "a clipped critic is K W1, with a K that depends on its network. Half a minute to a minute.",
      experiment, argc, argv);
}
