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

TEST_CASE("RMSProp::tensorflow starts from a mean square of 1 with a decay of 0.9") {
  Batch<double> expected(5, 3);
  expected << 0.99894649256608872, 1.00942416094859652, 0.98371017763475553,  //
      -1.99789648419055799, -1.99789648419055799, -1.99215064812601697,       //
      0.47763932022562323, 0.46356736933136571, 0.46349320384209463,          //
      0.25, 0.25, 0.23901695571589520,                                        //
      3.00999999999950000, 3.01999999999900000, 3.00245883961353408;
  CHECK(distance(three_updates(RMSProp::tensorflow(0.01)), expected) < 1e-14);
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
  CHECK(message({.initial_square = INFINITY}) ==
        "RMSProp: initial_square must be finite and at least 0; got inf");
  CHECK(message({.initial_square = -1}) ==
        "RMSProp: initial_square must be finite and at least 0; got -1");
  CHECK_NOTHROW(RMSProp{}.validate());
  CHECK_NOTHROW(RMSProp::tensorflow(5e-5).validate());
}
