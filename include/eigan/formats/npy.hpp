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
#include <vector>

#include <eigan/formats/array.hpp>
#include <eigan/formats/write_file.hpp>

namespace eigan {
namespace detail {

/// Reads an NPY header: a Python dictionary, such as
/// "{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 3), }", and then blanks.
inline void read_npy_header(std::string header, ArrayView& npy) {
  std::erase_if(header, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  enforce<DataError>(header.starts_with('{') && header.ends_with('}') &&
                         std::count(header.begin(), header.end(), ':') == 3,
                     "NPY: the header must be a dictionary of descr, fortran_order and shape; got ",
                     printable(header));
  const auto value_of = [&](const std::string& key) {
    const std::size_t place = header.find("'" + key + "':");
    enforce<DataError>(place != std::string::npos, "NPY: the header must have the key ", key,
                       "; got ", printable(header));
    return std::string_view(header).substr(place + key.size() + 3);
  };
  const auto shown = [](std::string_view x) { return printable(x.substr(0, x.find(','))); };
  const std::string_view type = value_of("descr"), order = value_of("fortran_order");
  const bool u8 = type.starts_with("'|u1'");
  const bool f32 = type.starts_with("'<f4'") || type.starts_with("'>f4'");
  enforce<DataError>(u8 || f32 || type.starts_with("'<f8'") || type.starts_with("'>f8'"),
                     "NPY: values must be float32, float64 or uint8 ('<f4', '<f8', '|u1'); got ",
                     shown(type), ": convert them by array.astype('float32')");
  npy.type = u8 ? ValueType::u8 : f32 ? ValueType::f32 : ValueType::f64;
  npy.order = type.starts_with("'>") ? std::endian::big : std::endian::little;
  npy.fortran_order = order.starts_with("True");
  enforce<DataError>(npy.fortran_order || order.starts_with("False"),
                     "NPY: fortran_order must be True or False; got ", shown(order));
  std::string_view shape = value_of("shape");
  for (char before = '('; shape.starts_with(before); before = ',') {
    shape.remove_prefix(1);
    if (shape.starts_with(')')) break;
    Index size = 0;
    const auto [end, error] = std::from_chars(shape.data(), shape.data() + shape.size(), size);
    enforce<DataError>(error == std::errc() && size >= 0,
                       "NPY: a size must be a whole number from 0; got ", printable(shape, 20));
    npy.sizes.push_back(size);
    shape.remove_prefix(static_cast<std::size_t>(end - shape.data()));
  }
  enforce<DataError>(!npy.sizes.empty() && shape.starts_with(')'),
                     "NPY: the shape must be a tuple of at least 1 size; got ",
                     printable(value_of("shape"), 20));
}

}  // namespace detail

/// Whether the bytes start as an NPY file does.
inline bool is_npy(std::span<const std::byte> bytes) {
  return detail::as_text(bytes).starts_with("\x93NUMPY");
}

/// Reads the header of an NPY file (numpy.lib.format, versions 1 and 2) from the file's bytes.
/// \throws DataError unless the bytes are exactly one array of float32, float64 or uint8
inline ArrayView parse_npy(std::span<const std::byte> bytes) {
  enforce<DataError>(is_npy(bytes), "NPY: the file must start with \\x93NUMPY");
  enforce<DataError>(bytes.size() >= 12, "NPY: the file is cut off in its header");
  const int format = std::to_integer<int>(bytes[6]);
  enforce<DataError>(format == 1 || format == 2,
                     "NPY: the version of the format must be 1 or 2; got ", format);
  constexpr auto order = std::endian::little;
  const std::size_t start = format == 1 ? 10 : 12;
  const std::size_t length = format == 1 ? detail::value_at<std::uint16_t>(&bytes[8], order)
                                         : detail::value_at<std::uint32_t>(&bytes[8], order);
  enforce<DataError>(length <= bytes.size() - start, "NPY: the file is cut off in its header of ",
                     length, " bytes");
  ArrayView npy;
  detail::read_npy_header(std::string(detail::as_text(bytes.subspan(start, length))), npy);
  npy.values = bytes.subspan(start + length);
  npy.validate("NPY");
  return npy;
}
ArrayView parse_npy(std::vector<std::byte>&& bytes) = delete;  // it would dangle

/// An NPY file of `samples` x the sizes of a sample, written batch by batch; `numpy.load` reads it.
template <class Scalar>
class NpyWriter {
 public:
  /// \param sizes  of one sample: {columns}, or {rows, columns} of an image
  /// \throws Error if the file cannot be written, as the other members do
  NpyWriter(const std::filesystem::path& path, Index samples, const std::vector<Index>& sizes)
      : file_(path), samples_(samples), missing_(samples) {
    std::string shape = detail::text(samples, ',');
    for (const Index size : sizes) {
      shape += detail::text(' ', size, ',');
      features_ *= size;
    }
    std::string what =
        detail::text("{'descr': '", std::endian::native == std::endian::little ? '<' : '>', 'f',
                     sizeof(Scalar), "', 'fortran_order': False, 'shape': (", shape, "), }");
    what.append(63 - (10 + what.size()) % 64, ' ');  // the data are aligned
    const std::string header = std::string("\x93NUMPY\x01\0", 8) +
                               static_cast<char>((what.size() + 1) & 255) +
                               static_cast<char>((what.size() + 1) >> 8) + what + '\n';
    file_.write(std::as_bytes(std::span(header)));
  }

  /// \param batch  features x any number of the samples that are missing
  void write(const Batch<Scalar>& batch) {
    enforce(batch.rows() == features_, "NpyWriter: samples must have ", features_,
            " features; got ", batch.rows());
    enforce(batch.cols() <= missing_, "NpyWriter: a batch must have at most the ", missing_,
            " samples that are missing; got ", batch.cols());
    missing_ -= batch.cols();
    file_.write(std::as_bytes(std::span(batch.data(), static_cast<std::size_t>(batch.size()))));
  }

  /// \throws Error if samples are missing
  void finish() {
    enforce(missing_ == 0, "NpyWriter: ", samples_, " samples must be written; ", missing_,
            " are missing");
    file_.finish();
  }

 private:
  AtomicFile file_;
  Index samples_, missing_, features_ = 1;
};

}  // namespace eigan
