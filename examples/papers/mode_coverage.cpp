// SPDX-License-Identifier: MIT
// How many modes of a mixture a game finds, over ten seeds: 8 Gaussians on a ring (radius 2, stddev
// 0.02) or 25 on a grid (stddev 0.05), for objectives with and without a gradient penalty.
//
//     mode_coverage --data ring --objective js
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <list>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/metrics/mode_coverage.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

template <class Activation, class Head = Dense<128, 1>>
using Scorer = Mlp<float, Dense<2, 128, Activation>, Dense<128, 128, Activation>,
                   Dense<128, 128, Activation>, Head>;
using Gen = Generator<Scorer<ReLU, Dense<128, 2>>>;
using Disc = Discriminator<Scorer<LeakyReLU>>;
using Crit = Critic<Scorer<LeakyReLU>>;
using ClippedCrit = Critic<Scorer<ReLU>>;
using Sorted = Lipschitz<Dense<128, 128, GroupSort<16>>>;
using CertifiedCrit = Critic<
    Mlp<float, Lipschitz<Dense<2, 128, GroupSort<16>>>, Sorted, Sorted, Lipschitz<Dense<128, 1>>>>;

/// Every knob that is not the library's default, chosen on other seeds than those reported.
struct Recipe {
  Index steps;
  Index adversary_steps = 1;
  Index batch = 256;
  double rate;               ///< of both players, falls to 0 in a straight line
  double beta1 = 0.5;        ///< Adam's
  double beta2 = 0.999;      ///< the same
  double weight = 0;         ///< gamma or lambda of each penalty
  double noise = 0;          ///< instance noise at the start
  double noise_share = 0.6;  ///< of the steps, over which it falls to 0
  double averaging = 0.998;
  double clip = 0.1;
};

