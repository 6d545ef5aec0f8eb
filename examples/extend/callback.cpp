// SPDX-License-Identifier: MIT
// A custom callback: ends training as soon as samples are near enough to the data.
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;

using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 1>>>;
using D = Discriminator<Mlp<float, Dense<1, 32, LeakyReLU>, Dense<32, 1>>>;

int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, D{rng}, JensenShannon{}, Adam{.beta1 = 0.5}, Adam{.beta1 = 0.5}};
  double mean = 0;
  auto near_enough =
      Every{10, [&](const StepReport&) {
              mean = gan.generator().sample(5000, rng).mean();
              return std::abs(mean - 4) > 0.1;  // false ends training after this step
            }};
  const StepReport last = gan.fit(GaussianMixture1D<float>{.means = {4}}, 5000, near_enough);
  std::cout << "after " << last.step << " steps the mean of the samples is " << mean << " (4)\n";
  return last.step < 5000 && std::abs(mean - 4) <= 0.1 ? 0 : 1;
}
