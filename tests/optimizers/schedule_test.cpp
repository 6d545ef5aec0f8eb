// SPDX-License-Identifier: MIT
#include <eigan/optimizers/schedule.hpp>

#include <cmath>
#include <limits>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::WithinRel;

TEST_CASE("a number is a schedule that never changes") {
  const Schedule rate = 1e-3;
  for (Index step : {Index{0}, Index{1}, Index{1} << 40}) CHECK(rate(step) == 1e-3);
  const Schedule whole = 2, single = 0.5f;
  CHECK(whole(7) == 2);
  CHECK(single(7) == 0.5);
}

TEST_CASE("a linear schedule runs from its start to its end and stays there") {
  const Schedule line = Schedule::linear(1, 0, 4);
  const double expected[] = {1, 0.75, 0.5, 0.25, 0, 0, 0};
  for (Index step = 0; step < 7; ++step) CHECK(line(step) == expected[step]);

  const Schedule later = Schedule::linear(2, 6, 2, 3);
  const double waits[] = {2, 2, 2, 2, 4, 6, 6};
  for (Index step = 0; step < 7; ++step) CHECK(later(step) == waits[step]);
  CHECK(Schedule::linear(0.5, 0.7, 1)(1'000'000) == 0.7);
}

TEST_CASE("a geometric schedule is multiplied by its factor at each step, down to its floor") {
  const Schedule halving = Schedule::geometric(8, 0.5, 1.5);
  const double expected[] = {8, 4, 2, 1.5, 1.5};
  for (Index step = 0; step < 5; ++step) CHECK(halving(step) == expected[step]);
  CHECK(Schedule::geometric(1, 0.5)(2000) == 0);
  CHECK(Schedule::geometric(1, 2)(10) == 1024);
}

TEST_CASE("the GAN paper's schedules of rate and momentum can be written") {
  // 0.1 divided by 1.000004 at each update, never under 1e-6
  const Schedule rate = Schedule::geometric(0.1, 1 / 1.000004, 1e-6);
  CHECK(rate(0) == 0.1);
  CHECK_THAT(rate(1), WithinRel(0.1 / 1.000004, 1e-15));
  CHECK_THAT(rate(500), WithinRel(0.1 / std::pow(1.000004, 500), 1e-12));
  CHECK_THAT(rate(1'000'000), WithinRel(0.1 * std::exp(-1e6 * std::log1p(4e-6)), 1e-9));
  CHECK(rate(2'878'000) > 1e-6);  // ln(1e5) / ln(1.000004) = 2,878,237.1
  CHECK(rate(2'879'000) == 1e-6);
  CHECK(rate(Index{1} << 40) == 1e-6);

  // 0.5 up to epoch 1, 0.7 from epoch 250 on, 500 updates an epoch
  const Schedule momentum = Schedule::linear(0.5, 0.7, 249 * 500, 500);
  CHECK(momentum(0) == 0.5);
  CHECK(momentum(500) == 0.5);
  CHECK_THAT(momentum(500 + 249 * 250), WithinRel(0.6, 1e-14));
  CHECK(momentum(250 * 500) == 0.7);
  CHECK(momentum(10'000'000) == 0.7);
}

TEST_CASE("a schedule is a pure function of the step") {
  const Schedule rate = Schedule::geometric(0.1, 0.999, 1e-6);
  const double late = rate(5000), early = rate(3);
  for (Index step = 0; step < 100; ++step) rate(step);
  CHECK(rate(5000) == late);
  CHECK(rate(3) == early);
  const Schedule copy = rate;
  CHECK(copy(5000) == late);
}

TEST_CASE("a schedule knows whether it stays within bounds at every step") {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(Schedule(0.5).within(0, 1));
  CHECK_FALSE(Schedule(-0.5).within(0, 1));
  CHECK_FALSE(Schedule(nan).within(0, infinity));
  CHECK(Schedule::linear(0, 1, 5).within(0, 1));
  CHECK_FALSE(Schedule::linear(0.5, 1.5, 5).within(0, 1));
  CHECK_FALSE(Schedule::linear(0.5, -0.5, 5, 1000).within(0, 1));
  CHECK(Schedule::geometric(1, 0.9, 0.1).within(0, 1));
  CHECK_FALSE(Schedule::geometric(1, 1.01).within(0, 1000));
  CHECK(Schedule::geometric(1, 1.01).within(0, infinity));
  CHECK(Schedule::geometric(0, 1.01).within(0, 1));  // 0 does not grow
}

TEST_CASE("settings of schedules are checked, and the message gives rule and value") {
  CHECK(thrown<Error>([] { Schedule::linear(1, 0, 0); }) ==
        "Schedule::linear: steps must be at least 1 and start at least 0; got 0 and 0");
  CHECK(thrown<Error>([] { Schedule::linear(1, 0, 5, -2); }) ==
        "Schedule::linear: steps must be at least 1 and start at least 0; got 5 and -2");
  CHECK(thrown<Error>([] { Schedule::geometric(1, 0); }) ==
        "Schedule::geometric: factor must be positive; got 0");
  CHECK(thrown<Error>([] { Schedule::geometric(1, std::numeric_limits<double>::quiet_NaN()); }) ==
        "Schedule::geometric: factor must be positive; got nan");
}
