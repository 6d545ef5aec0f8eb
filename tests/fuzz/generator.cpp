// SPDX-License-Identifier: MIT
// A whole file of a generator, from its bytes to samples.
#include <eigan/io/weights.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  const auto generator = eigan::detail::parse_generator<float>(bytes).generator;
  eigan::Rng rng{1};
  expect(generator.sample(3, rng).cols() == 3);
}
