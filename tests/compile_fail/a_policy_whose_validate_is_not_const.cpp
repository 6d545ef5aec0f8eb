// expect: this validate cannot be called
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

struct Checked : Adam {
  bool checked = false;
  void validate() { checked = true; }
};

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Checked{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
