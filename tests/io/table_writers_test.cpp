// SPDX-License-Identifier: MIT
#include <filesystem>
#include <string>

#include <eigan/formats/csv.hpp>
#include <eigan/formats/npy.hpp>
#include <eigan/io/read_file.hpp>

#include "tests/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("a CSV file is read as it was written, batch by batch, in any locale") {
  const TemporaryDirectory folder;
  const CommaLocale locale;
  const std::vector<std::string> names{"plain", "with, comma", "a \"quote\"", "line\nend"};
  const Batch<float> first = normal_batch<float>(4, 7, 1), second = normal_batch<float>(4, 1, 2);
  CsvWriter writer(folder / "t.csv", names);
  writer.write(first);
  writer.write(second);
  CHECK_FALSE(std::filesystem::exists(folder / "t.csv"));
  writer.finish();
  const Table read = parse_csv(text_of(read_file(folder / "t.csv")));
  CHECK(read.names == names);
  REQUIRE(read.values.cols() == 8);
  CHECK(read.values.leftCols(7).cast<float>() == first);  // nine digits are all of a float
  CHECK(read.values.rightCols(1).cast<float>() == second);
  CHECK(thrown<Error>([&] { CsvWriter(folder / "u", names).write(Batch<float>(3, 1)); }) ==
        "CsvWriter: the file has 4 columns, the samples have 3 features");
  CHECK_FALSE(std::filesystem::exists(folder / "u.partial"));
}

TEMPLATE_TEST_CASE("an NPY file is read as it was written, batch by batch", "", float, double) {
  const TemporaryDirectory folder;
  const Batch<TestType> all = normal_batch<TestType>(6, 5, 3);
  NpyWriter<TestType> writer(folder / "a.npy", 5, {2, 3});
  writer.write(Batch<TestType>(all.leftCols(3)));
  CHECK(thrown<Error>([&] { writer.finish(); }) ==
        "NpyWriter: 2 samples are missing: write them first");
  CHECK(thrown<Error>([&] { writer.write(all); }) ==
        "NpyWriter: there are 2 samples to come, not 5");
  CHECK(thrown<Error>([&] { writer.write(Batch<TestType>(5, 2)); }) ==
        "NpyWriter: a sample has 6 features, the batch has 5 rows");
  writer.write(Batch<TestType>(all.rightCols(2)));
  writer.finish();
  const Bytes bytes = read_file(folder / "a.npy");
  const ArrayView npy = parse_npy(bytes);
  CHECK(npy.sizes == std::vector<Index>{5, 2, 3});
  CHECK(to_batch<TestType>(npy) == all);
  CHECK((bytes.size() - static_cast<std::size_t>(all.size()) * sizeof(TestType)) % 64 == 0);
}

TEST_CASE("a table that cannot be written is named, and nothing is left") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "none/t.csv").string();
  CHECK(thrown<Error>([&] { CsvWriter(path, {"a"}); }) ==
        "cannot write " + path + ".partial: No such file or directory");
}
