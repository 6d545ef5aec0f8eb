// SPDX-License-Identifier: MIT
// Why GANs stall (Goodfellow et al., 2014, section 3; Arjovsky and Bottou, 2017): the better the
// discriminator, the smaller the gradient that the minimax loss gives the generator. And between
// supports that do not overlap the Jensen-Shannon divergence is log 2, however near they are.
#include <cstdio>

#include <eigan/eigan.hpp>

#include "support/experiment.hpp"
#include "support/shift_gradient.hpp"

using namespace eigan;

namespace {

using Disc =
    Discriminator<Mlp<float, Dense<1, 64, LeakyReLU>, Dense<64, 64, LeakyReLU>, Dense<64, 1>>>;
using UniformGen = Generator<Mlp<float, Dense<1, 1>>, UniformNoise>;

/// Numbers evenly on [0, 1].
struct Segment01 {
  Index features() const { return 1; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    stream.uniform(out.data(), out.size(), which.first);
  }
};

template <class Generator_>
auto frozen_game(const Generator_& generator, Rng& rng, std::uint64_t seed, const Schedule& rate) {
  return MinimaxTrainer{generator,
                        Disc{rng},
                        JensenShannon{},
                        SGD{.learning_rate = 0},
                        Adam{.learning_rate = rate},
                        TrainingOptions{.batch_size = 1024, .seed = seed}};
}

void experiment(Experiment& e) {
  e.begin();

  // The better the discriminator between [0, 1] and [1.5, 2.5], the less it tells the generator.
  Rng rng{e.seed};
  const auto shifted_by = [&](double gap) {
    UniformGen generator{rng, UniformNoise{.range = 0.5}};
    generator.network().parameters() << 1, static_cast<float>(1.5 + gap);
    return generator;
  };
  const UniformGen generator = shifted_by(0.5);
  const Batch<float> fakes = generator.sample(100'000, rng);
  auto game = frozen_game(generator, rng, e.seed, 1e-3);
  std::printf("real on [0, 1], fake on [1.5, 2.5]: gradients by a shift of the fakes\n");
  auto table = e.table("vanishing_gradients", {"step", "saturating", "non_saturating"});
  const std::vector<Index> steps =
      e.quick ? std::vector<Index>{10, 100, 1000}
              : std::vector<Index>{10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
  for (const Index step : steps) {
    game.fit(Segment01{}, step - game.steps());
    table.row({static_cast<double>(step),
               shift_gradient(game.adversary(),
                              JensenShannon{.generator = GeneratorLoss::saturating}, fakes),
               shift_gradient(game.adversary(),
                              JensenShannon{.generator = GeneratorLoss::non_saturating}, fakes)});
  }

  // [0, 1] and [1 + gap, 2 + gap]: the divergence does not say how wide the gap is.
  std::printf("\nreal on [0, 1], fake on [1 + gap, 2 + gap]; log 2 = 0.69315\n");
  auto gaps = e.table("vanishing_gradients_gap", {"gap", "divergence", "saturating"});
  const Index training = e.quick ? 300 : 3000;
  for (const double gap : {0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0}) {
    const UniformGen shifted = shifted_by(gap);
    auto still = frozen_game(shifted, rng, e.seed, Schedule::linear(3e-3, 1e-3, training));
    const double divergence = still.fit(Segment01{}, training).divergence;
    gaps.row(
        {gap, divergence,
         shift_gradient(still.adversary(), JensenShannon{.generator = GeneratorLoss::saturating},
                        shifted.sample(10'000, rng))});
  }
  e.plot("vanishing_gradients",
         "set multiplot layout 1,2\nset grid\nset logscale x\nset xlabel 'steps of the "
         "discriminator'\n"
         "set ylabel 'd loss / d shift of the fakes'\nset title 'real on [0, 1], fake on [1.5, "
         "2.5]'\nset logscale y\nset key bottom left\n"
         "plot 'vanishing_gradients.csv' using 1:2 with linespoints pt 7 lw 2 title 'saturating: "
         "log(1 - D)', "
         "'' using 1:3 with linespoints pt 5 lw 2 title 'non-saturating: -log D'\n"
         "set title 'two segments, a gap between them'\nset xlabel 'gap'\nset ylabel 'JS estimate "
         "(nats)'\n"
         "unset logscale y\nset yrange [0:0.8]\nset key bottom right\n"
         "plot 'vanishing_gradients_gap.csv' using 1:2 with linespoints pt 7 lw 2 title 'trained "
         "discriminator', "
         "log(2) with lines dt 2 lw 2 lc 'black' title 'log 2'",
         1000, 450);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "vanishing_gradients",
      "Why GANs stall: trains a discriminator against a generator that stands still, and measures\n"
      "what gradient it would give; then the divergence it sees between two segments. A minute.",
      experiment, argc, argv);
}
