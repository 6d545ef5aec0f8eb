// SPDX-License-Identifier: MIT
#include <eigan/training/callbacks.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/small_game.hpp"
#include "tests/support/sources.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const NormalSource<> source;

/// Records all calls.
struct Diary {
  std::string name;
  std::vector<std::string>* pages;

  void write(const std::string& what) const { pages->push_back(name + " " + what); }
  void on_start(const TrainingRun& run) const {
    write("starts " + std::to_string(run.first_step) + " to " + std::to_string(run.last_step));
  }
  void on_step(const StepReport& report) const { write("step " + std::to_string(report.step)); }
  void on_end(const StepReport& report) const { write("ends at " + std::to_string(report.step)); }
};

}  // namespace

TEST_CASE("callbacks get the start, each step and the end, in the order given") {
  std::vector<std::string> pages;
  auto gan = small_game();
  gan.fit(source, 2, Diary{"a", &pages}, Diary{"b", &pages});
  CHECK(pages == std::vector<std::string>{"a starts 1 to 2", "b starts 1 to 2",  //
                                          "a step 1", "b step 1", "a step 2", "b step 2",
                                          "a ends at 2", "b ends at 2"});
}

TEST_CASE("a second call of fit continues the count of steps, and returns the last report") {
  auto gan = small_game();
  CHECK(gan.fit(source, 3).step == 3);
  CHECK(gan.steps() == 3);
  std::vector<std::string> pages;
  std::vector<StepReport> reports;
  const StepReport last = gan.fit(source, 2, Diary{"a", &pages},
                                  [&](const StepReport& report) { reports.push_back(report); });
  CHECK(pages ==
        std::vector<std::string>{"a starts 4 to 5", "a step 4", "a step 5", "a ends at 5"});
  REQUIRE(reports.size() == 2);
  CHECK(last.step == 5);
  CHECK(last.adversary_loss == reports[1].adversary_loss);
  CHECK(last.generator_loss == reports[1].generator_loss);
  CHECK(last.divergence == reports[1].divergence);
  CHECK(gan.step(source).step == 6);
}

TEST_CASE("a callback that returns false ends training after that step, and all get the end") {
  std::vector<std::string> pages;
  auto gan = small_game();
  const auto stop_at_3 = [](const StepReport& report) { return report.step < 3; };
  const StepReport last = gan.fit(source, 100, Diary{"a", &pages}, stop_at_3, Diary{"b", &pages},
                                  [](const StepReport&) { return true; });
  CHECK(last.step == 3);
  CHECK(gan.steps() == 3);
  CHECK(pages == std::vector<std::string>{"a starts 1 to 100", "b starts 1 to 100",  //
                                          "a step 1", "b step 1", "a step 2", "b step 2",
                                          "a step 3", "b step 3", "a ends at 3", "b ends at 3"});
  // and it may be called again
  CHECK(gan.fit(source, 2).step == 5);
}

TEST_CASE("a hook of a class may return false too, and hooks may be missing") {
  struct Patience {
    int left;
    bool on_step(const StepReport&) { return --left > 0; }
  };
  struct Ender {
    Index* step;
    void on_end(const StepReport& report) { *step = report.step; }
  };
  struct Starter {
    Index* last;
    void on_start(const TrainingRun& run) { *last = run.last_step; }
  };
  Index step = 0, last = 0;
  auto gan = small_game();
  gan.fit(source, 10, Ender{&step}, Patience{4}, Starter{&last});
  CHECK(step == 4);
  CHECK(last == 10);
}

TEST_CASE("callbacks are rvalues, lvalues, constants, functions and function objects") {
  static Index told = 0;
  struct Free {
    static void function(const StepReport& report) { told = report.step; }
  };
  struct Counter {
    Index calls = 0;
    void on_step(const StepReport&) { ++calls; }
  };
  Counter counter;  // an lvalue keeps its count
  Index steps = 0;
  const auto constant = [&steps](const StepReport&) { ++steps; };
  auto changing = [calls = 0](const StepReport&) mutable { return ++calls < 3; };
  const std::function<void(const StepReport&)> boxed = [&](const StepReport&) { ++steps; };
  auto gan = small_game();
  gan.fit(source, 5, counter, constant, changing, boxed, &Free::function, Counter{});
  CHECK(counter.calls == 3);
  CHECK(steps == 6);
  CHECK(told == 3);
}

TEST_CASE("Every calls its action at each n-th step, by the number of the step") {
  std::vector<Index> seen;
  const auto see = [&](const StepReport& report) { seen.push_back(report.step); };
  auto gan = small_game();
  gan.fit(source, 7, Every{3, see});
  CHECK(seen == std::vector<Index>{3, 6});
  gan.fit(source, 7, Every{3, see});  // steps 8 to 14
  CHECK(seen == std::vector<Index>{3, 6, 9, 12});

  Every lasting{2, see};
  gan.fit(source, 2, lasting);
  CHECK(seen.back() == 16);
}

TEST_CASE("Every's action may end training") {
  auto gan = small_game();
  const auto go_on = [](const StepReport& report) { return report.step < 4; };
  CHECK(gan.fit(source, 100, Every{2, go_on}).step == 4);
}

TEST_CASE("Every refuses n below 1") {
  auto gan = small_game();
  int calls = 0;
  const auto action = [&](const StepReport&) { ++calls; };
  CHECK(thrown<Error>([&] {
          gan.fit(source, 3, Every{0, action});
        }) == "Every: n must be at least 1; got 0");
  CHECK(calls == 0);
  CHECK(gan.steps() == 0);
}

TEST_CASE("an exception of a callback ends training and reaches the caller of fit") {
  struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  std::vector<std::string> pages;
  auto gan = small_game();
  const auto fail_at_2 = [](const StepReport& report) {
    if (report.step == 2) throw Failure("the disk is full");
  };
  CHECK(thrown<Failure>([&] {
          gan.fit(source, 5, fail_at_2, Diary{"a", &pages});
        }) == "the disk is full");
  CHECK(gan.steps() == 2);
  CHECK(pages == std::vector<std::string>{"a starts 1 to 5", "a step 1"});

  struct FailsAtOnce {
    void on_start(const TrainingRun&) { throw Failure("not today"); }
  };
  CHECK(thrown<Failure>([&] { gan.fit(source, 5, FailsAtOnce{}); }) == "not today");
  CHECK(gan.steps() == 2);
}
