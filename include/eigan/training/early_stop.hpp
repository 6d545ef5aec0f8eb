// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <limits>

#include <eigan/core/error.hpp>
#include <eigan/training/callbacks.hpp>

namespace eigan {

/// A callback that ends training once a metric has not improved for `patience` evaluations, one at each
/// `every`-th step. Lower is better; NaN is never an improvement.
///
///     EarlyStop stop{.every = 500, .patience = 5,
///                    .metric = [&] { return distance(gan.averaged_generator()); }};
///     gan.fit(source, 100'000, stop);  // then stop.best, at stop.best_step
struct EarlyStop {
  Index every = 1000;  ///< at least 1
  Index patience = 5;  ///< at least 1
  std::function<double()> metric;

  double best = (std::numeric_limits<double>::infinity)();  ///< of this call of `fit`
  Index best_step = 0;                                      ///< 0 before there is one
  Index waited = 0;                                         ///< evaluations since then

  void on_start(const TrainingRun&) {
    enforce(every >= 1, "EarlyStop: every must be at least 1; got ", every);
    enforce(patience >= 1, "EarlyStop: patience must be at least 1; got ", patience);
    enforce(metric != nullptr, "EarlyStop: there must be a metric");
    best = (std::numeric_limits<double>::infinity)();
    best_step = waited = 0;
  }

  bool on_step(const StepReport& report) {
    if (report.step % every != 0) return true;
    const double value = metric();
    if (!(value < best)) return ++waited < patience;
    best = value;
    best_step = report.step;
    waited = 0;
    return true;
  }
};

}  // namespace eigan
