// SPDX-License-Identifier: MIT
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <filesystem>
#include <string>
#include <vector>

#include <eigan/core/rng.hpp>
#include <eigan/formats/write_file.hpp>
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

TEST_CASE("zero bytes behind the members of a gzip file are padding") {
  const Bytes bytes = sample(1000);
  Bytes packed = gzip(bytes), twice = bytes;
  for (const std::size_t zeros : {1u, 2u, 511u, 70000u}) {
    packed.insert(packed.end(), zeros, std::byte{0});
    INFO(zeros << " more");
    CHECK(inflate_gzip(packed) == bytes);
  }
  const Bytes member = gzip(bytes);  // between members too
  packed.insert(packed.end(), member.begin(), member.end());
  packed.insert(packed.end(), 3, std::byte{0});
  twice.insert(twice.end(), bytes.begin(), bytes.end());
  CHECK(inflate_gzip(packed) == twice);
  packed.push_back(std::byte{1});
  CHECK_THROWS_AS(inflate_gzip(packed), DataError);
}

TEST_CASE("a gzip file must be followed by another or by nothing") {
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
                      eigan::detail::text("there must be at most ", size - 1, " bytes; got more"));
    CHECK_THROWS_AS(read_file(directory / "plain", size - 1), DataError);
    CHECK_THROWS_AS(read_file(directory / "packed", size - 1), DataError);
    CHECK_THROWS_AS(read_file(directory / "packed", packed.size() - 1), DataError);
  }
}

TEST_CASE("a file that inflates to far more than the limit takes no more memory than that") {
  Bytes packed = gzip(Bytes(50'000'000));
  REQUIRE(packed.size() < 100'000);
  packed.push_back(std::byte{1});  // whoever inflated it all would complain of this
  CHECK_THROWS_WITH(inflate_gzip(packed, 1'000'000),
                    "there must be at most 1000000 bytes; got more");
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

#ifdef __linux__
namespace {
std::vector<std::string> flushed;  // the names of what was brought to the disk, in order
}

/// In the place of the C library's: what would be lost if the machine stopped now is not to be seen
/// otherwise.
extern "C" int fsync(int descriptor) {
  const auto link = "/proc/self/fd/" + std::to_string(descriptor);
  flushed.push_back(std::filesystem::read_symlink(link).filename().string());
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

TEST_CASE("a file's bytes are on the disk before it takes its name, and then its folder is") {
  const TemporaryDirectory folder;
  const std::string folder_name = std::filesystem::path(folder / "f").parent_path().filename();
  flushed.clear();
  {
    eigan::AtomicFile file(folder / "f");
    file.write(Bytes(10));
    CHECK(flushed.empty());
    file.finish();
  }
  CHECK(flushed == std::vector<std::string>{"f.partial", folder_name});
}
#endif

TEST_CASE("a file is written as a whole or not at all") {
  const TemporaryDirectory folder;
  const Bytes old(100, std::byte{1}), fresh_bytes(200, std::byte{2});
  eigan::write_file(folder / "f", old);
  CHECK(read_file(folder / "f") == old);
  eigan::write_file(folder / "f", fresh_bytes);
  CHECK(read_file(folder / "f") == fresh_bytes);
  CHECK_FALSE(std::filesystem::exists(folder / "f.partial"));
  std::filesystem::create_symlink("f", folder / "link");
  eigan::write_file(folder / "link", old);  // the link stays, and what it leads to is written
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(read_file(folder / "f") == old);
  std::filesystem::create_symlink("later", folder / "link to nothing yet");
  eigan::write_file(folder / "link to nothing yet", old);
  CHECK(std::filesystem::is_symlink(folder / "link to nothing yet"));
  CHECK(read_file(folder / "later") == old);
  std::filesystem::create_directory(folder / "d");
  CHECK(thrown<eigan::Error>([&] { eigan::write_file(folder / "d", old); }).find("d") !=
        std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "d.partial"));
  CHECK(thrown<eigan::Error>([&] {
          eigan::write_file(folder / "none/f", old);
        }).find("none/f.partial: No such file") != std::string::npos);
}
