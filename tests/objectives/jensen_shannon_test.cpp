// SPDX-License-Identifier: MIT
#include <eigan/objectives/jensen_shannon.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/turns.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using std::numbers::ln2;

namespace {

double log_sigmoid(double l) {
  return -std::log(1 + std::exp(-l));
}  // as in the paper; small l only

// Different numbers of real and fake, so that a mean over the wrong number is seen.
const Scores<double> real = scores({0.3, -1.2, 2.0});
const Scores<double> fake = scores({-0.7, 1.1, 0.05, -2.5, 0.9});

/// V by its definition.
double value() {
  double v = 0;
  for (double l : real) v += log_sigmoid(l) / 3;
  for (double l : fake) v += log_sigmoid(-l) / 5;
  return v;
}

GradientCheck check_adversary_gradient(const JensenShannon& objective) {
  Vector<double> all(10);
  all << 3 * normal_batch(4, 1, 1), 3 * normal_batch(6, 1, 2);
  const auto turn = [&] {
    return AdversaryTurn<double>(objective, all.head(4).transpose().array(),
                                 all.tail(6).transpose().array());
  };
  Vector<double> gradient(10);
  gradient << turn().d_real.matrix().transpose(), turn().d_fake.matrix().transpose();
  return check_gradient(
      all, [&] { return turn().loss; }, gradient);
}

GradientCheck check_generator_gradient(const JensenShannon& objective) {
  Vector<double> fakes = 3 * normal_batch(6, 1, 3);
  const auto turn = [&] {
    return GeneratorTurn<double>(objective, Scores<double>(), fakes.transpose().array());
  };
  const Vector<double> gradient = turn().d_fake.matrix().transpose();
  return check_gradient(
      fakes, [&] { return turn().loss; }, gradient);
}

}  // namespace

TEST_CASE("JensenShannon's gradients are those of its losses") {
  CHECK(check_adversary_gradient(JensenShannon{}));
  CHECK(check_adversary_gradient(JensenShannon{.label_smoothing = 0.1}));
  CHECK(check_adversary_gradient(JensenShannon{.halved = true}));
  CHECK(check_adversary_gradient(JensenShannon{.label_smoothing = 0.3, .halved = true}));
  CHECK(check_generator_gradient(JensenShannon{.generator = GeneratorLoss::non_saturating}));
  CHECK(check_generator_gradient(JensenShannon{.generator = GeneratorLoss::saturating}));
}

TEST_CASE("the discriminator descends on minus the paper's V, a sum of two means") {
  const AdversaryTurn<double> turn(JensenShannon{}, real, fake);
  CHECK_THAT(turn.loss, WithinRel(-value(), 1e-14));
  // by hand: d/dl of -log sigmoid(l) / 3 at l = 0.3, and of -log(1 - sigmoid(l)) / 5 at l = -0.7
  CHECK_THAT(turn.d_real[0], WithinRel(-0.4255574831883411 / 3, 1e-14));
  CHECK_THAT(turn.d_fake[0], WithinRel(0.3318122278318339 / 5, 1e-14));
}

TEST_CASE("halved, only the discriminator's loss and gradient are half the sum form") {
  const JensenShannon half{.label_smoothing = 0.1, .halved = true};
  const JensenShannon whole{.label_smoothing = 0.1};
  const AdversaryTurn<double> a(half, real, fake), b(whole, real, fake);
  CHECK_THAT(a.loss, WithinRel(b.loss / 2, 1e-15));
  CHECK((a.d_real == b.d_real / 2).all());
  CHECK((a.d_fake == b.d_fake / 2).all());
  CHECK(a.divergence == b.divergence);

  const GeneratorTurn<double> c(half, real, fake), d(whole, real, fake);
  CHECK(c.loss == d.loss);
  CHECK((c.d_fake == d.d_fake).all());
}

