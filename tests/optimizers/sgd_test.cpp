// SPDX-License-Identifier: MIT
#include <eigan/optimizers/sgd.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/two_tensors.hpp"

using namespace eigan;
using namespace eigan::tests;

TEST_CASE("SGD without momentum moves by the rate times the gradient") {
  Batch<double> expected(5, 3);
  expected.colwise() = two_tensors();
  for (Index i = 0; i < 3; ++i) {
    expected.rightCols(3 - i).colwise() -= 0.5 * two_gradients().col(i);
  }
  CHECK(distance(three_updates(SGD{.learning_rate = 0.5}), expected) < 1e-15);
}

TEST_CASE("SGD's first three steps with momentum are those worked out by hand") {
  Batch<double> expected(5, 3);
  expected << 0.99, 1.081, 0.7629,  //
      -1.98, -1.962, -1.8958,       //
      0.2, -0.27, -0.694,           //
      0.25, 0.25, 0.15,             //
      3.1, 3.29, 3.261;
  const SGD sgd{.learning_rate = 0.1, .momentum = 0.9};
  CHECK(distance(three_updates(sgd), expected) < 1e-15 * 10);
  CHECK(distance(three_updates<float>(sgd), expected) < 1e-6);
}

TEST_CASE("a falling rate leaves SGD's velocity as it is") {
  // v <- momentum v - rate g: with a rate of 0 from the second update on, the player coasts by 1/2
  // of the first move, then by 1/4. (With v <- momentum v + g, w <- w - rate v, it would stop.)
  const SGD sgd{.learning_rate = Schedule::linear(0.1, 0, 1), .momentum = 0.5};
  const Batch<double> moved = three_updates(sgd);
  const Vector<double> first = -0.1 * two_gradients().col(0);
  CHECK(distance(moved.col(0), two_tensors() + first) < 1e-15);
  CHECK(distance(moved.col(1), two_tensors() + 1.5 * first) < 1e-15);
  CHECK(distance(moved.col(2), two_tensors() + 1.75 * first) < 1e-15);
}

TEST_CASE("SGD's momentum follows its schedule") {
  const SGD sgd{.learning_rate = 1, .momentum = Schedule::linear(0, 1, 2)};
  const Batch<double> moved = three_updates(sgd), g = two_gradients();
  const Vector<double> v1 = -g.col(0);  // momentum 0
  const Vector<double> v2 = 0.5 * v1 - g.col(1);
  const Vector<double> v3 = v2 - g.col(2);
  CHECK(distance(moved.col(2), two_tensors() + v1 + v2 + v3) < 1e-14);
}

TEST_CASE("SGD's settings are checked, and the message gives rule and value") {
  const auto message = [](const SGD& sgd) { return thrown<Error>([&] { sgd.validate(); }); };
  CHECK(message({.learning_rate = -0.1}) ==
        "SGD: learning_rate must be at least 0 at every step; got -0.1 at the first");
  CHECK(message({.learning_rate = Schedule::linear(0.1, -0.1, 10)}) ==
        "SGD: learning_rate must be at least 0 at every step; got 0.1 at the first");
  CHECK(message({.momentum = 1.5}) ==
        "SGD: momentum must lie in [0, 1] at every step; got 1.5 at the first");
  CHECK(message({.momentum = Schedule::geometric(0.5, 1.1)}) ==
        "SGD: momentum must lie in [0, 1] at every step; got 0.5 at the first");
  CHECK_NOTHROW(SGD{}.validate());
  CHECK_NOTHROW(SGD{.learning_rate = 0, .momentum = Schedule::linear(0.5, 0.7, 10)}.validate());
}
