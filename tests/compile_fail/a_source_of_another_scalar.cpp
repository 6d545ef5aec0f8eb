// expect: a source must have features\(\) and minibatch\(which, stream, out\)
// SPDX-License-Identifier: MIT
#include "game.hpp"

int main() {
  GaussianRing<double> ring;
  MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
