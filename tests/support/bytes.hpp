// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace eigan::tests {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

/// Appends the bytes of an integer, the highest first.
template <class Integer>
void append_big_endian(Bytes& bytes, Integer value) {
  for (std::size_t i = sizeof(value); i-- > 0;) {
    bytes.push_back(static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFF));
  }
}

/// The header of an IDX file, whatever it announces.
inline Bytes idx_header(std::uint8_t type, std::initializer_list<std::uint32_t> sizes) {
  Bytes bytes{std::byte{0}, std::byte{0}, std::byte{type}, static_cast<std::byte>(sizes.size())};
  for (std::uint32_t size : sizes) append_big_endian(bytes, size);
  return bytes;
}

/// An IDX file; the values are integers, or floating-point numbers as their bits.
template <class Integer>
Bytes idx_file(std::uint8_t type, std::initializer_list<std::uint32_t> sizes,
               std::initializer_list<Integer> values) {
  Bytes bytes = idx_header(type, sizes);
  for (Integer value : values) append_big_endian(bytes, value);
  return bytes;
}

}  // namespace eigan::tests
