// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <sstream>
#include <streambuf>
#include <string>
#include <utility>

#include <eigan/metrics/certified_w1.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/normalised.hpp>
#include <eigan/nn/repeat.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/players/critic.hpp>
#include <eigan/players/discriminator.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/point_sets.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Layer = Dense<Dynamic, Dynamic, AnyActivation>;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// 8 to 12 points each.
template <class Scalar>
struct Pair {
  Batch<Scalar> x, y;
  Pair(Index features, double apart, std::uint64_t seed)
      : x(normal_batch<Scalar>(features, 8 + static_cast<Index>(seed % 3) * 2, 2 * seed)),
        y(normal_batch<Scalar>(features, 8 + static_cast<Index>(seed % 2) * 4, 2 * seed + 1)) {
    y.row(0).array() += static_cast<Scalar>(apart);
  }
};

/// A critic of one to three hidden layers, with parameters of any spread.
template <class Scalar>
auto random_critic(Index features, std::uint64_t seed) {
  static const AnyActivation activations[] = {ReLU{}, LeakyReLU{}, Tanh{},     Sigmoid{}, SiLU{},
                                              GELU{}, ELU{},       Softplus{}, Identity{}};
  const AnyActivation activation = activations[seed % 9];
  Repeat<Layer> hidden;
  for (std::uint64_t i = 0; i <= seed % 3; ++i)
    hidden.layers.push_back({.inputs = 6, .outputs = 6, .activation = activation});
  auto network = mlp<Scalar>(Layer{.inputs = features, .outputs = 6, .activation = activation},
                             std::move(hidden), Maxout<6, 5, 2>{}, Dense<5, 1>{});
  const double spread = std::pow(10.0, static_cast<double>(seed % 7) - 3);
  const auto size = network.parameters().size();
  network.parameters() = (spread * normal_batch(size, 1, 1000 + seed)).template cast<Scalar>();
  return Critic(std::move(network));
}

/// What is certified must be at most W1, both ways round. \return the larger share of it that is proved
template <class Critic_, class Scalar>
double check(const Critic_& critic, const Batch<Scalar>& x, const Batch<Scalar>& y) {
  const long double w1 = exact_w1(x, y);
  const CertifiedW1 there = certified_w1(critic, x, y), back = certified_w1(critic, y, x);
  CHECK(static_cast<long double>(there.bound) <= w1);
  CHECK(static_cast<long double>(back.bound) <= w1);
  CHECK(std::min(there.bound, back.bound) == 0);
  return std::max(there.bound, back.bound) / static_cast<double>(w1);
}

template <class Scalar>
void check_random(std::uint64_t pairs) {
  std::uint64_t proved = 0;
  for (std::uint64_t seed = 0; seed < pairs; ++seed) {
    INFO("seed " << seed);
    const Index features = 1 + static_cast<Index>(seed % 4);
    const Pair<Scalar> pair(features, 3, seed);
    if (check(random_critic<Scalar>(features, seed), pair.x, pair.y) > 0) ++proved;
  }
  CHECK(proved > pairs / 2);
}

}  // namespace

TEST_CASE("the exact W1 that certificates are compared with is right") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Pair<double> pair(1, 1, seed);
    CHECK(static_cast<double>(exact_w1(pair.x, pair.y)) ==
          Catch::Approx(wasserstein_1d(pair.x, pair.y)).epsilon(1e-12));
  }
  const Batch<double> x = normal_batch(3, 9, 1);
  const Batch<double> shifted = x.colwise() + Eigen::Vector3d{2, -1, 2};
  CHECK(static_cast<double>(exact_w1(x, shifted)) == Catch::Approx(3).epsilon(1e-14));
  // two points on a square's diagonal against the other two: each moves along an edge
  CHECK(static_cast<double>(
            exact_w1<double>(Batch<double>{{0, 1}, {0, 1}}, Batch<double>{{1, 0}, {0, 1}})) == 1);
}

TEST_CASE("random critics never certify more than W1") {
  check_random<float>(200);
  check_random<double>(200);
}

