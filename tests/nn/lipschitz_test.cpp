// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <optional>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/own_layers.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// The bound of a network of one layer with weights w and large biases, which must not matter.
template <class Layer>
double bound_of(Layer layer, const Batch<double>& w) {
  auto network = mlp<double>(layer);
  network.parameters().setConstant(1e3);
  network.parameters().head(w.size()) = w.reshaped();
  const std::optional<double> bound = network.lipschitz_bound();
  REQUIRE(bound.has_value());
  return *bound;
}

double bound_of_dense(const Batch<double>& w, AnyActivation activation = {}) {
  return bound_of(
      Dense<Dynamic, Dynamic, AnyActivation>{
          .inputs = w.cols(), .outputs = w.rows(), .activation = activation},
      w);
}

/// By the power method, which converges from below to double precision.
double largest_singular_value(const Batch<double>& w) {
  Vector<double> v = normal_batch(w.cols(), 1, 1);
  double value = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double before = value;
    value = (w * v.normalized()).norm();
    v = w.transpose() * (w * v.normalized());
    if (i > 100 && value - before <= 1e-15 * value) break;
  }
  return value;
}

Catch::Approx exactly(double value) { return Catch::Approx(value).epsilon(1e-12); }

}  // namespace

TEST_CASE("the bound of a Dense layer is the largest singular value of its weights") {
  CHECK(bound_of_dense(Batch<double>{{3, -4}}) == exactly(5));
  CHECK(bound_of_dense(Batch<double>{{3}, {-4}}) == exactly(5));
  // where sqrt(|W|_1 |W|_inf) is exact, the bound is
  CHECK(bound_of_dense(Batch<double>::Identity(3, 3)) == exactly(1));
  CHECK(bound_of_dense(Batch<double>{{0, -2, 0}, {2, 0, 0}, {0, 0, 1}}) == exactly(2));
  CHECK(bound_of_dense(Batch<double>::Ones(4, 9)) == exactly(6));
  CHECK(bound_of_dense(2 * Batch<double>::Identity(19, 19)) == exactly(2));
  // W^T W = {{10, 14}, {14, 20}}; from Gram iteration, up to 0.1 % above
  const double norm = std::sqrt(15 + std::sqrt(221.0));
  CHECK(bound_of_dense(Batch<double>{{1, 2}, {3, 4}}) >= norm);
  CHECK(bound_of_dense(Batch<double>{{1, 2}, {3, 4}}) <= 1.001 * norm);
  CHECK(bound_of_dense(Batch<double>::Zero(4, 9)) == 0);
  // sqrt(1^2 + ... + 11^2)
  CHECK(bound_of_dense(Vector<double>::LinSpaced(11, 1, 11)) == exactly(std::sqrt(506.0)));
}

TEST_CASE("the bound of a layer counts its activation's constant") {
  const Batch<double> w{{3, -4}};
  CHECK(bound_of_dense(w, Identity{}) == exactly(5));
  CHECK(bound_of_dense(w, ReLU{}) == exactly(5));
  CHECK(bound_of_dense(w, LeakyReLU{}) == exactly(5));
  CHECK(bound_of_dense(w, Tanh{}) == exactly(5));
  CHECK(bound_of_dense(w, Sigmoid{}) == exactly(1.25));
}

