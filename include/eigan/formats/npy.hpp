// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/formats/array.hpp>
#include <eigan/formats/write_file.hpp>

namespace eigan {

namespace detail {

/// Reads an NPY header: a Python dictionary, such as
/// "{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 3), }", and then blanks.
class NpyHeader {
 public:
  explicit NpyHeader(std::string_view header) : rest_(header) {}

  void read(ArrayView& npy) {
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
        throw DataError(
            text("NPY: the header must have each of descr, fortran_order and shape once; got '",
                 printable(key), "'"));
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
  void read_type(ArrayView& npy) {
    const std::string_view name = quoted();
    const std::string_view kind = name.substr(name.empty() ? 0 : 1);
    npy.order = name.starts_with('>') ? std::endian::big : std::endian::little;
    npy.type = kind == "u1" ? ValueType::u8 : kind == "f4" ? ValueType::f32 : ValueType::f64;
    require<DataError>(name == "|u1" || ((name.starts_with('<') || name.starts_with('>')) &&
                                         (kind == "f4" || kind == "f8")),
                       "NPY: values must be float32, float64 or uint8 ('<f4', '<f8', '|u1'); got '",
                       printable(name), "': convert them by array.astype('float32')");
  }

  void read_sizes(ArrayView& npy) {
    expect('(');
    while (!next(')')) {
      Index size = 0;
      blanks();
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      require<DataError>(error == std::errc() && size >= 0,
                         "NPY: a size must be a whole number from 0; got '",
                         printable(rest_, 10), "'");
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      npy.sizes.push_back(size);
      if (next(',')) continue;
      expect(')');
      break;
    }
    require<DataError>(!npy.sizes.empty(),
                       "NPY: there must be at least 1 dimension; got one number");
  }

  bool truth() {
    blanks();
    for (const bool value : {true, false}) {
      const std::string_view name = value ? "True" : "False";
      if (!rest_.starts_with(name)) continue;
      rest_.remove_prefix(name.size());
      return value;
    }
    throw DataError(text("NPY: fortran_order must be True or False; got '",
                         printable(rest_, 10), "'"));
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
    require<DataError>(next(c), "NPY: the header must be a dictionary; got '",
                       printable(rest_, 10), "' in place of '", c, "'");
  }
  bool next(char c) {
    blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() { rest_.remove_prefix((std::min)(rest_.find_first_not_of(" \t\n"), rest_.size())); }

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
/// \throws DataError unless the bytes are exactly one array of float32, float64 or uint8
inline ArrayView parse_npy(std::span<const std::byte> bytes) {
  require<DataError>(is_npy(bytes), "NPY: the file must start with \\x93NUMPY");
  require<DataError>(bytes.size() >= 12, "NPY: the file is cut off in its header");
  const int format = std::to_integer<int>(bytes[6]);
  require<DataError>(format == 1 || format == 2,
                     "NPY: the version of the format must be 1 or 2; got ", format);
  const std::size_t start = format == 1 ? 10 : 12;
  const std::size_t length = format == 1
                                 ? detail::value_at<std::uint16_t>(&bytes[8], std::endian::little)
                                 : detail::value_at<std::uint32_t>(&bytes[8], std::endian::little);
  require<DataError>(length <= bytes.size() - start, "NPY: the file is cut off in its header of ",
                     length, " bytes");
  ArrayView npy;
  detail::NpyHeader({reinterpret_cast<const char*>(bytes.data() + start), length}).read(npy);
  npy.values = bytes.subspan(start + length);
  detail::require_array("NPY", npy.sizes, detail::size_of(npy.type), npy.values.size());
  return npy;
}

/// Deleted: the result would refer to bytes that are gone.
ArrayView parse_npy(std::vector<std::byte>&& bytes) = delete;

/// An NPY file of `samples` x the sizes of a sample, written batch by batch; `numpy.load` reads it.
template <class Scalar>
class NpyWriter {
 public:
  /// \param sizes  of one sample: {columns}, or {rows, columns} of an image
  /// \throws Error if the file cannot be written, as the other members do
  NpyWriter(const std::filesystem::path& path, Index samples, const std::vector<Index>& sizes)
      : file_(path), samples_(samples), missing_(samples) {
    std::string shape = text(samples, ',');
    for (const Index size : sizes) {
      shape += text(' ', size, ',');
      features_ *= size;
    }
    const bool little = std::endian::native == std::endian::little;
    std::string what = text("{'descr': '", little ? '<' : '>', 'f', sizeof(Scalar),
                            "', 'fortran_order': False, 'shape': (", shape, "), }");
    std::string header("\x93NUMPY\x01\0", 8);
    what.append(63 - (header.size() + 2 + what.size()) % 64, ' ');  // the data are aligned
    what += '\n';
    header += static_cast<char>(what.size() & 255);
    header += static_cast<char>(what.size() >> 8);
    header += what;
    file_.write(std::as_bytes(std::span(header)));
  }

  /// \param batch  features x any number of the samples that are missing
  void write(const Batch<Scalar>& batch) {
    require(batch.rows() == features_, "NpyWriter: samples must have ", features_,
            " features; got ", batch.rows());
    require(batch.cols() <= missing_, "NpyWriter: a batch must have at most the ", missing_,
            " samples that are missing; got ", batch.cols());
    missing_ -= batch.cols();
    file_.write(std::as_bytes(std::span(batch.data(), static_cast<std::size_t>(batch.size()))));
  }

  /// \throws Error if samples are missing
  void finish() {
    require(missing_ == 0, "NpyWriter: ", samples_, " samples must be written; ", missing_,
            " are missing");
    file_.finish();
  }

 private:
  AtomicFile file_;
  Index samples_, missing_;
  Index features_ = 1;
};

}  // namespace eigan
