// SPDX-License-Identifier: MIT
// Ends training when samples no longer come closer to the data, by the sliced Wasserstein distance.
#include <eigan/eigan.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>
#include <iostream>
using namespace eigan;

using G = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 2>>>;
using D = Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 1>>>;

int main() {
  Rng rng{1};
  const GaussianRing<float> ring;
  MinimaxTrainer gan{G{rng}, D{rng}, JensenShannon{}, Adam{.beta1 = 0.5}, Adam{.beta1 = 0.5}};
  const Batch<float> real =
      draw<float>(ring, 2000, Stream(1, Purpose::user, 0));  // training sees others
  const auto distance = [&] {
    Rng same{2};  // noise, so that evaluations differ by the generator alone
    return sliced_wasserstein(real, gan.generator().sample(2000, same),
                              Stream(1, Purpose::user, 1));
  };
  const double start = distance();
  EarlyStop stop{.every = 200, .patience = 5, .metric = distance};
  const StepReport last = gan.fit(ring, 50'000, stop);
  std::cout << "ended after " << last.step << " steps: the distance fell from " << start << " to "
            << stop.best << ", at step " << stop.best_step << '\n';
  return last.step < 50'000 && stop.best < start / 4 ? 0 : 1;
}
