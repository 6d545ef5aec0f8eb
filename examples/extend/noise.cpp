// SPDX-License-Identifier: MIT
// Custom noise: uniform on the unit circle, which maps to a ring without tearing.
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;

struct Circle {
  void operator()(const Stream& stream, Index first, View<float> z) const {
    stream.normal(z.data(), z.size(), first * z.rows());
    z.colwise().normalize();
  }
};

using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 2>>, Circle>;
using D = Discriminator<Mlp<float, Dense<2, 32, LeakyReLU>, Dense<32, 1>>>;

int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, D{rng}, JensenShannon{}, Adam{.beta1 = 0.5}, Adam{.beta1 = 0.5}};
  gan.fit(GaussianRing<float>{.modes = 100}, 1500);
  const auto radius = gan.generator().sample(5000, rng).colwise().norm().array().eval();
  const double off = (radius - 2).abs().mean();
  std::cout << "mean distance from the ring: " << off << '\n';
  return off < 0.5 ? 0 : 1;
}
