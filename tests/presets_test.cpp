// SPDX-License-Identifier: MIT
#include <cmath>
#include <utility>

#include <eigan/presets.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// 300 images, of which a third of the first pixel, all of the second and none of the third is
/// white.
Batch<float> images() {
  Batch<float> pixels = Batch<float>::Constant(784, 300, 0.25F);
  for (Index i = 0; i < 300; ++i) pixels.col(i).head(3) << (i % 3 == 0 ? 1.0F : 0.0F), 1, 0;
  return pixels;
}

}  // namespace

TEST_CASE("the MNIST preset has the networks of its authors' code") {
  Rng rng{1};
  const auto generator = mnist_gan_generator(images(), rng);
  const auto discriminator = mnist_gan_discriminator<float>(rng);
  // weights and biases, layer by layer
  CHECK(generator.network().parameters().size() ==
        100 * 1200 + 1200 + 1200 * 1200 + 1200 + 1200 * 784 + 784);
  CHECK(discriminator.network().parameters().size() ==
        784 * 1200 + 1200 + 240 * 1200 + 1200 + 240 + 1);
  CHECK(generator.latent_size() == 100);
  const auto g = generator.network().parameters().head(100 * 1200).array();
  CHECK(g.abs().maxCoeff() <= 0.05F);
  CHECK(g.abs().maxCoeff() > 0.0499F);
  const auto d = discriminator.network().parameters().head(784 * 1200).array();
  CHECK(d.abs().maxCoeff() <= 0.005F);
  CHECK(d.abs().maxCoeff() > 0.00499F);
  CHECK((generator.network().parameters().segment(100 * 1200, 1200).array() == 0).all());

  // at the noise 0 every pixel is its mean over the images, but kept 1e-7 from black and white
  const Batch<float> pixels = generator.generate(Batch<float>::Zero(100, 1));
  CHECK(std::abs(pixels(0, 0) - 1.0F / 3) < 1e-5F);
  CHECK(pixels(1, 0) > 1 - 1e-6F);
  CHECK(pixels(2, 0) < 1.1e-7F);
  CHECK(std::abs(pixels(3, 0) - 0.25F) < 1e-6F);
}

TEST_CASE("the MNIST preset trains as its authors' code does") {
  // The same game, put together from the settings in their mnist.yaml. 300 images are three
  // minibatches an epoch, so that the momentum rises with the fifth step.
  const Dataset<float> data(images());
  MinimaxTrainer gan = mnist_gan(data, {.seed = 5, .threads = 1});
  Rng rng{5};
  auto generator = mnist_gan_generator(images(), rng);
  const SGD descent{.learning_rate = Schedule::geometric(0.1, 1 / 1.000004, 1e-6),
                    .momentum = Schedule::linear(0.5, 0.7, 747, 3)};
  MinimaxTrainer theirs{
      std::move(generator),
      mnist_gan_discriminator<float>(rng, 0.8, 0.5),
      JensenShannon{.generator = GeneratorLoss::non_saturating, .halved = true},
      descent,
      descent,
      TrainingOptions{.batch_size = 100, .seed = 5, .simultaneous = true, .threads = 1}};
  gan.fit(data, 6);
  theirs.fit(data, 6);
  CHECK(gan.generator().network().parameters() == theirs.generator().network().parameters());
  CHECK(gan.adversary().network().parameters() == theirs.adversary().network().parameters());

  const MinimaxTrainer averaged = mnist_gan(data, {.batch_size = 7, .averaging = 0.9});
  CHECK(averaged.options().batch_size == 100);
  CHECK(averaged.options().averaging == 0.9);
}

TEST_CASE("the MNIST preset refuses what is no image of its size, or not in [0, 1]") {
  Rng rng{1};
  CHECK(thrown<Error>([&] { mnist_gan_generator<float>(Batch<float>::Zero(783, 2), rng); }) ==
        "mnist_gan_generator: there must be an image of 28 x 28 = 784 pixels, got 2 of 783");
  Batch<float> wide = images();
  wide(5, 7) = -1;
  CHECK(thrown<Error>([&] { mnist_gan_generator(wide, rng); }) ==
        "mnist_gan_generator: pixels must lie in [0, 1], they lie in [-1, 1]");
}

