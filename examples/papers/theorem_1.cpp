// SPDX-License-Identifier: MIT
// Theorem 1 of Goodfellow et al., 2014, in numbers: at the best discriminator D*, the value of the
// game is V(D*, G) = -log 4 + 2 JSD(p_data | p_g). Here p_data = N(0, 1) and p_g = N(mu, 1), where
// D* is known to be one affine map and a sigmoid; it is trained, not computed.
#include <cmath>

#include <eigan/eigan.hpp>
#include <eigan/metrics/jensen_shannon_divergence.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

using Gen = Generator<Mlp<float, Dense<1, 1>>>;
using Disc = Discriminator<Mlp<float, Dense<1, 1>>>;

void experiment(Experiment& e) {
  e.begin();
  const Index steps = e.quick ? 2000 : 20'000;
  const GaussianMixture1D<float> real{};  // N(0, 1)

  auto table = e.table("theorem_1", {"mu", "value", "theory", "jsd", "weight"});
  for (const double mu : {0.5, 1.0, 2.0, 4.0, 6.0}) {
    Rng rng{e.seed};
    Gen generator{rng};
    generator.network().parameters() << 1, static_cast<float>(mu);  // z + mu, and it never moves
    MinimaxTrainer game{generator,
                        Disc{rng},
                        JensenShannon{},
                        SGD{.learning_rate = 0},
                        Adam{.learning_rate = Schedule::linear(0.05, 0, steps)},
                        TrainingOptions{.batch_size = 1024, .seed = e.seed}};
    // The report's divergence is (V + log 4) / 2 on one batch; a mean over the last ones.
    const Index last = steps / 10;
    double divergence = 0;
    game.fit(real, steps, [&](const StepReport& report) {
      if (report.step > steps - last) divergence += report.divergence / static_cast<double>(last);
    });
    const double jsd =
        jensen_shannon_divergence([&](double x) { return real.density(x); },
                                  [&](double x) { return real.density(x - mu); }, -12, 12 + mu);
    const double value = 2 * divergence - std::log(4.0), theory = 2 * jsd - std::log(4.0);
    table.row(
        {mu, value, theory, jsd, static_cast<double>(game.adversary().network().parameters()[0])});
  }
  e.plot("theorem_1",
         "set title \"Theorem 1: a trained discriminator's value, real N(0, 1), fake N(mu, 1)\"\n"
         "set xlabel 'mu'\nset ylabel 'V (nats)'\nset grid\nset key center right\n"
         "set xrange [0:6.5]\nset yrange [-1.5:0.1]\n"
         "plot 'theorem_1.csv' using 1:3 with lines lw 2 title '-log 4 + 2 JSD', \\\n"
         "     '' using 1:2 with points pt 7 ps 1.5 title 'trained discriminator', \\\n"
         "     -log(4) with lines dt 2 lc 'gray' title '-log 4', 0 with lines dt 3 lc 'gray' title "
         "'0: all told apart'",
         800, 500);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment("theorem_1",
                        "Theorem 1: the best discriminator's value is -log 4 + 2 JSD. Trains one "
                        "against N(mu, 1) for\n"
                        "several mu, with real samples of N(0, 1). Half a minute.",
                        experiment, argc, argv);
}
