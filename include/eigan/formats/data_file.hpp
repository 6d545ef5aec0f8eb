// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include <eigan/formats/array.hpp>
#include <eigan/formats/csv.hpp>
#include <eigan/formats/npy.hpp>

// Files of data by their content: IDX and NPY, which their first bytes tell, or else CSV.

namespace eigan {

/// Grey images of one size.
template <class Scalar>
struct Images {
  Index rows = 0;        ///< of an image
  Index columns = 0;     ///< of an image
  Batch<Scalar> pixels;  ///< (rows x columns) x count: an image a column, row after row
};

namespace detail {

inline bool is_array(std::span<const std::byte> bytes) { return is_idx(bytes) || is_npy(bytes); }
inline ArrayView parse_array(std::span<const std::byte> bytes) {
  return is_npy(bytes) ? parse_npy(bytes) : parse_idx(bytes);
}

}  // namespace detail

/// Whether a file's bytes are images, an array of three or more dimensions, and not a table.
inline bool holds_images(std::span<const std::byte> bytes) {
  return detail::is_array(bytes) && detail::parse_array(bytes).sizes.size() > 2;
}

/// Images from the bytes of a file. uint8 pixels are scaled from 0 to 255, or from 0 to 1 if none is
/// larger; floating-point ones must be from 0 to 1.
/// \param to  black and white  \throws DataError unless it is an array of count x rows x columns
template <class Scalar>
Images<Scalar> parse_images(std::span<const std::byte> bytes, Range to = {}) {
  enforce<DataError>(detail::is_array(bytes), "images must be an IDX or NPY file");
  const ArrayView array = detail::parse_array(bytes);
  enforce<DataError>(array.sizes.size() == 3,
                     "images must have 3 dimensions, count x rows x columns; got ", array.shape(),
                     array.sizes.size() == 1 ? ": is this a file of labels?" : "");
  double white = 1;
  if (array.type == ValueType::u8) {
    const int most =
        std::to_integer<int>(*std::max_element(array.values.begin(), array.values.end()));
    enforce<DataError>(most <= 1 || most >= 32,
                       "uint8 pixels must be 0 and 1, or from 0 to 255; the brightest is ", most,
                       ": multiply them by 255 / ", most);
    if (most > 1) white = 255;
  }
  Batch<Scalar> pixels = to_batch<Scalar>(array, {.from = {0, white}, .to = {}});
  enforce<DataError>((pixels.array() >= 0 && pixels.array() <= 1).all(),
                     "pixels that are not uint8 must be from 0 to 1; got ", pixels.minCoeff(),
                     " to ", pixels.maxCoeff(), ": scale them first");
  for (Scalar& x : pixels.reshaped()) {
    x = static_cast<Scalar>(Scaling{.from = {}, .to = to}(static_cast<double>(x)));
  }
  return {array.sizes[1], array.sizes[2], std::move(pixels)};
}

/// A table from the bytes of a file: of an array, samples x columns, the columns are x1, x2, ...
/// \param header  whether a CSV file has one  \throws DataError unless it is a table
inline Table parse_table(std::span<const std::byte> bytes,
                         CsvHeader header = CsvHeader::automatic) {
  if (!detail::is_array(bytes)) return parse_csv(detail::as_text(bytes), header);
  const ArrayView array = detail::parse_array(bytes);
  const std::size_t dimensions = array.sizes.size();
  enforce<DataError>(dimensions == 2 || (dimensions == 1 && is_npy(bytes)),
                     "a table must have 2 dimensions, samples x columns; got ", array.shape(),
                     dimensions == 1 ? ": is this a file of labels?" : ": are these images?");
  Batch<double> values = to_batch<double>(array);
  return {.names = column_names(values.rows()), .values = std::move(values)};
}

}  // namespace eigan
