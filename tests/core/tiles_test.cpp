// SPDX-License-Identifier: MIT
#include <algorithm>

#include <eigan/core/tiles.hpp>

#include "tests/catch.hpp"

using eigan::Index;

TEST_CASE("the cuts of a matrix into tiles are those of the first version") {
  struct Cut {
    Index extent, grain, size;
  };
  // Final: results depend on them in their last bits.
  const Cut cut = GENERATE(
      Cut{1, 256, 1}, Cut{2, 128, 2}, Cut{100, 128, 100}, Cut{127, 256, 127}, Cut{128, 128, 128},
      Cut{129, 128, 72}, Cut{129, 256, 72}, Cut{240, 256, 120}, Cut{256, 128, 128},
      Cut{256, 256, 128}, Cut{257, 128, 72}, Cut{500, 128, 128}, Cut{512, 256, 256},
      Cut{513, 256, 136}, Cut{784, 256, 200}, Cut{1000, 128, 128}, Cut{1024, 256, 256},
      Cut{1200, 256, 200}, Cut{2500, 128, 128}, Cut{4096, 256, 256}, Cut{10000, 128, 128});
  INFO(cut.extent << " by " << cut.grain);
  CHECK(eigan::piece_size(cut.extent, cut.grain) == cut.size);
}

TEST_CASE("an extent up to 128 is one piece, and a longer one has pieces of a multiple of 8") {
  for (const Index grain : {eigan::row_grain, eigan::column_grain}) {
    for (Index extent = 1; extent <= 5000; ++extent) {
      const Index size = eigan::piece_size(extent, grain);
      if (extent <= 128) {
        REQUIRE(size == extent);
      } else {
        REQUIRE(size % 8 == 0);
        REQUIRE(size <= grain);
        REQUIRE(size < extent);
        REQUIRE(2 * size > std::min(grain, extent) - 16);  // no crumbs
      }
    }
  }
}

TEST_CASE("tiles cover every element once") {
  const Index rows = GENERATE(1, 7, 128, 129, 300, 784);
  const Index columns = GENERATE(1, 64, 128, 136, 257, 1000);
  const Index weight = GENERATE(1, 5, 400);
  Eigen::MatrixXi hits = Eigen::MatrixXi::Zero(rows, columns);
  const auto each = [](const eigan::Tiles& tiles, auto&& visit) {
    for (Index i = 0; i < tiles.count(); ++i) visit(tiles[i]);
  };
  each(eigan::result_tiles(rows, columns, weight), [&](const eigan::Tile& t) {
    REQUIRE((t.rows > 0 && t.columns > 0));
    hits.block(t.row, t.column, t.rows, t.columns).array() += 1;
  });
  CHECK((hits.array() == 1).all());

  hits.setZero();
  each(eigan::parameter_tiles(rows, columns), [&](const eigan::Tile& t) {
    REQUIRE((t.row == 0 && t.rows == rows && t.columns > 0));
    hits.middleCols(t.column, t.columns).array() += 1;
  });
  CHECK((hits.array() == 1).all());
}

TEST_CASE("the rows of a tile are cut by the work in them") {
  const auto first_tile = [](Index rows, Index columns, Index weight) {
    return eigan::result_tiles(rows, columns, weight)[0];
  };
  CHECK(first_tile(240, 100, 1).rows == 120);
  CHECK(first_tile(240, 100, 5).rows == 40);
  CHECK(first_tile(3, 100, 1000).rows == 1);
  CHECK(first_tile(240, 256, 5).columns == 128);
}

TEST_CASE("a matrix without elements has no tiles") {
  CHECK(eigan::result_tiles(0, 5, 1).count() == 0);
  CHECK(eigan::result_tiles(5, 0, 1).count() == 0);
  CHECK(eigan::parameter_tiles(5, 0).count() == 0);
  CHECK(eigan::parameter_tiles(0, 0).count() == 0);
}
