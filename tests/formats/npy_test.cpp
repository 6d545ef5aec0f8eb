// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <eigan/formats/npy.hpp>

#include "tests/catch.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan::tests;
using eigan::ArrayView;
using eigan::Batch;
using eigan::Index;
using eigan::parse_npy;
using eigan::ValueType;

namespace {

/// An NPY file as numpy.lib.format describes it; the header is padded to a multiple of 64.
Bytes npy_file(std::string header, const std::string& values, int version = 1) {
  const std::size_t start = version == 1 ? 10 : 12;
  header.append(63 - (start + header.size()) % 64, ' ');
  header += '\n';
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (std::size_t i = 0; i < start - 8; ++i)
    file += static_cast<char>(header.size() >> 8 * i & 255);
  file += header + values;
  return bytes_of(file);
}

std::string dictionary(const std::string& type, const std::string& fortran,
                       const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

/// The bytes of the values, in the given order.
template <class Word, class Value>
std::string words_of(const std::vector<Value>& values, std::endian order = std::endian::little) {
  std::string bytes;
  for (const Value value : values) {
    const Word word = std::bit_cast<Word>(value);
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      const std::size_t place = order == std::endian::little ? i : sizeof(Word) - 1 - i;
      bytes += static_cast<char>(word >> 8 * place & 255);
    }
  }
  return bytes;
}

const std::vector<float> six{0, 0.5f, -2, 3, 1e-30f, 5};
const std::string six_bytes = words_of<std::uint32_t>(six);
const Bytes matrix = npy_file(dictionary("<f4", "False", "(2, 3)"), six_bytes);

std::string complaint(const Bytes& bytes) {
  return thrown<eigan::DataError>([&] { static_cast<void>(parse_npy(bytes)); });
}

}  // namespace

TEST_CASE("an NPY file of either version becomes one sample a column") {
  for (const int version : {1, 2}) {
    const Bytes file = npy_file(dictionary("<f4", "False", "(2, 3)"), six_bytes, version);
    const ArrayView npy = parse_npy(file);
    CHECK(npy.type == ValueType::f32);
    CHECK(npy.sizes == std::vector<Index>{2, 3});
    CHECK(npy.shape() == "2 x 3");
    const Batch<float> batch = eigan::to_batch<float>(npy);
    REQUIRE((batch.rows() == 3 && batch.cols() == 2));
    for (Index i = 0; i < 6; ++i) CHECK(batch.data()[i] == six[static_cast<std::size_t>(i)]);
  }
}

TEST_CASE("an NPY file's values are float32, float64 or uint8, in either byte order") {
  const auto first = [](const Bytes& file) {
    return eigan::to_batch<double>(parse_npy(file))(0, 1);
  };
  const std::vector<float> floats{1, -1.5f};
  const std::vector<double> doubles{1, 0.1};
  constexpr std::endian big = std::endian::big;
  CHECK(first(npy_file(dictionary("<f4", "False", "(2,)"), words_of<std::uint32_t>(floats))) ==
        -1.5);
  CHECK(first(npy_file(dictionary(">f4", "False", "(2,)"), words_of<std::uint32_t>(floats, big))) ==
        -1.5);
  CHECK(first(npy_file(dictionary("<f8", "False", "(2,)"), words_of<std::uint64_t>(doubles))) ==
        0.1);
  CHECK(first(npy_file(dictionary(">f8", "False", "(2,)"),
                       words_of<std::uint64_t>(doubles, big))) == 0.1);
  CHECK(first(npy_file(dictionary("|u1", "False", "(2,)"), "\x01\xC8")) == 200);
  const Bytes pixels = npy_file(dictionary("|u1", "False", "(1, 2)"), std::string("\0\xFF", 2));
  const Batch<float> scaled =
      eigan::to_batch<float>(parse_npy(pixels), {.from = {0, 255}, .to = {-1, 1}});
  CHECK((scaled(0, 0) == -1 && scaled(1, 0) == 1));
}

TEST_CASE("an array in Fortran order is the same array") {
  // a[s][r][c] = 100 s + 10 r + c, of 2 x 3 x 4, the first index fastest and the last
  std::vector<float> fortran, c_order;
  for (int c = 0; c < 4; ++c) {
    for (int r = 0; r < 3; ++r) {
      for (int s = 0; s < 2; ++s) fortran.push_back(static_cast<float>(100 * s + 10 * r + c));
    }
  }
  for (int s = 0; s < 2; ++s) {
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 4; ++c) c_order.push_back(static_cast<float>(100 * s + 10 * r + c));
    }
  }
  const Bytes one =
      npy_file(dictionary("<f4", "True", "(2, 3, 4)"), words_of<std::uint32_t>(fortran));
  const Bytes other =
      npy_file(dictionary("<f4", "False", "(2, 3, 4)"), words_of<std::uint32_t>(c_order));
  const Batch<float> batch = eigan::to_batch<float>(parse_npy(one));
  REQUIRE((batch.rows() == 12 && batch.cols() == 2));
  CHECK(batch(4 * 2 + 3, 1) == 123);
  CHECK(batch == eigan::to_batch<float>(parse_npy(other)));
}