TEST_CASE("the generator descends on the mean of -log D, or saturating of log(1 - D)") {
  double minus_log_d = 0, log_one_minus_d = 0;
  for (double l : fake) {
    minus_log_d -= log_sigmoid(l) / 5;
    log_one_minus_d += log_sigmoid(-l) / 5;
  }
  const JensenShannon saturating{.generator = GeneratorLoss::saturating};
  const GeneratorTurn<double> a(JensenShannon{}, real, fake), b(saturating, real, fake);
  CHECK_THAT(a.loss, WithinRel(minus_log_d, 1e-14));
  CHECK_THAT(b.loss, WithinRel(log_one_minus_d, 1e-14));
  // Both raise D(G(z)): the gradients -(1 - D) / n and -D / n are negative and sum to -1 / n.
  CHECK((a.d_fake < 0).all());
  CHECK((b.d_fake < 0).all());
  CHECK(((a.d_fake + b.d_fake + 0.2).abs() < 1e-16).all());
}

TEST_CASE("at equilibrium the losses are 2 log 2, log 2 and -log 2, and the divergence is 0") {
  const Scores<double> undecided = Scores<double>::Zero(8);
  const AdversaryTurn<double> turn(JensenShannon{}, undecided, undecided);
  CHECK_THAT(turn.loss, WithinAbs(2 * ln2, 1e-15));
  CHECK_THAT(turn.divergence, WithinAbs(0, 1e-15));
  CHECK_THAT(AdversaryTurn<double>(JensenShannon{.halved = true}, undecided, undecided).loss,
             WithinAbs(ln2, 1e-15));
  CHECK_THAT(GeneratorTurn<double>(JensenShannon{}, undecided, undecided).loss,
             WithinAbs(ln2, 1e-15));
  const JensenShannon saturating{.generator = GeneratorLoss::saturating};
  CHECK_THAT(GeneratorTurn<double>(saturating, undecided, undecided).loss, WithinAbs(-ln2, 1e-15));
}

TEMPLATE_TEST_CASE("logits of 1e4 give exact losses and gradients", "", float, double) {
  const Scores<TestType> both = scores<TestType>({1e4, -1e4});

  const AdversaryTurn<TestType> turn(JensenShannon{}, both, both);
  CHECK(turn.loss == 1e4);  // of real and of fake samples, half cost 0 and half 1e4
  CHECK((turn.d_real == scores<TestType>({0, -0.5})).all());
  CHECK((turn.d_fake == scores<TestType>({0.5, 0})).all());
  CHECK_THAT(turn.divergence, WithinRel(-5e3 + ln2, 1e-15));

  const Scores<TestType> high = scores<TestType>({1e4}), low = scores<TestType>({-1e4});
  const AdversaryTurn<TestType> right(JensenShannon{}, high, low);
  CHECK(right.loss == 0);
  CHECK(right.divergence == ln2);  // the largest possible

  CHECK(GeneratorTurn<TestType>(JensenShannon{}, {}, high).loss == 0);
  CHECK(GeneratorTurn<TestType>(JensenShannon{}, {}, low).loss == 1e4);
  CHECK(GeneratorTurn<TestType>(JensenShannon{}, {}, high).d_fake[0] == 0);
  CHECK(GeneratorTurn<TestType>(JensenShannon{}, {}, low).d_fake[0] == -1);
  const JensenShannon saturating{.generator = GeneratorLoss::saturating};
  CHECK(GeneratorTurn<TestType>(saturating, {}, high).loss == -1e4);
  CHECK(GeneratorTurn<TestType>(saturating, {}, low).loss == 0);
  CHECK(GeneratorTurn<TestType>(saturating, {}, high).d_fake[0] == -1);
  CHECK(GeneratorTurn<TestType>(saturating, {}, low).d_fake[0] == 0);
}

