// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <eigan/data/dataset.hpp>
#include <eigan/formats/array.hpp>

#include "tests/catch.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan::tests;
using eigan::ArrayView;
using eigan::Batch;
using eigan::DataError;
using eigan::Index;
using eigan::ValueType;

namespace {

const Bytes images =
    idx_file<std::uint8_t>(0x08, {2, 2, 3}, {0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255});

/// What is said of bytes that cannot be parsed.
std::string complaint(const Bytes& bytes) {
  return thrown<eigan::DataError>([&] { static_cast<void>(eigan::parse_idx(bytes)); });
}

bool refused(const Bytes& bytes) { return complaint(bytes) != "(nothing was thrown)"; }

Bytes with(Bytes bytes, std::size_t place, unsigned value) {
  bytes[place] = static_cast<std::byte>(value);
  return bytes;
}

template <class Scalar>
void check_values(const Bytes& bytes, std::initializer_list<double> expected) {
  const Batch<Scalar> batch = eigan::to_batch<Scalar>(eigan::parse_idx(bytes));
  REQUIRE(batch.size() == static_cast<Index>(expected.size()));
  Index i = 0;
  for (double value : expected) CHECK(batch.data()[i++] == static_cast<Scalar>(value));
}

}  // namespace

TEST_CASE("an IDX file of images has one image a column, pixel row after pixel row") {
  const ArrayView idx = eigan::parse_idx(images);
  CHECK(idx.type == ValueType::u8);
  CHECK(idx.sizes == std::vector<Index>{2, 2, 3});
  CHECK(idx.samples() == 2);
  CHECK(idx.shape() == "2 x 2 x 3");
  CHECK(idx.values.size() == 12);
  CHECK(idx.values.data() == images.data() + 16);
  const Batch<float> batch = eigan::to_batch<float>(idx);
  REQUIRE((batch.rows() == 6 && batch.cols() == 2));
  for (Index p = 0; p < 6; ++p) {
    CHECK(batch(p, 0) == static_cast<float>(p));
    CHECK(batch(p, 1) == static_cast<float>(250 + p));
  }
}

TEMPLATE_TEST_CASE("values of every type are read", "", float, double) {
  check_values<TestType>(idx_file<std::uint8_t>(0x08, {3}, {0, 128, 255}), {0, 128, 255});
  check_values<TestType>(
      idx_file<std::uint32_t>(
          0x0D, {2}, {std::bit_cast<std::uint32_t>(-1.5f), std::bit_cast<std::uint32_t>(0.1f)}),
      {-1.5, static_cast<double>(0.1f)});
  check_values<TestType>(
      idx_file<std::uint64_t>(
          0x0E, {2}, {std::bit_cast<std::uint64_t>(-2.25), std::bit_cast<std::uint64_t>(0.1)}),
      {-2.25, 0.1});
}

TEMPLATE_TEST_CASE("values are scaled, the ends of the range exactly", "", float, double) {
  using Scalar = TestType;
  const Bytes bytes = idx_file<std::uint8_t>(0x08, {3}, {0, 51, 255});
  const ArrayView idx = eigan::parse_idx(bytes);
  const Batch<Scalar> unit = eigan::to_batch<Scalar>(idx, {.from = {0, 255}, .to = {0, 1}});
  CHECK(unit(0, 0) == 0);
  CHECK(unit(0, 1) == Scalar(0.2));
  CHECK(unit(0, 2) == 1);
  const Batch<Scalar> both = eigan::to_batch<Scalar>(idx, {.from = {0, 255}, .to = {-1, 1}});
  CHECK(both(0, 0) == -1);
  CHECK(both(0, 1) == Catch::Approx(-0.6));
  CHECK(both(0, 2) == 1);
}

TEST_CASE("a file that ends too early is refused") {
  const auto first = [](std::size_t size) {
    return Bytes(images.begin(), images.begin() + static_cast<std::ptrdiff_t>(size));
  };
  CHECK(complaint(first(0)) == "IDX: the file must start with two zero bytes");
  CHECK(complaint(first(3)) == "IDX: the file is cut off in its header");
  CHECK(complaint(first(15)) == "IDX: the header of 3 dimensions must have 16 bytes; got 15");
  CHECK(complaint(first(27)) ==
        "IDX: the header must be followed by 2 x 2 x 3 values of 1 byte; got 11 bytes: the file is "
        "cut off");
}

