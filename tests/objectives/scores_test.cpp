// SPDX-License-Identifier: MIT
// Hinge, least squares and the relativistic objective: gradients, equilibria, and divergences where the best
// critic is known.
#include <cmath>
#include <limits>
#include <numbers>

#include <eigan/objectives/hinge.hpp>
#include <eigan/objectives/least_squares.hpp>
#include <eigan/objectives/relativistic.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/turns.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Gradients of both players against differences. \param n  scores of each kind
template <class Objective>
void check_gradients(const Objective& objective, Index n) {
  Vector<double> all(2 * n);
  all << normal_batch(n, 1, 1), normal_batch(n, 1, 2);
  const auto real = [&] { return Scores<double>(all.head(n).transpose().array()); };
  const auto fake = [&] { return Scores<double>(all.tail(n).transpose().array()); };
  const auto critic = [&] { return AdversaryTurn<double>(objective, real(), fake()); };
  Vector<double> gradient(2 * n);
  gradient << critic().d_real.matrix().transpose(), critic().d_fake.matrix().transpose();
  CHECK(check_gradient(
      all, [&] { return critic().loss; }, gradient));

  // the scores of real samples are constants to the generator
  const Scores<double> constant = real();
  Vector<double> fakes = all.tail(n);
  const auto generator = [&] {
    return GeneratorTurn<double>(objective, constant, fakes.transpose().array());
  };
  const Vector<double> d_fake = generator().d_fake.matrix().transpose();
  CHECK(check_gradient(
      fakes, [&] { return generator().loss; }, d_fake));
}

/// Real samples are 0, 1, 2 with probability p, fakes with q: a batch of 8 of each in those shares.
const Scores<double> p_scores(double f0, double f1, double f2) {
  return scores({f0, f0, f0, f0, f1, f1, f2, f2});  // p = 1/2, 1/4, 1/4
}
const Scores<double> q_scores(double f0, double f1, double f2) {
  return scores({f0, f1, f1, f1, f1, f2, f2, f2});  // q = 1/8, 1/2, 3/8
}

}  // namespace

TEST_CASE("the gradients of hinge, least squares and relativistic losses are theirs") {
  check_gradients(Hinge{}, 7);
  check_gradients(LeastSquares{}, 7);
  check_gradients(LeastSquares{.fake_target = -1, .real_target = 1, .generator_target = 0}, 7);
  check_gradients(Relativistic{}, 37);
  check_gradients(Relativistic{.averaged = true}, 37);
}

TEST_CASE("hinge: 2 at equilibrium, and the total variation distance for the best critic") {
  CHECK(AdversaryTurn<double>(Hinge{}, scores({0, 0}), scores({0, 0})).loss == 2);
  CHECK(AdversaryTurn<double>(Hinge{}, scores({0, 0}), scores({0, 0})).divergence == 0);
  CHECK(AdversaryTurn<double>(Hinge{}, scores({1, 5}), scores({-1, -9})).divergence == 1);
  // f = sign(p - q): TV = (3/8 + 1/4 + 1/8) / 2
  const AdversaryTurn<double> best(Hinge{}, p_scores(1, -1, -1), q_scores(1, -1, -1));
  CHECK_THAT(best.divergence, WithinAbs(0.375, 1e-15));
  CHECK(AdversaryTurn<double>(Hinge{}, p_scores(1, 0, -1), q_scores(1, 0, -1)).divergence < 0.375);
  CHECK(
      std::isnan(AdversaryTurn<double>(
                     Hinge{}, scores({0, std::numeric_limits<double>::quiet_NaN()}), scores({0, 0}))
                     .loss));
}

