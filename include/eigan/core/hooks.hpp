// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace eigan::detail {

// A hook is a function that a class may have or not: `on_step`, `constrain`, `validate`. One that is
// there but cannot be called, since its signature is only nearly right, would be left out in silence:
// a clip that never clips. So it is asked for by its name alone, too, and that is a compile error.

/// Has each name of `Names` twice if C has it too, as whatever: then the name is ambiguous.
template <class C, class Names>
struct WithNames : std::remove_const_t<C>, Names {};

/// Whether C can be asked for its names. (It is not known of a final class: its hooks are not
/// checked.)
template <class C>
concept Inheritable = std::is_class_v<std::remove_const_t<C>> && !std::is_final_v<C>;

/// A type of which a `Choice` (std::variant) can be made.
template <class Kind, class Choice>
concept ChoiceOf = std::is_constructible_v<Choice, Kind>;

struct ValidateName {
  int validate;
};
template <class C>
concept NamesValidate = Inheritable<C> && !requires {
  &WithNames<C, ValidateName>::validate;
};

/// Lets `policy` check its settings, if it can. \throws Error if one breaks its rule
template <class Policy>
void validate(const Policy& policy) {
  if constexpr (requires { policy.validate(); }) {
    policy.validate();
  } else {
    static_assert(!NamesValidate<Policy>,
                  "eigan: this validate cannot be called: it takes nothing and is const");
  }
}

}  // namespace eigan::detail
