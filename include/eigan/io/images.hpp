// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/data/idx.hpp>
#include <eigan/io/read_file.hpp>

namespace eigan {

/// Grey images of one size.
template <class Scalar>
struct Images {
  Index rows = 0;        ///< of an image
  Index columns = 0;     ///< of an image
  Batch<Scalar> pixels;  ///< (rows x columns) x count: an image a column, row after row
};

/// Reads the images of an IDX file, plain or gzip, such as MNIST's.
///
///     Images<float> images = read_images<float>("train-images-idx3-ubyte.gz", {-1, 1});
///     Dataset<float> data{std::move(images.pixels)};
///
/// \param to     black and white; by default 0 and 1. Integer pixels are scaled from the whole range
///               of their type, floating-point ones from [0, 1].
/// \param limit  how many bytes the file, and its inflated content, may have
/// \throws DataError that names the file, if it cannot be read or is no IDX file of images
template <class Scalar>
Images<Scalar> read_images(const std::filesystem::path& path, Range to = {},
                           std::size_t limit = default_byte_limit) {
  const std::vector<std::byte> bytes = read_file(path, limit);
  return naming(path, [&]() -> Images<Scalar> {
    const Idx idx = parse_idx(bytes);
    require_images(idx);
    return {idx.sizes[1], idx.sizes[2],
            to_batch<Scalar>(idx, {.from = value_range(idx.type), .to = to})};
  });
}

}  // namespace eigan
