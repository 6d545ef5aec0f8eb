// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan::detail {

// What training stops at: numbers that are NaN or infinite, and where they were found.

/// \throws DataError with the place of the first value of minibatch `number` that is not finite
template <class Scalar>
void require_finite_data(const View<Scalar>& real, Index number) {
  if (std::isfinite((real * Scalar(0)).sum())) return;
  for (Index j = 0; j < real.cols(); ++j) {
    for (Index i = 0; i < real.rows(); ++i) {
      require<DataError>(std::isfinite(real(i, j)), "the data must be finite; in minibatch ", number,
                         " feature ", i, " of sample ", j, " is ",
                         name_of_non_finite(static_cast<double>(real(i, j))));
    }
  }
}

/// \throws DivergenceError unless the loss of `player` is finite
inline void require_finite_loss(double loss, Index step, const char* player) {
  require<DivergenceError>(std::isfinite(loss), "training diverged in step ", step, ": the ", player,
                           "'s loss is ", name_of_non_finite(loss), "; lower the learning rates");
}

/// \throws DivergenceError unless all parameters of `player` are `finite`
inline void require_finite_parameters(bool finite, Index step, const char* player) {
  require<DivergenceError>(finite, "training diverged in step ", step, ": a parameter of the ",
                           player, " is no longer finite; lower its learning rate");
}

}  // namespace eigan::detail
