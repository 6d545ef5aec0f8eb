// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/data/array_bytes.hpp>
#include <eigan/data/scaling.hpp>

namespace eigan {

/// The type of an NPY file's values.
enum class NpyType { u8, f32, f64 };

/// What an NPY file holds, such as `numpy.save` writes: an array of any number of dimensions, of
/// which the first counts samples. A view: the bytes of the file must outlive it.
struct Npy {
  NpyType type = NpyType::f32;              ///< of each value
  std::endian order = std::endian::little;  ///< of each value's bytes
  bool fortran_order = false;               ///< the first dimension fastest, not the last
  std::vector<Index> sizes;                 ///< one a dimension, each at least 1
  std::span<const std::byte> values;        ///< in those two orders, without gaps

  /// The first of `sizes`, of which there must be one.
  Index samples() const { return sizes.front(); }

  /// "1000 x 3"
  std::string shape() const { return detail::shape_text(sizes); }
};

namespace detail {

/// Calls `use(T{})` with the C++ type T of an NPY type.
template <class Use>
auto with_value_of(NpyType type, Use&& use) {
  if (type == NpyType::u8) return use(std::uint8_t{});
  return type == NpyType::f32 ? use(float{}) : use(double{});
}

/// Reads an NPY header, which is written as a dictionary of Python's, such as
/// "{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 3), }", and then blanks.
class NpyHeader {
 public:
  explicit NpyHeader(std::string_view header) : rest_(header) {}

  void read(Npy& npy) {
    bool type = false, order = false, shape = false;
    const auto once = [](bool& known) { return !std::exchange(known, true); };
    expect('{');
    while (!next('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr" && once(type)) {
        read_type(npy);
      } else if (key == "fortran_order" && once(order)) {
        npy.fortran_order = truth();
      } else if (key == "shape" && once(shape)) {
        read_sizes(npy);
      } else {
        throw DataError(text("NPY: the header has an entry too many: '", printable(key), "'"));
      }
      if (next(',')) continue;
      expect('}');
      break;
    }
    blanks();
    require<DataError>(rest_.empty() && type && order && shape,
                       "NPY: the header must be a dictionary of descr, fortran_order and shape");
  }

 private:
  void read_type(Npy& npy) {
    const std::string_view name = quoted();
    const std::string_view kind = name.substr(std::min<std::size_t>(1, name.size()));
    npy.order = name.starts_with('>') ? std::endian::big : std::endian::little;
    npy.type = kind == "u1" ? NpyType::u8 : kind == "f4" ? NpyType::f32 : NpyType::f64;
    require<DataError>(
        name == "|u1" ||
            ((name.starts_with('<') || name.starts_with('>')) && (kind == "f4" || kind == "f8")),
        "NPY: values must be float32, float64 or uint8 ('<f4', '<f8', '|u1'), they are '",
        printable(name), "'; numpy converts them: array.astype('float32')");
  }

  void read_sizes(Npy& npy) {
    expect('(');
    while (!next(')')) {
      Index size = 0;
      blanks();
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      require<DataError>(error == std::errc() && size >= 0,
                         "NPY: a size must be a whole number; the header goes on with '",
                         printable(rest_.substr(0, 10)), "'");
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      npy.sizes.push_back(size);
      if (next(',')) continue;
      expect(')');
      break;
    }
    require<DataError>(!npy.sizes.empty(),
                       "NPY: there must be at least 1 dimension, this is one number");
  }

  bool truth() {
    blanks();
    for (const bool value : {true, false}) {
      const std::string_view name = value ? "True" : "False";
      if (!rest_.starts_with(name)) continue;
      rest_.remove_prefix(name.size());
      return value;
    }
    throw DataError(text("NPY: fortran_order must be True or False; the header goes on with '",
                         printable(rest_.substr(0, 10)), "'"));
  }

  std::string_view quoted() {
    blanks();
    const char quote = rest_.starts_with('"') ? '"' : '\'';
    expect(quote);
    const std::size_t end = rest_.find(quote);
    require<DataError>(end != std::string_view::npos, "NPY: the header ends within a text");
    const std::string_view content = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return content;
  }

  void expect(char c) {
    require<DataError>(next(c), "NPY: the header must be a dictionary, there is no '", c,
                       "' where one must be");
  }
  bool next(char c) {
    blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size())); }

  std::string_view rest_;
};

}  // namespace detail

/// Whether the bytes start as an NPY file does.
inline bool is_npy(std::span<const std::byte> bytes) {
  constexpr std::string_view magic = "\x93NUMPY";
  return bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin(),
                    [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
}

/// Reads the header of an NPY file (numpy.lib.format, versions 1 and 2) from the file's bytes.
/// \throws DataError unless the bytes are one whole array of float32, float64 or uint8 and nothing
/// else
inline Npy parse_npy(std::span<const std::byte> bytes) {
  require<DataError>(is_npy(bytes), "NPY: this is not an NPY file: one starts with \\x93NUMPY");
  require<DataError>(bytes.size() >= 12, "NPY: the file is cut off in its header");
  const int format = std::to_integer<int>(bytes[6]);
  require<DataError>(format == 1 || format == 2, "NPY: the format's version must be 1 or 2, it is ",
                     format);
  const std::size_t start = format == 1 ? 10 : 12;
  const std::size_t length = format == 1
                                 ? detail::value_at<std::uint16_t>(&bytes[8], std::endian::little)
                                 : detail::value_at<std::uint32_t>(&bytes[8], std::endian::little);
  require<DataError>(length <= bytes.size() - start, "NPY: the file is cut off in its header of ",
                     length, " bytes");
  Npy npy;
  detail::NpyHeader({reinterpret_cast<const char*>(bytes.data() + start), length}).read(npy);
  npy.values = bytes.subspan(start + length);
  const std::size_t value_size =
      detail::with_value_of(npy.type, [](auto value) { return sizeof(value); });
  detail::require_array("NPY", npy.sizes, value_size, npy.values.size());
  return npy;
}

/// Not of bytes that would be gone when the result is used.
Npy parse_npy(std::vector<std::byte>&& bytes) = delete;

/// The values, one sample a column: all dimensions but the first make up the features, the last
/// fastest, however the file orders them.
template <class Scalar>
Batch<Scalar> to_batch(const Npy& npy, const Scaling& scaling = {}) {
  return detail::with_value_of(npy.type, [&]<class Value>(Value) {
    const Index samples = npy.samples();
    const Index features = static_cast<Index>(npy.values.size() / sizeof(Value)) / samples;
    const auto place_of = [&](Index i, Index j) {  // of feature i of sample j
      if (!npy.fortran_order) return j * features + i;
      Index place = 0;
      for (std::size_t d = npy.sizes.size() - 1; d > 0; i /= npy.sizes[d--]) {
        place = place * npy.sizes[d] + i % npy.sizes[d];
      }
      return place * samples + j;
    };
    Batch<Scalar> batch(features, samples);
    for (Index j = 0; j < samples; ++j) {
      for (Index i = 0; i < features; ++i) {
        const std::byte* bytes =
            npy.values.data() + static_cast<std::size_t>(place_of(i, j)) * sizeof(Value);
        batch(i, j) = static_cast<Scalar>(
            scaling(static_cast<double>(detail::value_at<Value>(bytes, npy.order))));
      }
    }
    return batch;
  });
}

}  // namespace eigan
