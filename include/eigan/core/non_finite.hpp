// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>

#include <eigan/core/batch.hpp>

namespace eigan {

/// "nan", "inf" or "-inf": the same on every platform.
inline const char* name_of_non_finite(double value) {
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

namespace detail {

/// A value that is NaN or infinite, and where it is.
struct NonFinite {
  Index feature, sample;
  const char* name;
};

/// The first of a batch (features x samples), sample by sample; none if all are finite.
template <class X>
std::optional<NonFinite> first_non_finite(const Eigen::MatrixBase<X>& x) {
  if (std::isfinite((x * typename X::Scalar(0)).sum())) return std::nullopt;
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index i = 0; i < x.rows(); ++i) {
      if (!std::isfinite(x(i, j))) return NonFinite{i, j, name_of_non_finite(x(i, j))};
    }
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace eigan
