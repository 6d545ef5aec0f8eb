// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/players/critic.hpp>
#include <eigan/players/discriminator.hpp>
#include <eigan/players/generator.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Net = Mlp<double, Dense<3, 8, LeakyReLU>, Dropout, Dense<8, 1>>;

/// The discriminator whose logit is its input.
template <class Scalar>
auto transparent() {
  auto network = mlp<Scalar>(Dense<1, 1>{});
  network.parameters() << 1, 0;
  return Discriminator(network);
}

template <class Scalar>
Scalar probability_of(Scalar logit) {
  return transparent<Scalar>().probability(Batch<Scalar>{{logit}})(0);
}

}  // namespace

TEST_CASE("a discriminator's logits and a critic's scores are the network's outputs") {
  Rng rng{1}, same{1};
  const Discriminator<Net> discriminator{rng};
  const Critic<Net> critic{same};
  const Batch<double> x = normal_batch(3, 40, 1);
  const Scores<double> logits = discriminator.logit(x);
  CHECK(logits.cols() == 40);
  CHECK((logits == discriminator.network()(x).array()).all());
  CHECK((critic.score(x) == logits).all());  // dropout is off, so nothing is drawn
  CHECK((logits != logits.mean()).all());
  CHECK(discriminator.logit(x.leftCols(1)).cols() == 1);
}

TEST_CASE("a probability is the sigmoid of its logit") {
  Rng rng{1};
  const Discriminator<Net> discriminator{rng};
  const Batch<double> x = 5 * normal_batch(3, 100, 1);
  const Scores<double> expected = 1 / (1 + (-discriminator.logit(x)).exp());
  CHECK(((discriminator.probability(x) - expected).abs() < 1e-15).all());
  CHECK(probability_of(0.0) == 0.5);
  CHECK(probability_of(std::log(3.0)) == Catch::Approx(0.75).epsilon(1e-15));
  CHECK(probability_of(-std::log(3.0)) == Catch::Approx(0.25).epsilon(1e-15));
  CHECK(probability_of(-50.0) == Catch::Approx(std::exp(-50.0)).epsilon(1e-15));
  CHECK(probability_of(-80.0f) == Catch::Approx(std::exp(-80.0)).epsilon(1e-6));
}

TEST_CASE("a probability is exact where exp of its logit overflows") {
  CHECK(probability_of(1e4) == 1);
  CHECK(probability_of(-1e4) == 0);
  CHECK(probability_of(1e4f) == 1);
  CHECK(probability_of(-1e4f) == 0);
  CHECK(probability_of(1e308) == 1);
  CHECK(probability_of(-1e308) == 0);
}

TEST_CASE("a critic's scores have no bounds") {
  auto network = mlp<float>(Dense<1, 1>{});
  network.parameters() << -3, 2;
  const Scores<float> scores = Critic(network).score(Batch<float>{{1e6f, -1e6f, 0}});
  CHECK(scores(0) == -2999998);
  CHECK(scores(1) == 3000002);
  CHECK(scores(2) == 2);
}

TEST_CASE("an adversary is made from a network, with its parameters or new ones") {
  Rng rng{7}, same{7}, again{7};
  Net network;
  network.initialise(rng, Purpose::adversary_weights);
  CHECK(Discriminator{network}.network().parameters() == network.parameters());
  CHECK(Discriminator{Net{}, same}.network().parameters() == network.parameters());
  CHECK(Critic{Net{}, again}.network().parameters() == network.parameters());
  CHECK(Critic{network}.network().parameters() == network.parameters());
  CHECK(std::string(Discriminator<Net>::name) == "discriminator");
  CHECK(std::string(Critic<Net>::name) == "critic");
  STATIC_REQUIRE(is_discriminator<Discriminator<Net>>);
  STATIC_REQUIRE_FALSE(is_discriminator<Critic<Net>>);
  STATIC_REQUIRE(is_critic<Critic<Net>>);
  STATIC_REQUIRE_FALSE(is_critic<Discriminator<Net>>);
  struct Derived : Critic<Net> {
    using Critic<Net>::Critic;
  };
  STATIC_REQUIRE(is_critic<Derived>);
  STATIC_REQUIRE_FALSE(is_discriminator<Derived>);
  STATIC_REQUIRE_FALSE(is_critic<int>);
}

