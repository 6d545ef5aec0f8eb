// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <ios>
#include <span>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/formats/array.hpp>

namespace eigan {

/// Whether the bytes start as an IDX file does.
inline bool is_idx(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0} && bytes[1] == std::byte{0};
}

/// Reads the header of an IDX file (LeCun, "The MNIST database") from the file's bytes.
/// \throws DataError unless the bytes are exactly one array of uint8, float32 or float64
inline ArrayView parse_idx(std::span<const std::byte> bytes) {
  enforce<DataError>(is_idx(bytes), "IDX: the file must start with two zero bytes");
  enforce<DataError>(bytes.size() >= 4, "IDX: the file is cut off in its header");
  const int type = std::to_integer<int>(bytes[2]);
  enforce<DataError>(type == 0x08 || type == 0x0D || type == 0x0E,
                     "IDX: values must be uint8, float32 or float64 (type 8, 13 or 14); got type ",
                     type, ": convert them first, pixels to uint8 from 0 to 255");
  ArrayView array{.type = type == 0x08   ? ValueType::u8
                          : type == 0x0D ? ValueType::f32
                                         : ValueType::f64,
                  .order = std::endian::big};
  const std::size_t dimensions = std::to_integer<std::size_t>(bytes[3]);
  enforce<DataError>(dimensions > 0, "IDX: there must be at least 1 dimension; got 0");
  const std::size_t header = 4 + 4 * dimensions;
  enforce<DataError>(bytes.size() >= header, "IDX: the header of ", dimensions,
                     " dimensions must have ", header, " bytes; got ", bytes.size());
  array.values = bytes.subspan(header);
  for (std::size_t i = 0; i < dimensions; ++i) {
    array.sizes.push_back(Index{detail::value_at<std::uint32_t>(&bytes[4 + 4 * i], array.order)});
  }
  detail::require_array("IDX", array.sizes, detail::size_of(array.type), array.values.size());
  return array;
}

/// Deleted: the result would refer to bytes that are gone.
ArrayView parse_idx(std::vector<std::byte>&& bytes) = delete;

}  // namespace eigan
