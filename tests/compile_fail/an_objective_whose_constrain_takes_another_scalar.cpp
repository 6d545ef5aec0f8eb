// expect: this objective's constrain cannot be called
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Crit = Critic<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

// A clip that would never be called.
struct Doubles : Wasserstein {
  void constrain(Segment<double> w) const { w = w.max(-0.1).min(0.1); }
};

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Doubles{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
