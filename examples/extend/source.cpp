// SPDX-License-Identifier: MIT
// A custom source, without state: points on a line with some noise.
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;

struct Line {
  Index features() const { return 2; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    for (Index j = 0; j < out.cols(); ++j) {
      stream.normal(&out(0, j), 2, 2 * (which.first + j));
      out(1, j) = 2 * out(0, j) + 0.1f * out(1, j);
    }
  }
};

using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 2>>>;
using D = Discriminator<Mlp<float, Dense<2, 32, LeakyReLU>, Dense<32, 1>>>;

int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, D{rng}, JensenShannon{}, Adam{.beta1 = 0.5}, Adam{.beta1 = 0.5}};
  gan.fit(Line{}, 1500);
  const Batch<float> samples = gan.generator().sample(5000, rng);
  const double off = (samples.row(1) - 2 * samples.row(0)).cwiseAbs().mean();
  const double spread = samples.row(0).norm() / std::sqrt(5000.0);
  std::cout << "distance from the line: " << off << " (0.08), spread: " << spread << " (1)\n";
  return off < 0.5 && spread > 0.4 ? 0 : 1;
}
