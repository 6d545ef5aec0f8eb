// SPDX-License-Identifier: MIT
// Whole games, on a line: both kinds of GAN find where the data are.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <eigan/data/gaussian_mixture_1d.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"

using namespace eigan;

namespace {

using Gen = Generator<Mlp<float, Dense<1, 16, ReLU>, Dense<16, 1>>>;
using Scorer = Mlp<float, Dense<1, 32, LeakyReLU>, Dense<32, 32, LeakyReLU>, Dense<32, 1>>;

const GaussianMixture1D<float> data{.means = {4}, .stddevs = {0.5}};

struct Distance {
  double mean, stddev;  ///< of the generated samples
  double w1;            ///< the Wasserstein distance of 4,096 of them from as many real ones
};

Distance measure(const Gen& generator) {
  const Index n = 4096;
  Rng rng{1234};
  Vector<double> fake = generator.sample(n, rng).reshaped().cast<double>();
  Batch<float> fresh(1, n);
  data.minibatch(0, Stream(1234, Purpose::user, 0), fresh);
  Vector<double> real = fresh.reshaped().cast<double>();
  // on a line the best transport keeps the order
  std::sort(fake.begin(), fake.end());
  std::sort(real.begin(), real.end());
  const double mean = fake.mean();
  return {mean, std::sqrt((fake.array() - mean).square().mean()), (fake - real).cwiseAbs().mean()};
}

}  // namespace

TEST_CASE("A GAN moves its samples to the data") {
  Rng rng{1};
  MinimaxTrainer gan(Gen{rng}, Discriminator<Scorer>{rng}, JensenShannon{},
                     Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                     Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                     TrainingOptions{.batch_size = 64, .seed = 1});
  const Distance before = measure(gan.generator());
  CHECK(before.w1 > 3);
  gan.fit(data, 3000);
  const Distance after = measure(gan.generator());
  CHECK(std::abs(after.mean - 4) < 0.3);
  CHECK(after.stddev > 0.25);
  CHECK(after.stddev < 0.75);
  CHECK(after.w1 < 0.3);
}

TEST_CASE("A WGAN moves its samples to the data, and W1 falls on the way") {
  Rng rng{1};
  MinimaxTrainer wgan(Gen{rng}, Critic<Scorer>{rng}, Wasserstein{.critic_steps = 5, .clip = 0.1},
                      RMSProp{.learning_rate = 1e-3}, RMSProp{.learning_rate = 1e-3},
                      TrainingOptions{.batch_size = 64, .seed = 1});
  double w1 = measure(wgan.generator()).w1;
  CHECK(w1 > 3);
  for (int part = 0; part < 4; ++part) {
    wgan.fit(data, 100);
    const double now = measure(wgan.generator()).w1;
    INFO("after " << wgan.steps() << " steps");
    CHECK(now < w1);
    w1 = now;
  }
  wgan.fit(data, 1000);
  const Distance after = measure(wgan.generator());
  CHECK(std::abs(after.mean - 4) < 0.3);
  CHECK(after.stddev > 0.25);
  CHECK(after.stddev < 0.75);
  CHECK(after.w1 < 0.3);
}
