// SPDX-License-Identifier: MIT
// Bounds on what rounding does to a network's outputs, against the same sums in long double.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include <eigan/core/rounding.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/certificate.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/own_layers.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Long = long double;
using LongVector = Eigen::Matrix<Long, Dynamic, 1>;

const std::vector<AnyActivation> all = {
    Identity{}, ReLU{}, LeakyReLU{.slope = 0.3}, Tanh{},    Sigmoid{},
    SiLU{},     GELU{}, ELU{.alpha = 0.7},       Softplus{}};

/// phi(a) by its definition.
Long exact(const AnyActivation& activation, Long a) {
  switch (activation.choice().index()) {
    case 0:
      return a;
    case 1:
      return std::max(a, Long(0));
    case 2:
      return a > 0 ? a : Long(0.3) * a;
    case 3:
      return std::tanh(a);
    case 4:
      return 1 / (1 + std::exp(-a));
    case 5:
      return a / (1 + std::exp(-a));
    case 6:
      return a / 2 * std::erfc(-a / std::sqrt(Long(2)));
    case 7:
      return a > 0 ? a : Long(0.7) * std::expm1(a);
    default:
      return std::max(a, Long(0)) + std::log1p(std::exp(-std::abs(a)));
  }
}

template <class Scalar>
constexpr double unit = static_cast<double>(std::numeric_limits<Scalar>::epsilon()) / 2;

/// The largest error of an activation, in units of rounding of |a| + |phi(a)|.
template <class Scalar>
double largest_error(const AnyActivation& activation) {
  double largest = 0;
  const auto look = [&](Scalar a) {
    Vector<Scalar> y = Vector<Scalar>::Constant(1, a);
    activation.apply<Scalar>(Segment<Scalar>(y.data(), 1));
    const Long expected = exact(activation, a);
    const Long scale = std::abs(static_cast<Long>(a)) + std::abs(expected) +
                       4 * static_cast<Long>(std::numeric_limits<Scalar>::min()) / unit<Scalar>;
    largest = std::max(
        largest,
        static_cast<double>(std::abs(static_cast<Long>(y[0]) - expected) / scale) / unit<Scalar>);
  };
  for (int i = -12'000; i <= 12'000; ++i) look(static_cast<Scalar>(i * 0.01 + 1e-5));
  for (double a = 1e-30; a < 1e30; a *= 1.1) {
    look(static_cast<Scalar>(a));
    look(static_cast<Scalar>(-a));
  }
  return largest;
}

double ulps(const AnyActivation& activation) {
  return detail::visit(activation.choice(), [](const auto& a) { return a.ulps; });
}

}  // namespace

TEST_CASE("an activation is computed to within its stated units of rounding") {
  for (const AnyActivation& activation : all) {
    INFO("activation " << activation.choice().index());
    CHECK(largest_error<float>(activation) <= ulps(activation));
    CHECK(largest_error<double>(activation) <= ulps(activation));
  }
}

