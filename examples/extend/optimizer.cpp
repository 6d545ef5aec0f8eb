// SPDX-License-Identifier: MIT
// A custom optimiser: AdaGrad (Duchi et al., 2011), with one slot per parameter.
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;

struct AdaGrad {
  static constexpr std::size_t slots = 1;
  double learning_rate = 0.02;
  template <class Scalar>
  void update(Index, Segment<Scalar> w, ConstSegment<Scalar> g, Slots<Scalar, 1> s) const {
    s[0] += g.square();
    w -= static_cast<Scalar>(learning_rate) * g / (s[0].sqrt() + Scalar(1e-8));
  }
};

using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 1>>>;
using D = Discriminator<Mlp<float, Dense<1, 32, LeakyReLU>, Dense<32, 1>>>;

int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, D{rng}, JensenShannon{}, AdaGrad{}, AdaGrad{}};
  gan.fit(GaussianMixture1D<float>{.means = {4}}, 1500);
  const double mean = gan.generator().sample(5000, rng).mean();
  std::cout << "mean of the samples: " << mean << " (4)\n";
  return std::abs(mean - 4) < 1 ? 0 : 1;
}
