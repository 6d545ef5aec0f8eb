// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace eigan::tests {

/// The message of the `Failure` that `action` throws; another exception passes through.
template <class Failure, class Action>
std::string thrown(Action&& action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "(nothing was thrown)";
}

}  // namespace eigan::tests