namespace {

/// Scores of 10^5 to 10^9 and more, of which the differences are the last digits.
template <class Scalar>
void check_far_off(std::uint64_t pairs) {
  for (std::uint64_t seed = 0; seed < pairs; ++seed) {
    INFO("seed " << seed);
    const double far = std::pow(10.0, 5 + static_cast<double>(seed % 5));
    // x + 10^7 at 0 and 0.6, in float: 10000000 and 10000001
    Mlp<Scalar, Dense<1, 1>> line;
    line.parameters() << 1, static_cast<Scalar>(far);
    const Batch<Scalar> x = Batch<Scalar>::Constant(1, 1, Scalar(0.6)) +
                            Scalar(0.01) * normal_batch<Scalar>(1, 1, seed),
                        zero = Batch<Scalar>::Zero(1, 1);
    CHECK(check(Critic(line), x, zero) > 0.999);

    const Pair<Scalar> pair(2, 1e-3, seed);
    auto network =
        mlp<Scalar>(Layer{.inputs = 2, .outputs = 4, .activation = ReLU{}},
                    Layer{.inputs = 4, .outputs = 4, .activation = LeakyReLU{}}, Dense<4, 1>{});
    network.parameters() = normal_batch<Scalar>(network.parameters().size(), 1, seed);
    network.parameters(static_cast<Index>(seed % 3)).tail(1) = static_cast<Scalar>(far);
    check(Critic(std::move(network)), pair.x, pair.y);
  }
}

/// A sum of terms of 10^2 to 10^8 that cancel, in a hidden layer whose singular values are as far apart.
template <class Scalar>
void check_badly_conditioned(std::uint64_t pairs) {
  for (std::uint64_t seed = 0; seed < pairs; ++seed) {
    INFO("seed " << seed);
    const double large = std::pow(10.0, 2 + static_cast<double>(seed % 7));
    const Pair<Scalar> pair(3, 0.1, seed);
    auto network = mlp<Scalar>(
        Dense<3, 6>{}, Layer{.inputs = 6, .outputs = 6, .activation = Softplus{}}, Dense<6, 1>{});
    Batch<double> w = normal_batch(6, 3, seed);
    w.bottomRows(3) = w.topRows(3) + normal_batch(3, 3, seed + 9) / large;
    Batch<double> v = normal_batch(6, 6, seed + 1);
    v.rightCols(3) = -v.leftCols(3);
    network.parameters(0).head(18) = (large * w).template cast<Scalar>().reshaped().array();
    network.parameters(1).head(36) = (large * v).template cast<Scalar>().reshaped().array();
    network.parameters(2).head(6) = normal_batch<Scalar>(6, 1, seed + 2).array();
    check(Critic(std::move(network)), pair.x, pair.y);
  }
}

}  // namespace

TEST_CASE("critics whose scores are far from 0 never certify more than W1") {
  check_far_off<float>(100);
  check_far_off<double>(100);
}

TEST_CASE("badly conditioned critics never certify more than W1") {
  check_badly_conditioned<float>(100);
  check_badly_conditioned<double>(100);
}

