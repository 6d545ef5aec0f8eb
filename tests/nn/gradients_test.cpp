// SPDX-License-Identifier: MIT
#include <cstdint>
#include <utility>
#include <vector>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const Pass training{.training = true, .stream = Stream(3, Purpose::adversary_layers, 7)};

/// Draws all parameters and checks both gradients, each from its own forward pass.
template <class Net>
void check_gradients(Net network, Index samples, std::uint64_t seed = 1, Pass pass = {}) {
  Rng rng{seed};
  network.initialise(rng);
  const Batch<double> x = normal_batch(network.inputs(), samples, seed);
  CHECK(check_parameter_gradient(network, x, pass));
  CHECK(check_input_gradient(network, x, pass));
}

using DynamicTanh = Dense<Dynamic, Dynamic, Tanh>;

auto tanh_maxout(Index inputs, Index hidden, Index outputs) {
  return mlp<double>(DynamicTanh{.inputs = inputs, .outputs = hidden}, Dropout{},
                     Maxout<>{.inputs = hidden, .outputs = outputs});
}

template <class... Layers>
void check_gradients_of(Index samples, std::uint64_t seed = 1, Pass pass = {}) {
  check_gradients(Mlp<double, Layers...>(), samples, seed, pass);
}

}  // namespace

TEST_CASE("a Dense layer's gradients agree with differences for every activation") {
  check_gradients_of<Dense<5, 4, Identity>>(7);
  check_gradients_of<Dense<5, 4, ReLU>>(7);
  check_gradients_of<Dense<5, 4, LeakyReLU>>(7);
  check_gradients_of<Dense<5, 4, Tanh>>(7);
  check_gradients_of<Dense<5, 4, Sigmoid>>(7);
  check_gradients_of<Dense<5, 4, SiLU>>(7);
  check_gradients_of<Dense<5, 4, GELU>>(7);
  check_gradients_of<Dense<5, 4, ELU>>(7);
  check_gradients_of<Dense<5, 4, Softplus>>(7);
}

TEST_CASE("a Dense layer's gradients agree with differences for an activation chosen at run time") {
  const AnyActivation activation = GENERATE(
      as<AnyActivation>{}, Identity{}, ReLU{}, LeakyReLU{}, LeakyReLU{.slope = 0},
      LeakyReLU{.slope = 1}, Tanh{}, Sigmoid{}, SiLU{}, GELU{}, ELU{.alpha = 0.5}, Softplus{});
  CAPTURE(activation.choice().index());
  check_gradients(mlp<double>(Dense<4, 3, AnyActivation>{.activation = activation}, Dense<3, 2>{}),
                  6);
}

TEST_CASE("LeakyReLU's gradients agree with differences at both ends of its slope's range") {
  const double slope = GENERATE(0.0, 0.01, 0.9, 1.0);
  check_gradients(mlp<double>(Dense<5, 4, LeakyReLU>{.activation = {.slope = slope}}), 7);
}

TEST_CASE("a Maxout layer's gradients agree with differences for any number of pieces") {
  check_gradients_of<Maxout<5, 3, 1>>(7);
  check_gradients_of<Maxout<5, 3, 2>>(7);
  check_gradients_of<Maxout<5, 3, 5>>(7);
}

TEST_CASE("Dropout's gradients agree with differences under a fixed mask and without one") {
  const Pass pass = GENERATE(Pass{}, training);
  const double keep = GENERATE(0.3, 0.8, 1.0);
  CAPTURE(pass.training, keep);
  check_gradients(mlp<double>(Dense<4, 6, Tanh>{}, Dropout{.keep = keep}, Dense<6, 2>{}), 5, 1,
                  pass);
  // first, where its input gradient is the network's, and last, where the loss begins
  check_gradients(mlp<double>(Dropout{.keep = keep}, Dense<6, 5, Sigmoid>{}, Dropout{.keep = keep}),
                  5, 1, pass);
}

TEST_CASE("gradients agree with differences for sizes given at run time and repeated layers") {
  const Index depth = GENERATE(1, 2, 5);
  std::vector<DynamicTanh> hidden;
  for (Index i = 0; i < depth; ++i) hidden.push_back({.inputs = 3 + i, .outputs = 4 + i});
  check_gradients(mlp<double>(Repeat{hidden}, DynamicTanh{.inputs = 3 + depth, .outputs = 2}), 4);
}

TEST_CASE("gradients agree with differences in a deep mixture of all layers") {
  const Repeat<Dense<6, 6, AnyActivation>> all{{{.activation = Tanh{}},
                                                {.activation = Sigmoid{}},
                                                {.activation = LeakyReLU{}},
                                                {.activation = SiLU{}},
                                                {.activation = Identity{}},
                                                {.activation = GELU{}},
                                                {.activation = ReLU{}}}};
  check_gradients(mlp<double>(Dense<3, 8, LeakyReLU>{}, Dropout{}, Maxout<8, 6, 3>{}, all,
                              Dropout{.keep = 0.7}, all, Maxout<6, 5, 2>{}, Dense<5, 2>{}),
                  9, 4, training);
}

