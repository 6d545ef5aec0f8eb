// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <span>

#include <eigan/core/batch.hpp>

namespace eigan {

/// A block of a matrix: the unit of work in every pass. Tiles of a pass write different memory, so any
/// thread may compute them, in any order.
struct Tile {
  Index row = 0,     ///< the first of its rows, from 0
      rows = 0;      ///< from `row` on
  Index column = 0,  ///< the first of its columns, from 0
      columns = 0;   ///< from `column` on
};

namespace detail {

/// Extents up to this are never cut.
inline constexpr Index uncut = 128;

/// The size of the pieces of an extent: whole up to `uncut`, then an even number of nearly equal pieces of
/// at most about `grain`, multiples of 8 except the last (an odd number where rounding saves a piece, as
/// in 60,000 by 128). A product of a part differs in its last bits from that part of the whole product,
/// so the cuts depend on the sizes alone, not on the number of threads.
inline Index piece_size(Index extent, Index grain) {
  if (extent <= uncut) return (std::max<Index>)(extent, 1);
  const Index pieces = 2 * ((extent + 2 * grain - 1) / (2 * grain));
  const Index size = (extent + pieces - 1) / pieces;
  return (size + 7) / 8 * 8;
}

/// Rows of a tile: a slice of a weight matrix that stays in the second-level cache.
inline constexpr Index row_grain = 256;
/// Columns of a tile: activations of small layers stay in the first-level cache.
inline constexpr Index column_grain = 128;

/// Some columns of a matrix, within one shard.
struct Piece {
  Index shard, column, columns;
  Index
      probe;  ///< if these are tangents, the first of their probes; of probes `column`; otherwise -1
};

/// A matrix as tiles: each piece of its columns in parts of equal height.
struct Tiles {
  Index rows,                     ///< of the matrix
      height;                     ///< rows of a tile, at least 1; the lowest tiles may have fewer
  std::span<const Piece> pieces;  ///< of its columns

  Index down() const { return (rows + height - 1) / height; }  ///< tiles above one another
  Index count() const { return down() * std::ssize(pieces); }  ///< 0 if the matrix is empty

  /// Tile i of [0, count()), down the columns first.
  Tile operator[](Index i) const {
    const Index row = i % down() * height;
    return {row, (std::min)(height, rows - row), piece(i).column, piece(i).columns};
  }
  const Piece& piece(Index i) const { return pieces[static_cast<std::size_t>(i / down())]; }
};

/// The height of the tiles of a layer's output, or of an input gradient.
/// \param rows_per_output  rows of a product for one row of the result (the pieces of a maxout)
/// \param group            rows that no tile cuts
inline Index tile_height(Index rows, Index rows_per_output, Index group) {
  const Index height = piece_size(rows * rows_per_output, row_grain) / rows_per_output;
  return (std::max)(height / group, Index{1}) * group;
}

}  // namespace detail
}  // namespace eigan
