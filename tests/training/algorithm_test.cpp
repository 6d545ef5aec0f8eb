// SPDX-License-Identifier: MIT
// Algorithm 1 of both papers, worked out a second time in plain numbers: the players are lines,
// g(z) = a z + c against l(x) = w x + b, and batches are of two.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr std::uint64_t seed = 11;
const CountingSource<> source;
using Pair = std::array<double, 2>;

double sigmoid(double a) { return 1 / (1 + std::exp(-a)); }
double softplus(double a) { return std::log(1 + std::exp(a)); }
double mean(const Pair& p) { return (p[0] + p[1]) / 2; }

/// Real samples: minibatch `number` of a CountingSource.
Pair real(Index number) {
  return {CountingSource<>::value(number, 0, 0), CountingSource<>::value(number, 0, 1)};
}

/// Noise: pass 1, 2, ... of the generator has its own stream.
Pair noise(std::uint64_t pass) {
  Pair z;
  Stream(seed, Purpose::noise, pass).normal(z.data(), 2);
  return z;
}

/// One parameter under SGD with momentum.
struct Parameter {
  double value, velocity = 0;
  void move(double gradient, double rate, double momentum) {
    velocity = momentum * velocity - rate * gradient;
    value += velocity;
  }
};

struct Settings {
  Index k;
  double generator_rate, adversary_rate, momentum;
};

/// The GAN's algorithm, with the non-saturating loss.
struct HandGan {
  Settings s;
  Parameter a{0.8}, c{-0.3}, w{0.4}, b{0.1};
  Index minibatches = 0;
  std::uint64_t passes = 0;
  double discriminator_loss = 0, generator_loss = 0, divergence = 0;

  double g(double z) const { return a.value * z + c.value; }
  double l(double x) const { return w.value * x + b.value; }

  struct Gradient {
    double slope = 0, offset = 0;
  };

  Gradient discriminator_gradient(const Pair& x, const Pair& z) {
    Gradient d;
    discriminator_loss = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      const double fake = g(z[i]);
      discriminator_loss += (softplus(-l(x[i])) + softplus(l(fake))) / 2;
      d.slope += (-(1 - sigmoid(l(x[i]))) * x[i] + sigmoid(l(fake)) * fake) / 2;
      d.offset += (-(1 - sigmoid(l(x[i]))) + sigmoid(l(fake))) / 2;
    }
    divergence = (std::log(4.0) - discriminator_loss) / 2;
    return d;
  }

  Gradient generator_gradient(const Pair& z) {
    Gradient d;
    generator_loss = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      const double logit = l(g(z[i]));
      generator_loss += softplus(-logit) / 2;
      const double d_sample = -(1 - sigmoid(logit)) / 2 * w.value;
      d.slope += d_sample * z[i];
      d.offset += d_sample;
    }
    return d;
  }

  void move_discriminator(const Gradient& d) {
    w.move(d.slope, s.adversary_rate, s.momentum);
    b.move(d.offset, s.adversary_rate, s.momentum);
  }
  void move_generator(const Gradient& d) {
    a.move(d.slope, s.generator_rate, s.momentum);
    c.move(d.offset, s.generator_rate, s.momentum);
  }

  void alternating_step() {
    for (Index k = 0; k < s.k; ++k) {
      move_discriminator(discriminator_gradient(real(minibatches++), noise(++passes)));
    }
    move_generator(generator_gradient(noise(++passes)));
  }

  void simultaneous_step() {
    for (Index k = 0; k < s.k - 1; ++k) {
      move_discriminator(discriminator_gradient(real(minibatches++), noise(++passes)));
    }
    const Pair z = noise(++passes);
    const Gradient d = discriminator_gradient(real(minibatches++), z);
    const Gradient e = generator_gradient(z);
    move_discriminator(d);
    move_generator(e);
  }
};

void compare_with_gan(const Settings& s, bool simultaneous) {
  INFO((simultaneous ? "simultaneous" : "alternating") << ", k = " << s.k);
  HandGan hand{s};
  MinimaxTrainer gan(line<LineGenerator<>>(0.8, -0.3), line<LineDiscriminator<>>(0.4, 0.1),
                     JensenShannon{.discriminator_steps = s.k},
                     SGD{.learning_rate = s.generator_rate, .momentum = s.momentum},
                     SGD{.learning_rate = s.adversary_rate, .momentum = s.momentum},
                     TrainingOptions{.batch_size = 2, .seed = seed, .simultaneous = simultaneous});
  for (Index step = 1; step <= 4; ++step) {
    INFO("step " << step);
    const StepReport report = gan.step(source);
    simultaneous ? hand.simultaneous_step() : hand.alternating_step();
    const Vector<double>& g = gan.generator().network().parameters();
    const Vector<double>& d = gan.adversary().network().parameters();
    CHECK(report.step == step);
    CHECK_THAT(report.adversary_loss, WithinRel(hand.discriminator_loss, 1e-12));
    CHECK_THAT(report.generator_loss, WithinRel(hand.generator_loss, 1e-12));
    CHECK_THAT(report.divergence, WithinAbs(hand.divergence, 1e-12));
    CHECK_THAT(d[0], WithinRel(hand.w.value, 1e-12));
    CHECK_THAT(d[1], WithinRel(hand.b.value, 1e-12));
    CHECK_THAT(g[0], WithinRel(hand.a.value, 1e-12));
    CHECK_THAT(g[1], WithinRel(hand.c.value, 1e-12));
  }
}

/// The WGAN's algorithm with plain SGD, on f(x) = w x + b.
struct HandWgan {
  double critic_rate, generator_rate, clip;
  double a = 0.8, c = -0.3, w = 0.04, b = 0.03;
  double divergence = 0, generator_loss = 0;

