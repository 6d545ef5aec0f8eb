// SPDX-License-Identifier: MIT
#include <eigan/training/progress_bar.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/games.hpp"
#include "tests/support/small_game.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// A report with the widest numbers.
StepReport report(Index step) {
  return {.step = step,
          .adversary_loss = -1.23456e-10,
          .generator_loss = -1.23456e-10,
          .divergence = -1.23456e-10};
}

/// The current line of a terminal that understands \r and "erase to the end of the line".
struct Terminal {
  std::string line;
  std::size_t column = 0, widest = 0;
  int newlines = 0;

  explicit Terminal(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\r') {
        column = 0;
      } else if (text[i] == '\n') {
        ++newlines;
      } else if (text.compare(i, 3, "\x1b[K") == 0) {
        line.resize(column);
        i += 2;
      } else {
        if (text[i] < ' ') FAIL("a control character");
        line.resize(std::max(line.size(), column + 1), ' ');
        line[column++] = text[i];
        widest = std::max(widest, line.size());
      }
    }
  }
};

/// Waits until the bar may be drawn again.
void wait() { std::this_thread::sleep_for(std::chrono::milliseconds(105)); }

/// The content of a line: "40% 4/10 123/s 0:01 left  D 1.39 G 0.693 div 0.01".
struct Line {
  int percent = 0;
  long long step = 0, steps = 0;
  double rate = 0, adversary_loss = 0, generator_loss = 0, divergence = 0;
  int minutes = 0, seconds = 0;  // left, below an hour
  bool whole = false;            // nothing else is on the line

  explicit Line(const std::string& text) {
    int end = -1;
    std::sscanf(text.c_str(), " %d%% %lld/%lld %lf/s %d:%d left  D %lf G %lf div %lf%n", &percent,
                &step, &steps, &rate, &minutes, &seconds, &adversary_loss, &generator_loss,
                &divergence, &end);
    whole = end == static_cast<int>(text.size());
  }
};

}  // namespace

TEST_CASE("piped, the bar is ten plain lines, without carriage returns and escape codes") {
  const NormalSource<> source;
  std::ostringstream out;
  auto gan = small_game();
  ProgressBar bar(out, false);
  std::vector<StepReport> reports;
  gan.fit(source, 40, bar, [&](const StepReport& r) { reports.push_back(r); });
  CHECK(out.str().find_first_of("\r\x1b") == std::string::npos);
  CHECK(out.str().back() == '\n');
  const std::vector<std::string> all = split(out.str());
  REQUIRE(all.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) {
    INFO(all[i]);
    const Line line(all[i]);
    const StepReport& r = reports[4 * i + 3];
    CHECK(line.whole);
    CHECK(line.percent == static_cast<int>(10 * (i + 1)));
    CHECK(line.step == r.step);
    CHECK(line.steps == 40);
    CHECK(line.rate > 0);
    CHECK(line.adversary_loss == Catch::Approx(r.adversary_loss).epsilon(0.005));
    CHECK(line.generator_loss == Catch::Approx(r.generator_loss).epsilon(0.005));
    CHECK(line.divergence == Catch::Approx(r.divergence).epsilon(0.005));
  }
}

TEST_CASE("piped, a short run has a line per step, and one that ends early a line for its last") {
  const NormalSource<> source;
  const auto run = [&](Index steps, Index until) {
    std::ostringstream out;
    auto gan = small_game();
    ProgressBar bar(out, false);
    gan.fit(source, steps, bar, [&](const StepReport& r) { return r.step < until; });
    return split(out.str());
  };
  CHECK(run(3, 3).size() == 3);
  CHECK(run(1, 1).size() == 1);
  const std::vector<std::string> ended = run(100, 25);
  REQUIRE(ended.size() == 3);  // 10, 20 and 25
  CHECK(ended.back().find(" 25/100 ") != std::string::npos);
}

TEST_CASE("in a terminal the bar is one line of under 80 columns, ended by one newline") {
  std::ostringstream out;
  ProgressBar bar(out, true);
  const Index steps = 100'000;
  bar.on_start({.first_step = 1, .last_step = steps});
  for (const Index step : {Index{1}, steps / 2, steps - 1}) {
    wait();
    bar.on_step(report(step));
  }
  bar.on_step(report(steps));  // too soon to be drawn
  bar.on_end(report(steps));
  const std::string text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\r') == 4);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  CHECK(text.back() == '\n');
  const Terminal terminal(text);
  INFO(terminal.line);
  CHECK(terminal.widest < 80);
  const std::size_t bar_end = terminal.line.find(']');
  REQUIRE(bar_end != std::string::npos);
  CHECK(terminal.line.substr(0, bar_end + 1) == '[' + std::string(bar_end - 1, '=') + ']');
  CHECK(Line(terminal.line.substr(bar_end + 1)).whole);
  CHECK(terminal.line.find("100% 100000/100000 ") != std::string::npos);
}

TEST_CASE("in a terminal the bar grows, and a shorter line erases a longer one") {
  std::ostringstream out;
  ProgressBar bar(out, true);
  bar.on_start({.first_step = 11, .last_step = 20});
  wait();
  bar.on_step({.step = 15, .adversary_loss = -1.23e-10, .generator_loss = 2, .divergence = 3});
  const std::string half = Terminal(out.str()).line;
  CHECK(half.substr(0, 12) == "[=======   ]");  // of all steps, including the 10 before this run
  CHECK(half.find(" 75% 15/20 ") != std::string::npos);
  bar.on_end({.step = 20, .adversary_loss = 1, .generator_loss = 2, .divergence = 3});
  const std::string whole = Terminal(out.str()).line;
  CHECK(whole.substr(0, 12) == "[==========]");
  CHECK(whole.find(" 0:00 left ") != std::string::npos);
  CHECK(whole.substr(whole.find(" D ")) == " D 1 G 2 div 3");
}

