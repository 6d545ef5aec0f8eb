// SPDX-License-Identifier: MIT
// How many modes of a mixture a game finds, over ten seeds: 8 Gaussians on a ring (radius 2, stddev
// 0.02) or 25 on a grid (stddev 0.05), for the original GAN and the Wasserstein GAN with clipping.
//
//     mode_coverage --data ring --objective js
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>

#include <eigan/eigan.hpp>
#include <eigan/metrics/mode_coverage.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Hidden = Dense<128, 128, ReLU>;
using Gen = Generator<Mlp<float, Dense<2, 128, ReLU>, Hidden, Hidden, Dense<128, 2>>>;
using LeakyHidden = Dense<128, 128, LeakyReLU>;
using Disc =
    Discriminator<Mlp<float, Dense<2, 128, LeakyReLU>, LeakyHidden, LeakyHidden, Dense<128, 1>>>;
using Crit = Critic<Mlp<float, Dense<2, 128, ReLU>, Hidden, Hidden, Dense<128, 1>>>;

/// Every knob that is not the library's default, chosen on other seeds than those reported.
struct Recipe {
  Index steps;
  Index adversary_steps;
  double rate;               ///< of both players, falls to 0 in a straight line
  double noise = 0;          ///< instance noise at the start
  double noise_share = 0.6;  ///< of the steps, over which it falls to 0
  double averaging = 0.998;
  double clip = 0.1;
};

