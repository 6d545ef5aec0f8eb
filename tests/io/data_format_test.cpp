// SPDX-License-Identifier: MIT
#include <string>

#include <eigan/io/data_format.hpp>

#include "tests/catch.hpp"

using namespace eigan;
using Catch::Matchers::ContainsSubstring;

namespace {

StandardScaler scaler_of_two() { return {Vector<double>{{10, -1}}, Vector<double>{{2, 0.1}}}; }

}  // namespace

TEST_CASE("the description of a table comes back from its metadata, to the last bit") {
  const StandardScaler scaler{Vector<double>{{0.1, 1e300}}, Vector<double>{{1.0 / 3, 5e-324}}};
  const DataFormat written{.columns = {"a \"b\"", "\u00e9,"}, .scaler = scaler};
  const DataFormat read = DataFormat::of(written.metadata(), 2);
  CHECK(read.columns == written.columns);
  REQUIRE(read.scaler.has_value());
  CHECK(read.scaler->mean() == scaler.mean());
  CHECK(read.scaler->spread() == scaler.spread());
  CHECK_FALSE(read.images());
}

TEST_CASE("names of columns that are not UTF-8 are kept as nearly as JSON can") {
  const DataFormat latin_1{.columns = {"h\xF6he", "b"}};
  CHECK(DataFormat::of(latin_1.metadata(), 2).columns ==
        std::vector<std::string>{"h\xEF\xBF\xBDhe", "b"});
}

TEST_CASE("the description of images comes back from their metadata") {
  const DataFormat read =
      DataFormat::of(DataFormat{.image_rows = 2, .image_columns = 3}.metadata(), 6);
  CHECK(read.images());
  CHECK(read.image_rows == 2);
  CHECK(read.image_columns == 3);
  CHECK(read.columns.empty());
  CHECK_FALSE(read.scaler.has_value());
  const DataFormat scaled{.scaler = scaler_of_two(), .image_rows = 1, .image_columns = 2};
  CHECK(DataFormat::of(scaled.metadata(), 2).scaler->mean() == scaler_of_two().mean());
}

TEST_CASE("columns without names are numbered") {
  CHECK(DataFormat::of({}, 3).columns == std::vector<std::string>{"x1", "x2", "x3"});
  const Metadata unnamed = DataFormat{.scaler = scaler_of_two()}.metadata();
  const DataFormat read = DataFormat::of(unnamed, 2);
  CHECK(read.columns == std::vector<std::string>{"x1", "x2"});
  CHECK(read.scaler.has_value());
}

TEST_CASE("generated samples come back in the units of the data") {
  const Batch<float> samples{{0, 1}, {-1, 2}};
  const DataFormat table{.scaler = scaler_of_two()};
  const Batch<double> expected{{10, 12}, {-1.1, -0.8}};
  CHECK(table.in_units_of_the_data(samples).isApprox(expected, 1e-15));
  CHECK(DataFormat{}.in_units_of_the_data(samples) == samples.cast<double>());
}

TEST_CASE("metadata that do not fit the generator are refused") {
  const auto of = [](const char* name, const char* json, Index features) {
    return DataFormat::of({{name, json}}, features);
  };
  CHECK_THROWS_WITH(of("columns", R"(["a"])", 2),
                    ContainsSubstring("features, 2; got 1 names and a scaler of 1"));
  CHECK_THROWS_WITH(of("scaler", R"({"mean": [1], "spread": [1]})", 2),
                    ContainsSubstring("features, 2; got 2 names and a scaler of 1"));
  CHECK_THROWS_WITH(of("scaler", R"({"mean": [1], "spread": [0]})", 1),
                    ContainsSubstring("spreads above 0"));
  CHECK_THROWS_WITH(of("image", R"({"rows": 2, "columns": 2})", 6),
                    ContainsSubstring("as many pixels"));
  for (const Index features : {2, 3, 5}) {  // 5 / 2 is 2 as well
    CHECK_THROWS_WITH(
        of("image", R"({"rows": 2, "columns": 2})", features),
        ContainsSubstring(detail::text("as many pixels as samples have features, ", features)));
  }
  CHECK_THROWS_WITH(of("image", R"({"rows": -2, "columns": -2})", 4),
                    ContainsSubstring("as many pixels"));
  CHECK_THROWS_WITH(of("image", R"({"rows": 4294967296, "columns": 4294967296})", 0),
                    ContainsSubstring("as many pixels"));
  CHECK_THROWS_AS(of("columns", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 2), DataError);
  CHECK_THROWS_AS(DataFormat::of({{"columns", std::string("[\"a\"]\0x", 7)}}, 1), DataError);
  for (const char* broken : {"", "[", "7", R"({"rows": "two", "columns": 1})"}) {
    CAPTURE(broken);
    CHECK_THROWS_AS(of("image", broken, 2), DataError);
  }
}