TEST_CASE("a nearly certain discriminator keeps its precision") {
  // softplus(-50) = exp(-50) up to exp(-100); the logarithm of a rounded sigmoid would be 0
  const AdversaryTurn<double> turn(JensenShannon{}, scores({50}), scores({-50}));
  CHECK_THAT(turn.loss, WithinRel(2 * std::exp(-50.0), 1e-14));
  CHECK_THAT(turn.d_real[0], WithinRel(-std::exp(-50.0), 1e-14));
  CHECK_THAT(turn.d_fake[0], WithinRel(std::exp(-50.0), 1e-14));
  // down to the smallest normal number, 2.2e-308
  const AdversaryTurn<double> sure(JensenShannon{}, scores({700}), scores({-700}));
  CHECK_THAT(sure.loss, WithinRel(2 * std::exp(-700.0), 1e-13));
  CHECK_THAT(sure.d_fake[0], WithinRel(std::exp(-700.0), 1e-13));
}

TEST_CASE("label smoothing is one-sided: real samples get the target 1 - s, fakes keep 0") {
  const double s = 0.1;
  const JensenShannon smooth{.label_smoothing = s};
  double loss = 0;
  for (double l : real) loss -= ((1 - s) * log_sigmoid(l) + s * log_sigmoid(-l)) / 3;
  for (double l : fake) loss -= log_sigmoid(-l) / 5;

  const AdversaryTurn<double> turn(smooth, real, fake), plain(JensenShannon{}, real, fake);
  CHECK_THAT(turn.loss, WithinRel(loss, 1e-14));
  CHECK((turn.d_fake == plain.d_fake).all());
  // d/dl: D - (1 - s) over n
  for (Index i = 0; i < 3; ++i) {
    CHECK_THAT(turn.d_real[i], WithinAbs((1 / (1 + std::exp(-real[i])) - (1 - s)) / 3, 1e-15));
  }
  // a real sample with D = 1 - s has no gradient
  const AdversaryTurn<double> content(smooth, scores({std::log((1 - s) / s)}), fake);
  CHECK_THAT(content.d_real[0], WithinAbs(0, 1e-15));
  CHECK(GeneratorTurn<double>(smooth, real, fake).loss ==
        GeneratorTurn<double>(JensenShannon{}, real, fake).loss);
}

TEST_CASE("the divergence is (V + log 4) / 2 for any loss") {
  const double divergence = (value() + std::log(4.0)) / 2;
  CHECK_THAT(AdversaryTurn<double>(JensenShannon{}, real, fake).divergence,
             WithinRel(divergence, 1e-13));
  const JensenShannon other{.label_smoothing = 0.4, .halved = true};
  CHECK_THAT(AdversaryTurn<double>(other, real, fake).divergence, WithinRel(divergence, 1e-13));
}

TEST_CASE("JensenShannon's k is the same at every step") {
  const JensenShannon three{.discriminator_steps = 3};
  for (Index step : {1, 2, 25, 501, 100000}) CHECK(three.adversary_steps(step) == 3);
  CHECK(JensenShannon{}.adversary_steps(1) == 1);
}

TEST_CASE("JensenShannon's settings are checked, and the message gives rule and value") {
  const auto message = [](const JensenShannon& objective) {
    return thrown<Error>([&] { objective.validate(); });
  };
  CHECK(message({.discriminator_steps = 0}) ==
        "JensenShannon: discriminator_steps must be at least 1; got 0");
  CHECK(message({.discriminator_steps = -2}) ==
        "JensenShannon: discriminator_steps must be at least 1; got -2");
  CHECK(message({.label_smoothing = 1}) ==
        "JensenShannon: label_smoothing must lie in [0, 1); got 1");
  CHECK(message({.label_smoothing = -0.1}) ==
        "JensenShannon: label_smoothing must lie in [0, 1); got -0.1");
  CHECK(message({.label_smoothing = std::numeric_limits<double>::quiet_NaN()}) ==
        "JensenShannon: label_smoothing must lie in [0, 1); got nan");
  CHECK_NOTHROW(JensenShannon{}.validate());
  CHECK_NOTHROW(JensenShannon{.discriminator_steps = 1, .label_smoothing = 0.999}.validate());
}
