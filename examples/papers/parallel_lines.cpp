// SPDX-License-Identifier: MIT
// Figure 1 and Example 1 of Arjovsky et al., 2017: real samples (0, Z), fake ones (theta, Z), Z
// uniform on [0, 1]. W1 is |theta|; the Jensen-Shannon divergence is log 2 wherever theta is not 0.
// So a generator that can move theta finds its way through a critic, and not through an optimal
// discriminator.
#include <cmath>
#include <cstdio>

#include <eigan/eigan.hpp>

#include "support/experiment.hpp"
#include "support/shift_gradient.hpp"

using namespace eigan;

namespace {

using Gen = Generator<Mlp<float, Dense<1, 2>>, UniformNoise>;
using Net = Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 64, LeakyReLU>, Dense<64, 1>>;
constexpr Index batch = 512;

/// (0, Z).
struct Line {
  Index features() const { return 2; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    Batch<float> z(1, out.cols());
    stream.uniform(z.data(), z.size(), which.first);
    out.row(0).setZero();
    out.row(1) = z;
  }
};

/// (theta, Z): of the noise, uniform on (-1/2, 1/2), z is left as it is.
Gen line_at(double theta) {
  Gen generator{typename Gen::Net{}, UniformNoise{.range = 0.5}};
  generator.network().parameters() << 0, 1, static_cast<float>(theta), 0.5f;  // [W | b], by columns
  return generator;
}

/// Trains an adversary against lines that stand still.
template <class Adversary, class Objective, class Optimizer>
auto against(double theta, Adversary adversary, Objective objective, Optimizer optimizer,
             std::uint64_t seed) {
  return MinimaxTrainer{line_at(theta), std::move(adversary),
                        objective,      SGD{.learning_rate = 0},
                        optimizer,      TrainingOptions{.batch_size = batch, .seed = seed}};
}

/// The gradient of the generator's loss by theta, which shifts all fakes.
template <class Trainer>
double gradient(const Trainer& game, double theta) {
  Rng rng{7};
  return shift_gradient(game.adversary(), game.objective(), line_at(theta).sample(batch, rng));
}

void experiment(Experiment& e) {
  e.begin();
  const Index steps = e.quick ? 400 : 2000;
  const JensenShannon js{.generator = GeneratorLoss::saturating};
  const Wasserstein w{.critic_steps = 1, .clip = 0.1};
  const Adam js_rate{.learning_rate = Schedule::linear(1e-3, 1e-4, steps)};
  const RMSProp w_rate{.learning_rate = Schedule::linear(1e-3, 1e-4, steps)};

  auto table = e.table("parallel_lines", {"theta", "js", "K W1"});
  for (double theta = -1; theta < 1.01; theta += e.quick ? 0.5 : 0.125) {
    Rng rng{e.seed};
    auto gan = against(theta, Discriminator<Net>{rng}, js, js_rate, e.seed);
    auto wgan = against(theta, Critic<Net>{rng}, w, w_rate, e.seed);
    table.row({theta, gan.fit(Line{}, steps).divergence, wgan.fit(Line{}, steps).divergence});
  }

  // theta by gradient descent, the adversary trained to the end between its moves.
  auto paths =
      e.data("parallel_lines_descent", {"move", "through_critic", "through_discriminator"});
  double by_critic = 1, by_discriminator = 1;
  Rng rng{e.seed};
  Critic<Net> critic{rng};
  Discriminator<Net> discriminator{rng};
  const Index moves = e.quick ? 10 : 60, between = e.quick ? 100 : 300;
  double scale = 0;  // of the critic's gradient, K, which is unknown: its first one is taken for 1
  paths.row({0, by_critic, by_discriminator});
  for (Index move = 1; move <= moves; ++move) {
    auto wgan = against(by_critic, critic, w, RMSProp{.learning_rate = 5e-4},
                        e.seed + static_cast<std::uint64_t>(move));
    auto gan = against(by_discriminator, discriminator, js, Adam{.learning_rate = 1e-3},
                       e.seed + static_cast<std::uint64_t>(move));
    wgan.fit(Line{}, move == 1 ? steps : between);
    gan.fit(Line{}, move == 1 ? steps : between);
    const double slope = gradient(wgan, by_critic);
    if (scale == 0) scale = std::abs(slope);
    by_critic -= 0.05 * slope / scale;
    by_discriminator -= 0.05 * gradient(gan, by_discriminator);
    critic = wgan.adversary();
    discriminator = gan.adversary();
    paths.row({static_cast<double>(move), by_critic, by_discriminator});
  }
  std::printf(
      "after %lld moves from theta = 1: through the critic %.3f, through the discriminator %.3f\n",
      static_cast<long long>(moves), by_critic, by_discriminator);
  e.result["through_critic"] = by_critic;
  e.result["through_discriminator"] = by_discriminator;
  e.plot(
      "parallel_lines",
      "set multiplot layout 1,3\nset grid\nset xlabel 'theta'\nset title 'trained discriminator'\n"
      "set ylabel 'JS estimate (nats)'\nset yrange [0:0.8]\n"
      "plot 'parallel_lines.csv' using 1:2 with linespoints pt 7 notitle, log(2) with lines dt 2 "
      "lw 2 lc 'black' title 'log 2'\n"
      "set title 'trained critic'\nset ylabel 'K W_1'\nset yrange [0:*]\n"
      "plot 'parallel_lines.csv' using 1:3 with linespoints pt 7 notitle\n"
      "set title 'gradient descent on theta'\nset xlabel 'moves'\nset ylabel 'theta'\nset yrange "
      "[-0.2:1.1]\nset key right at graph 0.98, graph 0.78\n"
      "plot 'parallel_lines_descent.csv' using 1:2 with lines lw 2 title 'through the critic', "
      "'' using 1:3 with lines lw 2 title 'through the discriminator'",
      1200, 400);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "parallel_lines",
      "Figure 1 of the WGAN paper: what a trained discriminator and a trained critic make of two\n"
      "parallel lines at a distance theta, and where they lead a generator. A minute and a half.",
      experiment, argc, argv);
}
