// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <eigan/formats/data_file.hpp>

#include "tests/catch.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const Bytes images = idx_file<std::uint8_t>(0x08, {2, 1, 3}, {0, 51, 255, 255, 204, 0});
const Bytes table = idx_file<std::uint8_t>(0x08, {2, 3}, {0, 51, 255, 255, 204, 0});
const Bytes labels = idx_file<std::uint8_t>(0x08, {3}, {7, 2, 1});

/// An NPY file of uint8, of 1 x 2 x the shape.
Bytes npy(const std::string& shape, const std::string& values) {
  std::string file("\x93NUMPY\x01\0\x76\0", 10);
  file += "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }";
  file.resize(127, ' ');
  return bytes_of(file + '\n' + values);
}

Bytes f32_image(std::initializer_list<float> pixels) {
  Bytes bytes = idx_header(0x0D, {1, 1, static_cast<std::uint32_t>(pixels.size())});
  for (const float pixel : pixels) append_big_endian(bytes, std::bit_cast<std::uint32_t>(pixel));
  return bytes;
}

std::string complaint_of_images(const Bytes& bytes) {
  return thrown<DataError>([&] { static_cast<void>(parse_images<float>(bytes)); });
}
std::string complaint_of_table(const Bytes& bytes) {
  return thrown<DataError>([&] { static_cast<void>(parse_table(bytes)); });
}

}  // namespace

TEST_CASE("a data file is a table or images by its content") {
  CHECK(holds_images(images));
  CHECK(holds_images(npy("2, 1, 1", "ab")));
  CHECK_FALSE(holds_images(table));
  CHECK_FALSE(holds_images(labels));
  CHECK_FALSE(holds_images(npy("2, 1", "ab")));
  CHECK_FALSE(holds_images(bytes_of("a,b\n1,2\n")));
  CHECK_FALSE(holds_images({}));
}

TEST_CASE("a table is read from IDX, NPY and CSV alike") {
  const Batch<double> expected{{0, 255}, {51, 204}, {255, 0}};
  for (const Bytes& bytes : {table, npy("2, 3", std::string("\0\x33\xFF\xFF\xCC\0", 6)),
                             bytes_of("0,51,255\n255,204,0\n")}) {
    const Table read = parse_table(bytes);
    CHECK(read.names == std::vector<std::string>{"x1", "x2", "x3"});
    CHECK(read.values == expected);
  }
  CHECK(parse_table(npy("2,", "ab")).values == Batch<double>{{97, 98}});
  CHECK(parse_table(bytes_of("7,8\n1,2\n"), CsvHeader::yes).names ==
        std::vector<std::string>{"7", "8"});
  CHECK(complaint_of_table(images) ==
        "a table must have 2 dimensions, samples x columns; got 2 x 1 x 3: are these images?");
  CHECK(complaint_of_table(labels) ==
        "a table must have 2 dimensions, samples x columns; got 3: is this a file of labels?");
}

TEMPLATE_TEST_CASE("uint8 pixels are scaled from 0 to 255, the ends exactly", "", float, double) {
  using Scalar = TestType;
  const Images<Scalar> read = parse_images<Scalar>(images);
  CHECK((read.rows == 1 && read.columns == 3));
  const Batch<Scalar> expected{{0, 1}, {Scalar(0.2), Scalar(0.8)}, {1, 0}};
  CHECK(read.pixels == expected);
  CHECK(parse_images<Scalar>(npy("2, 1, 3", std::string("\0\x33\xFF\xFF\xCC\0", 6))).pixels ==
        expected);
  const Images<Scalar> scaled = parse_images<Scalar>(images, {-1, 1});
  CHECK(scaled.pixels(0, 0) == -1);
  CHECK(scaled.pixels(1, 0) == Catch::Approx(-0.6));
  CHECK(scaled.pixels(2, 0) == 1);
  CHECK(parse_images<Scalar>(images, {1, 0}).pixels(2, 0) == 0);
}

TEST_CASE("uint8 pixels of 0 and 1 are black and white, and a scale between is refused") {
  const auto pixels = [](std::initializer_list<std::uint8_t> values) {
    return idx_file<std::uint8_t>(0x08, {1, 1, 3}, values);
  };
  CHECK(parse_images<double>(pixels({0, 1, 1})).pixels == Batch<double>{{0}, {1}, {1}});
  CHECK(parse_images<double>(pixels({0, 0, 0})).pixels == Batch<double>{{0}, {0}, {0}});
  CHECK(
      complaint_of_images(pixels({0, 2, 16})) ==
      "uint8 pixels must be 0 and 1, or from 0 to 255; the brightest is 16: multiply them by 255 / "
      "16");
  CHECK(complaint_of_images(pixels({0, 2, 0})).find("brightest is 2:") != std::string::npos);
  CHECK(parse_images<double>(pixels({0, 51, 102})).pixels(2, 0) == Catch::Approx(0.4));
}

TEST_CASE("floating-point pixels must be from 0 to 1") {
  CHECK(parse_images<double>(f32_image({0.25f, 1, 0}), {-1, 1}).pixels ==
        Batch<double>{{-0.5}, {1}, {-1}});
  CHECK(complaint_of_images(f32_image({0, 255})) ==
        "pixels that are not uint8 must be from 0 to 1; got 0 to 255: scale them first");
  CHECK(complaint_of_images(f32_image({0, 1.25f})) ==
        "pixels that are not uint8 must be from 0 to 1; got 0 to 1.25: scale them first");
  CHECK(complaint_of_images(f32_image({-1, 1})) ==
        "pixels that are not uint8 must be from 0 to 1; got -1 to 1: scale them first");
  CHECK(complaint_of_images(f32_image({0, std::bit_cast<float>(0x7FC00000u)})) !=
        "(nothing was thrown)");
}

TEST_CASE("images have three dimensions") {
  CHECK(complaint_of_images(bytes_of("a,b\n1,2\n")) == "images must be an IDX or NPY file");
  CHECK(complaint_of_images(labels) ==
        "images must have 3 dimensions, count x rows x columns; got 3: is this a file of labels?");
  CHECK(complaint_of_images(table) ==
        "images must have 3 dimensions, count x rows x columns; got 2 x 3");
  CHECK(complaint_of_images(npy("1, 1, 1, 2", "ab")) ==
        "images must have 3 dimensions, count x rows x columns; got 1 x 1 x 1 x 2");
}
