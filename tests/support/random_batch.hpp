// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>

namespace eigan::tests {

/// Standard normal numbers; the same for the same arguments.
template <class Scalar = double>
Batch<Scalar> normal_batch(Index rows, Index columns, std::uint64_t seed) {
  Batch<Scalar> batch(rows, columns);
  Stream(seed, Purpose::user, 0).normal(batch.data(), batch.size());
  return batch;
}

}  // namespace eigan::tests
