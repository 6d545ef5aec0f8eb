// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <variant>

namespace eigan::detail {

// A hook is an optional function of a class, such as `constrain`. One with nearly the right signature
// would be skipped silently: a clip that never clips. So a name that cannot be called does not compile.

/// The member of `Name` is ambiguous here if C has that name too.
template <class C, class Name>
struct WithName : std::remove_const_t<C>, Name {};

/// The hooks of a final class are not checked.
template <class C>
concept Inheritable = std::is_class_v<std::remove_const_t<C>> && !std::is_final_v<C>;

/// Defines the concepts `names_HOOK<C>`: C has a member of that name; `calls_HOOK<C, Args...>`: a C& can
/// call it; `fits_HOOK<C, Args...>`: it has none, or can.
#define EIGAN_HOOK(hook)                                 \
  struct hook##_name {                                   \
    int hook;                                            \
  };                                                     \
  template <class C>                                     \
  concept names_##hook = Inheritable<C> && !requires {   \
    &WithName<C, hook##_name>::hook;                     \
  };                                                     \
  template <class C, class... Args>                      \
  concept calls_##hook = requires(C & c, Args... args) { \
    c.hook(static_cast<Args&&>(args)...);                \
  };                                                     \
  template <class C, class... Args>                      \
  concept fits_##hook = !names_##hook<C> || calls_##hook<C, Args...>;

EIGAN_HOOK(validate)

/// A type that converts to a `Choice` (std::variant).
template <class Kind, class Choice>
concept ChoiceOf = std::is_constructible_v<Choice, Kind>;

/// Calls `policy.validate()` if it exists. \throws Error if a setting breaks its rule
template <class Policy>
void validate(const Policy& policy) {
  static_assert(fits_validate<const Policy>,
                "eigan: this validate cannot be called; it must be const and take nothing");
  if constexpr (calls_validate<const Policy>) policy.validate();
}

/// f of what a std::variant holds: std::visit, but cheap to compile.
template <std::size_t I = 0, class Choice, class F>
auto visit(const Choice& choice, F&& f) {
  if constexpr (I + 1 < std::variant_size_v<Choice>) {
    if (choice.index() != I) return visit<I + 1>(choice, f);
  }
  return f(*std::get_if<I>(&choice));
}

}  // namespace eigan::detail
