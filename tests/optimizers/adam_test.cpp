// SPDX-License-Identifier: MIT
#include <eigan/optimizers/adam.hpp>

#include <limits>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/two_tensors.hpp"

using namespace eigan;
using namespace eigan::tests;

TEST_CASE("Adam's first three steps on two tensors are those worked out by hand") {
  // By Algorithm 1 in exact arithmetic. A counter that advances once per tensor would take the
  // steps 2, 4, 6 for one of them: its first step would be 0.074 instead of 0.099, and so on.
  Batch<double> expected(5, 3);
  expected << 0.90099009900990099, 0.96812771774897035, 0.91908477703382126,  //
      -1.90049751243781095, -1.83381222315971603, -1.75577846176543636,       //
      0.40003332222592469, 0.30295166119214849, 0.22756571717111886,          //
      0.25, 0.25, 0.18651539422445153,                                        //
      3.09990009990009990, 3.19980019980019980, 3.19225766668769344;
  const Adam adam{.learning_rate = 0.1, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-3};
  CHECK(distance(three_updates(adam), expected) < 1e-15 * 10);
  CHECK(distance(three_updates<float>(adam), expected) < 1e-6);
}

TEST_CASE("Adam's first step is the learning rate for a gradient of any size") {
  const Batch<double> moved = three_updates(Adam{.learning_rate = 0.01});
  for (Index i = 0; i < 5; ++i) {
    const double g = two_gradients()(i, 0);
    const double sign = g > 0 ? 1 : g < 0 ? -1 : 0;
    // up to epsilon / |g|, at most 1e-8 / 0.1 of it
    CHECK(std::abs(moved(i, 0) - (two_tensors()[i] - 0.01 * sign)) <= 0.01 * 1e-7 + 1e-15);
  }
}

TEST_CASE("Adam follows its schedule: the first update has the rate of step 0") {
  const Schedule falling = Schedule::linear(0.1, 0, 2);
  const Batch<double> moved = three_updates(Adam{.learning_rate = falling});
  const Batch<double> steady = three_updates(Adam{.learning_rate = 0.1});
  CHECK(moved.col(0) == steady.col(0));
  // the same direction at half the rate; then none
  const Vector<double> second = moved.col(1) - moved.col(0);
  const Vector<double> full = steady.col(1) - steady.col(0);
  CHECK(distance(second, full / 2) < 1e-15);
  CHECK(moved.col(2) == moved.col(1));
}

TEST_CASE("Adam's settings are checked, and the message gives rule and value") {
  const auto message = [](const Adam& adam) { return thrown<Error>([&] { adam.validate(); }); };
  CHECK(message({.learning_rate = -1e-3}) ==
        "Adam: learning_rate must be at least 0 at every step; got -0.001 at the first");
  CHECK(message({.beta1 = 1}) == "Adam: beta1 must lie in [0, 1); got 1");
  CHECK(message({.beta1 = -0.5}) == "Adam: beta1 must lie in [0, 1); got -0.5");
  CHECK(message({.beta2 = 1.5}) == "Adam: beta2 must lie in [0, 1); got 1.5");
  CHECK(message({.epsilon = 0}) == "Adam: epsilon must be finite and positive; got 0");
  CHECK(message({.epsilon = INFINITY}) == "Adam: epsilon must be finite and positive; got inf");
  CHECK(message({.beta2 = std::numeric_limits<double>::quiet_NaN()}) ==
        "Adam: beta2 must lie in [0, 1); got nan");
  CHECK_NOTHROW(Adam{}.validate());
  CHECK_NOTHROW(Adam{.learning_rate = 0, .beta1 = 0, .beta2 = 0}.validate());
}
