// expect: this objective's constrain cannot be called
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Crit = Critic<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

struct Counting : Wasserstein {
  int calls = 0;
  void constrain(Segment<float> w) {
    ++calls;
    w = w.max(-0.1f).min(0.1f);
  }
};

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Counting{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
