// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

#include <eigan/core/batch.hpp>

namespace eigan {

namespace detail {

/// "nan", "inf" or "-inf": the same on every platform.
inline const char* name_of_non_finite(double value) {
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/// Many sums at a time, for the vector units: 0 times a number is NaN unless it is finite.
template <class Scalar>
bool all_finite(const Scalar* values, Index count) {
  constexpr Index lanes = 64;
  std::array<Scalar, lanes> sums{};
  Index first = 0;
  for (; first + lanes <= count; first += lanes) {
    for (Index k = 0; k < lanes; ++k) {
      sums[static_cast<std::size_t>(k)] += values[first + k] * Scalar(0);
    }
  }
  for (; first < count; ++first) sums[0] += values[first] * Scalar(0);
  return std::all_of(sums.begin(), sums.end(), [](Scalar sum) { return sum == 0; });
}

/// A value that is NaN or infinite, and where it is.
struct NonFinite {
  Index feature, sample;
  const char* name;
};

/// The first of a batch (features x samples), sample by sample; none if all are finite.
template <class X>
std::optional<NonFinite> first_non_finite(const Eigen::MatrixBase<X>& x) {
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index i = 0; i < x.rows(); ++i) {
      if (!std::isfinite(x(i, j))) return NonFinite{i, j, name_of_non_finite(x(i, j))};
    }
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace eigan
