// SPDX-License-Identifier: MIT
#include <eigan/formats/npy.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  const eigan::ArrayView npy = eigan::parse_npy(bytes);
  const auto batch = eigan::to_batch<float>(npy);
  expect(batch.cols() == npy.samples() && batch.size() > 0);
}
