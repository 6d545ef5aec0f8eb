// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/layer_norm.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Parameters that are none of them 0 or 1.
template <class Net>
Net fresh(Net network) {
  Rng rng{1};
  network.initialise(rng);
  Vector<double> noise(network.parameters().size());
  rng.next(Purpose::user).normal(noise.data(), noise.size());
  network.parameters() += 0.2 * noise;
  return network;
}

template <class Net>
void check(Net network, Index batch) {
  network = fresh(network);
  const Batch<double> x = normal_batch(network.inputs(), batch, 3);
  const GradientCheck input = check_input_gradient(network, x);
  CHECK(input);
  CHECK(input.error < 1e-7);
  for (const Index shards : {1, 2}) {
    const GradientCheck w = check_parameter_gradient(network, x, {}, shards);
    CHECK(w);
    CHECK(w.error < 1e-7);
  }
}

}  // namespace

TEST_CASE("LayerNorm subtracts each sample's mean and divides by its standard deviation") {
  Mlp<double, Dense<3, 3>, LayerNorm<>> network;
  // [W | b] of the identity, then [g | b]
  network.parameters() << 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1, 0, 0, 5;
  const Batch<double> y = network(Batch<double>{{1, 0}, {2, 0}, {6, 0}});
  const double spread = std::sqrt(14.0 / 3 + 1e-5);  // of 1, 2, 6, whose mean is 3
  CHECK_THAT(y(0, 0), WithinRel(2 * -2 / spread, 1e-14));
  CHECK_THAT(y(1, 0), WithinRel(-1 / spread, 1e-14));
  CHECK_THAT(y(2, 0), WithinRel(3 / spread + 5, 1e-14));
  CHECK(y.col(1) == Vector<double>{{0, 0, 5}});  // of equal numbers, no NaN
}

TEST_CASE("LayerNorm starts as the normalisation alone, and takes an activation") {
  Mlp<double, Dense<4, 6>, LayerNorm<ReLU>> network;
  Rng rng{1};
  network.initialise(rng);
  CHECK(network.parameters().segment(30, 6) == Vector<double>::Ones(6));
  CHECK(network.parameters().tail(6) == Vector<double>::Zero(6));
  CHECK(network(normal_batch(4, 9, 1)).minCoeff() == 0);
}

TEST_CASE("the gradients of LayerNorm agree with differences") {
  SECTION("alone") { check(Mlp<double, Dense<3, 5>, LayerNorm<>>(), 4); }
  SECTION("first") {
    check(Mlp<double, LayerNorm<Tanh>, Dense<5, 2>>(LayerNorm<Tanh>{.epsilon = 0.1}, {}), 4);
  }
  SECTION("LeakyReLU") { check(Mlp<double, Dense<3, 5>, LayerNorm<LeakyReLU>, Dense<5, 2>>(), 4); }
  SECTION("GELU, which reads a") {
    check(Mlp<double, Dense<3, 5>, LayerNorm<GELU>, Dense<5, 4>, LayerNorm<Sigmoid>>(), 4);
  }
  SECTION("wide, below a layer that is cut into rows") {
    check(Mlp<double, Dense<2, 140>, LayerNorm<SiLU>, Dense<140, 2>>(), 3);
  }
  SECTION("many samples") {  // a large epsilon, for some have nearly equal numbers
    check(mlp<double>(Dense<2, 4>{}, LayerNorm<Tanh>{.epsilon = 0.5}, Dense<4, 1>{}), 150);
  }
}

TEST_CASE("LayerNorm does not depend on the size and place of its input") {
  auto network = fresh(mlp<double>(LayerNorm<Tanh>{.epsilon = 1e-12}, Dense<6, 2>{}));
  const Batch<double> x = normal_batch(6, 5, 2);
  const Batch<double> y = network(x), moved = network(1000 * x.array() + 77);
  CHECK((y - moved).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("LayerNorm's Lipschitz bound holds, and is reached where all numbers are equal") {
  auto network = mlp<double>(LayerNorm<>{.epsilon = 0.04}, Dense<4, 4>{});
  network.parameters() << 1, -3, 2, 1, 0, 0, 0, 0, Batch<double>::Identity(4, 4).reshaped(),
      Vector<double>::Zero(4);
  // at x = 0: g (v - mean v) / 0.2. |g|_max 3 times 5; the identity's bound is 1
  CHECK_THAT(network.lipschitz_bound().value(), WithinRel(15, 1e-12));
  const Batch<double> v{{0}, {1e-6}, {0}, {0}};
  CHECK_THAT(network(v)(1, 0), WithinRel(-15 * 0.75e-6, 1e-9));
}

TEST_CASE("LayerNorm says what it needs") {
  CHECK(thrown<Error>([] { mlp<double>(Dense<2, 1>{}, LayerNorm<>{}); }) ==
        "LayerNorm: the input must have at least 2 rows; got 1");
  CHECK(thrown<Error>([] { mlp<double>(Dense<2, 3>{}, LayerNorm<>{.epsilon = 0}); }) ==
        "LayerNorm: epsilon must be finite and positive; got 0");
  const LayerDescription layer = LayerNorm<LeakyReLU>{.activation = {.slope = 0.1}}.describe();
  CHECK(layer.type == "layer_norm");
  CHECK(layer.setting("activation") == "leaky_relu");
  CHECK(layer.number("slope", 0) == 0.1);
  CHECK(layer.number("epsilon", 0) == 1e-5);
}