TEST_CASE("a file that is too long is refused") {
  Bytes bytes = images;
  bytes.push_back(std::byte{0});
  CHECK(complaint(bytes) ==
        "IDX: the header must be followed by 2 x 2 x 3 values of 1 byte; got 13 bytes: the file is "
        "too long");
  // Not a whole number of values, of samples, or of rows.
  CHECK(refused(idx_file<std::uint8_t>(0x0D, {1}, {1, 2, 3, 4, 5})));
  CHECK(refused(idx_file<std::uint8_t>(0x08, {2, 2}, {1, 2, 3, 4, 5, 6})));
  CHECK(refused(idx_file<std::uint8_t>(0x08, {2, 2}, {1, 2, 3, 4, 5, 6, 7, 8})));
}

TEST_CASE("a header that promises more than any memory holds is refused without taking any") {
  const std::uint32_t most = 0xFFFFFFFF;
  CHECK(complaint(idx_header(0x08, {1u << 20, 1u << 20, 1u << 20})) ==
        "IDX: the header must be followed by 1048576 x 1048576 x 1048576 values of 1 byte; got 0 "
        "bytes: the file is cut off");
  CHECK(refused(idx_header(0x0E, {most, most, most, most})));
  // The product is 0 modulo 2^64, and 1 modulo 2^64.
  CHECK(refused(idx_header(0x08, {1u << 31, 1u << 31, 4})));
  Bytes one = idx_header(0x08, {most, 641, 6700417, most, 641, 6700417});
  one.push_back(std::byte{1});
  CHECK(refused(one));
  Bytes dimensions = with(idx_header(0x08, {}), 3, 255);
  dimensions.resize(4 + 4 * 255, std::byte{0xFF});
  CHECK(refused(dimensions));
}

TEST_CASE("whatever is in the header, it is parsed or refused") {
  for (std::size_t place = 0; place < 16; ++place) {
    for (unsigned value = 0; value < 256; ++value) {
      try {
        const Bytes bytes = with(images, place, value);
        const ArrayView idx = eigan::parse_idx(bytes);
        REQUIRE(eigan::to_batch<float>(idx).size() > 0);
        REQUIRE(idx.values.size() == 12);
        REQUIRE(bytes == images);  // any other header contradicts what follows it
      } catch (const DataError&) {
      }
    }
  }
}

TEST_CASE("a file that is not IDX is told by its first bytes") {
  CHECK(complaint(with(images, 0, 0x89)) == "IDX: the file must start with two zero bytes");
  CHECK(complaint(with(images, 3, 0)) == "IDX: there must be at least 1 dimension; got 0");
  CHECK(complaint(idx_header(0x08, {0, 28, 28})) ==
        "IDX: every size must be at least 1; got 0 x 28 x 28");
  // int16, which took pixels of 0 to 255 for all but one shade of grey, and types there are not
  for (const unsigned type : {0x09u, 0x0Bu, 0x0Cu, 0x0Au, 0u, 0xFFu}) {
    CHECK(complaint(with(images, 2, type)).find("values must be uint8, float32 or float64") !=
          std::string::npos);
  }
  CHECK(
      complaint(with(images, 2, 0x0B)) ==
      "IDX: values must be uint8, float32 or float64 (type 8, 13 or 14); got type 11: convert them "
      "first, pixels to uint8 from 0 to 255");
}

TEST_CASE("a NaN in an IDX file is reported by the dataset made of it") {
  const std::uint32_t one = std::bit_cast<std::uint32_t>(1.0f);
  const Bytes bytes = idx_file<std::uint32_t>(0x0D, {2, 3}, {one, one, one, one, one, 0x7FC00000});
  Batch<float> batch = eigan::to_batch<float>(eigan::parse_idx(bytes));
  CHECK_THROWS_WITH(eigan::Dataset<float>(std::move(batch)),
                    Catch::Matchers::ContainsSubstring("nan as feature 2 of sample 1"));
}
