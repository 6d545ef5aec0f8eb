// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <eigan/core/hooks.hpp>
#include <eigan/nn/activations.hpp>
#include <eigan/nn/group_sort.hpp>

namespace eigan {

/// One of the activations, chosen at run time: `AnyActivation a = LeakyReLU{.slope = 0.1};`
class AnyActivation {
 public:
  using Choice = std::variant<Identity, ReLU, LeakyReLU, Tanh, Sigmoid, SiLU, GELU, ELU, Softplus,
                              GroupSort<>>;

  AnyActivation() noexcept = default;  // without noexcept g++ 12 crashes on Repeat{{{...}}}
  template <detail::ChoiceOf<Choice> Activation>
  AnyActivation(Activation activation) : choice_(activation) {}
  template <Index Group>
    requires(Group != Dynamic)
  AnyActivation(GroupSort<Group> activation) : choice_(activation.sized()) {}

  /// The activation with this name in files, if there is one.
  /// \param setting  setting(name) gives each of its numbers
  template <class Setting>
  static std::optional<AnyActivation> named(std::string_view name, Setting&& setting) {
    return find<0>(name, setting);
  }

  void validate() const {
    detail::visit(choice_, [](const auto& activation) { detail::validate(activation); });
  }
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    detail::visit(choice_, [&](const auto& activation) { activation.template apply<Scalar>(y); });
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    detail::visit(choice_,
                  [&](const auto& activation) { activation.template backward<Scalar>(y, d); });
  }
  double lipschitz() const {
    return detail::visit(choice_, [](const auto& activation) { return activation.lipschitz(); });
  }
  double gain() const {
    return detail::visit(choice_, [](const auto& activation) { return activation.gain(); });
  }
  const Choice& choice() const { return choice_; }

 private:
  template <std::size_t I, class Setting>
  static std::optional<AnyActivation> find(std::string_view name, Setting&& setting) {
    if constexpr (I == std::variant_size_v<Choice>) {
      return std::nullopt;
    } else {
      using Activation = std::variant_alternative_t<I, Choice>;
      if (name != Activation::name) return find<I + 1>(name, setting);
      Activation activation;
      if constexpr (requires { Activation::settings(activation, [](auto&&...) {}); }) {
        Activation::settings(activation,
                             [&](const char* key, double& value) { value = setting(key); });
      }
      return activation;
    }
  }

  Choice choice_;
};

}  // namespace eigan
