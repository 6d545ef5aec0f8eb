// expect: an objective must have adversary_loss\(real, fake, d_real, d_fake\)
// SPDX-License-Identifier: MIT
#include "game.hpp"

struct Half {
  AdversaryLoss adversary_loss(ConstScoresRef<float>, ConstScoresRef<float>,
                               ScoresRef<float> d_real, ScoresRef<float> d_fake) const {
    d_real.setZero();
    d_fake.setZero();
    return {};
  }
};

int main() {
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, Half{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
