// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/training/step_report.hpp>

namespace eigan {

/// The steps of a call of `fit`.
struct TrainingRun {
  Index first_step = 1;  ///< counts from 1, as StepReport::step
  Index last_step = 0;   ///< inclusive, unless a callback ends training before
};

// A callback is a function of a StepReport, or an object with some of these hooks:
//     void on_start(const TrainingRun&)
//     void or bool on_step(const StepReport&)      // false ends training
//     void on_end(const StepReport&)               // the last report
// A hook that cannot be called is a compile error. An exception reaches the caller of `fit`.

namespace detail {

EIGAN_HOOK(on_start)
EIGAN_HOOK(on_step)
EIGAN_HOOK(on_end)

template <class C>
concept HasStart = calls_on_start<C, const TrainingRun&>;
template <class C>
concept HasStep = calls_on_step<C, const StepReport&>;
template <class C>
concept HasEnd = calls_on_end<C, const StepReport&>;

template <class C>
constexpr void check_callback() {
  static_assert(
      HasStart<C> || !names_on_start<C>,
      "eigan: this callback's on_start cannot be called; it must take a const TrainingRun&");
  static_assert(
      !names_on_step<C> || HasStep<C>,
      "eigan: this callback's on_step cannot be called; it must take a const StepReport&");
  static_assert(!names_on_end<C> || HasEnd<C>,
                "eigan: this callback's on_end cannot be called; it must take a const StepReport&");
  static_assert(
      HasStart<C> || HasStep<C> || HasEnd<C> || std::is_invocable_v<C&, const StepReport&>,
      "eigan: a callback is a function of a const StepReport&, or has on_start, on_step or "
      "on_end");
}

template <class F>
bool go_on(F&& call) {
  using Result = decltype(call());
  static_assert(std::is_void_v<Result> || std::is_same_v<Result, bool>,
                "eigan: a callback returns nothing, or a bool: false ends training");
  if constexpr (std::is_void_v<Result>) {
    call();
    return true;
  } else {
    return call();
  }
}

template <class C>
void start(C& callback, const TrainingRun& run) {
  if constexpr (HasStart<C>) callback.on_start(run);
}
template <class C>
bool report(C& callback, const StepReport& report) {
  if constexpr (HasStep<C>) {
    return go_on([&] { return callback.on_step(report); });
  } else if constexpr (std::is_invocable_v<C&, const StepReport&>) {
    return go_on([&] { return callback(report); });
  }
  return true;
}
template <class C>
void end(C& callback, const StepReport& report) {
  if constexpr (HasEnd<C>) callback.on_end(report);
}

}  // namespace detail

/// Calls `action(report)` at every n-th step: `Every{1000, [&](const StepReport& r) { ... }}`.
template <class Action>
struct Every {
  Index n = 1;    ///< at least 1
  Action action;  ///< may return false, which ends training

  void on_start(const TrainingRun&) const {
    enforce(n >= 1, "Every: n must be at least 1; got ", n);
  }
  bool on_step(const StepReport& report) {
    return report.step % n != 0 || detail::go_on([&] { return action(report); });
  }
};

template <class Action>
Every(Index, Action) -> Every<Action>;

}  // namespace eigan
