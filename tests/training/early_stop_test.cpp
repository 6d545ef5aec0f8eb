// SPDX-License-Identifier: MIT
#include <eigan/training/early_stop.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/small_game.hpp"
#include "tests/support/sources.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const NormalSource<> source;

/// Trains up to 100 steps with a metric that takes these values, one after the other, then 0.
struct Outcome {
  std::vector<Index> evaluated;  ///< steps
  Index last;
  double best;
  Index best_step;

  Outcome(const std::vector<double>& values, Index every, Index patience) {
    auto gan = small_game();
    EarlyStop stop{.every = every, .patience = patience, .metric = [&] {
                     evaluated.push_back(gan.steps());
                     return evaluated.size() <= values.size() ? values[evaluated.size() - 1] : 0.0;
                   }};
    last = gan.fit(source, 100, stop).step;
    best = stop.best;
    best_step = stop.best_step;
  }
};

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("EarlyStop ends training after `patience` evaluations without improvement") {
  const Outcome o({5, 3, 4, 3, 2, 2, 2, 2.5}, 10, 3);
  CHECK(o.evaluated == std::vector<Index>{10, 20, 30, 40, 50, 60, 70, 80});
  CHECK(o.last == 80);  // 2 at step 50, then 2, 2 and 2.5
  CHECK(o.best == 2);
  CHECK(o.best_step == 50);
}

TEST_CASE("EarlyStop leaves training alone while the metric improves within `patience`") {
  const Outcome o({9, 9, 8, 8, 7, 7, 6, 6, 5, 5}, 10, 2);
  CHECK(o.last == 100);
  CHECK(o.evaluated.size() == 10);
  CHECK(o.best == 5);
  CHECK(o.best_step == 90);
}

TEST_CASE("EarlyStop with patience 1 ends training at the first evaluation without improvement") {
  const Outcome o({1, 1}, 7, 1);
  CHECK(o.evaluated == std::vector<Index>{7, 14});
  CHECK(o.last == 14);
}

TEST_CASE("to EarlyStop NaN is no improvement, and a number after NaN is") {
  CHECK(Outcome({not_a_number, not_a_number}, 5, 2).last == 10);
  const Outcome o({not_a_number, 3, not_a_number, 2, not_a_number, not_a_number}, 5, 2);
  CHECK(o.last == 30);
  CHECK(o.best == 2);
  CHECK(o.best_step == 20);
}

TEST_CASE("EarlyStop starts anew in another call of fit") {
  auto gan = small_game();
  double value = 1;
  EarlyStop stop{.every = 2, .patience = 2, .metric = [&] { return value; }};
  CHECK(gan.fit(source, 100, stop).step == 6);
  value = 5;  // worse than before, and the first of this call
  CHECK(gan.fit(source, 100, stop).step == 12);
  CHECK(stop.best == 5);
  CHECK(stop.best_step == 8);
}

TEST_CASE("EarlyStop refuses settings that would never end training or evaluate nothing") {
  auto gan = small_game();
  const auto message = [&](EarlyStop stop) {
    return thrown<Error>([&] { gan.fit(source, 1, stop); });
  };
  const auto metric = [] { return 0.0; };
  CHECK(message({.every = 0, .metric = metric}) == "EarlyStop: every must be at least 1; got 0");
  CHECK(message({.patience = 0, .metric = metric}) ==
        "EarlyStop: patience must be at least 1; got 0");
  CHECK(message({}) == "EarlyStop: there must be a metric");
  CHECK(gan.steps() == 0);
}
