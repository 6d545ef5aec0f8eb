// SPDX-License-Identifier: MIT
// How libFuzzer calls a target.
#include <eigan/core/error.hpp>

#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    try_bytes(std::as_bytes(std::span(data, size)));
  } catch (const eigan::Error&) {
    // refused
  }
  return 0;
}
