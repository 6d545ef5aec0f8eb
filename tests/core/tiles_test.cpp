// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include <eigan/core/shards.hpp>
#include <eigan/core/tiles.hpp>
#include <eigan/nn/layer.hpp>

#include "tests/catch.hpp"

using eigan::Index;

TEST_CASE("the cuts of a matrix into tiles are those of the first version") {
  struct Cut {
    Index extent, grain, size;
  };
  // Results depend on them in their last bits.
  const Cut cut = GENERATE(
      Cut{1, 256, 1}, Cut{2, 128, 2}, Cut{100, 128, 100}, Cut{127, 256, 127}, Cut{128, 128, 128},
      Cut{129, 128, 72}, Cut{129, 256, 72}, Cut{240, 256, 120}, Cut{256, 128, 128},
      Cut{256, 256, 128}, Cut{257, 128, 72}, Cut{500, 128, 128}, Cut{512, 256, 256},
      Cut{513, 256, 136}, Cut{784, 256, 200}, Cut{1000, 128, 128}, Cut{1024, 256, 256},
      Cut{1200, 256, 200}, Cut{2500, 128, 128}, Cut{4096, 256, 256}, Cut{10000, 128, 128});
  INFO(cut.extent << " by " << cut.grain);
  CHECK(eigan::detail::piece_size(cut.extent, cut.grain) == cut.size);
}

TEST_CASE("an extent up to 128 is one piece, and a longer one has pieces of a multiple of 8") {
  for (const Index grain : {eigan::detail::row_grain, eigan::detail::column_grain}) {
    for (Index extent = 1; extent <= 5000; ++extent) {
      const Index size = eigan::detail::piece_size(extent, grain);
      if (extent <= 128) {
        REQUIRE(size == extent);
      } else {
        REQUIRE(size % 8 == 0);
        REQUIRE(size <= grain);
        REQUIRE(size < extent);
        REQUIRE(2 * size > std::min(grain, extent) - 16);  // no tiny pieces
      }
    }
  }
}

namespace {

/// Columns cut into pieces as a tape cuts one shard.
std::vector<eigan::detail::Piece> pieces(Index columns) {
  const Index size = eigan::detail::piece_size(columns, eigan::detail::column_grain);
  std::vector<eigan::detail::Piece> all;
  for (Index first = 0; first < columns; first += size) {
    all.push_back({0, first, std::min(size, columns - first), -1});
  }
  return all;
}

}  // namespace

TEST_CASE("tiles cover every element once, and cut no group of rows") {
  const Index rows = GENERATE(1, 7, 128, 129, 300, 784);
  const Index columns = GENERATE(1, 64, 128, 136, 257, 1000);
  const Index rows_per_output = GENERATE(1, 5, 400);
  const auto cut = pieces(columns);
  for (Index group = 1; group <= rows; ++group) {
    if (rows % group != 0) continue;
    const Index height = eigan::detail::tile_height(rows, rows_per_output, group);
    const eigan::detail::Tiles tiles{rows, height, cut};
    Eigen::MatrixXi hits = Eigen::MatrixXi::Zero(rows, columns);
    for (Index i = 0; i < tiles.count(); ++i) {
      const eigan::Tile t = tiles[i];
      REQUIRE((t.rows > 0 && t.columns > 0));
      REQUIRE((t.row % group == 0 && t.rows % group == 0));
      hits.block(t.row, t.column, t.rows, t.columns).array() += 1;
    }
    CHECK((hits.array() == 1).all());
  }
}

TEST_CASE("the tiles of a layer's parameters cover every column once, with all rows") {
  const Index rows = GENERATE(1, 128, 784), columns = GENERATE(1, 128, 129, 785, 1201);
  const eigan::LayerShape shape{.parameter_rows = rows, .parameter_columns = columns};
  Index end = 0;
  for (Index i = 0; i < shape.parameter_tiles(); ++i) {
    const eigan::Tile t = shape.parameter_tile(i);
    REQUIRE((t.row == 0 && t.rows == rows && t.column == end && t.columns > 0));
    end += t.columns;
  }
  CHECK(end == columns);
}

TEST_CASE("the rows of a tile are cut by the work in them") {
  using eigan::detail::tile_height;
  CHECK(tile_height(240, 1, 1) == 120);
  CHECK(tile_height(240, 5, 1) == 40);
  CHECK(tile_height(3, 1000, 1) == 1);
  CHECK(tile_height(240, 1, 16) == 112);
  CHECK(tile_height(240, 1, 240) == 240);
}

TEST_CASE("a matrix without elements has no tiles") {
  CHECK(eigan::detail::Tiles{0, 1, pieces(5)}.count() == 0);
  CHECK(eigan::detail::Tiles{5, 5, pieces(0)}.count() == 0);
  CHECK(eigan::LayerShape{.inputs = 3, .outputs = 3}.parameter_tiles() == 0);
}

TEST_CASE("shards hold the samples floor(s B / S) to floor((s + 1) B / S) - 1, side by side") {
  for (const Index batch : {1, 7, 64, 100}) {
    for (Index count = 1; count <= std::min<Index>(batch, 12); ++count) {
      const eigan::Shards shards{batch, count};
      CHECK(shards.first(0) == 0);
      CHECK(shards.first(count) == batch);
      const eigan::Layout layout{shards, 3};
      Index column = 0;
      for (Index shard = 0; shard < count; ++shard) {
        CHECK(shards.first(shard) == shard * batch / count);
        CHECK(shards.size(shard) >= 1);
        for (Index section = 0; section < 3; ++section) {
          CHECK(layout.column(section, shard) == column);
          column += shards.size(shard);
        }
      }
      CHECK(column == layout.columns());
    }
  }
}
