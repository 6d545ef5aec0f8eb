// SPDX-License-Identifier: MIT
// Figure 2 of Arjovsky et al., 2017: between two Gaussians that are far apart the optimal
// discriminator saturates and gives no gradient; the critic ends up as a straight line.
#include <cmath>
#include <cstdio>

#include <eigan/eigan.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Gen = Generator<Mlp<float, Dense<1, 1>>>;
using Net = Mlp<float, Dense<1, 64, LeakyReLU>, Dense<64, 64, LeakyReLU>, Dense<64, 1>>;

void experiment(Experiment& e) {
  e.begin();
  const Index steps = e.quick ? 1500 : 10'000;
  // Both on one side of the origin: with weights and biases within +-clip the kinks of the first
  // layer lie within +-1, and between the means there is none.
  constexpr double at_real = 4, at_fake = 10;
  const GaussianMixture1D<float> real{.means = {at_real}};
  Rng rng{e.seed};
  Gen generator{rng};
  generator.network().parameters() << 1, static_cast<float>(at_fake);
  const TrainingOptions options{.batch_size = 1024, .seed = e.seed};
  MinimaxTrainer gan{generator,
                     Discriminator<Net>{rng},
                     JensenShannon{},
                     SGD{.learning_rate = 0},
                     Adam{.learning_rate = Schedule::linear(1e-3, 0, steps)},
                     options};
  MinimaxTrainer wgan{generator,
                      Critic<Net>{rng},
                      Wasserstein{.critic_steps = 1, .clip = 0.1},
                      SGD{.learning_rate = 0},
                      RMSProp{.learning_rate = Schedule::linear(1e-3, 0, steps)},
                      options};
  gan.fit(real, steps);
  const StepReport last = wgan.fit(real, steps);

  const Index points = 141;
  const Batch<float> x = Eigen::RowVectorXf::LinSpaced(points, 0, 14);
  const Eigen::ArrayXd d = gan.adversary().probability(x).transpose().cast<double>();
  const Eigen::ArrayXd f = wgan.adversary().score(x).transpose().cast<double>();
  const double h = 14.0 / (points - 1);
  auto curves = e.data("wgan_figure_2", {"x", "p_data", "p_g", "D", "critic"});
  const Index between = static_cast<Index>(std::lround((at_fake - at_real) / h));
  const Index begin = static_cast<Index>(std::lround(at_real / h));
  const Eigen::ArrayXd steepness =
      (f.segment(begin + 1, between) - f.segment(begin, between)).abs() / h;
  const double steepest = steepness.maxCoeff(), least = steepness.minCoeff();
  const double middle = f.mean();
  for (Index i = 0; i < points; ++i) {
    const double at = static_cast<double>(x(0, i));
    curves.row({at, real.density(at), real.density(at - at_fake + at_real), d[i],
                (f[i] - middle) / steepest});
  }
  const auto slope = [&](const Eigen::ArrayXd& y, double at) {
    const auto i = static_cast<Index>(std::lround(at / h));
    return (y[i + 1] - y[i - 1]) / (2 * h);
  };
  auto slopes = e.table("slopes", {"x", "D", "critic over K"});
  for (const double at : {4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0}) {
    slopes.row({at, slope(d, at), slope(f, at) / steepest});
  }
  std::printf(
      "critic: least slope between the means over the steepest %.2f; estimate of K W1 over K %.2f "
      "(W1 = %.0f)\n",
      least / steepest, last.divergence / steepest, at_fake - at_real);
  e.result["least_over_steepest"] = least / steepest;
  e.result["w1_estimate"] = last.divergence / steepest;
  e.plot(
      "wgan_figure_2",
      "set title 'An optimal discriminator and a critic between N(4, 1) and N(10, 1)'\nset grid\n"
      "set xlabel 'x'\nset ylabel 'density; D; critic, centred and over its steepest slope'\nset "
      "xrange [0:14]\n"
      "plot 'wgan_figure_2.csv' using 1:2 with filledcurves y=0 fs transparent solid 0.3 lc "
      "'black' title 'real', "
      "'' using 1:3 with filledcurves y=0 fs transparent solid 0.3 lc 'web-green' title 'fake', "
      "'' using 1:4 with lines lw 2 lc 'red' title 'D', '' using 1:5 with lines lw 2 lc 'blue' "
      "title 'critic'");
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "wgan_figure_2",
      "Figure 2 of the WGAN paper: an optimal discriminator and an optimal critic between two\n"
      "Gaussians, real N(4, 1) and fake N(10, 1). A minute.",
      experiment, argc, argv);
}
