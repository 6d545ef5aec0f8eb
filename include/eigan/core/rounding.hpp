// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <limits>

namespace eigan {
namespace detail {

// Bounds that stay bounds where arithmetic rounds.

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// a b or slightly more; 0 if one is 0, whatever the other is. Neither is negative.
inline double product_above(double a, double b) {
  return a == 0 || b == 0 ? 0 : std::nextafter(a * b, infinity);
}

/// a / b or slightly less, and 0 unless a > 0.
inline double quotient_below(double a, double b) { return a > 0 ? std::nextafter(a / b, 0.0) : 0; }

}  // namespace detail

/// The largest number of so many decimal digits that is not above `value`, to be printed with as many; at
/// least 0, and 0 below 1e-280.
inline double rounded_down(double value, int digits) {
  if (!(value > 1e-280)) return 0;
  if (std::isinf(value)) return value;
  const double places = digits - 1 - std::floor(std::log10(value));
  const double unit = std::pow(10.0, std::abs(places));  // exact for 22 places and less
  const auto number = [&](double whole) { return places < 0 ? whole * unit : whole / unit; };
  const double whole = std::floor(places < 0 ? value / unit : value * unit);
  return number(whole) > value ? number(whole - 1) : number(whole);
}

}  // namespace eigan