Recipe recipe(bool grid, bool wasserstein) {
  if (wasserstein) return {.steps = 20'000, .adversary_steps = 5, .rate = 5e-4, .noise = 0.5};
  if (grid) return {.steps = 90'000, .adversary_steps = 1, .rate = 1e-3, .noise = 1.5};
  return {.steps = 20'000, .adversary_steps = 1, .rate = 1e-3};
}

struct Outcome {
  ModeCoverage coverage;
  double seconds = 0;
};

template <class Source, class Trainer>
Outcome play(const Source& source, Trainer gan, const Recipe& recipe, std::uint64_t seed,
             Batch<float>& samples) {
  const auto start = std::chrono::steady_clock::now();
  gan.fit(source, recipe.steps);
  Rng rng{seed};
  samples = gan.averaged_generator().sample(2500, rng);
  return {mode_coverage(samples, source.centers(), source.stddev),
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

template <class Source>
Outcome play(const Source& source, bool wasserstein, const Recipe& r, std::uint64_t seed,
             Batch<float>& samples) {
  Rng rng{seed};
  Gen generator{rng};
  const TrainingOptions options{
      .batch_size = 256,
      .seed = seed,
      .instance_noise = Schedule::linear(
          r.noise, 0,
          std::max<Index>(1, static_cast<Index>(r.noise_share * static_cast<double>(r.steps)))),
      .averaging = r.averaging};
  const Schedule rate = Schedule::linear(r.rate, 0, r.steps);
  if (wasserstein) {
    return play(
        source,
        MinimaxTrainer{generator, Crit{rng},
                       Wasserstein{.critic_steps = r.adversary_steps, .clip = r.clip},
                       RMSProp{.learning_rate = rate}, RMSProp{.learning_rate = rate}, options},
        r, seed, samples);
  }
  return play(
      source,
      MinimaxTrainer{generator, Disc{rng}, JensenShannon{.discriminator_steps = r.adversary_steps},
                     Adam{.learning_rate = rate, .beta1 = 0.5},
                     Adam{.learning_rate = rate, .beta1 = 0.5}, options},
      r, seed, samples);
}

void draw(const Experiment& e, const Batch<float>& real, const Batch<float>& samples) {
  const auto points = [&](const char* file, const Batch<float>& x) {
    auto table = e.data(file, {"x", "y"});
    for (Index i = 0; i < x.cols(); ++i) table.row({x(0, i), x(1, i)});
  };
  points("mode_coverage_real", real);
  points("mode_coverage_samples", samples);
  e.plot("mode_coverage",
         "set size ratio -1\nset grid\nset xlabel 'x'\nset ylabel 'y'\nset key below\n"
         "set title '2,500 samples of each'\n"
         "plot 'mode_coverage_real.csv' using 1:2 with points pt 7 ps 0.3 lc rgb '#3b6fb6' title "
         "'real', 'mode_coverage_samples.csv' using 1:2 with points pt 7 ps 0.3 lc rgb '#c8402f' "
         "title 'generated'",
         600, 640);
}

/// The same game from several seeds; the picture is of the last.
template <class Source>
void measure(Experiment& e, const Source& source, const Recipe& r, bool wasserstein, int seeds) {
  auto table =
      e.table("mode_coverage", {"seed", "modes", "high quality %", "reverse KL", "seconds"});
  Eigen::ArrayXd modes(seeds), quality(seeds);
  Batch<float> samples, real(2, 2500);
  for (int i = 0; i < seeds; ++i) {
    const std::uint64_t seed = e.seed + static_cast<std::uint64_t>(i);
    const Outcome o = play(source, wasserstein, r, seed, samples);
    modes[i] = static_cast<double>(o.coverage.modes_captured);
    quality[i] = 100 * o.coverage.high_quality;
    table.row({static_cast<double>(seed), modes[i], quality[i], o.coverage.reverse_kl, o.seconds});
  }
  real = eigan::draw<float>(source, real.cols(), Stream(e.seed, Purpose::user, 1));
  draw(e, real, samples);
  const auto error = [](const Eigen::ArrayXd& x) {
    const double n = static_cast<double>(x.size());
    return n > 1 ? std::sqrt((x - x.mean()).square().sum() / (n - 1) / n) : 0.0;
  };
  std::printf("mean +- standard error: %.2f +- %.2f modes, %.2f +- %.2f %% high quality\n",
              modes.mean(), error(modes), quality.mean(), error(quality));
  e.result["summary"] = {{"modes", modes.mean()},
                         {"modes_error", error(modes)},
                         {"high_quality", quality.mean()},
                         {"high_quality_error", error(quality)}};
}

void experiment(Experiment& e) {
  std::string data = "ring", objective = "js";
  std::optional<int> seeds;
  std::optional<Index> steps, adversary_steps;
  std::optional<double> rate, noise, noise_share, averaging, clip;
  e.option("--data", "NAME", data, "ring (8 modes) or grid (25) (ring)")
      ->check(CLI::IsMember({"ring", "grid"}));
  e.option("--objective", "NAME", objective, "js or wasserstein (js)")
      ->check(CLI::IsMember({"js", "wasserstein"}));
  e.number("--seeds", "N", seeds, "how many seeds, from --seed on (10)", 1, 1'000'000);
  e.number("--steps", "N", steps, "generator steps (20000; js on the grid 90000)", 1);
  e.number("--adversary-steps", "N", adversary_steps,
           "adversary steps per generator step (js 1, wasserstein 5)", 1);
  e.option("--rate", "R", rate,
           "both learning rates at the start; they fall to 0 (js 1e-3, wasserstein 5e-4)")
      ->check(in_range(0));
  e.option("--noise", "S", noise,
           "instance noise at the start (0; js on the grid 1.5, wasserstein 0.5)")
      ->check(in_range(0));
  e.option("--noise-share", "P", noise_share,
           "share of the steps over which the noise falls to 0 (0.6)")
      ->check(in_range(0, 1));
  e.option("--averaging", "D", averaging, "decay of the generator's moving average (0.998)")
      ->check(in_range(0, 1, true, false));
  e.option("--clip", "C", clip, "wasserstein: bound of the critic's weights (0.1)")
      ->check(in_range(0, HUGE_VAL, false));
  e.begin();
  const bool wasserstein = objective == "wasserstein";
  Recipe r = recipe(data == "grid", wasserstein);
  r.steps = steps.value_or(e.quick ? 300 : r.steps);
  r.adversary_steps = adversary_steps.value_or(r.adversary_steps);
  r.rate = rate.value_or(r.rate);
  r.noise = noise.value_or(r.noise);
  r.noise_share = noise_share.value_or(r.noise_share);
  r.averaging = averaging.value_or(r.averaging);
  enforce(!clip || wasserstein, "--clip: only --objective wasserstein clips weights");
  r.clip = clip.value_or(r.clip);
  const int runs = seeds.value_or(e.quick ? 2 : 10);
  e.result["settings"] = {{"data", data},
                          {"objective", objective},
                          {"seeds", runs},
                          {"first_seed", e.seed},
                          {"networks", "2-128-128-128-2, 2-128-128-128-1"},
                          {"batch", 256},
                          {"steps", r.steps},
                          {"adversary_steps", r.adversary_steps},
                          {"rate", r.rate},
                          {"instance_noise", r.noise},
                          {"noise_share", r.noise_share},
                          {"averaging", r.averaging}};
  if (wasserstein) e.result["settings"]["clip"] = r.clip;

  if (data == "grid") {
    measure(e, GaussianGrid<float>{}, r, wasserstein, runs);
  } else {
    measure(e, GaussianRing<float>{}, r, wasserstein, runs);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "mode_coverage",
      "How many modes of a mixture of Gaussians a GAN finds, and which share of its samples\n"
      "is within three standard deviations of one: ten seeds, a third of a minute each (ring, js) "
      "to more than one.",
      experiment, argc, argv);
}
