// expect: a layer of this adversary has no tangents
// SPDX-License-Identifier: MIT
#include "game.hpp"

// smooth, and nobody knows its second derivative
struct Square {
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    y = y.square();
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    d *= 2 * y.sqrt();
  }
  double lipschitz() const { return 1; }
  double gain() const { return 1; }
};

int main() {
  Critic<Mlp<float, Dense<2, 8, Square>, Dense<8, 1>>> critic{rng};
  MinimaxTrainer gan{Gen{rng}, critic, WassersteinGP{}, Adam{}, Adam{}, TrainingOptions{}};
  gan.fit(ring, 10);
}
