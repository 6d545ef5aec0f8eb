// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>
#include <variant>
#include <vector>

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

/// The d of `backward`, which gets y, or a if the activation reads it.
template <class Scalar>
Vector<Scalar> backward(const AnyActivation& activation, const Vector<Scalar>& a,
                        const Vector<Scalar>& y, Vector<Scalar> d) {
  const Vector<Scalar>& from = detail::reads_input(activation) ? a : y;
  activation.backward<Scalar>(ConstSegment<Scalar>(from.data(), from.size()),
                              Segment<Scalar>(d.data(), d.size()));
  return d;
}
template <class Scalar>
Vector<Scalar> apply(const AnyActivation& activation, Vector<Scalar> a) {
  activation.apply<Scalar>(Segment<Scalar>(a.data(), a.size()));
  return a;
}

/// Compares an activation with its formula, over many numbers.
template <class Scalar>
void check_formula(const AnyActivation& activation, const std::function<Value(double)>& formula) {
  const double rounding = 8 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
  const Vector<Scalar> a = normal_batch<Scalar>(407, 1, 1) * Scalar(3);
  const Vector<Scalar> y = apply(activation, a);
  const Vector<Scalar> d =
      backward(activation, a, y, Vector<Scalar>(Vector<Scalar>::Constant(407, Scalar(-2))));
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
  return apply(activation, Vector<double>(Vector<double>::Constant(1, a)))[0];
}

/// phi'(a)
double derivative(const AnyActivation& activation, double a) {
  const Vector<double> at = Vector<double>::Constant(1, a), one = Vector<double>::Ones(1);
  return backward(activation, at, apply(activation, at), one)[0];
}

double normal_distribution(double a) { return std::erfc(-a / std::sqrt(2.0)) / 2; }
double normal_density(double a) { return std::exp(-a * a / 2) / std::sqrt(2 * std::acos(-1.0)); }

const std::vector<AnyActivation> all{Identity{},
                                     ReLU{},
                                     LeakyReLU{.slope = 0.2},
                                     LeakyReLU{.slope = 0},
                                     Tanh{},
                                     Sigmoid{},
                                     SiLU{},
                                     GELU{},
                                     ELU{},
                                     ELU{.alpha = 0.3},
                                     Softplus{},
                                     AnyActivation{}};

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
  check_formula(SiLU{}, [](double a) {
    const double s = 1 / (1 + std::exp(-a));
    return Value{a * s, s + a * s * (1 - s)};
  });
  check_formula(GELU{}, [](double a) {
    return Value{a * normal_distribution(a), normal_distribution(a) + a * normal_density(a)};
  });
  for (const double alpha : {0.0, 0.3, 1.0}) {
    check_formula(ELU{.alpha = alpha}, [&](double a) {
      return Value{a > 0 ? a : alpha * std::expm1(a), a > 0 ? 1 : alpha * std::exp(a)};
    });
  }
  check_formula(Softplus{}, [](double a) {
    return Value{std::log1p(std::exp(a)), 1 / (1 + std::exp(-a))};
  });
}

TEST_CASE("an element's bits do not depend on its place in memory") {
  for (const AnyActivation& activation : all) {
    INFO("activation " << activation.choice().index());
    const Vector<float> a = normal_batch<float>(100, 1, 1) * 3.0f;
    const Vector<float> y = apply(activation, a);
    const Vector<float> d = backward(activation, a, y, Vector<float>(Vector<float>::Ones(100)));
    for (Index first = 0; first < 40; ++first) {
      for (const Index count : {1, 3, 16, 60}) {
        const Vector<float> part = a.segment(first, count);
        const Vector<float> y_part = apply(activation, part);
        REQUIRE(y_part == y.segment(first, count));
        REQUIRE(backward(activation, part, y_part, Vector<float>(Vector<float>::Ones(count))) ==
                d.segment(first, count));
      }
    }
  }
}

TEST_CASE("NaN goes through every activation") {
  for (const AnyActivation& activation : all) {
    INFO("activation " << activation.choice().index());
    CHECK(std::isnan(applied(activation, std::nan(""))));
  }
}

