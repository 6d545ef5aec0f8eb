// SPDX-License-Identifier: MIT
// Files of every kind, cut off after each byte or with one bit flipped, thousands of times: each is
// refused, or read within its bounds. Sanitizers watch.
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/formats/array.hpp>
#include <eigan/formats/csv.hpp>
#include <eigan/formats/npy.hpp>
#include <eigan/io/checkpoint.hpp>
#include <eigan/io/read_file.hpp>
#include <eigan/io/weights.hpp>

#include "tests/catch.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/games.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

struct Count {
  int loaded = 0, refused = 0;
};

/// \param read  of bytes: checks what it read, or throws
template <class Read>
void take(const Bytes& bytes, const Read& read, Count& count) {
  try {
    read(bytes);
    ++count.loaded;
  } catch (const Error&) {
    ++count.refused;
  }
}

/// `whole` without its end, for each place in its first `header` bytes and at its last byte.
template <class Read>
Count cut(const Bytes& whole, std::size_t header, const Read& read) {
  Count count;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    if (length == header) length = whole.size() - 1;
    take({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}, read, count);
  }
  return count;
}

/// `whole` with one bit flipped: 10,000 times one of `whole`, 3,000 times one of its first `header`
/// bytes, where most of the rules are.
template <class Read>
Count flipped(const Bytes& whole, std::size_t header, const Read& read) {
  Count count;
  Bytes bytes = whole;
  for (const bool anywhere : {true, false}) {
    const Stream stream(1, Purpose::user, anywhere);
    stream.words(0, anywhere ? 10'000 : 3000, [&](Index, std::uint32_t word) {
      const std::size_t place = word % (anywhere ? whole.size() : header);
      bytes[place] ^= static_cast<std::byte>(1u << (word >> 29));
      take(bytes, read, count);
      bytes[place] = whole[place];
    });
  }
  return count;
}

std::size_t safetensors_header(const Bytes& file) {
  return 8 + static_cast<std::size_t>(
                 detail::value_at<std::uint64_t>(file.data(), std::endian::little));
}

}  // namespace

TEST_CASE("of a damaged file of weights every one is refused, or has the same weights") {
  const TemporaryDirectory folder;
  using Gen = Generator<Mlp<float, Dense<3, 9, LeakyReLU>, Dense<9, 4, Sigmoid>>, UniformNoise>;
  const auto saved = fresh<Gen>(1);
  save_generator(folder / "g", saved, {{"columns", "a,b,c,d"}});
  const Bytes whole = read_file(folder / "g");
  const auto read = [&](const Bytes& bytes) {
    const auto found = detail::parse_generator<float>(bytes);
    REQUIRE(found.generator.latent_size() == 3);
    REQUIRE(found.generator.network().outputs() == 4);
    REQUIRE(found.generator.network().parameters() == saved.network().parameters());
  };
  read(whole);
  const std::size_t header = safetensors_header(whole);
  CHECK(cut(whole, header, read).loaded == 0);
  const Count count = flipped(whole, header, read);
  INFO(count.loaded << " loaded, " << count.refused << " refused");
  CHECK(count.refused > 11'500);
  CHECK(count.loaded > 0);  // the checksum's name: without one it is a file of another's
}

TEST_CASE("of a damaged checkpoint every one is refused, or holds the same state") {
  const TemporaryDirectory folder;
  const auto make = [](std::uint64_t seed) {
    return MinimaxTrainer(fresh<SmallGenerator<float>>(seed),
                          fresh<SmallDiscriminator<float>>(seed), JensenShannon{}, Adam{},
                          SGD{.momentum = 0.5}, TrainingOptions{.averaging = 0.9});
  };
  auto saved = make(1);
  saved.fit(GaussianRing<float>{}, 3);
  save_checkpoint(folder / "c", saved);
  const Bytes whole = read_file(folder / "c");
  auto other = make(2);
  const Vector<float> before = other.generator().network().parameters();
  const auto read = [&](const Bytes& bytes) {
    write_bytes(folder / "damaged", bytes);
    other.generator().network().parameters() = before;
    try {
      load_checkpoint(folder / "damaged", other);
    } catch (const Error&) {
      REQUIRE(other.generator().network().parameters() == before);
      throw;
    }
    REQUIRE(other.steps() == 3);
    REQUIRE(same_parameters(other.generator(), saved.generator()));
    REQUIRE(same_parameters(other.adversary(), saved.adversary()));
    REQUIRE(same_parameters(other.averaged_generator(), saved.averaged_generator()));
  };
  const std::size_t header = safetensors_header(whole);
  CHECK(cut(whole, header, read).loaded == 0);
  const Count count = flipped(whole, header, read);
  INFO(count.loaded << " loaded, " << count.refused << " refused");
  CHECK(count.refused > 12'500);
}

TEST_CASE("of a damaged file of data every one is refused, or read within its bounds") {
  std::vector<float> values(15);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.5f * static_cast<float>(i);
  SECTION("IDX") {
    const Bytes whole =
        idx_file<std::uint8_t>(8, {3, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255});
    const auto read = [](const Bytes& bytes) {
      const ArrayView idx = parse_idx(bytes);  // a REQUIRE around it would catch what it throws
      REQUIRE(idx.sizes == std::vector<Index>{3, 2, 2});
    };
    CHECK(cut(whole, whole.size(), read).loaded == 0);
    const Count count = flipped(whole, 16, read);
    CHECK(count.refused > 8'000);
    CHECK(count.loaded > 3'000);  // a pixel of another brightness
  }
  SECTION("NPY") {
    std::string file("\x93NUMPY\x01\0\x46\0", 10);
    file += "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 3), }";
    file.resize(79, ' ');
    file += '\n';
    for (const float value : values) {
      const auto word = std::bit_cast<std::uint32_t>(value);
      for (int i = 0; i < 4; ++i) file += static_cast<char>(word >> 8 * i & 255);
    }
    const Bytes whole = bytes_of(file);
    const auto read = [](const Bytes& bytes) {
      const ArrayView npy = parse_npy(bytes);
      // of one size there may be two shapes: 5 x 3 float32 have as many bytes as 5 x 12 uint8 have
      REQUIRE(npy.values.size() == 60);
      const Batch<float> batch = to_batch<float>(npy);
      REQUIRE(batch.size() >= 7);
    };
    read(whole);
    CHECK(cut(whole, 80, read).loaded == 0);
    const Count count = flipped(whole, 80, read);
    INFO(count.loaded << " loaded, " << count.refused << " refused");
    CHECK(count.refused > 5'000);
    CHECK(count.loaded > 3'000);
  }
  SECTION("CSV") {
    const Bytes whole = bytes_of("age,height\n31,1.75\n22,1.80\n64,1.62\n");
    const auto read = [](const Bytes& bytes) {
      const Table csv = parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      REQUIRE(csv.values.rows() <= 7);
      REQUIRE(csv.values.cols() <= 8);
    };
    cut(whole, whole.size(), read);  // shorter files are files as well
    CHECK(flipped(whole, whole.size(), read).refused > 3'000);
  }
}
