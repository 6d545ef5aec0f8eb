// SPDX-License-Identifier: MIT
#include <cstdint>
#include <string>

#include <eigan/data/dataset.hpp>
#include <eigan/data/scaling.hpp>
#include <eigan/io/read_data.hpp>

#include "tests/catch.hpp"
#include "tests/io/gzip_file.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const Bytes images = idx_file<std::uint8_t>(0x08, {2, 1, 3}, {0, 51, 255, 255, 204, 0});
const Bytes csv = bytes_of("rooms,rent\n2,500\n4,1000\n");

}  // namespace

TEMPLATE_TEST_CASE("images are read with their size, plain or gzip", "", float, double) {
  using Scalar = TestType;
  const TemporaryDirectory directory;
  write_bytes(directory / "plain", images);
  write_bytes(directory / "packed", gzip(images));
  for (const char* name : {"plain", "packed"}) {
    const Images<Scalar> read = read_images<Scalar>(directory / name);
    CHECK((read.rows == 1 && read.columns == 3));
    CHECK(read.pixels == Batch<Scalar>{{0, 1}, {Scalar(0.2), Scalar(0.8)}, {1, 0}});
  }
  CHECK(read_images<Scalar>(directory / "plain", {-1, 1}).pixels(0, 0) == -1);
}

TEST_CASE("a table is read, plain or gzip, and is a dataset in two steps more") {
  const TemporaryDirectory directory;
  write_bytes(directory / "plain", csv);
  write_bytes(directory / "packed", gzip(csv));
  for (const char* name : {"plain", "packed"}) {
    const Table table = read_table(directory / name);
    CHECK(table.names == std::vector<std::string>{"rooms", "rent"});
    CHECK(table.values == Batch<double>{{2, 4}, {500, 1000}});
    const StandardScaler scaler{table.values, table.names};
    const Dataset<float> data{scaler.transform<float>(table.values)};
    CHECK(data.data() == Batch<float>{{-1, 1}, {-1, 1}});
  }
  write_bytes(directory / "years", bytes_of("1990,1991\n1,2\n"));
  CHECK(read_table(directory / "years", CsvHeader::yes).names ==
        std::vector<std::string>{"1990", "1991"});
}

TEST_CASE("a file that holds something else is named with the reason") {
  const TemporaryDirectory directory;
  const std::filesystem::path path = directory / "file";
  const auto said_of = [&](const Bytes& bytes, auto&& read) {
    write_bytes(path, bytes);
    const std::string message = thrown<DataError>([&] { static_cast<void>(read()); });
    REQUIRE(message.starts_with(path.string() + ": "));
    return message.substr(path.string().size() + 2);
  };
  const auto as_images = [&] { return read_images<float>(path); };
  const auto as_table = [&] { return read_table(path); };
  CHECK(said_of({}, as_images) == "images must be an IDX or NPY file");
  CHECK(said_of({}, as_table) == "CSV: there must be at least one line; got none");
  const Bytes cut(images.begin(), images.end() - 1);
  for (const Bytes& bytes : {cut, gzip(cut)}) {
    CHECK(
        said_of(bytes, as_images) ==
        "IDX: the header must be followed by 2 x 1 x 3 values of 1 byte; got 5 bytes: the file is "
        "cut off");
  }
  CHECK(said_of(images, as_table) ==
        "a table must have 2 dimensions, samples x columns; got 2 x 1 x 3: are these images?");
  Bytes packed = gzip(images);
  packed[packed.size() - 1] ^= std::byte{1};
  CHECK(said_of(packed, as_images) == "the gzip data are damaged (incorrect length check)");
  const auto beyond = [&] { return read_table(path, CsvHeader::automatic, csv.size() - 1); };
  CHECK(said_of(gzip(csv), beyond) ==
        detail::text("there must be at most ", csv.size() - 1, " bytes; got more"));
  CHECK(thrown<DataError>([&] {
          static_cast<void>(read_table(directory / "missing"));
        }).ends_with("missing: No such file or directory"));
}
