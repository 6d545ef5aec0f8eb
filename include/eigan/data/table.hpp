// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <eigan/core/batch.hpp>

namespace eigan {

/// A table of numbers.
struct Table {
  std::vector<std::string> names{};  ///< of the columns
  Batch<double> values{};            ///< columns x rows: one sample a column, as everywhere
  std::string note{};                ///< what a reader assumed and the user may want to know
};

/// x1, x2, ...: names for columns that have none.
inline std::vector<std::string> column_names(Index count) {
  std::vector<std::string> names;
  for (Index i = 1; i <= count; ++i) names.push_back("x" + std::to_string(i));
  return names;
}

}  // namespace eigan
