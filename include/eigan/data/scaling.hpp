// SPDX-License-Identifier: MIT
#pragma once

namespace eigan {

/// From `low` to `high`.
struct Range {
  double low = 0;
  double high = 1;
};

/// The linear map that takes one range to another; as it stands, it changes nothing.
///
///     Scaling{.from = {0, 255}, .to = {-1, 1}}      // pixels for a generator that ends in tanh
struct Scaling {
  Range from;
  Range to;

  double operator()(double x) const {
    return (x - from.low) / (from.high - from.low) * (to.high - to.low) + to.low;
  }
};

}  // namespace eigan
