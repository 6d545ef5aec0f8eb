// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace eigan::detail {

// A hook is a function that a class may have: `on_step`, `constrain`, `validate`. One with nearly the
// right signature would be left out silently: a clip that never clips. So each caller also asks
// whether the class has the name at all, and then a hook that cannot be called is a compile error.

/// Has each name of `Name` twice if C has it too, which makes the name ambiguous.
template <class C, class Name>
struct WithName : std::remove_const_t<C>, Name {};

/// Whether C can be asked for its names. The hooks of a final class are not checked.
template <class C>
concept Inheritable = std::is_class_v<std::remove_const_t<C>> && !std::is_final_v<C>;

/// Defines the concept `names_HOOK<C>`: C has a member of that name, whatever it is.
#define EIGAN_HOOK(hook)                               \
  struct hook##_name {                                 \
    int hook;                                          \
  };                                                   \
  template <class C>                                   \
  concept names_##hook = Inheritable<C> && !requires { \
    &WithName<C, hook##_name>::hook;                   \
  };

EIGAN_HOOK(validate)

/// A type of which a `Choice` (std::variant) can be made.
template <class Kind, class Choice>
concept ChoiceOf = std::is_constructible_v<Choice, Kind>;

/// Lets `policy` check its settings, if it can. \throws Error if one breaks its rule
template <class Policy>
void validate(const Policy& policy) {
  if constexpr (requires { policy.validate(); }) {
    policy.validate();
  } else {
    static_assert(!names_validate<Policy>,
                  "eigan: this validate cannot be called; it must be const and take nothing");
  }
}

}  // namespace eigan::detail
