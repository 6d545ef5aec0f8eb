// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <eigan/core/batch.hpp>

namespace eigan {

/// A block of a matrix: the unit of work in every pass. Two tiles of one pass write different
/// memory and none is summed into another, so tiles may be computed in any order, on any thread.
struct Tile {
  Index row = 0, rows = 0;
  Index column = 0, columns = 0;
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

/// Calls `work(tile)` for each tile of a rows x columns result.
/// \param weight  how many rows of a product one row of the result takes (the pieces of a maxout)
template <class Work>
void for_each_tile(Index rows, Index columns, Index weight, Work&& work) {
  const Index height = std::max<Index>(1, piece_size(rows * weight, row_grain) / weight);
  const Index width = piece_size(columns, column_grain);
  for (Index column = 0; column < columns; column += width) {
    for (Index row = 0; row < rows; row += height) {
      work(Tile{row, std::min(height, rows - row), column, std::min(width, columns - column)});
    }
  }
}

/// Calls `work(tile)` for each tile of a layer's parameters: all rows of some columns, so that a
/// tile is one contiguous segment.
template <class Work>
void for_each_column_tile(Index rows, Index columns, Work&& work) {
  const Index width = piece_size(columns, row_grain);
  for (Index column = 0; column < columns; column += width) {
    work(Tile{0, rows, column, std::min(width, columns - column)});
  }
}

}  // namespace eigan
