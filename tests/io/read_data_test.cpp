// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <string>

#include <eigan/io/read_data.hpp>

#include "tests/catch.hpp"
#include "tests/io/gzip_file.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan::tests;
using eigan::Images;
using eigan::read_images;

namespace {

const Bytes images = idx_file<std::uint8_t>(0x08, {2, 1, 3}, {0, 51, 255, 255, 204, 0});

std::string complaint(const std::filesystem::path& path) {
  return thrown<eigan::DataError>([&] { static_cast<void>(read_images<float>(path)); });
}

}  // namespace

TEMPLATE_TEST_CASE("images are read with their size, plain or gzip", "", float, double) {
  using Scalar = TestType;
  const TemporaryDirectory directory;
  write_bytes(directory / "plain", images);
  write_bytes(directory / "packed", gzip(images));
  for (const char* name : {"plain", "packed"}) {
    const Images<Scalar> read = read_images<Scalar>(directory / name);
    CHECK(read.rows == 1);
    CHECK(read.columns == 3);
    eigan::Batch<Scalar> expected(3, 2);
    expected << 0, 1, Scalar(0.2), Scalar(0.8), 1, 0;
    CHECK(read.pixels == expected);
  }
  const Images<Scalar> scaled = read_images<Scalar>(directory / "plain", {-1, 1});
  CHECK(scaled.pixels(0, 0) == -1);
  CHECK(scaled.pixels(1, 0) == Catch::Approx(-0.6));
  CHECK(scaled.pixels(2, 0) == 1);
}

TEST_CASE("the pixels of other types have their own range") {
  const TemporaryDirectory directory;
  write_bytes(directory / "i8", idx_file<std::uint8_t>(0x09, {1, 1, 2}, {0x80, 0x7F}));
  const Images<double> signed_pixels = read_images<double>(directory / "i8", {-1, 1});
  CHECK(signed_pixels.pixels == Eigen::Vector2d(-1, 1));
  write_bytes(directory / "f32", idx_file<std::uint32_t>(0x0D, {1, 1, 2},
                                                         {std::bit_cast<std::uint32_t>(0.25f),
                                                          std::bit_cast<std::uint32_t>(1.0f)}));
  CHECK(read_images<double>(directory / "f32", {-1, 1}).pixels == Eigen::Vector2d(-0.5, 1));
}

TEST_CASE("a file without images is named with the reason") {
  const TemporaryDirectory directory;
  const auto said_of = [&](const Bytes& bytes) {
    const std::filesystem::path path = directory / "file";
    write_bytes(path, bytes);
    const std::string message = complaint(path);
    REQUIRE(message.starts_with(path.string() + ": "));
    return message.substr(path.string().size() + 2);
  };
  CHECK(said_of({}) == "IDX: this is not an IDX file: one has at least 4 bytes, this has 0");
  CHECK(said_of(Bytes(images.begin(), images.end() - 1)) ==
        "IDX: 2 x 1 x 3 values of 1 byte must follow the header, 5 bytes do: the file is cut off");
  CHECK(said_of(gzip(Bytes(images.begin(), images.end() - 1))) ==
        "IDX: 2 x 1 x 3 values of 1 byte must follow the header, 5 bytes do: the file is cut off");
  CHECK(said_of(idx_file<std::uint8_t>(0x08, {4}, {1, 2, 3, 4})) ==
        "IDX: images have 3 dimensions (count x rows x columns), this has 1: 4; is it a file of "
        "labels?");
  CHECK(said_of(idx_file<std::uint8_t>(0x08, {2, 2}, {1, 2, 3, 4})) ==
        "IDX: images have 3 dimensions (count x rows x columns), this has 2: 2 x 2");
  Bytes packed = gzip(images);
  packed[packed.size() - 1] ^= std::byte{1};
  CHECK(said_of(packed) == "the gzip data are damaged (incorrect length check)");
  CHECK(complaint(directory / "missing").ends_with("missing: No such file or directory"));
}
