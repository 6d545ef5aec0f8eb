// SPDX-License-Identifier: MIT
// A loss that means something (Arjovsky et al., 2017, figures 3 and 4): over training, the critic's
// estimate falls as the samples get better; the discriminator's estimate of the Jensen-Shannon
// divergence need not. On the ring and on images; the true distance is the sliced Wasserstein
// distance, which no player sees.
//
//     meaningful_loss --data fashion-mnist --out results
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/io/read_data.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>

#include "../support/fashion_mnist.hpp"
#include "../support/network.hpp"
#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Gen = Generator<Net>;

/// How both games are played. The critic is trained until it is nearly the best.
struct Recipe {
  Index steps, batch;
  double generator_rate, adversary_rate;
  Index critic_steps;
  double clip;
  Index discriminator_steps;
};

/// Over the last `window` numbers up to each place, as the paper's curves are smoothed.
std::vector<double> median_filtered(const std::vector<double>& x, std::size_t window) {
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t from = i + 1 < window ? 0 : i + 1 - window;
    std::vector<double> part(x.begin() + static_cast<std::ptrdiff_t>(from),
                             x.begin() + static_cast<std::ptrdiff_t>(i + 1));
    const auto middle = part.begin() + static_cast<std::ptrdiff_t>(part.size() / 2);
    std::nth_element(part.begin(), middle, part.end());
    result.push_back(*middle);
  }
  return result;
}

/// Spearman's: the correlation of the ranks.
double rank_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto ranks = [](const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    Eigen::ArrayXd rank(static_cast<Index>(values.size()));
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[static_cast<Index>(order[i])] = static_cast<double>(i);
    }
    return Eigen::ArrayXd(rank - rank.mean());
  };
  const Eigen::ArrayXd a = ranks(x), b = ranks(y);
  return (a * b).sum() / std::sqrt(a.square().sum() * b.square().sum());
}

struct Curve {
  std::vector<double> step, estimate, distance;
};

/// The estimate, smoothed over 101 steps, and the true distance at a hundred steps.
template <class Trainer, class Source>
Curve curve(Trainer game, const Source& source, const Recipe& r) {
  const std::uint64_t seed = game.options().seed;
  const Index every = std::max<Index>(1, r.steps / 100), count = 4000;
  Batch<float> real(source.features(), count);
  real = eigan::draw<float>(source, real.cols(), Stream(seed, Purpose::user, 1));
  std::vector<double> estimates;
  Curve c;
  Rng rng{seed};
  game.fit(source, r.steps, [&](const StepReport& report) {
    estimates.push_back(report.divergence);
    if (report.step % every == 0) {
      c.step.push_back(static_cast<double>(report.step));
      c.distance.push_back(sliced_wasserstein(real, game.generator().sample(count, rng),
                                              Stream(seed, Purpose::user, 2), 64));
    }
  });
  const std::vector<double> smooth = median_filtered(estimates, 101);
  for (double step : c.step) c.estimate.push_back(smooth[static_cast<std::size_t>(step) - 1]);
  return c;
}

template <class Source>
void measure(Experiment& e, const Source& source, const Net& generator, const Net& adversary,
             const Recipe& r) {
  e.result["settings"] = {{"seed", e.seed},
                          {"steps", r.steps},
                          {"batch", r.batch},
                          {"generator_rate", r.generator_rate},
                          {"adversary_rate", r.adversary_rate},
                          {"critic_steps", r.critic_steps},
                          {"clip", r.clip},
                          {"discriminator_steps", r.discriminator_steps}};
  auto curves =
      e.data("meaningful_loss", {"step", "critic", "distance_wgan", "js", "distance_gan"});
  auto shown = e.table("meaningful_loss_spearman", {"critic", "discriminator"});
  Rng rng{e.seed};
  const Gen start(generator, rng);
  const TrainingOptions options{.batch_size = r.batch, .seed = e.seed};
  const RMSProp slow{.learning_rate = r.generator_rate}, fast{.learning_rate = r.adversary_rate};
  const Curve w = curve(
      MinimaxTrainer{
          start, Critic<Net>(adversary, rng),
          Wasserstein{.critic_steps = r.critic_steps, .clip = r.clip, .early_schedule = true}, slow,
          fast, options},
      source, r);
  const Curve js = curve(MinimaxTrainer{start, Discriminator<Net>(adversary, rng),
                                        JensenShannon{.discriminator_steps = r.discriminator_steps},
                                        slow, fast, options},
                         source, r);
  for (std::size_t i = 0; i < w.step.size(); ++i) {
    curves.row({w.step[i], w.estimate[i], w.distance[i], js.estimate[i], js.distance[i]});
  }
  shown.row({rank_correlation(w.estimate, w.distance), rank_correlation(js.estimate, js.distance)});
}

void experiment(Experiment& e) {
  std::string data = "ring";
  e.option("--data", "NAME|FILE", data, "ring, fashion-mnist or an IDX file of images (ring)")
      ->check(not_empty("data"));
  e.begin();
  e.result["data"] = data;
  if (data == "ring") {
    const Index width = e.quick ? 32 : 128;
    measure(e, GaussianRing<float>{}, relu_network(2, {width, width}, 2),
            relu_network(2, {width, width, width}, 1),
            {.steps = e.quick ? 800 : 4000,
             .batch = e.quick ? 64 : 256,
             .generator_rate = e.quick ? 5e-5 : 2e-5,
             .adversary_rate = 5e-4,
             .critic_steps = 25,
             .clip = e.quick ? 0.2 : 0.1,
             .discriminator_steps = 5});
  } else {
    enforce<DataError>(data == "fashion-mnist" || std::filesystem::exists(data), "--data: ", data,
                       ": No such file, and none of the names ring, fashion-mnist");
    Images<float> images = read_images<float>(data == "fashion-mnist" ? fashion_mnist() : data);
    const Dataset<float> source(std::move(images.pixels));
    measure(e, source, relu_network(100, {512, 512, 512, 512}, source.features(), Sigmoid{}),
            relu_network(source.features(), {256, 256}, 1),
            {.steps = e.quick ? 3 : 1000,
             .batch = 64,
             .generator_rate = 5e-5,
             .adversary_rate = 5e-4,
             .critic_steps = 10,
             .clip = 0.01,
             .discriminator_steps = 1});
  }
  e.plot("meaningful_loss",
         "set multiplot layout 1,2\nset grid\nset xlabel 'generator steps'\nset y2tics\nset key "
         "center right\nset ytics "
         "nomirror\nset y2label 'sliced Wasserstein distance'\nset y2range [0:*]\n"
         "set title 'WGAN'\nset ylabel 'critic: estimate of K W_1'\nset yrange [0:*]\n"
         "plot 'meaningful_loss.csv' using 1:2 with lines lw 2 title 'estimate', '' using 1:3 axes "
         "x1y2 with lines lw 2 title 'true distance'\n"
         "set title 'GAN'\nset ylabel 'discriminator: estimate of the JS divergence (nats)'\nset "
         "yrange "
         "[0:0.75]\n"
         "plot 'meaningful_loss.csv' using 1:4 with lines lw 2 title 'estimate', '' using 1:5 axes "
         "x1y2 with lines lw 2 title 'true distance'",
         1150, 430);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "meaningful_loss",
      "Figures 3 and 4 of the WGAN paper: the critic's and the discriminator's estimate over\n"
      "training beside the true (sliced Wasserstein) distance, and how well their ranks agree\n"
      "(Spearman's correlation, 1 is perfect). Three minutes.",
      experiment, argc, argv);
}
