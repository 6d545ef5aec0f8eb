// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>

#include <eigan/formats/data_file.hpp>
#include <eigan/io/read_file.hpp>

// Files of data, plain or gzip: IDX, NPY or CSV by their content. The limit is that of `read_file`.

namespace eigan {

/// Reads a table. Its values have a sample a column, as StandardScaler and Dataset take them.
/// \throws DataError that names the file, if it cannot be read or does not hold a table of numbers
inline Table read_table(const std::filesystem::path& path, CsvHeader header = CsvHeader::automatic,
                        std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit, [&](auto bytes) { return parse_table(bytes, header); });
}

/// Reads grey images, such as MNIST's: see `parse_images`.
///
///     Images<float> images = read_images<float>("train-images-idx3-ubyte.gz", {-1, 1});
///     Dataset<float> data{std::move(images.pixels)};
///
/// \param to  black and white
/// \throws DataError that names the file, if it cannot be read or does not hold images
template <class Scalar>
Images<Scalar> read_images(const std::filesystem::path& path, Range to = {},
                           std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit,
                           [&](auto bytes) { return parse_images<Scalar>(bytes, to); });
}

}  // namespace eigan
