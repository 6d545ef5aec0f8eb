// SPDX-License-Identifier: MIT
#pragma once

#include <any>
#include <map>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace eigan::tests {

/// A copy of all that an object shows to `save_state`, by name: a checkpoint in memory.
class SavedState {
 public:
  template <class T>
  explicit SavedState(const T& object) {
    object.save_state([&](const std::string& name, const auto& value) {
      if (!values_.emplace(name, value).second) throw std::logic_error("two values named " + name);
    });
  }

  /// Gives the values to another object of that type, or back.
  template <class T>
  void restore(T& object) const {
    object.load_state([&](const std::string& name, auto& value) {
      value = std::any_cast<std::decay_t<decltype(value)>>(values_.at(name));
    });
  }

  template <class T>
  const T& at(const std::string& name) const {
    return std::any_cast<const T&>(values_.at(name));
  }
  std::size_t size() const { return values_.size(); }

 private:
  std::map<std::string, std::any> values_;
};

}  // namespace eigan::tests
