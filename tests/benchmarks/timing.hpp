// SPDX-License-Identifier: MIT
// How the benchmarks take time.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include <eigan/eigan.hpp>

namespace eigan::benchmarks {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Operations a second of n x n products, one on each thread, all at once; the best of several.
template <class Multiply>
double product_rate(Index threads, Multiply&& multiply) {
  constexpr int n = 1024;
  Team team(threads);
  const Batch<float> a = Batch<float>::Random(n, n), b = Batch<float>::Random(n, n);
  std::vector<Batch<float>> c(static_cast<std::size_t>(team.size()), Batch<float>(n, n));
  double best = 0;
  const detail::OneThreadedProducts guard;
  for (int repetition = 0; repetition < 7; ++repetition) {
    constexpr int each = 4;
    const auto start = Clock::now();
    team.run(team.size(), Index{n} * n * n, [&](Index i, Index) {
      for (int k = 0; k < each; ++k) {
        multiply(a.data(), b.data(), c[static_cast<std::size_t>(i)].data(), n);
      }
    });
    best = std::max(
        best, 2.0 * n * n * n * each * static_cast<double>(team.size()) / seconds_since(start));
  }
  return best;
}

/// Microseconds a step.
struct Times {
  double minimum_us, median_us;
};

/// Warms up; then takes the time of several repetitions of about a fifth of a second.
template <class Trainer, class Data>
Times time_steps(Trainer& gan, const Data& data, int repetitions) {
  for (int i = 0; i < 5; ++i) gan.step(data);
  auto start = Clock::now();
  for (int i = 0; i < 5; ++i) gan.step(data);
  const int steps = std::max(3, static_cast<int>(0.2 / (seconds_since(start) / 5)));
  std::vector<double> times;
  for (int r = 0; r < repetitions; ++r) {
    start = Clock::now();
    for (int i = 0; i < steps; ++i) gan.step(data);
    times.push_back(1e6 * seconds_since(start) / steps);
  }
  return {*std::min_element(times.begin(), times.end()), median(times)};
}

}  // namespace eigan::benchmarks
