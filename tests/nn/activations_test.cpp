// SPDX-License-Identifier: MIT
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>
#include <variant>

#include <eigan/nn/activations.hpp>
#include <eigan/nn/any_activation.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// phi and its derivative at one number.
struct Value {
  double phi, derivative;
};

/// Compares an activation with its formula, over many numbers and over each on its own.
template <class Scalar>
void check_formula(const AnyActivation& activation, const std::function<Value(double)>& formula) {
  const double rounding = 8 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
  const Batch<Scalar> a = normal_batch<Scalar>(37, 11, 1) * Scalar(3);
  Batch<Scalar> y = a;
  activation.apply(y.array());
  Batch<Scalar> d = Batch<Scalar>::Constant(37, 11, Scalar(-2));
  activation.backward(y.array(), d.array());
  for (Index i = 0; i < a.size(); ++i) {
    CAPTURE(a(i));
    const Value expected = formula(static_cast<double>(a(i)));
    CHECK(std::abs(static_cast<double>(y(i)) - expected.phi) <=
          rounding * (1 + std::abs(expected.phi)));
    CHECK(std::abs(static_cast<double>(d(i)) + 2 * expected.derivative) <= 2 * rounding);
  }
}

void check_formula(const AnyActivation& activation, const std::function<Value(double)>& formula) {
  check_formula<float>(activation, formula);
  check_formula<double>(activation, formula);
}

double applied(const AnyActivation& activation, double a) {
  Batch<double> y(1, 1);
  y << a;
  activation.apply(y.array());
  return y(0);
}

double derivative(const AnyActivation& activation, double y) {
  Batch<double> d(1, 1);
  d << 1;
  activation.backward(Batch<double>{{y}}.array(), d.array());
  return d(0);
}

}  // namespace

TEST_CASE("activations and their derivatives are what their formulas say") {
  check_formula(AnyActivation{}, [](double a) { return Value{a, 1}; });
  check_formula(Identity{}, [](double a) { return Value{a, 1}; });
  check_formula(ReLU{}, [](double a) { return Value{a > 0 ? a : 0, a > 0 ? 1.0 : 0.0}; });
  for (const double slope : {0.0, 0.2, 1.0}) {
    check_formula(LeakyReLU{.slope = slope}, [&](double a) {
      return Value{a > 0 ? a : slope * a, a > 0 ? 1 : slope};
    });
  }
  check_formula(Tanh{}, [](double a) {
    return Value{std::tanh(a), 1 / (std::cosh(a) * std::cosh(a))};
  });
  check_formula(Sigmoid{}, [](double a) {
    const double e = std::exp(-a);
    return Value{1 / (1 + e), e / ((1 + e) * (1 + e))};
  });
}

TEST_CASE("the derivative of the rectifiers at 0 is the one of the left side") {
  CHECK(derivative(ReLU{}, applied(ReLU{}, 0)) == 0);
  CHECK(derivative(LeakyReLU{.slope = 0.25}, applied(LeakyReLU{.slope = 0.25}, 0)) == 0.25);
}

TEST_CASE("activations saturate without overflow") {
  for (const double a : {1e4, 1e308}) {
    CHECK(applied(Sigmoid{}, a) == 1);
    CHECK(applied(Sigmoid{}, -a) == 0);
    CHECK(applied(Tanh{}, a) == 1);
    CHECK(applied(Tanh{}, -a) == -1);
    CHECK(applied(ReLU{}, a) == a);
    CHECK(applied(ReLU{}, -a) == 0);
    CHECK(applied(LeakyReLU{.slope = 0.5}, -a) == -a / 2);
  }
}

TEST_CASE("a Lipschitz constant is the steepest slope of its activation") {
  CHECK(Identity{}.lipschitz() == 1);
  CHECK(ReLU{}.lipschitz() == 1);
  CHECK(LeakyReLU{}.lipschitz() == 1);
  CHECK(Tanh{}.lipschitz() == 1);
  CHECK(Sigmoid{}.lipschitz() == 0.25);
  CHECK(AnyActivation{Sigmoid{}}.lipschitz() == 0.25);
  CHECK(derivative(Sigmoid{}, applied(Sigmoid{}, 0)) == 0.25);
}

TEST_CASE("an activation chosen at run time is the one that was given") {
  CHECK(std::get<LeakyReLU>(AnyActivation{LeakyReLU{.slope = 0.1}}.choice()).slope == 0.1);
  CHECK(std::holds_alternative<Identity>(AnyActivation{}.choice()));
  STATIC_REQUIRE_FALSE(std::is_constructible_v<AnyActivation, double>);
}

TEST_CASE("a slope of LeakyReLU outside of [0, 1] is an error that says so") {
  const auto refusal = [](const AnyActivation& activation) {
    return thrown<Error>([&] { activation.validate(); });
  };
  CHECK_NOTHROW(LeakyReLU{.slope = 0}.validate());
  CHECK_NOTHROW(LeakyReLU{.slope = 1}.validate());
  CHECK(refusal(LeakyReLU{.slope = -0.1}) == "LeakyReLU: slope must lie in [0, 1], got -0.1");
  CHECK(refusal(LeakyReLU{.slope = 1.5}) == "LeakyReLU: slope must lie in [0, 1], got 1.5");
  CHECK(refusal(LeakyReLU{.slope = std::nan("")}) ==
        "LeakyReLU: slope must lie in [0, 1], got nan");
}
