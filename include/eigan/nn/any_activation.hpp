// SPDX-License-Identifier: MIT
#pragma once

#include <variant>

#include <eigan/core/hooks.hpp>
#include <eigan/nn/activations.hpp>

namespace eigan {

/// One of the activations, chosen at run time: `AnyActivation a = LeakyReLU{.slope = 0.1};`
class AnyActivation {
 public:
  using Choice = std::variant<Identity, ReLU, LeakyReLU, Tanh, Sigmoid>;

  AnyActivation() noexcept = default;  // without the word g++ 12 breaks down on Repeat{{{...}}}
  /// Of any type of `Choice`; its settings are checked in `validate`, not here.
  template <detail::ChoiceOf<Choice> Activation>
  AnyActivation(Activation activation) : choice_(activation) {}

  void validate() const {
    std::visit([](const auto& activation) { detail::validate(activation); }, choice_);
  }
  template <class Y>
  void apply(Y&& y) const {
    std::visit([&](const auto& activation) { activation.apply(y); }, choice_);
  }
  template <class Y, class D>
  void backward(const Y& y, D&& d) const {
    std::visit([&](const auto& activation) { activation.backward(y, d); }, choice_);
  }
  double lipschitz() const {
    return std::visit([](const auto& activation) { return activation.lipschitz(); }, choice_);
  }
  double gain() const {
    return std::visit([](const auto& activation) { return activation.gain(); }, choice_);
  }
  /// What was chosen, for std::visit.
  const Choice& choice() const { return choice_; }

 private:
  Choice choice_;
};

}  // namespace eigan
