// SPDX-License-Identifier: MIT
// Figure 1 of Goodfellow et al., 2014: a game of one dimension. The discriminator D follows
// D* = p_data / (p_data + p_g); the generator follows where D rises, until p_g = p_data and D =
// 1/2.
#include <string>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/metrics/jensen_shannon_divergence.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Gen = Generator<Mlp<float, Dense<1, 16, Tanh>, Dense<16, 1>>>;
using Disc = Discriminator<Mlp<float, Dense<1, 64, Tanh>, Dense<64, 64, Tanh>, Dense<64, 1>>>;

constexpr double low = -4, high = 8;
constexpr Index bins = 240;

/// What one frame shows, over the bins.
struct Frame {
  Eigen::ArrayXd x, data, generated, d, best;
  /// The mean of |D - other| over real and generated samples.
  double distance(const Eigen::ArrayXd& other) const {
    const Eigen::ArrayXd weight = data + generated;
    return (weight * (d - other).abs()).sum() / weight.sum();
  }
};

Frame frame(const GaussianMixture1D<float>& real, const Gen& generator, const Disc& d, Rng& rng) {
  constexpr double width = (high - low) / bins;
  constexpr Index count = 200'000;
  Frame f;
  f.x = Eigen::ArrayXd::LinSpaced(bins, low + width / 2, high - width / 2);
  f.data = f.x.unaryExpr([&](double x) { return real.density(x); });
  f.generated = histogram(generator.sample(count, rng), low, high, bins) / (count * width);
  const Batch<float> x = f.x.cast<float>().transpose();
  f.d = d.probability(x).transpose().cast<double>();
  f.best = f.data / (f.data + f.generated).max(1e-12);
  return f;
}

void experiment(Experiment& e) {
  e.begin();
  const Index steps = e.quick ? 1500 : 12'000;
  const GaussianMixture1D<float> real{.means = {4}, .stddevs = {0.7}};
  Rng rng{e.seed};
  MinimaxTrainer game{Gen{rng},
                      Disc{rng},
                      JensenShannon{.discriminator_steps = 5},
                      Adam{.learning_rate = Schedule::linear(1e-3, 0, steps), .beta1 = 0.5},
                      Adam{.learning_rate = Schedule::linear(2e-3, 0, steps), .beta1 = 0.5},
                      TrainingOptions{.batch_size = 512, .seed = e.seed}};
  const std::vector<Index> at = {steps / 150, steps / 30, steps / 8, steps};
  auto shown = e.table("gan_figure_1", {"step", "|D - D*|", "|D - 1/2|", "jsd"});
  std::string plots;
  for (std::size_t i = 0; i < at.size(); ++i) {
    game.fit(real, at[i] - game.steps());
    const Frame f = frame(real, game.generator(), game.adversary(), rng);
    const std::string name = "gan_figure_1_frame_" + std::to_string(i + 1);
    auto curves = e.data(name, {"x", "p_data", "p_g", "D", "D_best"});
    for (Index b = 0; b < bins; ++b)
      curves.row({f.x[b], f.data[b], f.generated[b], f.d[b], f.best[b]});
    shown.row({static_cast<double>(at[i]), f.distance(f.best),
               f.distance(Eigen::ArrayXd::Constant(bins, 0.5)),
               jensen_shannon_divergence(f.data, f.generated)});
    plots +=
        "set title 'step " + std::to_string(at[i]) + "'\nplot '" + name +
        ".csv' using 1:2 with lines lw 2 lc 'black' dt 3 title 'p_{data}', '' using 1:3 with lines "
        "lw 2 lc 'web-green' title 'p_g', '' using 1:4 with lines lw 2 lc 'blue' dt 2 title 'D', "
        "'' "
        "using 1:($2 + $3 > 1e-3 ? $5 : 1/0) with lines lw 1 lc 'gray' title 'D* = p_{data} / "
        "(p_{data} + p_g)'\n";
  }
  e.plot("gan_figure_1",
         "set multiplot layout 2,2\nset xlabel 'x'\nset ylabel 'density; D'\nset yrange [0:1.55]\n"
         "set xrange [-2:7]\nset key top left\n" +
             plots,
         1000, 720);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "gan_figure_1",
      "Figure 1 of the GAN paper: D follows p_data / (p_data + p_g), p_g moves to p_data, D ends\n"
      "at 1/2. Half a minute.",
      experiment, argc, argv);
}
