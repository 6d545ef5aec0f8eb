// SPDX-License-Identifier: MIT
#include <eigan/optimizers/optimizer.hpp>

#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>

#include "tests/catch.hpp"
#include "tests/support/own_optimizers.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/two_tensors.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

static_assert(Optimizer<SignDescent, float> && Optimizer<SignDescent, double>);
static_assert(Optimizer<AdaGrad, float> && Optimizer<AdaGrad, double>);
static_assert(Optimizer<SGD, float> && Optimizer<RMSProp, float> && Optimizer<Adam, float>);

struct NoUpdate {
  static constexpr std::size_t slots = 0;
};
static_assert(!Optimizer<NoUpdate, float>);

/// Records its arguments.
struct Witness {
  static constexpr std::size_t slots = 2;
  std::vector<Index>* steps;
  std::vector<double>* remembered;
  template <class Scalar>
  void update(Index step, Segment<Scalar> w, ConstSegment<Scalar>, Slots<Scalar, 2> s) const {
    steps->push_back(step);
    for (const Segment<Scalar>& slot : s) {
      REQUIRE(slot.size() == w.size());
      for (Index i = 0; i < slot.size(); ++i) remembered->push_back(static_cast<double>(slot[i]));
    }
    s[0] = w;
    s[1] = -w;
  }
};

/// Makes the last number of one of w and the slots infinite, 0 to 2; none if `broken` is -1.
struct Breaks {
  static constexpr std::size_t slots = 2;
  int broken;
  void update(Index, Segment<double> w, ConstSegment<double>, Slots<double, 2> s) const {
    for (Segment<double>* part : {&w, &s[0], &s[1]}) part->setOnes();
    if (broken < 0) return;
    Segment<double>& last = broken == 0 ? w : s[static_cast<std::size_t>(broken - 1)];
    last[w.size() - 1] = INFINITY;
  }
};

/// The parameters after three updates of two tensors in training step 1.
template <class O>
Vector<double> three_updates_in_one_step(const O& optimizer) {
  OptimizerState<O, double> state(5);
  Vector<double> w = two_tensors();
  for (Index i = 0; i < 3; ++i) {
    update_both(state, optimizer, 1, w, Vector<double>(two_gradients().col(i)));
  }
  return w;
}

}  // namespace

TEST_CASE("an optimiser's steps count updates from 1, not tensors") {
  std::vector<Index> steps;
  std::vector<double> remembered;
  three_updates(Witness{&steps, &remembered});
  CHECK(steps == std::vector<Index>{1, 1, 2, 2, 3, 3});
}

TEST_CASE("an optimiser's slots start at 0 and belong to their parameters") {
  std::vector<Index> steps;
  std::vector<double> seen;
  three_updates(Witness{&steps, &seen});
  const std::vector<double> first(seen.begin(), seen.begin() + 10);
  CHECK(first == std::vector<double>(10, 0.0));
  // the second tensor comes first: what was remembered is w = (0.25, 3) and -w; then the first's
  const std::vector<double> second(seen.begin() + 10, seen.begin() + 20);
  CHECK(second == std::vector<double>{0.25, 3, -0.25, -3, 1, -2, 0.5, -1, 2, -0.5});
}

TEMPLATE_TEST_CASE("the state shows its step and its slots, and they start at 0", "", SGD, RMSProp,
                   Adam, SignDescent, AdaGrad) {
  OptimizerState<TestType, float> state(5);
  const SavedState saved(state);
  CHECK(saved.at<Index>("updates") == 0);
  REQUIRE(saved.size() == 1 + TestType::slots);
  for (std::size_t i = 0; i < TestType::slots; ++i) {
    CHECK(saved.at<Vector<float>>("slot" + std::to_string(i)) == Vector<float>::Zero(5));
  }
}

