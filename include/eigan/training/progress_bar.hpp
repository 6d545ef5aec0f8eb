// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

#include <eigan/core/rounding.hpp>
#include <eigan/training/callbacks.hpp>

namespace eigan {

/// Shows progress on standard error: steps per second, time left, losses of the adversary (D) and the
/// generator (G), the divergence, the last lower bound on W1 of two minibatches if there is one
/// (TrainingOptions::certify_every), and penalty and slope likewise. On a terminal one line of what fits,
/// redrawn ten times a second; in a file or a pipe a plain line at each tenth of the steps.
class ProgressBar {
 public:
  ProgressBar() : redraw_(terminal()) {}
  /// `redraw` is for terminals.
  ProgressBar(std::ostream& out, bool redraw) : out_(&out), redraw_(redraw) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// Ends a line that an exception left open.
  ~ProgressBar() { end_line(); }

  void on_start(const TrainingRun& run) {
    run_ = run;
    shown_ = 0;
    w1_ = std::nullopt;
    start_ = Clock::now();
    drawn_ = start_;
  }

  void on_step(const StepReport& report) {
    if (report.certified_difference) {
      w1_ = report.w1_lower_bound();
      certified_ = report.step;
    }
    const Clock::time_point now = Clock::now();
    const auto tenths = [&](Index step) { return step * 10 / run_.last_step; };
    const bool tenth = tenths(report.step) != tenths(report.step - 1);
    if (redraw_ ? now - drawn_ >= std::chrono::milliseconds(100) : tenth) draw(report);
  }

  void on_end(const StepReport& report) {
    if (report.step == shown_ && !redraw_) return;
    draw(report);
    end_line();
  }

 private:
  using Clock = std::chrono::steady_clock;

  static bool terminal() {
#if __has_include(<unistd.h>)
    return isatty(STDERR_FILENO) != 0;
#else
    return false;
#endif
  }

  EIGAN_COLD void draw(const StepReport& report) {
    drawn_ = Clock::now();
    shown_ = report.step;
    const double done = static_cast<double>(report.step - run_.first_step + 1);
    const double left = static_cast<double>(run_.last_step - report.step);
    const double seconds = std::chrono::duration<double>(drawn_ - start_).count();
    const double rate = seconds > 0 ? done / seconds : 0;
    const double share =
        (std::min)(1.0, static_cast<double>(report.step) / static_cast<double>(run_.last_step));
    std::array<char, 200> numbers{};
    int length = std::snprintf(
        numbers.data(), numbers.size(), "%3.0f%% %lld/%lld %.*f/s %s left  D %.3g G %.3g div %.3g",
        100 * share, static_cast<long long>(report.step), static_cast<long long>(run_.last_step),
        rate < 10 ? 2 : 0, rate, duration(rate > 0 ? left / rate : 0).c_str(),
        report.adversary_loss + 0.0, report.generator_loss + 0.0,  // 0, not -0
        report.divergence + 0.0);
    const auto append = [&](const char* format, auto... values) {
      char* const end = numbers.data() + length;
      const int more =
          std::snprintf(end, numbers.size() - static_cast<std::size_t>(length), format, values...);
      if (redraw_ && length + more > 76) {  // does not fit a terminal
        *end = '\0';
      } else {
        length += more;
      }
    };
    if (w1_) append(" W1 >= %.3g", rounded_down(*w1_, 3));
    if (w1_ && certified_ != report.step)
      append(" (step %lld)", static_cast<long long>(certified_));
    if (report.penalty && report.slope)
      append(" pen %.3g slope %.3g", *report.penalty, *report.slope);
    if (redraw_) {
      // a terminal of 80 columns must not wrap, or the next line does not overwrite this one
      const auto width = static_cast<std::size_t>(std::clamp(76 - length, 0, 10));
      const auto filled = static_cast<std::size_t>(static_cast<double>(width) * share);
      write("\r[" + std::string(filled, '=') + std::string(width - filled, ' ') + "] ");
    }
    write(std::string(numbers.data()) + (redraw_ ? "\x1b[K" : "\n"));
    open_ = redraw_;
  }

  void end_line() {
    if (open_) write("\n");
    open_ = false;
  }

  void write(std::string_view text) const {
    if (out_) {
      *out_ << text << std::flush;
    } else {
      std::fwrite(text.data(), 1, text.size(), stderr);
    }
  }

  static std::string duration(double seconds) {
    const auto s = static_cast<long long>(seconds + 0.5);
    std::array<char, 48> out{};
    if (s >= 3600) {
      std::snprintf(out.data(), out.size(), "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    } else {
      std::snprintf(out.data(), out.size(), "%lld:%02lld", s / 60, s % 60);
    }
    return out.data();
  }

  std::ostream* out_ = nullptr;  // none: standard error, without <iostream> in every program
  bool redraw_;
  bool open_ = false;                                 // whether the cursor is on our line
  TrainingRun run_{.first_step = 1, .last_step = 1};  // if on_start is never called
  Clock::time_point start_, drawn_;
  Index shown_ = 0;
  std::optional<double> w1_;  // of the last step that was certified
  Index certified_ = 0;       // that step
};

}  // namespace eigan
