// SPDX-License-Identifier: MIT
// A loop of frames, as in a game or a simulation: each throws new sparks, whose velocities a generator
// makes. The tape is kept, so that nothing is allocated once the loop runs.
#include <algorithm>
#include <iostream>

#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 32, ReLU>, Dense<32, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 32, LeakyReLU>, Dense<32, 1>>>;

/// Sparks: most fly up, in a fan.
struct Sparks {
  Index features() const { return 2; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> velocity) const {
    for (Index j = 0; j < velocity.cols(); ++j) {
      float random[2];
      stream.normal(random, 2, 2 * (which.first + j));
      velocity(0, j) = random[0];
      velocity(1, j) = 5 + random[1] - 0.5f * random[0] * random[0];
    }
  }
};

int main() {
  Rng rng{1};
  // A game would train beforehand, and read the file with read_generator (eigan/io/weights.hpp).
  MinimaxTrainer gan{Gen{rng},
                     Disc{rng},
                     JensenShannon{},
                     Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                     Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                     TrainingOptions{.batch_size = 128, .seed = 1, .threads = 1}};
  gan.fit(Sparks{}, 3000);
  const Gen& generator = gan.generator();

  constexpr Index each_frame = 16, frames = 600, alive = each_frame * 90;
  constexpr float frame = 1.0f / 60, gravity = 9.81f;
  Batch<float> place = Batch<float>::Zero(2, alive), velocity = Batch<float>::Zero(2, alive);
  Tape<float> tape;
  double highest = 0;
  for (Index n = 0; n < frames; ++n) {
    const Index oldest = n * each_frame % alive;
    velocity.middleCols(oldest, each_frame) = generator.sample(each_frame, rng, tape);
    place.middleCols(oldest, each_frame).setZero();
    velocity.row(1).array() -= gravity * frame;
    place += frame * velocity;
    highest = std::max(highest, static_cast<double>(place.row(1).maxCoeff()));
  }
  std::cout << "the highest spark rose " << highest << " m\n";
  return highest > 1 && highest < 5 ? 0 : 1;  // at 5 m/s 1.27 m, at 8 m/s 3.26 m
}
