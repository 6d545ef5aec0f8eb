// SPDX-License-Identifier: MIT
// A loss that means something (Arjovsky et al., 2017, figures 3 and 4): over training, the critic's
// estimate falls as the samples get better; the discriminator's estimate of the Jensen-Shannon
// divergence need not. On the ring, where the true distance can be had.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Hidden = Dense<128, 128, ReLU>;
using Gen = Generator<Mlp<float, Dense<2, 128, ReLU>, Hidden, Dense<128, 2>>>;
using Net = Mlp<float, Dense<2, 128, ReLU>, Hidden, Hidden, Dense<128, 1>>;

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

/// The estimate, smoothed over 101 steps, and the true distance at every `every`-th step.
template <class Trainer>
Curve curve(Trainer gan, Index steps, Index every, std::uint64_t seed) {
  const GaussianRing<float> ring;
  Batch<float> real(2, 4000);
  ring.minibatch(0, Stream(seed, Purpose::user, 1), real);
  std::vector<double> estimates;
  Curve c;
  Rng rng{seed};
  gan.fit(ring, steps, [&](const StepReport& report) {
    estimates.push_back(report.divergence);
    if (report.step % every == 0) {
      c.step.push_back(static_cast<double>(report.step));
      c.distance.push_back(sliced_wasserstein(real, gan.generator().sample(4000, rng),
                                              Stream(seed, Purpose::user, 2), 64));
    }
  });
  const std::vector<double> smooth = median_filtered(estimates, 101);
  for (double step : c.step) c.estimate.push_back(smooth[static_cast<std::size_t>(step) - 1]);
  return c;
}

void experiment(Experiment& e) {
  e.begin();
  const Index steps = e.quick ? 400 : 3000, every = e.quick ? 20 : 30;
  Rng rng{e.seed};
  const Gen generator{rng};
  const TrainingOptions options{.batch_size = 256, .seed = e.seed};
  const RMSProp rate{.learning_rate = 2e-5};
  const Curve w =
      curve(MinimaxTrainer{generator, Critic<Net>{rng},
                           Wasserstein{.critic_steps = 25, .clip = 0.1, .early_schedule = true},
                           rate, RMSProp{.learning_rate = 1e-3}, options},
            steps, every, e.seed);
  const Curve js = curve(
      MinimaxTrainer{generator, Discriminator<Net>{rng}, JensenShannon{.discriminator_steps = 5},
                     rate, RMSProp{.learning_rate = 1e-3}, options},
      steps, every, e.seed);
  auto curves =
      e.data("meaningful_loss", {"step", "critic", "distance_wgan", "js", "distance_gan"});
  for (std::size_t i = 0; i < w.step.size(); ++i) {
    curves.row({w.step[i], w.estimate[i], w.distance[i], js.estimate[i], js.distance[i]});
  }
  const double of_critic = rank_correlation(w.estimate, w.distance);
  const double of_js = rank_correlation(js.estimate, js.distance);
  std::printf("Spearman correlation of estimate and distance: critic %.3f, discriminator %.3f\n",
              of_critic, of_js);
  e.result = {{"spearman_critic", of_critic}, {"spearman_discriminator", of_js}, {"steps", steps}};
  e.plot("meaningful_loss",
         "set multiplot layout 1,2\nset grid\nset xlabel 'steps'\nset y2tics\nset ytics "
         "nomirror\nset y2label 'sliced Wasserstein distance'\nset y2range [0:*]\n"
         "set title 'WGAN'\nset ylabel 'critic: estimate of K W_1'\nset yrange [0:*]\n"
         "plot 'meaningful_loss.csv' using 1:2 with lines lw 2 title 'estimate', '' using 1:3 axes "
         "x1y2 with lines lw 2 title 'true distance'\n"
         "set title 'GAN'\nset ylabel 'discriminator: estimate of the JS divergence'\nset yrange "
         "[0:0.75]\n"
         "plot 'meaningful_loss.csv' using 1:4 with lines lw 2 title 'estimate', '' using 1:5 axes "
         "x1y2 with lines lw 2 title 'true distance'",
         1150, 430);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "meaningful_loss",
      "Figures 3 and 4 of the WGAN paper, on the ring: the critic's and the discriminator's "
      "estimate\n"
      "over training beside the true (sliced Wasserstein) distance. About three minutes.",
      experiment, argc, argv);
}