struct Game {
  const char* objective;
  bool penalised;
  Recipe ring, grid;
};
constexpr Recipe clipped{.steps = 20'000, .adversary_steps = 5, .rate = 5e-4, .noise = 0.5};
constexpr Recipe flat_on_ring{.steps = 25'000, .rate = 2e-3, .weight = 0.002};
constexpr Recipe flat_on_grid{
    .steps = 34'000, .rate = 2e-3, .weight = 0.002, .noise = 0.5, .noise_share = 0.2};
constexpr Game games[] = {
    {"js", false, {.steps = 20'000, .rate = 1e-3}, {.steps = 90'000, .rate = 1e-3, .noise = 1.5}},
    {"r1",
     true,
     flat_on_ring,
     {.steps = 40'000, .rate = 2e-3, .weight = 0.002, .noise = 0.5, .noise_share = 0.2}},
    {"r1-r2", true, flat_on_ring, flat_on_grid},
    {"rpgan-r1-r2", true, flat_on_ring, flat_on_grid},
    {"hinge", true, flat_on_ring, flat_on_grid},
    {"wasserstein", false, clipped, clipped},
    {"wgan-gp",
     true,
     {.steps = 15'000, .adversary_steps = 2, .rate = 3e-3, .beta2 = 0.9, .weight = 0.1},
     {.steps = 30'000, .rate = 3e-3, .beta2 = 0.9, .weight = 0.1}},
    {"certified",
     false,
     {.steps = 14'000, .rate = 3e-3, .beta2 = 0.99},
     {.steps = 20'000, .rate = 3e-3, .beta2 = 0.9}},
};

struct Outcome {
  ModeCoverage coverage;
  double seconds = 0;
};

/// A run of one game from one seed.
template <class Adversary, class Objective, class Optimizer>
Outcome play(const auto& source, const Recipe& r, std::uint64_t seed, Batch<float>& samples,
             Objective objective, Optimizer optimizer) {
  Rng rng{seed};
  Gen generator{rng};
  const Index noisy = static_cast<Index>(r.noise_share * static_cast<double>(r.steps));
  MinimaxTrainer gan{
      generator,
      Adversary{rng},
      objective,
      optimizer,
      optimizer,
      TrainingOptions{.batch_size = r.batch,
                      .seed = seed,
                      .instance_noise = Schedule::linear(r.noise, 0, std::max<Index>(1, noisy)),
                      .averaging = r.averaging}};
  const auto start = std::chrono::steady_clock::now();
  gan.fit(source, r.steps);
  Rng fresh{seed};
  samples = gan.averaged_generator().sample(2500, fresh);
  return {mode_coverage(samples, source.centers(), source.stddev),
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

Outcome play(const auto& source, const std::string& objective, const Recipe& r, std::uint64_t seed,
             Batch<float>& samples) {
  const Schedule rate = Schedule::linear(r.rate, 0, r.steps);
  const Adam adam{.learning_rate = rate, .beta1 = r.beta1, .beta2 = r.beta2};
  const auto run = [&]<class Adversary>(std::type_identity<Adversary>, auto game) {
    return play<Adversary>(source, r, seed, samples, game, adam);
  };
  const std::type_identity<Disc> disc;
  const std::type_identity<Crit> crit;
  const Index k = r.adversary_steps;
  const JensenShannon js{.discriminator_steps = k};
  const R1 r1{.gamma = r.weight};
  const R2 r2{.gamma = r.weight};
  if (objective == "js") return run(disc, js);
  if (objective == "r1") return run(disc, js + r1);
  if (objective == "r1-r2") return run(disc, js + r1 + r2);
  if (objective == "rpgan-r1-r2") return run(crit, Relativistic{.critic_steps = k} + r1 + r2);
  if (objective == "hinge") return run(crit, Hinge{.critic_steps = k} + r1 + r2);
  if (objective == "wgan-gp") {
    return run(crit, WassersteinGP{.critic_steps = k, .penalty = {.weight = r.weight}});
  }
  if (objective == "certified") {
    return run(std::type_identity<CertifiedCrit>{}, WassersteinLoss{.critic_steps = k});
  }
  return play<ClippedCrit>(source, r, seed, samples, Wasserstein{.critic_steps = k, .clip = r.clip},
                           RMSProp{.learning_rate = rate});
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
void measure(Experiment& e, const Source& source, const std::string& objective, const Recipe& r,
             int seeds) {
  auto table =
      e.table("mode_coverage", {"seed", "modes", "high quality %", "reverse KL", "seconds"});
  Eigen::ArrayXd modes(seeds), quality(seeds);
  Batch<float> samples, real(2, 2500);
  for (int i = 0; i < seeds; ++i) {
    const std::uint64_t seed = e.seed + static_cast<std::uint64_t>(i);
    const Outcome o = play(source, objective, r, seed, samples);
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

/// The options that change a recipe.
class Knobs {
 public:
  explicit Knobs(Experiment& e) {
    e.number("--steps", "N", steps_, "generator steps", 1);
    e.number("--adversary-steps", "N", adversary_steps_, "adversary steps per generator step", 1);
    e.number("--batch", "N", batch_, "real samples, and fakes, of a step", 1);
    real(e, "--rate", "R", &Recipe::rate, "both learning rates at the start; they fall to 0",
         in_range(0));
    real(e, "--beta1", "B", &Recipe::beta1, "Adam's; wasserstein is trained by RMSProp",
         in_range(0, 1, true, false));
    real(e, "--beta2", "B", &Recipe::beta2, "the same", in_range(0, 1, true, false));
    real(e, "--weight", "W", &Recipe::weight, "gamma of R1 and R2, lambda of wgan-gp", in_range(0));
    real(e, "--noise", "S", &Recipe::noise, "instance noise at the start", in_range(0));
    real(e, "--noise-share", "P", &Recipe::noise_share,
         "share of the steps over which the noise falls to 0", in_range(0, 1));
    real(e, "--averaging", "D", &Recipe::averaging, "decay of the generator's moving average",
         in_range(0, 1, true, false));
    real(e, "--clip", "C", &Recipe::clip, "wasserstein: bound of the critic's weights",
         in_range(0, HUGE_VAL, false));
  }
  Recipe turn(Recipe r) const {
    r.steps = steps_.value_or(r.steps);
    r.adversary_steps = adversary_steps_.value_or(r.adversary_steps);
    r.batch = batch_.value_or(r.batch);
    for (const auto& knob : reals_)
      if (knob.given) r.*knob.value = *knob.given;
    return r;
  }
  bool given(double Recipe::*value) const {
    return std::any_of(reals_.begin(), reals_.end(),
                       [&](const auto& knob) { return knob.value == value && knob.given; });
  }

 private:
  struct Real {
    double Recipe::*value;
    std::optional<double> given;
  };
  void real(Experiment& e, const char* name, const char* text, double Recipe::*value,
            const char* help, const CLI::Validator& rule) {
    reals_.push_back({value, {}});
    e.option(name, text, reals_.back().given, help)->check(rule);
  }

  std::optional<Index> steps_, adversary_steps_, batch_;
  std::list<Real> reals_;  // whose addresses last
};

void experiment(Experiment& e) {
  std::string data = "ring", objective = "js";
  std::optional<int> seeds;
  std::vector<std::string> names;
  for (const Game& game : games) names.push_back(game.objective);
  e.option("--data", "NAME", data, "ring (8 modes) or grid (25) (ring)")
      ->check(CLI::IsMember({"ring", "grid"}));
  e.option("--objective", "NAME", objective,
           "js, r1 (js + R1), r1-r2, rpgan-r1-r2, hinge (with R1 and R2),\n"
           "wasserstein (clipped), wgan-gp or certified (js)")
      ->check(CLI::IsMember(names));
  e.number("--seeds", "N", seeds, "how many seeds, from --seed on (10)", 1, 1'000'000);
  const Knobs knobs(e);
  e.begin();
  const bool grid = data == "grid";
  const Game& game = *std::find_if(std::begin(games), std::end(games),
                                   [&](const Game& g) { return g.objective == objective; });
  Recipe r = grid ? game.grid : game.ring;
  if (e.quick) r.steps = 300;
  r = knobs.turn(r);
  const bool clips = objective == "wasserstein";
  enforce(clips || !knobs.given(&Recipe::clip),
          "--clip: only --objective wasserstein clips weights");
  enforce(!clips || !(knobs.given(&Recipe::beta1) || knobs.given(&Recipe::beta2)),
          "--beta1 and --beta2: --objective wasserstein is trained by RMSProp");
  enforce(game.penalised || !knobs.given(&Recipe::weight), "--weight: --objective ", objective,
          " has no penalty");
  const int runs = seeds.value_or(e.quick ? 2 : 10);
  e.result["settings"] = {{"data", data},
                          {"objective", objective},
                          {"seeds", runs},
                          {"first_seed", e.seed},
                          {"networks", "2-128-128-128-2, 2-128-128-128-1"},
                          {"batch", r.batch},
                          {"steps", r.steps},
                          {"adversary_steps", r.adversary_steps},
                          {"rate", r.rate},
                          {"instance_noise", r.noise},
                          {"noise_share", r.noise_share},
                          {"averaging", r.averaging}};
  if (clips) {
    e.result["settings"]["clip"] = r.clip;
  } else {
    e.result["settings"]["betas"] = {r.beta1, r.beta2};
  }
  if (game.penalised) e.result["settings"]["weight"] = r.weight;

  if (grid) {
    measure(e, GaussianGrid<float>{}, objective, r, runs);
  } else {
    measure(e, GaussianRing<float>{}, objective, r, runs);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "mode_coverage",
      "How many modes of a mixture of Gaussians a GAN finds, and which share of its samples\n"
      "is within three standard deviations of one: ten seeds, from a third of a minute (ring, js)\n"
      "to one and a half each. What is not given is from a recipe for the objective and the data,\n"
      "which the JSON file has.",
      experiment, argc, argv);
}
