// SPDX-License-Identifier: MIT
#include <string>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Hidden = Repeat<Dense<Dynamic, Dynamic, AnyActivation>>;

/// The error of the constructor of a network of these layers.
template <class... Layers>
std::string refusal(const Layers&... layers) {
  return thrown<Error>([&] { mlp<float>(layers...); });
}

}  // namespace

TEST_CASE("sizes given at run time chain like those known at compile time") {
  const Hidden last{{{.inputs = 6, .outputs = 7}, {.inputs = 7, .outputs = 2}}};
  const auto network =
      mlp<float>(Dense<>{.inputs = 3, .outputs = 4}, Dropout{}, Maxout<Dynamic, 5, 2>{.inputs = 4},
                 Dense<5, Dynamic>{.outputs = 6}, last);
  CHECK(network.inputs() == 3);
  CHECK(network.outputs() == 2);
  CHECK(network.shapes().size() == 6);
  CHECK(network.shapes()[1].outputs == 4);  // dropout takes what it gets
  CHECK(network(Batch<float>::Ones(3, 8)).rows() == 2);
}

TEST_CASE("a network has its sizes at compile time where they are known") {
  using Fixed = Mlp<float, Dense<2, 128, ReLU>, Dropout, Maxout<128, 1, 2>>;
  STATIC_REQUIRE(Fixed::static_inputs == 2);
  STATIC_REQUIRE(Fixed::static_outputs == 1);
  using DropoutAround = Mlp<float, Dropout, Dense<3, 4>, Dropout>;
  STATIC_REQUIRE(DropoutAround::static_inputs == 3);
  STATIC_REQUIRE(DropoutAround::static_outputs == 4);
  CHECK(DropoutAround().inputs() == 3);
  using Half = Mlp<float, Dense<3, Dynamic>, Dense<Dynamic, 5>>;
  STATIC_REQUIRE(Half::static_inputs == 3);
  STATIC_REQUIRE(Half::static_outputs == 5);
  using Unknown = Mlp<float, Hidden>;
  STATIC_REQUIRE(Unknown::static_inputs == Dynamic);
  STATIC_REQUIRE(Unknown::static_outputs == Dynamic);
}

TEST_CASE("layers that do not chain at run time are an error that names the layer and both sizes") {
  CHECK(refusal(Dense<>{.inputs = 3, .outputs = 4}, Dense<>{.inputs = 5, .outputs = 1}) ==
        "Dense: the input must have 5 rows; got 4");
  CHECK(refusal(Dense<3, Dynamic>{.outputs = 4}, Dropout{}, Maxout<63, 2, 2>{}) ==
        "Maxout: the input must have 63 rows; got 4");
  CHECK(refusal(Hidden{{{.inputs = 2, .outputs = 3}, {.inputs = 4, .outputs = 2}}}) ==
        "Dense: the input must have 4 rows; got 3");
}

TEST_CASE("sizes below 1 are an error") {
  CHECK(refusal(Dense<>{.inputs = 3}) ==
        "Dense: sizes must be at least 1; got 3 inputs and 0 outputs");
  CHECK(refusal(Dense<Dynamic, 2>{.inputs = -3}) ==
        "Dense: sizes must be at least 1; got -3 inputs and 2 outputs");
  CHECK(refusal(Maxout<>{.inputs = 3, .outputs = -1}) ==
        "Maxout: sizes must be at least 1; got 3 inputs and -1 outputs");
  CHECK(refusal(Dense<2, 3>{}, Dense<>{.outputs = 1}) ==
        "Dense: sizes must be at least 1; got 0 inputs and 1 outputs");
}

TEST_CASE("sizes whose product would not fit an index are an error") {
  CHECK(refusal(Dense<>{.inputs = 3, .outputs = Index{1} << 40}) ==
        "Dense: sizes must be at most 67108864; got 3 inputs and 1099511627776 outputs");
}

TEST_CASE("a network of unknown inputs, or without layers, is an error") {
  const char* unknown = "Mlp: the number of inputs must be known; give a layer its `inputs`";
  CHECK(refusal(Dense<>{.outputs = 2}) == unknown);
  CHECK(refusal(Dropout{}) == unknown);
  CHECK(refusal(Hidden{}) == "Mlp: a network must have at least one layer; got none");
  CHECK(thrown<Error>([] { Mlp<float, Hidden>(); }) ==
        "Mlp: a network must have at least one layer; got none");
}

TEST_CASE("an empty Repeat passes its input on, if that fits the next layer") {
  CHECK(mlp<float>(Dense<2, 3>{}, Hidden{}, Dense<3, 1>{}).shapes().size() == 2);
  CHECK(refusal(Dense<2, 3>{}, Hidden{}, Dense<4, 1>{}) ==
        "Dense: the input must have 4 rows; got 3");
}

TEST_CASE("settings of a layer that break their rule are errors of the network's constructor") {
  CHECK(refusal(Dense<2, 3, LeakyReLU>{.activation = {.slope = 2}}) ==
        "LeakyReLU: slope must lie in [0, 1]; got 2");
  CHECK(refusal(Dense<2, 3, AnyActivation>{.activation = LeakyReLU{.slope = -1}}) ==
        "LeakyReLU: slope must lie in [0, 1]; got -1");
  const Initializer bad = Uniform{.range = -1};
  const char* message = "Uniform: range must be finite and not negative; got -1";
  CHECK(refusal(Dense<2, 3>{.weights = bad}) == message);
  CHECK(refusal(Dense<2, 3>{.biases = bad}) == message);
  CHECK(refusal(Maxout<2, 3>{.weights = bad}) == message);
  CHECK(refusal(Maxout<2, 3>{.biases = bad}) == message);
}

TEST_CASE("more samples than a tape's sizes can count are an error") {
  // 2^48 / 200 = 1407374883553.28, for the 200 pieces of one unit
  const Mlp<float, Maxout<1, 1, 200>> network;
  Tape<float> tape;
  CHECK(thrown<Error>([&] { network.prepare(tape, 1'407'374'883'554); }) ==
        "Tape: the number of samples must be at most 2^48 / 200 for layers of 200 rows; got "
        "1407374883554");
}

TEST_CASE("an input that does not fit the network is an error") {
  const Mlp<float, Dense<4, 2>> network;
  CHECK(thrown<Error>([&] { network(Batch<float>::Zero(3, 10)); }) ==
        "Mlp: the input must have 4 rows; got 3 (a sample is a column)");
}