namespace {

/// Trains a critic on two sets of which one is the other, shifted: W1 is the length of the shift, and f of
/// a constant slope along it proves it all. \return the share that it proves in the end
template <class Scalar>
double share_when_trained(std::uint64_t seed) {
  const Index features = 1 + static_cast<Index>(seed % 4);
  const Batch<Scalar> x = normal_batch<Scalar>(features, 8, seed);
  const Vector<Scalar> shift =
      Scalar(1 + seed % 3) * normal_batch<Scalar>(features, 1, seed + 1).normalized();
  const Batch<Scalar> y = x.colwise() + shift;
  const long double w1 = exact_w1(x, y);
  auto network = mlp<Scalar>(Layer{.inputs = features, .outputs = 1});
  network.parameters() = Scalar(0.3) * normal_batch<Scalar>(features + 1, 1, seed + 2);
  MinimaxTrainer game(
      point_generator(y), Critic(std::move(network)),
      WassersteinGP{.critic_steps = 1, .penalty = {.weight = 0.1}}, SGD{.learning_rate = 0},
      Adam{.learning_rate = 0.05, .beta1 = 0.5},
      TrainingOptions{.batch_size = 8, .seed = seed, .threads = 1, .certify_every = 1});
  const PointSource<Scalar> source{x};
  double share = 0;
  for (int step = 0; step < 1000 && share < 0.98; ++step) {
    const double bound = game.step(source).w1_lower_bound().value();
    if (!(static_cast<long double>(bound) <= w1))
      FAIL_CHECK(bound << " of " << static_cast<double>(w1));
    share = bound / static_cast<double>(w1);
  }
  CHECK(share >= 0.98);
  return check(game.adversary(), x, y);
}

/// Trains a critic of AOL layers on two sets of any shape. \return the share of W1 that it proves
template <class Scalar>
double share_by_construction(std::uint64_t seed) {
  const Batch<Scalar> x = normal_batch<Scalar>(2, 8, seed),
                      y = normal_batch<Scalar>(2, 8, seed + 1);
  const long double w1 = exact_w1(x, y);
  using Hidden = Lipschitz<Dense<32, 32, GroupSort<8>>>;
  using Net = Mlp<Scalar, Lipschitz<Dense<2, 32, GroupSort<8>>>, Hidden, Lipschitz<Dense<32, 1>>>;
  Rng rng{seed};
  MinimaxTrainer game(
      point_generator(y), Critic<Net>(rng), WassersteinLoss{.critic_steps = 1},
      SGD{.learning_rate = 0}, Adam{.learning_rate = Schedule::linear(1e-2, 1e-4, 2000)},
      TrainingOptions{.batch_size = 8, .seed = seed, .threads = 1, .certify_every = 50});
  const PointSource<Scalar> source{x};
  double share = 0;
  for (int step = 0; step < 2000 && share < 0.95; ++step) {
    const double bound = game.step(source).w1_lower_bound().value_or(0);
    if (!(static_cast<long double>(bound) <= w1))
      FAIL_CHECK(bound << " of " << static_cast<double>(w1));
    share = bound / static_cast<double>(w1);
  }
  return check(game.adversary(), x, y);
}

}  // namespace

TEST_CASE("critics trained on the very sets prove nearly all of W1, and never more") {
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    INFO("seed " << seed);
    CHECK(share_when_trained<float>(3 * seed) >= 0.97);
    CHECK(share_when_trained<double>(3 * seed) >= 0.97);
  }
}

TEST_CASE("critics that are 1-Lipschitz by construction prove nearly all of W1, and never more") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    INFO("seed " << seed);
    CHECK(share_by_construction<float>(5 * seed) >= 0.9);
    CHECK(share_by_construction<double>(5 * seed) >= 0.9);
  }
}

TEST_CASE("a certificate is of the parameters as they are, also where a float overflows") {
  Mlp<float, Dense<1, 1>, Dense<1, 1>> net;
  net.parameters() << 1e30f, 0, 1e30f, 0;
  const Batch<float> x{{1, 3}}, y{{-1, 0, -2}};
  const CertifiedW1 certified = certified_w1(Critic(net), x, y);
  CHECK(certified.bound <= 3);
  CHECK(certified.bound >= 3 * (1 - 1e-12));
  CHECK(certified.lipschitz ==
        Catch::Approx(static_cast<double>(1e30f) * static_cast<double>(1e30f)));
  CHECK(certified.first == 2);
  CHECK(certified.second == 3);
}

TEST_CASE("of more samples than are scored at a time, a certificate is of all") {
  Mlp<double, Dense<1, 1>> net;
  net.parameters() << 2, 5;
  const Batch<double> x = normal_batch(1, 1300, 1).array() + 1, y = normal_batch(1, 700, 2);
  const double means = x.mean() - y.mean();
  CHECK(certified_w1(Critic(net), x, y).bound == Catch::Approx(means).epsilon(1e-10));
  CHECK(certified_w1(Critic(net), x, y).bound <= means);
}

TEST_CASE(
    "a discriminator certifies by its logit, and critics with settings are the same in double") {
  Mlp<float, Dense<1, 2, LeakyReLU>, Dense<2, 1>> net(
      Dense<1, 2, LeakyReLU>{.activation = {.slope = 0.5}}, {});
  net.parameters() << 1, 0, 0, 0, 1, 0, 0;
  // f(x) = x, or x / 2 below 0: (2 - (-1)) / K
  const Batch<float> x{{2}}, y{{-2}};
  CHECK(certified_w1(Discriminator(net), x, y).bound == Catch::Approx(3).epsilon(1e-12));
}