TEST_CASE("the gain is 1 / sqrt(E[phi'(a)^2]) for a standard normal a") {
  for (const AnyActivation& activation : all) {
    INFO("activation " << activation.choice().index());
    // Simpson's rule on each side of the kink at 0, whose own derivative is taken from that side
    const int n = 4000;
    const double h = 12.0 / n;
    double sum = 0;
    for (const double side : {-1.0, 1.0}) {
      for (int i = 0; i <= n; ++i) {
        const double a = side * (i == 0 ? 1e-300 : i * h);
        const double slope = derivative(activation, a);
        sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * slope * slope * normal_density(a);
      }
    }
    CHECK(activation.gain() == Catch::Approx(1 / std::sqrt(sum * h / 3)).epsilon(1e-9));
  }
}

TEST_CASE("the derivative of the rectifiers at 0 is that from the left") {
  CHECK(derivative(ReLU{}, 0) == 0);
  CHECK(derivative(LeakyReLU{.slope = 0.25}, 0) == 0.25);
  CHECK(derivative(ELU{.alpha = 0.25}, 0) == 0.25);
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
    for (const AnyActivation& activation : {AnyActivation(SiLU{}), AnyActivation(GELU{}),
                                            AnyActivation(ELU{}), AnyActivation(Softplus{})}) {
      INFO("activation " << activation.choice().index() << " at " << a);
      CHECK(applied(activation, a) == a);
      CHECK(derivative(activation, a) == 1);
      CHECK(applied(activation, -a) == (activation.choice().index() == 7 ? -1 : 0));
      CHECK(derivative(activation, -a) == 0);
    }
  }
  // for very negative a the functions are tiny, not 0, and exact to their own magnitude
  CHECK(applied(SiLU{}, -20) == Catch::Approx(-20 * std::exp(-20.0)).epsilon(1e-8));
  CHECK(applied(Sigmoid{}, -40) == Catch::Approx(std::exp(-40.0)).epsilon(1e-14));
  CHECK(applied(Sigmoid{}, -700) == Catch::Approx(std::exp(-700.0)).epsilon(1e-13).margin(0));
  CHECK(applied(GELU{}, -10) == Catch::Approx(-10 * normal_distribution(-10)).epsilon(1e-14));
  CHECK(applied(Softplus{}, -40) == Catch::Approx(std::exp(-40.0)).epsilon(1e-14));
  CHECK(derivative(Softplus{}, -40) == Catch::Approx(std::exp(-40.0)).epsilon(1e-14));
}

TEST_CASE("a Lipschitz constant is the steepest slope of its activation") {
  CHECK(Identity{}.lipschitz() == 1);
  CHECK(ReLU{}.lipschitz() == 1);
  CHECK(LeakyReLU{}.lipschitz() == 1);
  CHECK(Tanh{}.lipschitz() == 1);
  CHECK(Sigmoid{}.lipschitz() == 0.25);
  CHECK(AnyActivation{Sigmoid{}}.lipschitz() == 0.25);
  for (const AnyActivation& activation : all) {
    INFO("activation " << activation.choice().index());
    double steepest = 0;
    for (int i = -80'000; i <= 80'000; ++i) {
      steepest = std::max(steepest, std::abs(derivative(activation, i * 1e-4)));
    }
    CHECK(steepest <= activation.lipschitz());
    CHECK(steepest >
          0.9999 * activation.lipschitz() - (activation.choice().index() == 8 ? 4e-4 : 0));
  }
}

TEST_CASE("an activation chosen at run time is the one that was given") {
  CHECK(std::get<LeakyReLU>(AnyActivation{LeakyReLU{.slope = 0.1}}.choice()).slope == 0.1);
  CHECK(std::holds_alternative<Identity>(AnyActivation{}.choice()));
  STATIC_REQUIRE_FALSE(std::is_constructible_v<AnyActivation, double>);
  const auto setting = [](const char*) { return 0.125; };
  CHECK(std::get<LeakyReLU>(AnyActivation::named("leaky_relu", setting)->choice()).slope == 0.125);
  CHECK(std::get<ELU>(AnyActivation::named("elu", setting)->choice()).alpha == 0.125);
  CHECK(std::holds_alternative<GELU>(AnyActivation::named("gelu", setting)->choice()));
  CHECK_FALSE(AnyActivation::named("gel", setting).has_value());
}

