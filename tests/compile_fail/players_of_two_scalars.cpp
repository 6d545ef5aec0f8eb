// expect: both players' networks have the same scalar
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Generator<Mlp<double, Dense<2, 2>>>{rng},
                     Disc{rng},
                     JensenShannon{},
                     Adam{},
                     Adam{},
                     TrainingOptions{}};
  gan.fit(ring, 10);
}
