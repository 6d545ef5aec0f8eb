// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <eigan/core/batch.hpp>

namespace eigan {

/// A named part of a layer's parameters: `rows` x `columns` numbers from `offset` on, column by column.
/// Files store it row by row, as a tensor of `sizes`.
struct NamedTensor {
  std::string name;
  std::vector<Index> sizes;
  Index offset, rows, columns;
};

/// A setting of a layer in a file: a text or a number.
struct LayerSetting {
  std::string name, text{};
  double number = 0;
};

/// How a saved model identifies a layer. Optional for custom layers.
struct LayerDescription {
  std::string type = "custom";           ///< such as "dense"
  std::vector<LayerSetting> settings{};  ///< such as activation and slope
  std::vector<NamedTensor> tensors{};    ///< if empty, all parameters are one, "parameters"

  /// The text of a setting; empty if there is none.
  std::string setting(const std::string& name) const {
    const LayerSetting* found = find(name);
    return found ? found->text : std::string();
  }
  /// The number of a setting; `otherwise` if there is none.
  double number(const std::string& name, double otherwise) const {
    const LayerSetting* found = find(name);
    return found ? found->number : otherwise;
  }

 private:
  const LayerSetting* find(const std::string& name) const {
    for (const LayerSetting& setting : settings) {
      if (setting.name == name) return &setting;
    }
    return nullptr;
  }
};

}  // namespace eigan