TEST_CASE("a LeakyReLU slope outside [0, 1] is an error that says so") {
  const auto refusal = [](const AnyActivation& activation) {
    return thrown<Error>([&] { activation.validate(); });
  };
  CHECK_NOTHROW(LeakyReLU{.slope = 0}.validate());
  CHECK_NOTHROW(LeakyReLU{.slope = 1}.validate());
  CHECK(refusal(LeakyReLU{.slope = -0.1}) == "LeakyReLU: slope must lie in [0, 1]; got -0.1");
  CHECK(refusal(LeakyReLU{.slope = 1.5}) == "LeakyReLU: slope must lie in [0, 1]; got 1.5");
  CHECK(refusal(ELU{.alpha = 1.5}) == "ELU: alpha must lie in [0, 1]; got 1.5");
  CHECK(refusal(ELU{.alpha = -0.1}) == "ELU: alpha must lie in [0, 1]; got -0.1");
  CHECK(refusal(LeakyReLU{.slope = std::nan("")}) ==
        "LeakyReLU: slope must lie in [0, 1]; got nan");
}

namespace {

/// phi'' of a list of numbers, by `curvature`.
template <class Scalar>
Vector<Scalar> curvature(const AnyActivation& activation, const Vector<Scalar>& a) {
  const Vector<Scalar> from = detail::reads_input(activation) ? a : apply(activation, a);
  Vector<Scalar> d = Vector<Scalar>::Ones(a.size());
  detail::curvature<Scalar>(activation, ConstSegment<Scalar>(from.data(), from.size()),
                            Segment<Scalar>(d.data(), d.size()));
  return d;
}

const std::vector<AnyActivation> all_activations = {
    Identity{}, ReLU{}, LeakyReLU{},       Tanh{},    Sigmoid{},
    SiLU{},     GELU{}, ELU{.alpha = 0.7}, Softplus{}};

}  // namespace

TEST_CASE("curvature is the derivative of the derivative") {
  const Vector<double> a = normal_batch<double>(401, 1, 5) * 3.0;
  const double h = 1e-5;
  for (const AnyActivation& activation : all_activations) {
    const auto slope = [&](double shift) {
      const Vector<double> at = a.array() + shift;
      return backward(activation, at, apply(activation, at),
                      Vector<double>(Vector<double>::Ones(401)));
    };
    const Vector<double> expected = (slope(h) - slope(-h)) / (2 * h);
    const Vector<double> found = curvature(activation, a);
    CAPTURE(activation.choice().index());
    for (Index i = 0; i < a.size(); ++i) {
      if (std::abs(a[i]) < 2 * h) continue;  // a kink
      CAPTURE(a[i]);
      CHECK(std::abs(found[i] - expected[i]) < 1e-9);
    }
    CHECK(detail::is_curved(activation) == (found.cwiseAbs().maxCoeff() > 0));
  }
}

TEMPLATE_TEST_CASE("curvature is exact where the derivative is 0 or underflows", "", float,
                   double) {
  // phi'' = (2 + a (1 - 2 s)) s (1 - s) and (2 - a^2) density(a): at the zeros of phi', and far out
  Vector<TestType> a(8);
  a << TestType(-1.278464542761074), TestType(-0.751791524693564), -20, -110, TestType(-1e4), 20,
      110, TestType(1e4);
  const Vector<TestType> silu = curvature(SiLU{}, a), gelu = curvature(GELU{}, a);
  for (Index i = 0; i < a.size(); ++i) {
    CAPTURE(a[i]);
    const long double x = static_cast<long double>(a[i]);
    const long double s = 1 / (1 + std::exp(-x));
    const long double exact_silu = s * (1 - s) * (2 + x * (1 - 2 * s));
    const long double exact_gelu =
        (2 - x * x) * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0L));
    const double rounding = 1e3 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    const double smallest = 1e4 * static_cast<double>(std::numeric_limits<TestType>::min());
    CHECK(std::abs(static_cast<double>(silu[i] - exact_silu)) <=
          rounding * std::abs(static_cast<double>(exact_silu)) + smallest + rounding * (x > 15));
    CHECK(std::abs(static_cast<double>(gelu[i] - exact_gelu)) <=
          rounding * std::abs(static_cast<double>(exact_gelu)) + smallest);
  }
  for (const AnyActivation& activation : all_activations) {
    CHECK(curvature<TestType>(activation, a).allFinite());
  }
}
