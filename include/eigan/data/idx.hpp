// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ios>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/data/array_bytes.hpp>
#include <eigan/data/scaling.hpp>

namespace eigan {

/// The type of an IDX file's values, by the number that stands for it in the file.
enum class IdxType : std::uint8_t {
  u8 = 0x08,
  i8 = 0x09,
  i16 = 0x0B,
  i32 = 0x0C,
  f32 = 0x0D,
  f64 = 0x0E
};

/// What an IDX file holds: an array of any number of dimensions, of which the first counts samples.
/// A view: the bytes of the file must outlive it.
struct Idx {
  IdxType type = IdxType::u8;         ///< of each value
  std::vector<Index> sizes;           ///< one a dimension, each at least 1; 60000, 28, 28 for MNIST
  std::span<const std::byte> values;  ///< big-endian, the last dimension fastest

  /// The first of `sizes`, of which there must be one.
  Index samples() const { return sizes.front(); }

  /// "60000 x 28 x 28"
  std::string shape() const { return detail::shape_text(sizes); }
};

namespace detail {

/// Calls `use(T{})` with the C++ type T of an IDX type.
template <class Use>
auto with_value_of(IdxType type, Use&& use) {
  switch (type) {
    case IdxType::u8:
      return use(std::uint8_t{});
    case IdxType::i8:
      return use(std::int8_t{});
    case IdxType::i16:
      return use(std::int16_t{});
    case IdxType::i32:
      return use(std::int32_t{});
    case IdxType::f32:
      return use(float{});
    case IdxType::f64:
      return use(double{});
  }
  throw DataError(
      text("IDX: the type of the values must be one of 0x08, 0x09, 0x0b, 0x0c, 0x0d, "
           "0x0e, it is 0x",
           std::hex, static_cast<int>(type)));
}

}  // namespace detail

/// Reads the header of an IDX file (LeCun, "The MNIST database") from the file's bytes.
/// \throws DataError unless the bytes are one whole IDX array and nothing else
inline Idx parse_idx(std::span<const std::byte> bytes) {
  require<DataError>(bytes.size() >= 4,
                     "IDX: this is not an IDX file: one has at least 4 bytes, this has ",
                     bytes.size());
  require<DataError>(bytes[0] == std::byte{0} && bytes[1] == std::byte{0},
                     "IDX: this is not an IDX file: one starts with two bytes 0, this with ",
                     std::to_integer<int>(bytes[0]), " and ", std::to_integer<int>(bytes[1]));
  Idx idx{.type = static_cast<IdxType>(bytes[2]), .sizes = {}, .values = {}};
  const std::size_t value_size =
      detail::with_value_of(idx.type, [](auto value) { return sizeof(value); });
  const std::size_t dimensions = std::to_integer<std::size_t>(bytes[3]);
  require<DataError>(dimensions > 0, "IDX: there must be at least 1 dimension, the header says 0");
  const std::size_t header = 4 + 4 * dimensions;
  require<DataError>(bytes.size() >= header, "IDX: the header of ", dimensions, " dimensions has ",
                     header, " bytes, the file has ", bytes.size());
  idx.values = bytes.subspan(header);
  for (std::size_t i = 0; i < dimensions; ++i) {
    idx.sizes.push_back(
        Index{detail::value_at<std::uint32_t>(&bytes[4 + 4 * i], std::endian::big)});
  }
  detail::require_array("IDX", idx.sizes, value_size, idx.values.size());
  return idx;
}

/// Not of bytes that would be gone when the result is used.
Idx parse_idx(std::vector<std::byte>&& bytes) = delete;

/// The range that pixels of a type have: all of an integer type, 0 to 1 for floating point.
inline Range value_range(IdxType type) {
  return detail::with_value_of(type, []<class Value>(Value) {
    if constexpr (std::floating_point<Value>)
      return Range{0, 1};
    else
      return Range{static_cast<double>(std::numeric_limits<Value>::min()),
                   static_cast<double>(std::numeric_limits<Value>::max())};
  });
}

/// The values, one sample a column: all dimensions but the first make up the features. Images come
/// row by row, so that the pixel in row r and column c is feature r x (columns) + c.
template <class Scalar>
Batch<Scalar> to_batch(const Idx& idx, const Scaling& scaling = {}) {
  return detail::with_value_of(idx.type, [&]<class Value>(Value) {
    const Index count = static_cast<Index>(idx.values.size() / sizeof(Value));
    Batch<Scalar> batch(count / idx.samples(), idx.samples());
    const std::byte* bytes = idx.values.data();
    for (Index i = 0; i < count; ++i, bytes += sizeof(Value)) {
      batch.data()[i] = static_cast<Scalar>(
          scaling(static_cast<double>(detail::value_at<Value>(bytes, std::endian::big))));
    }
    return batch;
  });
}

/// The rule of whatever needs grey images.
/// \throws DataError unless there are three dimensions
inline void require_images(const Idx& idx) {
  require<DataError>(idx.sizes.size() == 3,
                     "IDX: images have 3 dimensions (count x rows x columns), this has ",
                     idx.sizes.size(), ": ", idx.shape(),
                     idx.sizes.size() == 1 ? "; is it a file of labels?" : "");
}

}  // namespace eigan
