// SPDX-License-Identifier: MIT
#pragma once

#include <string>
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

/// A setting of a layer in a file: a text, or else a number.
struct LayerSetting {
  std::string name, text{};
  double number = 0;
};

/// How a saved model identifies a layer. Optional for custom layers, whose parameters are then saved
/// as one vector.
struct LayerDescription {
  std::string type = "custom";           ///< such as "dense"
  std::vector<LayerSetting> settings{};  ///< what it is made from
  std::vector<NamedTensor> tensors{};    ///< empty: all parameters, as "parameters"

  /// A setting that is a text; empty if there is none.
  std::string setting(const std::string& name) const {
    const LayerSetting* found = find(name);
    return found ? found->text : std::string();
  }
  /// A setting that is a number; `otherwise` if there is none.
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