namespace {

/// The largest error of the scores of x, and the bound on it.
template <class Scalar>
struct Errors {
  double found = 0, bound = 0;
};

/// 2 - 60 - 40 - 1, and a maxout of 3 pieces in the middle.
template <class Scalar>
Errors<Scalar> errors(const AnyActivation& activation, double weight, double bias, double spread,
                      std::uint64_t seed) {
  using Layer = Dense<Dynamic, Dynamic, AnyActivation>;
  auto network =
      mlp<Scalar>(Layer{.inputs = 2, .outputs = 60, .activation = activation}, Maxout<60, 20, 3>{},
                  Layer{.inputs = 20, .outputs = 40, .activation = activation}, Dense<40, 1>{});
  const Index layers = 4;
  for (Index i = 0; i < layers; ++i) {
    const Index size = network.parameters(i).size(),
                rows = network.shapes()[static_cast<std::size_t>(i)].parameter_rows;
    Batch<double> w = normal_batch(size, 1, 10 * seed + static_cast<std::uint64_t>(i));
    w.topRows(size - rows) *= weight;
    w.bottomRows(rows) *= bias;
    network.parameters(i) = w.cast<Scalar>().array();
  }
  const Batch<Scalar> x = (spread * normal_batch(2, 50, seed)).cast<Scalar>();
  Tape<Scalar> tape;
  network.prepare(tape, x.cols());
  tape.input() = x;
  network.forward(tape, Pass{});
  detail::Certificate<Scalar> certificate;
  certificate.begin(network);
  // so that the difference of the scores is 0, and what is left of it is the bound
  certificate.add(tape, 0, 0, x.cols());
  certificate.add(tape, 1, 0, x.cols());

  Errors<Scalar> result;
  for (Index j = 0; j < x.cols(); ++j) {
    LongVector y = x.col(j).template cast<Long>();
    for (Index i = 0; i < layers; ++i) {
      const LayerShape& s = network.shapes()[static_cast<std::size_t>(i)];
      const Vector<Scalar> w = network.parameters(i).matrix();
      const Eigen::Map<const Batch<Scalar>> all_of(w.data(), s.parameter_rows, s.parameter_columns);
      const LongVector a = all_of.leftCols(s.inputs).template cast<Long>() * y +
                           all_of.rightCols(1).template cast<Long>();
      y.resize(s.outputs);
      for (Index k = 0; k < s.outputs; ++k) {
        y[k] = i == 1 ? a.segment(3 * k, 3).maxCoeff() : i == 3 ? a[k] : exact(activation, a[k]);
      }
    }
    result.found = std::max(
        result.found, static_cast<double>(std::abs(y[0] - static_cast<Long>(tape.output()(0, j)))));
  }
  result.bound = -certificate.result(network, tape).difference / 2;
  return result;
}

template <class Scalar>
void check_errors() {
  std::uint64_t seed = 0;
  for (const AnyActivation& activation : all) {
    for (const double weight : {0.003, 0.2, 3.0}) {
      for (const double bias : {0.0, 1.0, 1e5}) {
        for (const double spread : {1e-3, 1.0, 1e5}) {
          const Errors<Scalar> of = errors<Scalar>(activation, weight, bias, spread, ++seed);
          INFO("activation " << activation.choice().index() << ", weights " << weight << ", biases "
                             << bias << ", inputs " << spread);
          CHECK(of.found <= of.bound);
          CHECK(std::isfinite(of.bound));
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("rounding never changes a score by more than the bound, in float") {
  check_errors<float>();
}
TEST_CASE("rounding never changes a score by more than the bound, in double") {
  check_errors<double>();
}

TEST_CASE("the rounding bound of a Dense layer is that of its formula") {
  // |W|_F = 5, |b| = 2, |x| = 4, u = 2^-24: 2 (2 + 2) u (5 4 + 2)
  auto network = mlp<float>(Dense<2, 1>{});
  network.parameters() << 3, 4, 2;
  Tape<float> tape;
  network.prepare(tape, 1);
  const std::vector<double> norms = {4};
  CHECK(network.certainty(tape, norms).error == Catch::Approx(8 * 0x1p-24 * 22).epsilon(1e-12));
  CHECK(network.certainty(tape, norms).lipschitz == Catch::Approx(5).epsilon(1e-12));
}

TEST_CASE("a layer's error is stretched by the layers behind it") {
  auto network = mlp<float>(Dense<1, 1>{}, Dense<1, 1, Sigmoid>{}, Dense<1, 1>{});
  network.parameters() << 2, 0, 12, 0, 7, 0;
  Tape<float> tape;
  network.prepare(tape, 1);
  const double u = 0x1p-24, least = static_cast<double>(std::numeric_limits<float>::min());
  const double first = 6 * u * 2 * 5, second = 6 * u * 12 * 10, third = 6 * u * 7 * 1;
  const double sigmoid = 16 * u * (1.25 * (120 + second) + 0.5) + 4 * least;
  const std::vector<double> norms = {5, 10, 1};
  CHECK(network.certainty(tape, norms).error ==
        Catch::Approx((first * 3 + second / 4 + sigmoid) * 7 + third).epsilon(1e-12));
}

TEST_CASE("a sum that may overflow has an infinite bound on its error") {
  auto network = mlp<float>(Dense<2, 2, ReLU>{}, Dense<2, 1>{});
  network.parameters().setConstant(1e20f);
  Tape<float> tape;
  network.prepare(tape, 1);
  const std::vector<double> norms = {1e20, 1};
  CHECK(network.certainty(tape, norms).error == detail::infinity);
}

TEST_CASE("NaN among the inputs of a layer leaves no bound, wherever it stands") {
  auto network = mlp<float>(Dense<1, 1>{});
  network.parameters() << 1, 0;
  for (const Index bad : {0, 1, 2}) {
    Tape<float> tape;
    network.prepare(tape, 3);
    tape.input() << 1, 2, 3;
    tape.input()(0, bad) = std::numeric_limits<float>::quiet_NaN();
    network.forward(tape, Pass{});
    detail::Certificate<float> certificate;
    certificate.begin(network);
    tape.output() << 3, 2, 1;
    certificate.add(tape, 0, 0, 3);
    certificate.add(tape, 1, 0, 3);
    CHECK(certificate.result(network, tape).difference == -detail::infinity);
  }
}

namespace {

struct MyActivation : ReLU {};
struct MyDense : Dense<2, 2, ReLU> {};  // whose functions may do more than Dense's bound knows of
struct Unstated : ReLU {
  struct ulps;
};

}  // namespace

TEST_CASE("layers that do not state their rounding are named") {
  CHECK_FALSE(mlp<float>(Dense<2, 2, AnyActivation>{}, Dense<2, 2, MyActivation>{}, Maxout<2, 2>{})
                  .first_without_rounding()
                  .has_value());
  CHECK(mlp<float>(Dense<2, 2>{}, Dropout{}, Dense<2, 1>{}).first_without_rounding() == 1);
  CHECK(mlp<float>(Dense<2, 2>{}, Silent{}, Dense<2, 1>{}).first_without_rounding() == 1);
  CHECK(mlp<float>(MyDense{}, Dense<2, 1>{}).first_without_rounding() == 0);
  CHECK(mlp<float>(Dense<2, 2>{}, Dense<2, 1, Unstated>{}).first_without_rounding() == 1);
}

TEST_CASE(
    "rounded down, a number of n digits is not above the value, nor a whole last digit below") {
  CHECK(rounded_down(0.97, 3) == 0.97);
  CHECK(rounded_down(0.97999, 2) == 0.97);
  CHECK(rounded_down(12345, 3) == 12300);
  CHECK(rounded_down(2, 3) == 2);
  CHECK(rounded_down(1e-7, 9) == 1e-7);
  CHECK(rounded_down(999.9996, 6) == 999.999);
  CHECK(rounded_down(0, 3) == 0);
  const Batch<double> values = normal_batch(1000, 1, 1).array().exp().pow(20);
  for (Index i = 0; i < values.size(); ++i) {
    for (const int digits : {1, 3, 9}) {
      const double down = rounded_down(values(i), digits);
      CHECK(down <= values(i));
      CHECK(down >= values(i) * (1 - std::pow(10.0, 1 - digits)) * (1 - 1e-15));
      char text[40];
      std::snprintf(text, sizeof text, "%.*e", digits - 1, down);
      CHECK(std::stod(text) == Catch::Approx(down).epsilon(1e-15));
    }
  }
}
