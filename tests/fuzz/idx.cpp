// SPDX-License-Identifier: MIT
#include <eigan/formats/array.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  const eigan::ArrayView idx = eigan::parse_idx(bytes);
  const auto batch = eigan::to_batch<float>(idx);
  expect(batch.cols() == idx.samples() && batch.size() > 0);
}