  double clipped(double value) const { return std::fmin(std::fmax(value, -clip), clip); }

  void critic_step(const Pair& x, const Pair& z) {
    const double x_mean = mean(x), fake_mean = a * mean(z) + c;
    divergence = w * (x_mean - fake_mean);  // b cancels
    w = clipped(w - critic_rate * (fake_mean - x_mean));
    b = clipped(b);
  }
  void generator_step(const Pair& z) {
    generator_loss = -(w * (a * mean(z) + c) + b);
    a += generator_rate * w * mean(z);
    c += generator_rate * w;
  }
};

}  // namespace

TEST_CASE("alternating steps are those of Algorithm 1 of the GAN, worked out by hand") {
  compare_with_gan({.k = 1, .generator_rate = 0.2, .adversary_rate = 0.3, .momentum = 0}, false);
  compare_with_gan({.k = 1, .generator_rate = 0.2, .adversary_rate = 0.3, .momentum = 0.5}, false);
  compare_with_gan({.k = 3, .generator_rate = 0.2, .adversary_rate = 0.1, .momentum = 0.5}, false);
}

TEST_CASE(
    "simultaneous steps move both players from the same weights and fakes, worked out by hand") {
  compare_with_gan({.k = 1, .generator_rate = 0.2, .adversary_rate = 0.3, .momentum = 0}, true);
  compare_with_gan({.k = 1, .generator_rate = 0.2, .adversary_rate = 0.3, .momentum = 0.5}, true);
  compare_with_gan({.k = 3, .generator_rate = 0.2, .adversary_rate = 0.1, .momentum = 0.5}, true);
}

TEST_CASE(
    "against a discriminator that starts at 0 the generator moves at once only if it alternates") {
  const auto first_step = [](bool simultaneous) {
    MinimaxTrainer gan(
        line<LineGenerator<>>(0, 0), line<LineDiscriminator<>>(0, 0), JensenShannon{},
        SGD{.learning_rate = 1}, SGD{.learning_rate = 1},
        TrainingOptions{.batch_size = 2, .seed = seed, .simultaneous = simultaneous});
    gan.step(source);
    return Vector<double>(gan.generator().network().parameters());
  };
  CHECK(first_step(true) == Vector<double>::Zero(2));
  // By hand: every fake is 0, real samples are 0.25 and 0.5. All logits are 0, so w moves by
  // 1/2 mean x = 0.1875, and b by 1/2 - 1/2 = 0. Then c moves by w (1 - sigmoid(0)) = 0.09375.
  const Vector<double> answer = first_step(false);
  CHECK_THAT(answer[1], WithinAbs(0.09375, 1e-15));
  CHECK_THAT(answer[0], WithinAbs(0.09375 * mean(noise(2)), 1e-15));
}

TEST_CASE("steps are those of Algorithm 1 of the WGAN, worked out by hand") {
  HandWgan hand{.critic_rate = 0.01, .generator_rate = 0.5, .clip = 0.05};
  MinimaxTrainer wgan(line<LineGenerator<>>(0.8, -0.3), line<LineCritic<>>(0.04, 0.03),
                      Wasserstein{.critic_steps = 2, .clip = 0.05}, SGD{.learning_rate = 0.5},
                      SGD{.learning_rate = 0.01}, TrainingOptions{.batch_size = 2, .seed = seed});
  std::uint64_t pass = 0;
  for (Index step = 0; step < 4; ++step) {
    INFO("step " << step + 1);
    const StepReport report = wgan.step(source);
    hand.critic_step(real(2 * step), noise(++pass));
    hand.critic_step(real(2 * step + 1), noise(++pass));
    hand.generator_step(noise(++pass));
    const Vector<double>& g = wgan.generator().network().parameters();
    const Vector<double>& f = wgan.adversary().network().parameters();
    CHECK_THAT(report.divergence, WithinRel(hand.divergence, 1e-12));
    CHECK_THAT(report.adversary_loss, WithinRel(-hand.divergence, 1e-12));
    CHECK_THAT(report.generator_loss, WithinRel(hand.generator_loss, 1e-12));
    CHECK_THAT(f[0], WithinRel(hand.w, 1e-12));
    CHECK_THAT(f[1], WithinRel(hand.b, 1e-12));
    CHECK_THAT(g[0], WithinRel(hand.a, 1e-12));
    CHECK_THAT(g[1], WithinRel(hand.c, 1e-12));
  }
}

TEST_CASE("the critic's weights are clipped, not its gradient") {
  // Real samples are 3 and fakes 0, so the gradient of w is -3, 300 times the clip, and with a rate
  // of 1/2 the whole update is +1.5, before anything is clipped: -2 comes to -0.5, clipped to
  // -0.01; -0.4 to 1.1, clipped to +0.01; and -1.496 to 0.004, which is left. With the gradient
  // clipped to 0.01 the update would be 0.005.
  const auto updated = [](double w) {
    MinimaxTrainer wgan(line<LineGenerator<>>(0, 0), line<LineCritic<>>(w, -2),
                        Wasserstein{.critic_steps = 1, .clip = 0.01}, SGD{.learning_rate = 0},
                        SGD{.learning_rate = 0.5}, TrainingOptions{.batch_size = 4});
    wgan.step(ConstantSource<>{3});
    return Vector<double>(wgan.adversary().network().parameters());
  };
  CHECK(updated(-2) == Eigen::Vector2d(-0.01, -0.01));
  CHECK(updated(-0.4) == Eigen::Vector2d(0.01, -0.01));
  CHECK(updated(-1.496)[0] == Catch::Approx(0.004));
}