namespace {

/// Whether two games are in the same state to the last bit, after some steps.
template <class Game, class Other, class Data>
bool play_alike(Game a, Other b, const Data& data) {
  a.fit(data, 4);
  b.fit(data, 4);
  return a.generator().network().parameters() == b.generator().network().parameters() &&
         a.adversary().network().parameters() == b.adversary().network().parameters() &&
         a.averaged_generator().network().parameters() ==
             b.averaged_generator().network().parameters();
}

/// That numbers are uniform on (-range, range): the largest, and the variance, range^2 / 3.
template <class Numbers>
void check_uniform(const Numbers& w, double range) {
  const auto x = w.template cast<double>().array();
  const double n = static_cast<double>(w.size());
  CHECK(x.abs().maxCoeff() <= range * (1 + 1e-6));
  CHECK(x.abs().maxCoeff() > range * (1 - 20 / n));
  // of x^2 the standard deviation is range^2 sqrt(4 / 45)
  CHECK(std::abs(x.square().mean() - range * range / 3) < 4 * range * range * 0.3 / std::sqrt(n));
}

}  // namespace

TEST_CASE("the toy WGAN-GP starts as its authors' code does") {
  const MinimaxTrainer gan = wgan_gp_toy({.seed = 3});
  constexpr Index first = 2 * 512, wide = 512 * 512, hidden = wide + 512;
  const auto check = [&](const Vector<float>& w, Index outputs) {
    REQUIRE(w.size() == first + 512 + 2 * hidden + 512 * outputs + outputs);
    check_uniform(w.head(first), std::sqrt(3.0));  // sqrt(6 / inputs)
    check_uniform(w.segment(first + 512, wide), std::sqrt(6.0 / 512));
    check_uniform(w.segment(first + 512 + hidden, wide), std::sqrt(6.0 / 512));
    check_uniform(w.segment(first + 512 + 2 * hidden, 512 * outputs),
                  std::sqrt(6.0 / static_cast<double>(512 + outputs)));
    CHECK((w.segment(first, 512).array() == 0).all());
    CHECK((w.tail(outputs).array() == 0).all());
  };
  check(gan.generator().network().parameters(), 2);
  check(gan.adversary().network().parameters(), 1);
}

TEST_CASE("the toy WGAN-GP trains as its authors' code does") {
  const MinimaxTrainer gan = wgan_gp_toy({.batch_size = 7, .seed = 3, .averaging = 0.9});
  // the same game, put together from the settings in their gan_toy.py
  const Adam adam{.learning_rate = 1e-4, .beta1 = 0.5, .beta2 = 0.9, .epsilon = 1e-8};
  const MinimaxTrainer theirs{
      gan.generator(),
      gan.adversary(),
      WassersteinLoss{.critic_steps = 5} +
          GradientPenalty{.weight = 0.1, .target = 1, .one_sided = false, .every = 1},
      adam,
      adam,
      TrainingOptions{.batch_size = 256, .seed = 3, .averaging = 0.9}};
  CHECK(play_alike(gan, theirs, GaussianRing<float>{}));
}

TEST_CASE("R3GAN's game is the relativistic one with R1 and R2, by Adam without momentum") {
  using Gen = Generator<Mlp<float, Dense<2, 16, ReLU>, Dense<16, 2>>>;
  using Crit = Critic<Mlp<float, Dense<2, 16, LeakyReLU>, Dense<16, 1>>>;
  Rng rng{1};
  const Gen generator{rng};
  const Crit critic{rng};
  const GaussianRing<float> ring{};
  const Adam adam{.learning_rate = Schedule::linear(2e-4, 5e-5, 10), .beta1 = 0, .beta2 = 0.99};
  const auto theirs = [&](double gamma, const TrainingOptions& options) {
    return MinimaxTrainer{generator,
                          critic,
                          Relativistic{.averaged = false, .critic_steps = 1} + R1{.gamma = gamma} +
                              R2{.gamma = gamma},
                          adam,
                          adam,
                          options};
  };
  CHECK(play_alike(r3gan(generator, critic, 10), theirs(1, {.averaging = 0.999}), ring));
  CHECK(play_alike(r3gan(generator, critic, 10, 0.1, {.batch_size = 32, .averaging = 0.9}),
                   theirs(0.1, {.batch_size = 32, .averaging = 0.9}), ring));
}