TEST_CASE("an error in an NPY file is told") {
  const auto says = [](const Bytes& file, const std::string& what) {
    INFO(complaint(file));
    CHECK(complaint(file).find(what) != std::string::npos);
  };
  const auto header = [](const std::string& h) { return npy_file(h, six_bytes); };
  says({}, "the file must start with \\x93NUMPY");
  says(Bytes(matrix.begin(), matrix.begin() + 12), "cut off in its header");
  const std::string no_header("\x93NUMPY\x02\0\0\0\0\0", 12);  // ends where a header would begin
  says(bytes_of(no_header), "the header must be a dictionary of descr, fortran_order and shape");
  says(npy_file(dictionary("<f4", "False", "(2, 3)"), six_bytes, 3),
       "the version of the format must be 1 or 2; got 3");
  says(header(dictionary("<f4", "False", "(2, 4)")),
       "the header must be followed by 2 x 4 values of 4 bytes; got 24 bytes: the file is cut off");
  says(header(dictionary("<f4", "False", "(2, 2)")), "got 24 bytes: the file is too long");
  says(npy_file(dictionary("|u1", "False", "(2, 3)"), "sevenxx"),
       "followed by 2 x 3 values of 1 byte; got 7");
  says(header(dictionary("<f4", "False", "(0, 3)")), "every size must be at least 1");
  says(header(dictionary("<f4", "False", "(4294967296, 4294967296, 4294967296)")), "cut off");
  says(header(dictionary("<f4", "False", "(99999999999999999999,)")), "whole number");
  says(header(dictionary("<f4", "False", "(-2, 3)")), "whole number");
  for (const char* shape : {"()", "3", "[3]", "(2 3;)"}) {
    says(header(dictionary("<f4", "False", shape)), "a tuple of at least 1 size");
  }
  for (const char* shape : {"(2,, 3)", "(, 2)", "(x)", "(2, 3"}) {
    says(header(dictionary("<f4", "False", shape)), "whole number");
  }
  says(header(dictionary("<i4", "False", "(2, 3)")), "float32, float64 or uint8");
  says(header(dictionary("|O", "False", "(2, 3)")), "float32, float64 or uint8");
  says(header(dictionary("", "False", "(2, 3)")), "float32, float64 or uint8");
  says(header(dictionary("<f4", "No", "(2, 3)")), "True or False");
  says(header("{'descr': '<f4', 'fortran_order': False}"), "a dictionary of");
  says(header("{'descr': '<f4', 'descr': '<f4', 'shape': (6,)}"),
       "must have the key fortran_order");
  says(header("{'size': 3, 'fortran_order': False, 'descr': '<f4'}"), "must have the key shape");
  says(header("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': 1}"),
       "a dictionary of");
  says(header("{'descr"), "a dictionary of");
  says(header(dictionary("<f4", "False", "(2, 3)") + "x"), "a dictionary of");
  says(header("[]"), "the header must be a dictionary of descr, fortran_order and shape; got []");
}

TEMPLATE_TEST_CASE("an NPY file is read as it was written, batch by batch", "", float, double) {
  using Scalar = TestType;
  const TemporaryDirectory folder;
  const Batch<Scalar> all = normal_batch<Scalar>(8, 5, 3);
  eigan::NpyWriter<Scalar> writer(folder / "a.npy", 5, {2, 4});
  writer.write(Batch<Scalar>(all.leftCols(3)));
  CHECK(thrown<eigan::Error>([&] { writer.finish(); }) ==
        "NpyWriter: 5 samples must be written; 2 are missing");
  CHECK(thrown<eigan::Error>([&] { writer.write(all); }) ==
        "NpyWriter: a batch must have at most the 2 samples that are missing; got 5");
  for (const Index features : {7, 9}) {
    CHECK(thrown<eigan::Error>([&] { writer.write(Batch<Scalar>(features, 2)); }) ==
          eigan::detail::text("NpyWriter: samples must have 8 features; got ", features));
  }
  writer.write(Batch<Scalar>(all.rightCols(2)));
  CHECK_FALSE(std::filesystem::exists(folder / "a.npy"));
  writer.finish();
  std::ifstream file(folder / "a.npy", std::ios::binary);
  const Bytes bytes = bytes_of(std::string(std::istreambuf_iterator<char>(file), {}));
  const ArrayView npy = parse_npy(bytes);
  CHECK(npy.sizes == std::vector<Index>{5, 2, 4});
  CHECK(eigan::to_batch<Scalar>(npy) == all);
  CHECK((bytes.size() - static_cast<std::size_t>(all.size()) * sizeof(Scalar)) % 64 == 0);
}
