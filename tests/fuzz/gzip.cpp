// SPDX-License-Identifier: MIT
#include <eigan/io/read_file.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  constexpr std::size_t limit = 1 << 20;
  expect(eigan::inflate_gzip(bytes, limit).size() <= limit);
}
