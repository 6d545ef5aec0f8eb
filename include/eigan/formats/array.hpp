// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/data/scaling.hpp>

namespace eigan {

namespace detail {

/// "60000 x 28 x 28"
inline std::string shape_text(const std::vector<Index>& sizes) {
  std::string joined;
  for (Index size : sizes) joined += (joined.empty() ? "" : " x ") + std::to_string(size);
  return joined;
}

/// Throws unless `given` bytes are exactly the values of an array of these sizes, each at least 1.
inline void require_array(const char* format, const std::vector<Index>& sizes,
                          std::size_t value_size, std::size_t given) {
  // The product of the sizes may overflow any integer: divide what is there by each of them instead.
  std::uint64_t rest = given / value_size;
  bool exact = given % value_size == 0;
  for (Index size : sizes) {
    enforce<DataError>(size > 0, format, ": every size must be at least 1; got ",
                       shape_text(sizes));
    exact = exact && rest % static_cast<std::uint64_t>(size) == 0;
    rest /= static_cast<std::uint64_t>(size);
  }
  enforce<DataError>(exact && rest == 1, format, ": the header must be followed by ",
                     shape_text(sizes), " values of ", value_size,
                     value_size == 1 ? " byte" : " bytes", "; got ", given, " bytes: the file is ",
                     rest == 0 ? "cut off" : "too long");
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

}  // namespace detail

/// The type of an array's values: uint8, float32 or float64.
enum class ValueType { u8, f32, f64 };

/// What an IDX or NPY file holds: an array of any number of dimensions, of which the first counts
/// samples. A view: the bytes of the file must outlive it.
struct ArrayView {
  ValueType type = ValueType::u8;           ///< of each value
  std::endian order = std::endian::little;  ///< of each value's bytes
  bool fortran_order = false;               ///< the first dimension fastest, not the last
  std::vector<Index> sizes{};               ///< one a dimension, each at least 1
  std::span<const std::byte> values{};      ///< in those two orders, without gaps

  /// The first of `sizes`, of which there must be one.
  Index samples() const { return sizes.front(); }

  /// "60000 x 28 x 28"
  std::string shape() const { return detail::shape_text(sizes); }
};

namespace detail {

/// Calls `use(T{})` with the C++ type T of a value.
template <class Use>
auto with_value_of(ValueType type, Use&& use) {
  if (type == ValueType::u8) return use(std::uint8_t{});
  return type == ValueType::f32 ? use(float{}) : use(double{});
}

inline std::size_t size_of(ValueType type) {
  return with_value_of(type, [](auto value) { return sizeof(value); });
}

}  // namespace detail

/// The values, one sample a column: all dimensions but the first make up the features, the last
/// fastest, however the file orders them. So images come row by row: the pixel in row r and column c
/// is feature r x (columns) + c.
template <class Scalar>
Batch<Scalar> to_batch(const ArrayView& array, const Scaling& scaling = {}) {
  return detail::with_value_of(array.type, [&]<class Value>(Value) {
    const Index samples = array.samples();
    const Index features = static_cast<Index>(array.values.size() / sizeof(Value)) / samples;
    const auto place_of = [&](Index i, Index j) {  // of feature i of sample j
      if (!array.fortran_order) return j * features + i;
      Index place = 0;
      for (std::size_t d = array.sizes.size() - 1; d > 0; i /= array.sizes[d--]) {
        place = place * array.sizes[d] + i % array.sizes[d];
      }
      return place * samples + j;
    };
    Batch<Scalar> batch(features, samples);
    for (Index j = 0; j < samples; ++j) {
      for (Index i = 0; i < features; ++i) {
        const std::byte* bytes =
            array.values.data() + static_cast<std::size_t>(place_of(i, j)) * sizeof(Value);
        batch(i, j) = static_cast<Scalar>(
            scaling(static_cast<double>(detail::value_at<Value>(bytes, array.order))));
      }
    }
    return batch;
  });
}

}  // namespace eigan