TEST_CASE("a network with more or less than one output is not an adversary") {
  const char* message =
      "a discriminator or critic must give one number a sample; its network gives 2";
  const auto two = mlp<float>(Dense<>{.inputs = 3, .outputs = 2});
  Rng rng{1};
  CHECK(thrown<Error>([&] { Discriminator{two}; }) == message);
  CHECK(thrown<Error>([&] { Discriminator{two, rng}; }) == message);
  CHECK(thrown<Error>([&] { Critic{two}; }) == message);
  CHECK(thrown<Error>([&] { Critic{two, rng}; }) == message);
  CHECK_NOTHROW(Critic{mlp<float>(Dense<>{.inputs = 3, .outputs = 1})});
}

TEST_CASE("a network that ends in a sigmoid is not an adversary") {
  const char* message =
      "the last layer of a discriminator or critic must have no sigmoid, since objectives take "
      "scores and logits; leave the activation out";
  Rng rng{1};
  CHECK(thrown<Error>([&] { Discriminator<Mlp<float, Dense<3, 1, Sigmoid>>>{rng}; }) == message);
  CHECK(thrown<Error>([&] {
          Critic{mlp<float>(Dense<3, 4, Sigmoid>{},
                            Dense<4, 1, AnyActivation>{.activation = Sigmoid{}})};
        }) == message);
  CHECK_NOTHROW(Critic{mlp<float>(Dense<3, 4, Sigmoid>{}, Dense<4, 1>{})});
}

TEST_CASE("samples that do not fit an adversary are an error") {
  Rng rng{1};
  const Discriminator<Net> discriminator{rng};
  CHECK(thrown<Error>([&] { discriminator.probability(Batch<double>::Zero(2, 5)); }) ==
        "Mlp: the input must have 3 rows; got 2 (a sample is a column)");
}

TEST_CASE(
    "weights follow from the seed, the role and its count, not from the order of evaluation") {
  using Gen = Generator<Mlp<float, Dense<2, 5, ReLU>, Dense<5, 3>>>;
  using Disc = Discriminator<Net>;
  struct Pair {
    Gen generator;
    Disc discriminator;
    Pair(Gen g, Disc d) : generator(std::move(g)), discriminator(std::move(d)) {}
  };
  const auto drawn = [](auto network, Purpose role, std::uint64_t number) {
    Rng rng{9};
    for (std::uint64_t i = 0; i <= number; ++i) network.initialise(rng, role);
    return network.parameters();
  };
  Rng braces{9}, parentheses{9}, backwards{9};
  const Pair a{Gen{braces}, Disc{braces}};
  const Pair b(Gen{parentheses}, Disc{parentheses});
  Disc discriminator{backwards};
  const Pair c(Gen{backwards}, discriminator);
  for (const Pair* pair : {&a, &b, &c}) {
    CHECK(pair->generator.network().parameters() ==
          drawn(Gen::Net{}, Purpose::generator_weights, 0));
    CHECK(pair->discriminator.network().parameters() ==
          drawn(Net{}, Purpose::adversary_weights, 0));
  }
  // the next ones of the same Rng differ, whatever else it drew
  static_cast<void>(braces.next(Purpose::samples));
  CHECK(Gen{braces}.network().parameters() == drawn(Gen::Net{}, Purpose::generator_weights, 1));
  CHECK(Critic<Net>{braces}.network().parameters() == drawn(Net{}, Purpose::adversary_weights, 1));
  CHECK(drawn(Net{}, Purpose::adversary_weights, 1) != drawn(Net{}, Purpose::adversary_weights, 0));
}
