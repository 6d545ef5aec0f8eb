// expect: an objective has adversary_loss\(real, fake, d_real, d_fake\)
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;

struct Half {
  AdversaryLoss adversary_loss(ConstScoresRef<float>, ConstScoresRef<float>,
                               ScoresRef<float> d_real, ScoresRef<float> d_fake) const {
    d_real.setZero();
    d_fake.setZero();
    return {};
  }
};

int main() {
  Rng rng{42};
  GaussianRing<float> ring;
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, Half{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
