// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace eigan::detail {

// A hook is an optional function of a class, such as `constrain`. One with nearly the right signature
// would be skipped silently: a clip that never clips. So a name that cannot be called does not compile.

/// The member of `Name` is ambiguous here if C has that name too.
template <class C, class Name>
struct WithName : std::remove_const_t<C>, Name {};

/// The hooks of a final class are not checked.
template <class C>
concept Inheritable = std::is_class_v<std::remove_const_t<C>> && !std::is_final_v<C>;

/// Defines the concept `names_HOOK<C>`: C has a member of that name.
#define EIGAN_HOOK(hook)                               \
  struct hook##_name {                                 \
    int hook;                                          \
  };                                                   \
  template <class C>                                   \
  concept names_##hook = Inheritable<C> && !requires { \
    &WithName<C, hook##_name>::hook;                   \
  };

EIGAN_HOOK(validate)

/// A type that converts to a `Choice` (std::variant).
template <class Kind, class Choice>
concept ChoiceOf = std::is_constructible_v<Choice, Kind>;

/// Calls `policy.validate()` if it exists. \throws Error if a setting breaks its rule
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