TEMPLATE_TEST_CASE("a saved and restored state continues with the same bytes", "", SGD, RMSProp,
                   Adam, AdaGrad) {
  const TestType optimizer = [] {
    if constexpr (std::is_same_v<TestType, SGD>) return SGD{.learning_rate = 0.1, .momentum = 0.9};
    return TestType{};
  }();
  OptimizerState<TestType, float> state(5);
  Vector<float> w = two_tensors().cast<float>();
  const Batch<float> g = two_gradients().cast<float>();
  update_both<float>(state, optimizer, 1, w, g.col(0));
  update_both<float>(state, optimizer, 2, w, g.col(1));

  const SavedState saved(state);
  CHECK(saved.at<Index>("updates") == 2);
  OptimizerState<TestType, float> other(5);
  const Vector<float> before = w;
  Vector<float> w_other = w;
  saved.restore(other);
  update_both<float>(state, optimizer, 3, w, g.col(2));
  update_both<float>(other, optimizer, 3, w_other, g.col(2));
  CHECK(w_other == w);

  // the state matters: with a new one the third update differs
  OptimizerState<TestType, float> fresh(5);
  Vector<float> w_fresh = before;
  update_both<float>(fresh, optimizer, 1, w_fresh, g.col(2));
  CHECK(w_fresh != w);
}

TEST_CASE("an epsilon that underflows in float causes no division by 0") {
  const auto stays = [](const auto& optimizer) {
    OptimizerState<std::decay_t<decltype(optimizer)>, float> state(5);
    Vector<float> w = Vector<float>::Ones(5);
    update_both(state, optimizer, 1, w, Vector<float>(Vector<float>::Zero(5)));
    CHECK(w == Vector<float>::Ones(5));
  };
  stays(Adam{.epsilon = 1e-46});
  stays(RMSProp{.epsilon = 1e-46});
  stays(RMSProp{.epsilon = 1e-46, .epsilon_inside_root = true});
}

TEST_CASE("a custom optimiser moves parameters by its rule") {
  const Batch<double> signs = three_updates(SignDescent{.learning_rate = 0.5});
  Vector<double> expected(5);
  expected << 1 - 0.5 + 0.5 - 0.5, -2 + 0.5 + 0 + 0.5, 0.5 - 1.5, 0.25 - 0.5, 3 + 0.5 + 0.5 - 0.5;
  CHECK(distance(signs.col(2), expected) < 1e-15);

  const Batch<double> moved = three_updates(AdaGrad{});
  CHECK(std::abs(moved(4, 2) - (3 + 0.1 + 0.1 / std::sqrt(2.0) - 0.2 / std::sqrt(6.0))) < 1e-8);
}

TEST_CASE("schedules follow the step: all updates of one step have the same rate and momentum") {
  const Schedule rate = Schedule::linear(0.1, 0, 1), momentum = Schedule::linear(0.5, 0.9, 1);
  const auto same = [](const auto& scheduled, const auto& constant) {
    return three_updates_in_one_step(scheduled) == three_updates_in_one_step(constant);
  };
  CHECK(same(Adam{.learning_rate = rate}, Adam{.learning_rate = 0.1}));
  CHECK(same(RMSProp{.learning_rate = rate}, RMSProp{.learning_rate = 0.1}));
  CHECK(same(SGD{.learning_rate = rate, .momentum = momentum},
             SGD{.learning_rate = 0.1, .momentum = 0.5}));
}

TEST_CASE("an update says whether its segment and every slot of it are finite") {
  for (const int broken : {-1, 0, 1, 2}) {
    for (const Index offset : {0, 3}) {
      INFO("part " << broken << " at " << offset);
      OptimizerState<Breaks, double> state(5);
      Vector<double> w = two_tensors();
      const Vector<double> g = two_gradients().col(0);
      state.begin_update(1);
      CHECK(state.update({broken}, offset, {w.data() + offset, 2}, {g.data() + offset, 2}) ==
            (broken < 0));
    }
  }
}
