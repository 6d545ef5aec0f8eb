// SPDX-License-Identifier: MIT
#pragma once

namespace eigan {

/// From `low` to `high`.
struct Range {
  double low = 0;   ///< of pixels: black
  double high = 1;  ///< of pixels: white
};

/// The linear map from one range to another; by default the identity.
///
///     Scaling{.from = {0, 255}, .to = {-1, 1}}      // pixels for a generator that ends in tanh
struct Scaling {
  Range from;  ///< its ends must differ
  Range to;    ///< may be reversed; values beyond `from` end up beyond it

  double operator()(double x) const {
    return (x - from.low) / (from.high - from.low) * (to.high - to.low) + to.low;
  }
};

}  // namespace eigan