TEST_CASE("the bar's rate and time left are of this run's steps alone") {
  std::ostringstream out;
  ProgressBar bar(out, true);
  bar.on_start({.first_step = 1001, .last_step = 1101});
  std::this_thread::sleep_for(std::chrono::milliseconds(110));
  bar.on_step(report(1001));  // one step in at least 0.11 s, and 100 are left
  const std::string shown = Terminal(out.str()).line;
  INFO(shown);
  const Line line(shown.substr(shown.find(']') + 1));
  CHECK(line.rate > 0);
  CHECK(line.rate <= 1 / 0.11 + 0.01);  // two digits
  CHECK(60 * line.minutes + line.seconds >= 11);
}

TEST_CASE("after the last step no time is left, however slow it was") {
  std::ostringstream out;
  ProgressBar bar(out, false);
  bar.on_start({.first_step = 7, .last_step = 7});
  std::this_thread::sleep_for(std::chrono::milliseconds(600));  // one more step would be 0:01
  bar.on_end(report(7));
  CHECK(out.str().find(" 7/7 ") != std::string::npos);
  CHECK(out.str().find(" 0:00 left ") != std::string::npos);
}

TEST_CASE("in a terminal the end ends the line, even if the last step has just been drawn") {
  std::ostringstream out;
  ProgressBar bar(out, true);
  bar.on_start({.first_step = 1, .last_step = 1});
  wait();
  bar.on_step(report(1));
  CHECK(out.str().find(" 1/1 ") != std::string::npos);
  bar.on_end(report(1));
  CHECK(Terminal(out.str()).newlines == 1);
}

TEST_CASE("in a terminal an exception leaves no open line behind") {
  const NormalSource<> source;
  std::ostringstream out;
  auto gan = small_game();
  const auto fail_at_2 = [](const StepReport& r) {
    if (r.step == 2) throw std::runtime_error("enough");
  };
  const auto slowly = [](const StepReport&) { wait(); };
  try {
    gan.fit(source, 5, slowly, ProgressBar{out, true}, fail_at_2);
    FAIL("nothing was thrown");
  } catch (const std::runtime_error&) {
    CHECK(out.str().back() == '\n');
    CHECK(Terminal(out.str()).newlines == 1);
  }
}

TEST_CASE("a reused bar starts again") {
  std::ostringstream out;
  ProgressBar bar(out, false);
  bar.on_start({.first_step = 1, .last_step = 10});
  bar.on_step(report(10));
  bar.on_end(report(10));
  // another trainer's run, ended between two tenths
  bar.on_start({.first_step = 1, .last_step = 1000});
  bar.on_end(report(10));
  const std::vector<std::string> all = split(out.str());
  REQUIRE(all.size() == 2);
  CHECK(all[1].find(" 10/1000 ") != std::string::npos);
}

TEST_CASE("a bar without on_start, in a custom loop, shows steps") {
  for (const bool redraw : {false, true}) {
    std::ostringstream out;
    ProgressBar bar(out, redraw);
    if (redraw) wait();
    bar.on_step(report(30));
    CHECK(out.str().find("100% 30/1 ") != std::string::npos);
  }
}

TEST_CASE("the bar's numbers do not depend on the locale") {
  std::string text;
  {
    const CommaLocale german;
    std::ostringstream out;
    ProgressBar bar(out, false);
    bar.on_start({.first_step = 1, .last_step = 20000});
    bar.on_end({.step = 12345, .adversary_loss = 0.5, .generator_loss = 0.25, .divergence = 1e5});
    text = out.str();
  }
  CHECK(text.find(" 12345/20000 ") != std::string::npos);
  CHECK(text.substr(text.find(" D ")) == " D 0.5 G 0.25 div 1e+05\n");
}

TEST_CASE("the bar shows the last certified bound on W1, rounded down") {
  StepReport certified{.step = 1, .lipschitz_bound = 2.0, .certified_difference = 1.9598};
  std::ostringstream out;
  ProgressBar bar(out, false);
  bar.on_start({.first_step = 1, .last_step = 40});
  for (const Index step : {4, 8}) {
    certified.step = step - 1;
    bar.on_step(certified);
    bar.on_step({.step = step});  // is drawn
    certified.certified_difference = -1;
  }
  certified.lipschitz_bound = 0;  // of a constant critic
  certified.step = 12;
  bar.on_step(certified);
  const std::vector<std::string> lines = split(out.str());
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].ends_with("div 0 W1 >= 0.979 (step 3)"));  // 0.9799
  CHECK(lines[1].ends_with("div 0 W1 >= 0 (step 7)"));
  CHECK(lines[2].ends_with("div 0"));
}

TEST_CASE("in a terminal the bar leaves out what does not fit") {
  std::ostringstream out;
  ProgressBar bar(out, true);
  const Index steps = 100'000;
  bar.on_start({.first_step = 1, .last_step = steps});
  StepReport full = report(steps);
  full.penalty = full.slope = 1.23456e-10;
  full.lipschitz_bound = 1;
  full.certified_difference = 1.23456e-10;
  wait();
  bar.on_end(full);
  CHECK(Terminal(out.str()).widest < 80);
}
