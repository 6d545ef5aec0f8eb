// SPDX-License-Identifier: MIT
#include <eigan/nn/dense.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"

using namespace eigan;
using namespace eigan::tests;

struct Softsign {
  static constexpr const char* name = "softsign";
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    y /= 1 + y.abs();
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    d *= (1 - y.abs()).square();  // phi' = 1 / (1 + |a|)^2
  }
  double lipschitz() const { return 1; }
  double gain() const { return 2.0957806089666810; }
};

TEST_CASE("a custom activation works in a network, and its gradients are right") {
  auto network = mlp<double>(Dense<3, 5, Softsign>{}, Dense<5, 2>{});
  Rng rng{1};
  network.initialise(rng);
  const Batch<double> x = normal_batch(3, 30, 1);
  CHECK(check_parameter_gradient(network, x));
  CHECK(check_input_gradient(network, x));
  CHECK(network.describe(0).setting("activation") == "softsign");
}

TEST_CASE("a custom activation is applied to W x + b") {
  auto network = mlp<double>(Dense<1, 1, Softsign>{});
  network.parameters() << 2, -5;
  CHECK(network(Batch<double>::Constant(1, 1, 4))(0, 0) == 0.75);  // a = 3
}