TEST_CASE("least squares: (b - a)^2 / 4 at equilibrium, and Pearson's chi^2 for the best critic") {
  for (const auto& [a, b] : {std::pair{0.0, 1.0}, std::pair{-1.0, 1.0}, std::pair{2.0, -1.0}}) {
    const LeastSquares objective{.fake_target = a, .real_target = b};
    const double middle = (a + b) / 2;
    const AdversaryTurn<double> equal(objective, scores({middle, middle}),
                                      scores({middle, middle}));
    CHECK_THAT(equal.loss, WithinRel((b - a) * (b - a) / 4, 1e-15));
    CHECK_THAT(equal.divergence, WithinAbs(0, 1e-15));
    // f = (b p + a q) / (p + q); the sum of (p - q)^2 / (p + q)
    const double p[] = {0.5, 0.25, 0.25}, q[] = {0.125, 0.5, 0.375};
    double f[3], chi = 0;
    for (int i = 0; i < 3; ++i) {
      f[i] = (b * p[i] + a * q[i]) / (p[i] + q[i]);
      chi += (p[i] - q[i]) * (p[i] - q[i]) / (p[i] + q[i]);
    }
    const AdversaryTurn<double> best(objective, p_scores(f[0], f[1], f[2]),
                                     q_scores(f[0], f[1], f[2]));
    CHECK_THAT(best.divergence, WithinRel(chi, 1e-14));
    const AdversaryTurn<double> other(objective, p_scores(f[0] + 0.1, f[1], f[2]),
                                      q_scores(f[0] + 0.1, f[1], f[2]));
    CHECK(other.divergence < chi);
  }
  CHECK(GeneratorTurn<double>(LeastSquares{.generator_target = 3}, {}, scores({1, 5})).loss == 2);
}

TEST_CASE("relativistic: log 2 at equilibrium, and nothing but differences counts") {
  using std::numbers::ln2;
  for (const bool averaged : {false, true}) {
    const Relativistic objective{.averaged = averaged};
    const AdversaryTurn<double> equal(objective, scores({3, 3}), scores({3, 3}));
    CHECK_THAT(equal.loss, WithinRel(ln2, 1e-15));
    CHECK_THAT(equal.divergence, WithinAbs(0, 1e-15));
    CHECK_THAT(GeneratorTurn<double>(objective, scores({3, 3}), scores({3, 3})).loss,
               WithinRel(ln2, 1e-15));
    const AdversaryTurn<double> here(objective, scores({1, -2, 0.5}), scores({0.25, 1, -1}));
    const AdversaryTurn<double> there(objective, scores({65, 62, 64.5}), scores({64.25, 65, 63}));
    CHECK_THAT(here.loss, WithinRel(there.loss, 1e-14));
  }
  // pairs: the mean of log(1 + exp(y - x)); averaged: against the other kind's mean
  const double pairs = (std::log1p(std::exp(-3.0)) + std::log1p(std::exp(1.0))) / 2;
  CHECK_THAT(AdversaryTurn<double>(Relativistic{}, scores({2, 0}), scores({-1, 1})).loss,
             WithinRel(pairs, 1e-15));
  const double means = (std::log1p(std::exp(-2.0)) + std::log1p(std::exp(0.0)) +
                        std::log1p(std::exp(-2.0)) + std::log1p(std::exp(0.0))) /
                       4;
  CHECK_THAT(
      AdversaryTurn<double>(Relativistic{.averaged = true}, scores({2, 0}), scores({-1, 1})).loss,
      WithinRel(means, 1e-15));
}

TEMPLATE_TEST_CASE("scores of 1e4 give finite losses and slopes of 0 or 1", "", float, double) {
  const auto far = scores<TestType>({1e4, 1e4}), near = scores<TestType>({-1e4, -1e4});
  CHECK(AdversaryTurn<TestType>(Relativistic{}, far, near).loss == 0);
  CHECK(AdversaryTurn<TestType>(Relativistic{}, near, far).loss == 2e4);
  CHECK((AdversaryTurn<TestType>(Relativistic{}, near, far).d_real == TestType(-0.5)).all());
  CHECK(AdversaryTurn<TestType>(Hinge{}, near, far).loss == 20002);
  CHECK(AdversaryTurn<TestType>(LeastSquares{}, far, near).loss ==
        Catch::Approx((9999.0 * 9999 + 1e8) / 2));
}

TEST_CASE("settings of hinge, least squares and relativistic that break their rules are refused") {
  const auto refusal = [](const auto& o) { return thrown<Error>([&] { o.validate(); }); };
  CHECK(refusal(Hinge{.critic_steps = 0}) == "Hinge: critic_steps must be at least 1; got 0");
  CHECK(refusal(Relativistic{.critic_steps = -1}) ==
        "Relativistic: critic_steps must be at least 1; got -1");
  CHECK(refusal(LeastSquares{.critic_steps = 0}) ==
        "LeastSquares: critic_steps must be at least 1; got 0");
  CHECK(refusal(LeastSquares{.fake_target = 1, .real_target = 1}) ==
        "LeastSquares: targets must be finite, and fake_target and real_target must differ; got 1, "
        "1, 1");
}
