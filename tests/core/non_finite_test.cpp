// SPDX-License-Identifier: MIT
#include <limits>
#include <string>

#include <eigan/core/non_finite.hpp>

#include "tests/catch.hpp"

using namespace eigan;

TEMPLATE_TEST_CASE("a value that is not finite is found at any place", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  for (const Index size : {0, 1, 63, 64, 65, 200}) {
    Vector<TestType> x = Vector<TestType>::Constant(size, -Limits::max());
    CHECK(detail::all_finite(x.data(), size));
    for (Index i = 0; i < size; ++i) {
      for (const TestType bad : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
        x[i] = bad;
        REQUIRE_FALSE(detail::all_finite(x.data(), size));
      }
      x[i] = Limits::denorm_min();
    }
  }
}

TEST_CASE("of several values that are not finite the first is found, sample by sample") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Batch<double> x = Batch<double>::Zero(3, 4);
  CHECK_FALSE(detail::first_non_finite(x));
  x(0, 2) = infinity;
  x(2, 1) = -infinity;
  const auto first = detail::first_non_finite(x);
  REQUIRE(first);
  CHECK(first->feature == 2);
  CHECK(first->sample == 1);
  CHECK(std::string(first->name) == "-inf");
}
