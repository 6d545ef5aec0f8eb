// SPDX-License-Identifier: MIT
// Training on its own thread, while the program continues and samples from the generator so far. Only that
// thread touches the trainer; the program gets copies.
#include <atomic>
#include <chrono>
#include <iostream>
#include <mutex>
#include <thread>

#include <eigan/eigan.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 2>>>;
using Disc =
    Discriminator<Mlp<float, Dense<2, 64, LeakyReLU>, Dense<64, 64, LeakyReLU>, Dense<64, 1>>>;

int main() {
  Rng start{3};
  Gen newest{start};  // guarded by the mutex
  std::mutex mutex;
  std::atomic<bool> stop = false, done = false;

  std::thread trainer([&] {
    Rng rng{3};
    MinimaxTrainer gan{Gen{rng},
                       Disc{rng},
                       JensenShannon{},
                       Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                       Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                       TrainingOptions{.batch_size = 128, .seed = 3, .threads = 1}};
    gan.fit(GaussianRing<float>{}, 5000, [&](const StepReport& report) {
      if (report.step % 100 == 0) {
        const std::lock_guard lock(mutex);
        newest = gan.generator();
      }
      return !stop;  // false ends training after this step
    });
    done = true;
  });

  // The program's own work. It draws from a copy, so that the trainer hardly ever waits.
  Rng rng{4};
  double on_the_ring = 0;
  while (!done) {
    const Gen shown = [&] {
      const std::lock_guard lock(mutex);
      return newest;
    }();
    const Batch<float> samples = shown.sample(1000, rng);
    const Eigen::ArrayXf off = (samples.colwise().norm().transpose().array() - 2).abs();
    on_the_ring = static_cast<double>((off < 0.2f).count()) / 1000;
    if (on_the_ring > 0.9) stop = true;  // good enough for this program
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  trainer.join();
  std::cout << 100 * on_the_ring << " % of the samples are within 0.2 of the ring\n";
  return on_the_ring > 0.7 ? 0 : 1;
}
