// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

// What the formats of arrays (IDX, NPY) have in common.

namespace eigan::detail {

/// "60000 x 28 x 28"
inline std::string shape_text(const std::vector<Index>& sizes) {
  std::string joined;
  for (Index size : sizes) joined += (joined.empty() ? "" : " x ") + std::to_string(size);
  return joined;
}

/// The rule that `given` bytes are just the values of an array of these sizes, each at least 1.
inline void require_array(const char* format, const std::vector<Index>& sizes,
                          std::size_t value_size, std::size_t given) {
  // The product of the sizes may exceed any integer: divide what is there by each of them instead.
  std::size_t rest = given / value_size;
  bool exact = given % value_size == 0;
  for (Index size : sizes) {
    require<DataError>(size > 0, format, ": every size must be at least 1, they are ",
                       shape_text(sizes));
    exact = exact && rest % static_cast<std::size_t>(size) == 0;
    rest /= static_cast<std::size_t>(size);
  }
  require<DataError>(exact && rest == 1, format, ": ", shape_text(sizes), " values of ", value_size,
                     value_size == 1 ? " byte" : " bytes", " must follow the header, ", given,
                     " bytes do: ", rest == 0 ? "the file is cut off" : "there are too many");
}

/// The value whose bytes, in the given order, start at `bytes`.
template <class Value>
Value value_at(const std::byte* bytes, std::endian order) {
  std::array<std::byte, sizeof(Value)> native;
  if (std::endian::native == order) {
    std::copy(bytes, bytes + sizeof(Value), native.begin());
  } else {
    std::reverse_copy(bytes, bytes + sizeof(Value), native.begin());
  }
  return std::bit_cast<Value>(native);
}

}  // namespace eigan::detail
