// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan {

/// A rate, a momentum or a noise level over training: a function of the number of steps before, 0 at the
/// first. A critic's updates within one step all have the same rate.
///
///     Adam{.learning_rate = 1e-3}
///     SGD{.learning_rate = Schedule::geometric(0.1, 1 / 1.000004, 1e-6),
///         .momentum = Schedule::linear(0.5, 0.7, 250 * 500)}
class Schedule {
 public:
  Schedule(double value) : Schedule(Kind::linear, value, value, 1, 0) {}

  /// `from` up to step `start`, then linearly to `to` in `steps`. \throws Error if steps < 1 or start < 0
  static Schedule linear(double from, double to, Index steps, Index start = 0) {
    enforce(steps >= 1 && start >= 0,
            "Schedule::linear: steps must be at least 1 and start at least 0; got ", steps, " and ",
            start);
    return {Kind::linear, from, to, static_cast<double>(steps), static_cast<double>(start)};
  }

  /// from * factor^step, at least `floor`. \throws Error unless factor is positive
  static Schedule geometric(double from, double factor, double floor = 0) {
    enforce(factor > 0, "Schedule::geometric: factor must be positive; got ", factor);
    return {Kind::geometric, from, floor, factor, 0};
  }

  double operator()(Index step) const {
    const double t = static_cast<double>(step);
    if (kind_ == Kind::geometric) return (std::max)(to_, from_ * std::pow(shape_, t));
    const double share = std::clamp((t - start_) / shape_, 0.0, 1.0);
    return from_ + (to_ - from_) * share;
  }

  /// Whether it stays within [low, high] at every step.
  bool within(double low, double high) const {
    const bool grows = kind_ == Kind::geometric && shape_ > 1 && from_ != 0;
    const auto inside = [&](double value) { return value >= low && value <= high; };
    return inside(from_) && inside(to_) && !(grows && std::isfinite(high));
  }

 private:
  enum class Kind { linear, geometric };

  Schedule(Kind kind, double from, double to, double shape, double start)
      : kind_(kind), from_(from), to_(to), shape_(shape), start_(start) {}

  Kind kind_;
  double from_;
  double to_;     // the end of a line, the floor of a geometric sequence
  double shape_;  // the steps of a line, the factor of a geometric sequence
  double start_;
};

}  // namespace eigan
