// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;

namespace {

/// [W | b] of a layer of 400 inputs and 100 outputs, 40,100 numbers: many more inputs than outputs,
/// so that confusing them is seen.
template <class Scalar = double, class Layer>
Batch<Scalar> drawn(Layer layer, std::uint64_t seed = 1) {
  layer.inputs = 400;
  layer.outputs = 100;
  auto network = mlp<Scalar>(layer);
  Rng rng{seed};
  network.initialise(rng);
  return network.parameters(0).reshaped(network.shapes()[0].parameter_rows, 401);
}

struct Spread {
  double mean, deviation, largest;
};

Spread weights(const Batch<double>& wb) {
  const Eigen::ArrayXXd w = wb.leftCols(400);
  return {w.mean(), std::sqrt((w - w.mean()).square().mean()), w.abs().maxCoeff()};
}

/// Mean 0 and this standard deviation, within 4.5 standard errors of 40,000 normal numbers.
void check_normal(const Spread& spread, double deviation) {
  CHECK(std::abs(spread.mean) < 4.5 * deviation / 200);
  CHECK(spread.deviation == Catch::Approx(deviation).epsilon(4.5 / std::sqrt(2 * 40000.0)));
  CHECK(spread.largest > 3.7 * deviation);
  CHECK(spread.largest < 6.8 * deviation);
}

/// Uniform on (-range, range): its variance is range^2 / 3.
void check_uniform(const Spread& spread, double range) {
  CHECK(std::abs(spread.mean) < 4.5 * range / std::sqrt(3.0) / 200);
  CHECK(spread.deviation == Catch::Approx(range / std::sqrt(3.0)).epsilon(0.01));
  CHECK(spread.largest < range);
  CHECK(spread.largest > 0.999 * range);
}

using Dynamics = Dense<Dynamic, Dynamic, AnyActivation>;

}  // namespace

TEST_CASE("scaled weights have the deviation gain / sqrt(inputs) of their activation") {
  check_normal(weights(drawn(Dynamics{})), 1.0 / 20);
  check_normal(weights(drawn(Dynamics{.activation = Tanh{}})), Tanh{}.gain() / 20);
  check_normal(weights(drawn(Dynamics{.activation = Sigmoid{}})), Sigmoid{}.gain() / 20);
  check_normal(weights(drawn(Dynamics{.activation = ReLU{}})), std::sqrt(2.0) / 20);
  check_normal(weights(drawn(Dynamics{.activation = LeakyReLU{.slope = 0}})), std::sqrt(2.0) / 20);
  check_normal(weights(drawn(Dynamics{.activation = LeakyReLU{.slope = 0.5}})),
               std::sqrt(2 / 1.25) / 20);
  check_normal(weights(drawn(Dynamics{.activation = LeakyReLU{.slope = 1}})), 1.0 / 20);
  check_normal(weights(drawn(Dense<Dynamic, Dynamic, ReLU>{})), std::sqrt(2.0) / 20);
  // each piece of a maxout has the layer's inputs
  check_normal(weights(drawn(Maxout<Dynamic, Dynamic, 2>{}).topRows(100)), 1.0 / 20);
}

TEST_CASE("weights and biases start as their initialisers say") {
  check_uniform(weights(drawn(Dynamics{.weights = Uniform{0.05}})), 0.05);
  check_uniform(weights(drawn(Maxout<>{.weights = Uniform{0.005}}).topRows(100)), 0.005);
  check_uniform(weights(drawn(Dynamics{.weights = FanIn{}})), 1.0 / 20);
  check_normal(weights(drawn(Dynamics{.weights = Normal{0.02}})), 0.02);
  CHECK(drawn(Dynamics{.weights = Constant{0.3}}).leftCols(400) ==
        Batch<double>::Constant(100, 400, 0.3));
  CHECK(drawn(Dynamics{.biases = Constant{-2}}).col(400) == Vector<double>::Constant(100, -2));
  CHECK(drawn(Dynamics{.biases = Constant{0}}).col(400) == Vector<double>::Zero(100));

  const Eigen::ArrayXd biases = drawn(Dynamics{.biases = Uniform{3}}).col(400);
  CHECK(biases.abs().maxCoeff() < 3);
  CHECK(biases.maxCoeff() > 2.5);
  CHECK(biases.minCoeff() < -2.5);
}

