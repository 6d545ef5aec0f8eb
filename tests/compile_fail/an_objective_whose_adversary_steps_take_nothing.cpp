// expect: this objective's adversary_steps cannot be called
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Crit = Critic<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

struct Twice : Wasserstein {
  Index adversary_steps() const { return 2; }
};

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Crit{rng}, Twice{}, RMSProp{}, RMSProp{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