TEST_CASE("gradients agree with differences for a batch of one, and one input and one output") {
  check_gradients(tanh_maxout(1, 1, 1), 1);
  check_gradients(tanh_maxout(1, 3, 1), 1);
}

TEST_CASE("gradients agree with differences for batches that are cut into tiles") {
  const Index samples = GENERATE(128, 129, 130, 300);
  CAPTURE(samples);
  check_gradients(tanh_maxout(2, 3, 2), samples, 1, training);
}

TEST_CASE("gradients agree with differences for layers whose outputs are cut into tiles") {
  const Index width = GENERATE(65, 129, 130, 300);  // 65: 130 rows of the maxout's product
  CAPTURE(width);
  check_gradients(tanh_maxout(1, width, 1), 2, 2, training);
  check_gradients(tanh_maxout(1, 1, width), 2, 2, training);
}

TEST_CASE("gradients agree with differences for layers whose parameters are cut into tiles") {
  // 127: 128 columns of [W | b]; 128: the bias is in the second tile; 520: in the fourth
  const Index inputs = GENERATE(127, 128, 135, 520);
  CAPTURE(inputs);
  check_gradients(tanh_maxout(inputs, 2, 1), 2);
  check_gradients(tanh_maxout(1, inputs, 1), 1);
}

namespace {

// Layers with one fault each.

struct ForgetsTheDerivative : Dense<4, 3, Tanh> {
  template <class Scalar>
  void backward_local(ConstView<Scalar>, ConstView<Scalar>, ConstAuxView, ConstView<Scalar> dy,
                      View<Scalar> delta, const Tile& t) const {
    delta.block(t.row, t.column, t.rows, t.columns) = dy.block(t.row, t.column, t.rows, t.columns);
  }
};

template <int Percent>
struct ScalesTheBiasGradient : Dense<4, 3, Tanh> {
  template <class Scalar>
  void backward_parameters(const Inputs<Scalar>& x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const {
    Dense<4, 3, Tanh>::backward_parameters(x, delta, dw, tile);
    if (tile.column + tile.columns > inputs) dw.tail(outputs) *= Scalar(Percent) / 100;
  }
};

struct LeavesTheBiasGradient : Dense<4, 3, Tanh> {
  template <class Scalar>
  void backward_parameters(const Inputs<Scalar>& x, ConstView<Scalar> delta, Segment<Scalar> dw,
                           const Tile& tile) const {
    Vector<Scalar> all(dw.size());
    Dense<4, 3, Tanh>::backward_parameters(x, delta, Segment<Scalar>(all.data(), all.size()), tile);
    dw.head(dw.size() - outputs) = all.head(dw.size() - outputs).array();
  }
};

struct LeavesAnInputGradient : Dense<4, 3, Tanh> {
  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const {
    Dense<4, 3, Tanh>::backward_input(w, delta, dx, {tile.row, tile.rows - 1, 0, tile.columns});
  }
};

struct SlightlyOff : Dense<4, 3, Tanh> {
  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& tile) const {
    Dense<4, 3, Tanh>::backward_input(w, delta, dx, tile);
    dx(0, 0) *= 1 + Scalar(2e-6);
  }
};

template <class Layer>
std::pair<GradientCheck, GradientCheck> both_checks() {
  Mlp<double, Layer> network;
  Rng rng{1};
  network.initialise(rng);
  const Batch<double> x = normal_batch(4, 5, 1);
  return {check_parameter_gradient(network, x), check_input_gradient(network, x)};
}

}  // namespace

TEST_CASE("the checker accepts a right layer and rejects each wrong one") {
  const auto [right_w, right_x] = both_checks<ScalesTheBiasGradient<100>>();
  CHECK(right_w);
  CHECK(right_x);
  const auto [derivative_w, derivative_x] = both_checks<ForgetsTheDerivative>();
  CHECK_FALSE(derivative_w);
  CHECK_FALSE(derivative_x);
  const auto [bias_w, bias_x] = both_checks<ScalesTheBiasGradient<50>>();
  CHECK_FALSE(bias_w);
  CHECK(bias_x);
  CHECK(bias_w.error == Catch::Approx(0.5).epsilon(1e-6));
  const auto [off_w, off_x] = both_checks<SlightlyOff>();
  CHECK(off_w);
  CHECK_FALSE(off_x);
}

TEST_CASE("the checker rejects a gradient that was not written everywhere") {
  CHECK_FALSE(both_checks<LeavesTheBiasGradient>().first);
  CHECK_FALSE(both_checks<LeavesAnInputGradient>().second);
}

TEST_CASE("the checker does not judge a gradient at a kink") {
  Mlp<double, Dense<1, 1, ReLU>> network;
  network.parameters() << 1, -1;
  Batch<double> x(1, 1);
  x << 1.1;
  CHECK(check_parameter_gradient(network, x));
  x << 1;  // where the pre-activation is 0
  CHECK(check_parameter_gradient(network, x).kink >= 0);
  CHECK_FALSE(check_parameter_gradient(network, x));
  x << 1.00003;  // within a step
  CHECK_FALSE(check_input_gradient(network, x));
}
