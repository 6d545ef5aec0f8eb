// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>
#include <utility>

#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"

namespace eigan::tests {

inline auto as_tuple(const StepReport& r) {
  return std::tuple(r.step, r.adversary_loss, r.generator_loss, r.divergence, r.lipschitz_bound);
}

/// Plays 12 steps at once; and 5, takes the state to another trainer, made by the same `make` but with
/// other parameters, and plays the other 7 there. Every report and every parameter must be the same
/// to the last bit.
/// \param carry  carry(from, to): to a trainer, all that another saves
/// \return both trainers at the end
template <class Make, class Source, class Carry>
auto check_resuming(const Make& make, const Source& source, const Carry& carry) {
  auto whole = make(1), first = make(1), second = make(100);
  REQUIRE_FALSE(same_parameters(second.generator(), first.generator()));
  first.fit(source, 5);
  carry(first, second);
  CHECK(second.steps() == 5);
  whole.fit(source, 5);
  for (int i = 5; i < 12; ++i) {
    INFO("step " << i + 1);
    const auto expected = as_tuple(whole.step(source));
    CHECK(as_tuple(second.step(source)) == expected);
    // What was carried away has not been touched since; and the test can fail: another step's report
    // is another.
    if (i == 5) {
      CHECK(as_tuple(first.step(source)) == expected);
      CHECK(as_tuple(first.step(source)) != expected);
    }
  }
  CHECK(same_parameters(second.generator(), whole.generator()));
  CHECK(same_parameters(second.averaged_generator(), whole.averaged_generator()));
  CHECK(same_parameters(second.adversary(), whole.adversary()));
  return std::pair(std::move(whole), std::move(second));
}

}  // namespace eigan::tests