TEST_CASE("biases start on (-1, 1) / sqrt(inputs) by default") {
  for (const Eigen::ArrayXd biases :
       {drawn(Dynamics{}).col(400).eval(), drawn(Maxout<>{}).col(400).eval()}) {
    CHECK(biases.abs().maxCoeff() < 1.0 / 20);
    CHECK(biases.maxCoeff() > 0.9 / 20);
    CHECK(biases.minCoeff() < -0.9 / 20);
  }
}

TEST_CASE("layers, weights and biases do not share random numbers") {
  auto network = mlp<double>(Repeat<Dense<4, 4>>{{{.weights = Normal{1}, .biases = Normal{1}},
                                                  {.weights = Normal{1}, .biases = Normal{1}}}},
                             Dense<4, 4>{.weights = Normal{1}, .biases = Normal{1}});
  Rng rng{1};
  network.initialise(rng);
  const Vector<double> first = network.parameters();
  network.initialise(rng);  // draws others
  Vector<double> all(2 * first.size());
  all << first, network.parameters();
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("the first bias does not follow from the last weight") {
  // their words must not overlap: for odd numbers of weights they once shared one
  for (const Index inputs : {1, 2, 3, 5}) {
    int together = 0;
    const int n = 2000;
    for (int seed = 0; seed < n; ++seed) {
      auto network = mlp<double>(Dense<>{.inputs = inputs, .outputs = 1});
      Rng rng{static_cast<std::uint64_t>(seed)};
      network.initialise(rng);
      const Vector<double> w = network.parameters() * std::sqrt(static_cast<double>(inputs));
      together += (w[inputs - 1] < 0) == (std::abs(w[inputs]) < 0.5);
    }
    INFO(inputs << " inputs");
    CHECK(std::abs(together - n / 2) < 4.5 * std::sqrt(n / 4.0));
  }
}

TEST_CASE("a deep network of any activation keeps the size of its gradients") {
  for (const AnyActivation& activation :
       {AnyActivation(Tanh{}), AnyActivation(Sigmoid{}), AnyActivation(ReLU{})}) {
    // eight layers whose pre-activations are standard normal numbers, as the gain assumes
    double size = 1;
    Rng rng{1};
    Vector<double> d(200), a(200), w(200 * 200);
    rng.next(Purpose::user).normal(d.data(), d.size());
    for (int layer = 0; layer < 8; ++layer) {
      rng.next(Purpose::user).normal(a.data(), a.size());
      rng.next(Purpose::user).normal(w.data(), w.size());
      d = w.reshaped(200, 200) * d * (activation.gain() / std::sqrt(200.0));
      Vector<double> y = a;
      activation.apply<double>(Segment<double>(y.data(), y.size()));
      activation.backward<double>(ConstSegment<double>(y.data(), y.size()),
                                  Segment<double>(d.data(), d.size()));
    }
    size = d.norm() / std::sqrt(200.0);
    INFO("activation " << activation.choice().index());
    CHECK(size > 0.4);
    CHECK(size < 2.5);
  }
}

TEST_CASE("an initialiser with a setting that breaks its rule is refused") {
  const double nan = std::nan("");
  const auto message = [](const Initializer& start, bool biases) {
    Dynamics layer{.inputs = 2, .outputs = 3};
    (biases ? layer.biases : layer.weights) = start;
    return tests::thrown<Error>([&] { mlp<float>(layer); });
  };
  for (const bool biases : {false, true}) {
    CHECK(message(Uniform{-1}, biases) == "Uniform: range must be finite and not negative; got -1");
    CHECK(message(Normal{-0.5}, biases) ==
          "Normal: stddev must be finite and not negative; got -0.5");
    CHECK(message(Constant{nan}, biases) == "Constant: value must be finite; got nan");
    CHECK(message(Uniform{0}, biases) == "(nothing was thrown)");
  }
  const Maxout<2, 3> maxout{.weights = Uniform{-1}};
  CHECK(tests::thrown<Error>([&] { mlp<float>(maxout); }) ==
        "Uniform: range must be finite and not negative; got -1");
}

TEST_CASE("one seed gives the same parameters, up to rounding in float and double") {
  const std::vector<Initializer> starts{Scaled{}, FanIn{}, Uniform{}, Normal{}};
  for (const Initializer& start : starts) {
    const Dynamics layer{.activation = ReLU{}, .weights = start, .biases = start};
    const Batch<double> in_double = drawn(layer);
    CHECK(in_double == drawn(layer));
    CHECK(in_double != drawn(layer, 2));
    const Batch<double> in_float = drawn<float>(layer).template cast<double>();
    CHECK(((in_float - in_double).array().abs() <= 0x1p-22 * in_double.array().abs()).all());
  }
}