TEST_CASE(
    "the bound of a Maxout layer is that of all its pieces, or of the largest of each output") {
  const Maxout<2, 2, 2> layer;
  // all rows: W^T W = {{14, -5}, {-5, 10}}; the largest ones' Frobenius norm is sqrt 18
  const double of_all = std::sqrt(12 + std::sqrt(29.0));
  const Batch<double> four{{1, 2}, {3, -1}, {0, 1}, {-2, 2}};
  CHECK(bound_of(layer, four) >= of_all);
  CHECK(bound_of(layer, four) <= 1.001 * of_all);
  // equal pieces: 5 by the largest rows, sqrt 50 by all
  CHECK(bound_of(layer, Batch<double>{{3, 4}, {3, 4}, {0, 0}, {0, 0}}) == exactly(5));
  // two absolute values: Frobenius sqrt 2, the others 1
  CHECK(bound_of(layer, Batch<double>{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) == exactly(1));
  // pieces lie side by side: were they apart, rows 0 and 2 would be of one output, and this 5
  CHECK(bound_of(layer, Batch<double>{{3, 4}, {0, 0}, {3, 4}, {0, 0}}) == exactly(std::sqrt(50.0)));
  // one piece: as the Dense layer of the same weights
  const Batch<double> w{{1, 2}, {3, 4}};
  CHECK(bound_of(Maxout<2, 2, 1>{}, w) == exactly(bound_of_dense(w)));
  // all rows are orthogonal, of length 1; the largest of each two have |M|_F = sqrt 2
  const Batch<double> orthogonal{{.6, .8, 0, 0}, {-.8, .6, 0, 0}, {0, 0, .8, .6}, {0, 0, -.6, .8}};
  CHECK(bound_of(Maxout<4, 2, 2>{}, orthogonal) <= 1.001);
}

TEST_CASE("the true constant of a Maxout layer is never above the bound") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Batch<double> w = normal_batch(9, 4, seed);  // 3 outputs of 3 pieces
    const double bound = bound_of(Maxout<4, 3, 3>{}, w);
    for (Index choice = 0; choice < 27; ++choice) {  // for any winning pieces the map is linear
      Batch<double> winners(3, 4);
      winners << w.row(choice % 3), w.row(3 + choice / 3 % 3), w.row(6 + choice / 9);
      CHECK(largest_singular_value(winners) <= bound * (1 + 1e-12));
    }
  }
}

TEST_CASE("a network never moves its output further than its bound allows") {
  Rng rng{1};
  for (int i = 0; i < 5; ++i) {
    auto network =
        mlp<double>(Dense<3, 8, LeakyReLU>{.activation = {.slope = 0.5}}, Maxout<8, 6, 3>{},
                    Dense<6, 5, Tanh>{}, Dense<5, 4, Sigmoid>{}, Dense<4, 2>{});
    network.initialise(rng);
    const auto seed = static_cast<std::uint64_t>(i);
    const double bound = network.lipschitz_bound().value();
    const Batch<double> x = normal_batch(3, 2000, 2 * seed);
    for (const double apart : {1e-3, 1.0, 10.0}) {
      const Batch<double> step = apart * normal_batch(3, 2000, 2 * seed + 1);
      const Eigen::ArrayXd moved = (network(x + step) - network(x)).colwise().norm();
      const Eigen::ArrayXd distance = step.colwise().norm();
      CHECK((moved <= bound * distance).all());
    }
  }
}

TEST_CASE("the bound of a network is the product of its layers' bounds") {
  auto network =
      mlp<float>(Dense<2, 1, Sigmoid>{}, Dropout{.keep = 0.5}, Maxout<1, 2, 2>{}, Dense<2, 2>{});
  network.parameters(0) << 3, 4, 9;
  network.parameters(2) << 1, -1, 2, -2, 9, 9, 9, 9;  // two outputs: |x| and 2 |x|
  network.parameters(3) << 0, 3, 3, 0, 9, 9;
  // a Dense of 5 / 4, what dropout can stretch, |(1, 2)|, 3
  CHECK(network.lipschitz_bound().value() == exactly(1.25 * 2 * std::sqrt(5.0) * 3));
}

TEST_CASE("a layer without a bound makes the network's unknown, at any place") {
  CHECK_FALSE(mlp<double>(Silent{}, Dense<2, 3>{}).lipschitz_bound().has_value());
  CHECK_FALSE(mlp<double>(Dense<2, 3>{}, Silent{}, Dense<3, 1>{}).lipschitz_bound().has_value());
  CHECK_FALSE(mlp<double>(Dense<2, 3>{}, Repeat<Silent>{{{}}}).lipschitz_bound().has_value());
  CHECK(mlp<double>(Dense<2, 3>{}, Repeat<Silent>{}).lipschitz_bound() == 0.0);
}