TEST_CASE("the program in docs/certified.md says what holds") {
  const auto critic = line<LineCritic<float>>(2, 1);
  const Batch<float> unseen = 4 * Batch<float>::Ones(1, 5000),
                     generated = Batch<float>::Ones(1, 5000);
  const double diameter = 10;
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  const CertifiedW1 certified = certified_w1(critic, unseen, generated);
  std::cout << "W1 >= " << rounded_down(certified.bound, 3) << '\n';
  const double of_the_distributions = certified.for_laws(diameter, 0.05);
  std::cout.rdbuf(before);
  CHECK(out.str() == "W1 >= 2.99\n");
  CHECK(of_the_distributions == Catch::Approx(3 - 10 * std::sqrt(std::log(20.0) / 5000)));
}

TEST_CASE("a constant critic, and one that prefers the second set, certify 0") {
  Mlp<double, Dense<1, 1>> net;
  net.parameters() << 0, 5;
  const Batch<double> x{{1}}, y{{0}};
  CHECK(certified_w1(Critic(net), x, y).bound == 0);
  CHECK(certified_w1(Critic(net), x, y).lipschitz == 0);
  net.parameters() << -1, 5;
  CHECK(certified_w1(Critic(net), x, y).bound == 0);
  net.parameters() << infinite, 0;
  CHECK(certified_w1(Critic(net), x, y).bound == 0);
}

TEST_CASE("the bound for the distributions is McDiarmid's") {
  const CertifiedW1 certified{.bound = 1.5, .lipschitz = 1, .first = 1000, .second = 4000};
  // 2 sqrt(1/2 ln 20 (1/1000 + 1/4000))
  CHECK(certified.for_laws(2, 0.05) == Catch::Approx(1.5 - 2 * 0.04327045).epsilon(1e-6));
  CHECK(certified.for_laws(100, 0.05) == 0);
  CHECK(certified.for_laws(2, 1 - 1e-16) == Catch::Approx(1.5).epsilon(1e-6));
  CHECK(certified.for_laws(infinite, 0.05) == 0);
  const auto refusal = [&](double diameter, double delta) {
    return thrown<Error>([&] { certified.for_laws(diameter, delta); });
  };
  CHECK(refusal(0, 0.05) == "CertifiedW1::for_laws: diameter must be greater than 0; got 0");
  CHECK(refusal(std::nan(""), 0.05) ==
        "CertifiedW1::for_laws: diameter must be greater than 0; got nan");
  CHECK(refusal(1, 0) == "CertifiedW1::for_laws: delta must lie in (0, 1); got 0");
  CHECK(refusal(1, 1) == "CertifiedW1::for_laws: delta must lie in (0, 1); got 1");
}

TEST_CASE("certified_w1 refuses sets and critics of which it can say nothing") {
  const auto refusal = [](const auto& critic, const Batch<float>& x, const Batch<float>& y) {
    return thrown<Error>([&] { certified_w1(critic, x, y); });
  };
  const auto critic = fresh<SmallCritic<float>>(1);
  const Batch<float> x = normal_batch<float>(2, 4, 1);
  CHECK(
      refusal(critic, x, Batch<float>(2, 0)) ==
      "certified_w1: there must be at least one of the second samples; got 2 features x 0 samples");
  CHECK(refusal(critic, x.topRows(1), x.topRows(1)) ==
        "certified_w1: samples must have the critic's 2 features; got 1");
  CHECK(refusal(critic, x, x.topRows(1)) ==
        "certified_w1: both must have the same number of features; got 2 and 1");
  Batch<float> bad = x;
  bad(1, 2) = std::numeric_limits<float>::infinity();
  CHECK(refusal(critic, bad, x) ==
        "certified_w1: the first samples must be finite; got inf in sample 2");
  CHECK(refusal(Critic(Mlp<float, Dense<2, 3>, Dropout, Dense<3, 1>>{}), x, x) ==
        "certified_w1: the critic must have a Lipschitz bound and a rounding bound for each layer; "
        "layer 1 (dropout) has none, since each sample has another mask; leave it out");
}
