// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/data/scaling.hpp>

namespace eigan {

/// The type of an array's values: uint8, float32 or float64.
enum class ValueType { u8, f32, f64 };

namespace detail {

inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// "60000 x 28 x 28"
inline std::string shape_text(const std::vector<Index>& sizes) {
  std::string joined;
  for (Index size : sizes) joined += (joined.empty() ? "" : " x ") + std::to_string(size);
  return joined;
}

/// The value whose bytes, in the given order, start at `bytes`.
template <class Value>
Value value_at(const std::byte* bytes, std::endian order) {
  std::array<std::byte, sizeof(Value)> native;
  std::copy_n(bytes, sizeof(Value), native.begin());
  if (order != std::endian::native) std::reverse(native.begin(), native.end());
  return std::bit_cast<Value>(native);
}

/// Calls `use(T{})` with the C++ type T of a value.
auto with_value_of(ValueType type, auto&& use) {
  if (type == ValueType::u8) return use(std::uint8_t{});
  return type == ValueType::f32 ? use(float{}) : use(double{});
}

}  // namespace detail

/// What an IDX or NPY file holds: an array of any number of dimensions, of which the first counts
/// samples. A view: the bytes of the file must outlive it.
struct ArrayView {
  ValueType type = ValueType::u8;           ///< of each value
  std::endian order = std::endian::little;  ///< of each value's bytes
  bool fortran_order = false;               ///< the first dimension fastest, not the last
  std::vector<Index> sizes{};               ///< one a dimension, each at least 1
  std::span<const std::byte> values{};      ///< in those two orders, without gaps

  Index samples() const { return sizes.front(); }                  ///< there must be one of `sizes`
  std::string shape() const { return detail::shape_text(sizes); }  ///< "60000 x 28 x 28"

  /// \throws DataError, which begins with `format`, unless the values are as many as the sizes say
  void validate(const char* format) const {
    const std::size_t size_of_value = detail::with_value_of(type, [](auto x) { return sizeof(x); });
    // The product of the sizes may overflow any integer: divide what is there by each of them instead.
    std::uint64_t rest = values.size() / size_of_value;
    bool exact = values.size() % size_of_value == 0;
    for (Index size : sizes) {
      enforce<DataError>(size > 0, format, ": every size must be at least 1; got ", shape());
      exact = exact && rest % static_cast<std::uint64_t>(size) == 0;
      rest /= static_cast<std::uint64_t>(size);
    }
    enforce<DataError>(exact && rest == 1, format, ": the header must be followed by ", shape(),
                       " values of ", size_of_value, size_of_value == 1 ? " byte" : " bytes",
                       "; got ", values.size(), " bytes: the file is ",
                       rest == 0 ? "cut off" : "too long");
  }
};

/// The values, one sample a column: the other dimensions make up the features, the last fastest, however
/// the file orders them. So the pixel in row r and column c of an image is feature r x (columns) + c.
template <class Scalar>
Batch<Scalar> to_batch(const ArrayView& array, const Scaling& scaling = {}) {
  return detail::with_value_of(array.type, [&]<class Value>(Value) {
    const Index samples = array.samples();
    const Index features = static_cast<Index>(array.values.size() / sizeof(Value)) / samples;
    return Batch<Scalar>(Batch<Scalar>::NullaryExpr(features, samples, [&](Index i, Index j) {
      Index place = array.fortran_order ? 0 : j * features + i;
      if (array.fortran_order) {
        for (std::size_t d = array.sizes.size() - 1; d > 0; i /= array.sizes[d--])
          place = place * array.sizes[d] + i % array.sizes[d];
        place = place * samples + j;
      }
      const auto at = static_cast<std::size_t>(place) * sizeof(Value);
      const Value value = detail::value_at<Value>(&array.values[at], array.order);
      return static_cast<Scalar>(scaling(static_cast<double>(value)));
    }));
  });
}

/// Whether the bytes start as an IDX file does.
inline bool is_idx(std::span<const std::byte> bytes) {
  return detail::as_text(bytes).starts_with(std::string_view("\0\0", 2));
}

/// Reads the header of an IDX file (LeCun, "The MNIST database") from the file's bytes.
/// \throws DataError unless the bytes are exactly one array of uint8, float32 or float64
inline ArrayView parse_idx(std::span<const std::byte> bytes) {
  enforce<DataError>(is_idx(bytes), "IDX: the file must start with two zero bytes");
  enforce<DataError>(bytes.size() >= 4, "IDX: the file is cut off in its header");
  const int type = std::to_integer<int>(bytes[2]);
  enforce<DataError>(type == 8 || type == 13 || type == 14,
                     "IDX: values must be uint8, float32 or float64 (type 8, 13 or 14); got type ",
                     type, ": convert them first, pixels to uint8 from 0 to 255");
  const std::size_t dimensions = std::to_integer<std::size_t>(bytes[3]);
  enforce<DataError>(dimensions > 0, "IDX: there must be at least 1 dimension; got 0");
  const std::size_t header = 4 + 4 * dimensions;
  enforce<DataError>(bytes.size() >= header, "IDX: the header of ", dimensions,
                     " dimensions must have ", header, " bytes; got ", bytes.size());
  ArrayView array{.order = std::endian::big, .values = bytes.subspan(header)};
  if (type != 8) array.type = type == 13 ? ValueType::f32 : ValueType::f64;
  for (std::size_t i = 4; i < header; i += 4) {
    array.sizes.push_back(Index{detail::value_at<std::uint32_t>(&bytes[i], array.order)});
  }
  array.validate("IDX");
  return array;
}
ArrayView parse_idx(std::vector<std::byte>&& bytes) = delete;  // it would dangle

}  // namespace eigan
