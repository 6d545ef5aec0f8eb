// SPDX-License-Identifier: MIT
// Whole games, on a line: both kinds of GAN find where the data are.
#include <algorithm>
#include <cmath>

#include <eigan/data/mixtures.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/players/generator.hpp>
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
  const Batch<float> fresh = draw<float>(data, n, Stream(1234, Purpose::user, 0));
  Vector<double> real = fresh.reshaped().cast<double>();
  // on a line the best transport keeps the order
  std::sort(fake.begin(), fake.end());
  std::sort(real.begin(), real.end());
  const double mean = fake.mean();
  return {mean, std::sqrt((fake.array() - mean).square().mean()), (fake - real).cwiseAbs().mean()};
}

/// The bounds are wide: of eight seeds tried none came to a W1 above 0.25, or to less than half of
/// the data's spread, or to a mean off by more than 0.1.
void check_arrived(const Gen& generator) {
  const Distance after = measure(generator);
  CHECK(std::abs(after.mean - 4) < 0.25);
  CHECK(after.stddev > 0.15);
  CHECK(after.stddev < 0.85);
  CHECK(after.w1 < 0.4);
}

}  // namespace

TEST_CASE("a GAN moves its samples towards the data") {
  Rng rng{1};
  MinimaxTrainer gan(Gen{rng}, Discriminator<Scorer>{rng}, JensenShannon{},
                     Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                     Adam{.learning_rate = 1e-3, .beta1 = 0.5},
                     TrainingOptions{.batch_size = 64, .seed = 1});
  CHECK(measure(gan.generator()).w1 > 2.5);
  gan.fit(data, 2000);
  check_arrived(gan.generator());
}

TEST_CASE("a WGAN moves its samples towards the data, and W1 falls") {
  Rng rng{1};
  MinimaxTrainer wgan(Gen{rng}, Critic<Scorer>{rng}, Wasserstein{.critic_steps = 5, .clip = 0.1},
                      RMSProp{.learning_rate = 1e-3}, RMSProp{.learning_rate = 1e-3},
                      TrainingOptions{.batch_size = 64, .seed = 1});
  const double at_first = measure(wgan.generator()).w1;
  wgan.fit(data, 100);
  const double after_100 = measure(wgan.generator()).w1;
  wgan.fit(data, 300);
  const double after_400 = measure(wgan.generator()).w1;
  wgan.fit(data, 1000);
  CHECK(at_first > 2.5);
  CHECK(after_100 < at_first);
  CHECK(after_400 < after_100);
  CHECK(measure(wgan.generator()).w1 < after_400);
  check_arrived(wgan.generator());
}
