// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/io/write_file.hpp>

// Samples into files, batch by batch, so that there may be more of them than memory holds. The files
// appear in `finish`, as wholes.

namespace eigan {

/// A CSV file (RFC 4180) with the names of the columns and a line a sample: numbers as short as they
/// can be to read back as the same ones, whatever the locale.
class CsvWriter {
 public:
  /// \throws Error if the file cannot be written, as the other members do
  CsvWriter(const std::filesystem::path& path, const std::vector<std::string>& names)
      : file_(path), columns_(static_cast<Index>(names.size())) {
    std::string line;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) line += ',';
      line += field(names[i]);
    }
    line += '\n';
    put(line);
  }

  /// \param samples  columns x any number
  template <class Scalar>
  void write(const Batch<Scalar>& samples) {
    require(samples.rows() == columns_, "CsvWriter: the file has ", columns_,
            " columns, the samples have ", samples.rows(), " features");
    std::string lines;
    std::array<char, 32> number;
    for (Index j = 0; j < samples.cols(); ++j) {
      for (Index i = 0; i < columns_; ++i) {
        const auto end = std::to_chars(number.data(), number.data() + number.size(), samples(i, j));
        if (i > 0) lines += ',';
        lines.append(number.data(), end.ptr);
      }
      lines += '\n';
    }
    put(lines);
  }

  /// Called once, after the last `write`: without it there is no file.
  void finish() { file_.finish(); }

 private:
  static std::string field(const std::string& text) {
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
  }
  void put(std::string_view text) { file_.write(std::as_bytes(std::span(text))); }

  WholeFile file_;
  Index columns_;
};

/// An NPY file, which `numpy.load` reads, of `samples` x the sizes of a sample.
template <class Scalar>
class NpyWriter {
 public:
  /// \param sizes  of one sample: {columns}, or {rows, columns} of an image
  /// \throws Error if the file cannot be written, as the other members do
  NpyWriter(const std::filesystem::path& path, Index samples, const std::vector<Index>& sizes)
      : file_(path), missing_(samples) {
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

  /// \param batch  features x any number, but no more than are missing
  void write(const Batch<Scalar>& batch) {
    require(batch.rows() == features_, "NpyWriter: a sample has ", features_,
            " features, the batch has ", batch.rows(), " rows");
    require(batch.cols() <= missing_, "NpyWriter: there are ", missing_, " samples to come, not ",
            batch.cols());
    missing_ -= batch.cols();
    file_.write(std::as_bytes(std::span(batch.data(), static_cast<std::size_t>(batch.size()))));
  }

  /// \throws Error if samples are missing
  void finish() {
    require(missing_ == 0, "NpyWriter: ", missing_, " samples are missing: write them first");
    file_.finish();
  }

 private:
  WholeFile file_;
  Index missing_;
  Index features_ = 1;
};

}  // namespace eigan
