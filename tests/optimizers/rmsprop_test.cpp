// SPDX-License-Identifier: MIT
#include <eigan/optimizers/rmsprop.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/two_tensors.hpp"

using namespace eigan;
using namespace eigan::tests;

TEST_CASE("RMSProp's first three steps are those worked out by hand, epsilon outside the root") {
  // decay 0.99 as in PyTorch; an epsilon of 0.1 so large that its place shows
  Batch<double> expected(5, 3);
  expected << 0.99090909090909091, 1.04078594970743322, 0.96270794128089475,  //
      -1.98333333333333333, -1.98333333333333333, -1.95081886402125975,       //
      0.425, 0.38145593879690451, 0.38123736206766525,                        //
      0.25, 0.25, 0.2,                                                        //
      3.05, 3.09148218161278671, 3.03339969602391900;
  const RMSProp rmsprop{.learning_rate = 0.01, .epsilon = 0.1};
  CHECK(distance(three_updates(rmsprop), expected) < 1e-14);
  CHECK(distance(three_updates<float>(rmsprop), expected) < 1e-6);
}

TEST_CASE("RMSProp's first three steps are those worked out by hand, epsilon inside the root") {
  Batch<double> expected(5, 3);
  expected << 0.99685341612236224, 1.01916395353502025, 0.98927331202640654,  //
      -1.99379826327053958, -1.99379826327053958, -1.97983592197608051,       //
      0.47, 0.45252591886677924, 0.45243421086169160,                         //
      0.25, 0.25, 0.22763932022500210,                                        //
      3.02236067977499790, 3.04093021359270308, 3.01651453858075388;
  const RMSProp rmsprop{
      .learning_rate = 0.01, .decay = 0.9, .epsilon = 0.1, .epsilon_inside_root = true};
  CHECK(distance(three_updates(rmsprop), expected) < 1e-14);
}

TEST_CASE("RMSProp's defaults are PyTorch's") {
  CHECK(RMSProp{}.learning_rate(0) == 1e-2);
  CHECK(RMSProp{}.decay == 0.99);
  CHECK(RMSProp{}.epsilon == 1e-8);
  CHECK_FALSE(RMSProp{}.epsilon_inside_root);
  // so the first step is ten times the rate: g / (sqrt(0.01) |g|)
  const Batch<double> moved = three_updates(RMSProp{.learning_rate = 1e-3});
  CHECK(std::abs(moved(0, 0) - (1 - 1e-2)) < 1e-2 * 1e-6);
}

TEST_CASE("RMSProp's settings are checked, and the message gives rule and value") {
  const auto message = [](const RMSProp& rmsprop) {
    return thrown<Error>([&] { rmsprop.validate(); });
  };
  CHECK(message({.learning_rate = -5e-5}) ==
        "RMSProp: learning_rate must be at least 0 at every step; got -5e-05 at the first");
  CHECK(message({.decay = 1}) == "RMSProp: decay must lie in [0, 1); got 1");
  CHECK(message({.epsilon = 0}) == "RMSProp: epsilon must be finite and positive; got 0");
  CHECK(message({.epsilon = INFINITY}) == "RMSProp: epsilon must be finite and positive; got inf");
  CHECK_NOTHROW(RMSProp{}.validate());
}
