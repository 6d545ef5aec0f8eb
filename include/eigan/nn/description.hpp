// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <eigan/core/batch.hpp>

namespace eigan {

/// A part of a layer's parameters as a saved model names it: `rows` x `columns` numbers from `offset`
/// on, column by column, which the file has row by row as a tensor of `sizes`.
struct NamedTensor {
  std::string name;
  std::vector<Index> sizes;
  Index offset, rows, columns;
};

/// How a saved model identifies a layer. Optional for custom layers, whose parameters are then saved
/// as one vector.
struct LayerDescription {
  using Setting = std::variant<std::string, double, Index>;

  std::string type = "custom";                              ///< such as "dense"
  std::vector<std::pair<std::string, Setting>> settings{};  ///< what it is made from
  std::vector<NamedTensor> tensors{};  ///< empty: all parameters, as "parameters"

  /// A setting that is a text; empty if there is none.
  std::string setting(const std::string& name) const {
    for (const auto& [key, value] : settings) {
      if (key == name && std::holds_alternative<std::string>(value)) {
        return std::get<std::string>(value);
      }
    }
    return {};
  }
  /// A setting that is a number; `otherwise` if there is none.
  double number(const std::string& name, double otherwise) const {
    for (const auto& [key, value] : settings) {
      if (key == name && std::holds_alternative<double>(value)) return std::get<double>(value);
    }
    return otherwise;
  }
};

}  // namespace eigan
