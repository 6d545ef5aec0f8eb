// compiles
// SPDX-License-Identifier: MIT
// What the cases get wrong one at a time, all of it right.
#include "game.hpp"

struct Sphere {
  void operator()(const Stream& stream, Index first, View<float> z) const {
    stream.normal(z.data(), z.size(), first * z.rows());
    z.colwise().normalize();
  }
};

struct Still {
  static constexpr std::size_t slots = 0;
  void update(Index, Segment<float>, ConstSegment<float>, Slots<float, 0>) const {}
};

struct Printer {
  void on_start(const TrainingRun&) {}
  bool on_step(const StepReport&) { return true; }
  void on_end(StepReport) {}
};

int main() {
  Generator<Mlp<float, Dense<3, 8, ReLU>, Dropout, Maxout<8, 2>>, Sphere> generator{rng};
  MinimaxTrainer wgan{generator, Crit{rng}, Wasserstein{}, Still{}, RMSProp{}, TrainingOptions{}};
  wgan.fit(ring, 10, Printer{}, ProgressBar{}, [](const StepReport&) {});
}
