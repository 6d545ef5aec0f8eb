// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <eigan/core/batch.hpp>

namespace eigan {

/// A block of a matrix: the unit of work in every pass. Two tiles of one pass write different memory,
/// so they may be computed in any order, on any thread; blocks that are summed, are in their own order.
struct Tile {
  Index row = 0,     ///< the first of its rows, from 0
      rows = 0;      ///< from `row` on
  Index column = 0,  ///< the first of its columns, from 0
      columns = 0;   ///< from `column` on
};

/// The size of the pieces an extent is cut into: whole up to 128, then nearly equal pieces of at most
/// about `grain`, each but the last a multiple of 8. There is an even number of them, which two cores
/// share evenly, unless the rounding makes up for a whole piece (as in 60,000 by 128).
///
/// This rule is final. A product of a part differs in its last bits from a part of the whole
/// product, so results stay the same on any number of threads, and from one version of eigan to
/// the next, only as long as the cuts follow from the sizes alone.
inline Index piece_size(Index extent, Index grain) {
  if (extent <= 128) return std::max<Index>(extent, 1);
  const Index pieces = 2 * ((extent + 2 * grain - 1) / (2 * grain));
  const Index size = (extent + pieces - 1) / pieces;
  return (size + 7) / 8 * 8;
}

/// Rows of a tile: a slice of a weight matrix that stays in the second-level cache.
inline constexpr Index row_grain = 256;
/// Columns of a tile: activations of small layers stay in the first-level cache.
inline constexpr Index column_grain = 128;

/// A rows x columns matrix as tiles of at most height x width.
struct Tiles {
  Index rows,   ///< of the matrix
      columns,  ///< of the matrix
      height,   ///< rows of a tile, at least 1; the lowest tiles may have fewer
      width;    ///< columns of a tile, at least 1; the rightmost tiles may have fewer

  /// How many tiles lie above one another.
  Index down() const { return (rows + height - 1) / height; }
  /// How many lie side by side.
  Index across() const { return (columns + width - 1) / width; }
  /// How many there are: 0 if the matrix is empty.
  Index count() const { return down() * across(); }

  /// Tile i of [0, count()), down the columns first.
  Tile operator[](Index i) const {
    const Index row = i % down() * height;
    const Index column = i / down() * width;
    return {row, std::min(height, rows - row), column, std::min(width, columns - column)};
  }
};

/// The tiles of a layer's output, or of an input gradient.
/// \param weight  how many rows of a product one row of the result takes (the pieces of a maxout)
inline Tiles result_tiles(Index rows, Index columns, Index weight) {
  return {rows, columns, std::max<Index>(1, piece_size(rows * weight, row_grain) / weight),
          piece_size(columns, column_grain)};
}

/// The tiles of a layer's parameters: all rows of some columns, so that a tile is one contiguous
/// segment.
inline Tiles parameter_tiles(Index rows, Index columns) {
  return {rows, columns, std::max<Index>(1, rows), piece_size(columns, row_grain)};
}

}  // namespace eigan
