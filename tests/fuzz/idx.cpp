// SPDX-License-Identifier: MIT
#include <eigan/data/idx.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  const eigan::Idx idx = eigan::parse_idx(bytes);
  const auto batch =
      eigan::to_batch<float>(idx, {.from = eigan::value_range(idx.type), .to = {0, 1}});
  expect(batch.cols() == idx.samples() && batch.size() > 0);
}
