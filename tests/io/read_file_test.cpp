// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <eigan/core/rng.hpp>
#include <eigan/io/read_file.hpp>

#include "tests/catch.hpp"
#include "tests/io/gzip_file.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;
using eigan::DataError;
using eigan::inflate_gzip;
using eigan::read_file;

namespace {

/// Bytes that compress to about half.
Bytes sample(std::size_t size) {
  Bytes bytes(size);
  eigan::Stream(1, eigan::Purpose::user, 0)
      .words(0, static_cast<eigan::Index>(size), [&](eigan::Index i, std::uint32_t word) {
        bytes[static_cast<std::size_t>(i)] = static_cast<std::byte>(word & 0x0F);
      });
  return bytes;
}

std::string complaint(const std::filesystem::path& path) {
  return thrown<eigan::DataError>([&] { static_cast<void>(read_file(path)); });
}

}  // namespace

TEST_CASE("a plain file is read as it is, whatever its size") {
  const TemporaryDirectory directory;
  for (const std::size_t size : {0u, 1u, 2u, 65535u, 65536u, 65537u, 131072u, 300000u}) {
    const Bytes bytes = sample(size);
    write_bytes(directory / "plain", bytes);
    INFO(size << " bytes");
    CHECK(read_file(directory / "plain") == bytes);
  }
}

TEST_CASE("a gzip file is inflated, whatever its size and its name") {
  const TemporaryDirectory directory;
  for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 300000u}) {
    const Bytes bytes = sample(size);
    write_bytes(directory / "looks-plain.txt", gzip(bytes));
    INFO(size << " bytes");
    CHECK(read_file(directory / "looks-plain.txt") == bytes);
  }
}

TEST_CASE("the members of a gzip file follow one another") {
  Bytes packed, expected;
  for (const std::size_t size : {1000u, 0u, 70000u, 3u}) {
    const Bytes bytes = sample(size);
    const Bytes member = gzip(bytes);
    packed.insert(packed.end(), member.begin(), member.end());
    expected.insert(expected.end(), bytes.begin(), bytes.end());
  }
  CHECK(inflate_gzip(packed) == expected);
}

TEST_CASE("a gzip file that ends too early is refused wherever it ends") {
  const Bytes packed = gzip(sample(500));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    INFO("the first " << size << " of " << packed.size());
    REQUIRE_THROWS_WITH(inflate_gzip(std::span(packed).first(size)), "the gzip data are cut off");
  }
}

TEST_CASE("a gzip file with a wrong bit is refused, unless the bit means nothing") {
  const Bytes bytes = sample(500);
  const Bytes packed = gzip(bytes);
  int harmless = 0;
  for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
    Bytes wrong = packed;
    wrong[bit / 8] ^= std::byte{1} << (bit % 8);
    try {
      const Bytes inflated = inflate_gzip(wrong);  // a REQUIRE around it would catch what it throws
      REQUIRE(inflated == bytes);
      ++harmless;
    } catch (const DataError&) {
    }
  }
  // 48 bits of the header (time, origin and the like), 1 of its flags, up to 7 after the last code
  CHECK(harmless >= 48);
  CHECK(harmless <= 48 + 1 + 7);

  Bytes wrong = packed;
  wrong[packed.size() - 8] ^= std::byte{1};
  CHECK_THROWS_WITH(inflate_gzip(wrong), "the gzip data are damaged (incorrect data check)");
  wrong = packed;
  wrong[packed.size() / 2] ^= std::byte{0xFF};
  CHECK_THROWS_WITH(inflate_gzip(wrong), ContainsSubstring("the gzip data are damaged ("));
}

TEST_CASE("what follows a gzip file must be another") {
  Bytes packed = gzip(sample(100));
  packed.insert(packed.end(), {std::byte{'a'}, std::byte{'b'}, std::byte{'c'}});
  CHECK_THROWS_WITH(inflate_gzip(packed), "the gzip data are damaged (incorrect header check)");
}

TEST_CASE("the limit holds for what is read and for what is inflated") {
  const TemporaryDirectory directory;
  for (const std::size_t size : {100u, 65536u, 100000u}) {
    const Bytes bytes = sample(size);
    const Bytes packed = gzip(bytes);
    write_bytes(directory / "plain", bytes);
    write_bytes(directory / "packed", packed);
    INFO(size << " bytes");
    CHECK(read_file(directory / "plain", size) == bytes);
    CHECK(read_file(directory / "packed", size) == bytes);
    CHECK(inflate_gzip(packed, size) == bytes);
    CHECK_THROWS_WITH(inflate_gzip(packed, size - 1),
                      eigan::text("there must be at most ", size - 1, " bytes, there are more"));
    CHECK_THROWS_AS(read_file(directory / "plain", size - 1), DataError);
    CHECK_THROWS_AS(read_file(directory / "packed", size - 1), DataError);
    CHECK_THROWS_AS(read_file(directory / "packed", packed.size() - 1), DataError);
  }
}

TEST_CASE("a file that inflates to far more than the limit takes no more memory than that") {
  const Bytes packed = gzip(Bytes(50'000'000));
  REQUIRE(packed.size() < 100'000);
  CHECK_THROWS_AS(inflate_gzip(packed, 1'000'000), DataError);
}

TEST_CASE("a file that cannot be read is named with the reason") {
  const TemporaryDirectory directory;
  const std::string missing = (directory / "missing").string();
  CHECK(complaint(missing) == missing + ": No such file or directory");
  const std::string folder = (directory / "").string();
  CHECK(complaint(folder) == folder + ": Is a directory");
  const std::string damaged = (directory / "damaged.gz").string();
  const Bytes packed = gzip(sample(100));
  write_bytes(damaged, std::span(packed).first(50));
  CHECK(complaint(damaged) == damaged + ": the gzip data are cut off");
}

TEST_CASE("a gzip file is recognised by its first two bytes") {
  const Bytes packed = gzip(sample(10));
  CHECK(eigan::is_gzip(packed));
  CHECK(!eigan::is_gzip(std::span(packed).first(1)));
  CHECK(!eigan::is_gzip({}));
  CHECK(!eigan::is_gzip(sample(100)));
}
