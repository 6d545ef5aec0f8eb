// SPDX-License-Identifier: MIT
// Where a pointer has 32 bits and an Index 64, a matrix has any size that fits into memory, and no other.
#include <cstdio>
#include <new>

#include <eigan/core/batch.hpp>

using eigan::Index;

bool fits(Index rows, Index columns) {
  try {
    return eigan::Batch<double>::Ones(rows, columns).eval().sum() ==
           static_cast<double>(rows * columns);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

int main() {
  volatile Index n = 1;  // no size is known to the compiler
  for (const Index size : {1, 2, 3, 8, 31, 1000}) {
    if (!fits(n * size, n * size)) return std::puts("A small matrix is refused."), 1;
  }
  // 2^31, 2^32 + 1, and 2^32 + 2^16 numbers, of which 32 bits keep 1 and 2^16; and more than 2^63
  const Index many[][2] = {
      {Index{1} << 31, 1}, {(Index{1} << 32) + 1, 1}, {65536, 65537}, {Index{1} << 62, 4}};
  for (const auto& size : many) {
    if (fits(n * size[0], n * size[1])) return std::puts("A matrix is larger than memory."), 1;
  }
}
