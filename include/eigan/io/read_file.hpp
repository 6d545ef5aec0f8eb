// SPDX-License-Identifier: MIT
#pragma once

#if !__has_include(<zlib.h>)
#error "eigan/io needs zlib (Debian: zlib1g-dev)"
#endif
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <eigan/core/error.hpp>

namespace eigan {

/// The most bytes that are read unless a limit is given: 4 GiB, or what a 32-bit machine can address.
inline constexpr std::size_t default_byte_limit = static_cast<std::size_t>((std::min)(
    std::uint64_t{1} << 32, std::uint64_t{(std::numeric_limits<std::ptrdiff_t>::max)()}));

namespace detail {

using Chunk = std::array<std::byte, 1 << 16>;

inline void append(std::vector<std::byte>& bytes, std::span<const std::byte> more,
                   std::size_t limit) {
  enforce<DataError>(more.size() <= limit - bytes.size(), "there must be at most ", limit,
                     " bytes; got more");
  bytes.insert(bytes.end(), more.begin(), more.end());
}

/// The result of `use()`. \throws DataError for every Error of it, with the name of the file in front
auto naming(const std::filesystem::path& path, auto&& use) {
  try {
    return use();
  } catch (const Error& error) {
    throw DataError(text(path.string(), ": ", error.what()));
  }
}

}  // namespace detail

/// Whether the bytes start as a gzip file does.
inline bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

/// The content of a gzip file (RFC 1952), which may have several members, padded with zero bytes.
/// (zlib's gzread would end without a word before a member whose header is damaged.)
/// \param limit  the most bytes that the content may have; no more than twice that is allocated
/// \throws DataError if the data are cut off, are damaged, or exceed the limit
inline std::vector<std::byte> inflate_gzip(std::span<const std::byte> packed,
                                           std::size_t limit = default_byte_limit) {
  z_stream stream{};
  const int gzip_only = 16 + MAX_WBITS;
  enforce(inflateInit2(&stream, gzip_only) == Z_OK, "gzip: zlib cannot start");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, &inflateEnd);
  std::vector<std::byte> bytes;
  detail::Chunk chunk;
  while (true) {
    const auto most = std::size_t{(std::numeric_limits<uInt>::max)()};
    const uInt input = static_cast<uInt>((std::min)(packed.size(), most));
    // zlib does not write to its input; its interface is older than const.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream.avail_in = input;
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    packed = packed.subspan(input - stream.avail_in);
    detail::append(bytes, std::span(chunk).first(chunk.size() - stream.avail_out), limit);
    enforce<DataError>(result != Z_BUF_ERROR, "the gzip data are cut off");
    enforce<DataError>(result == Z_OK || result == Z_STREAM_END, "the gzip data are damaged (",
                       stream.msg != nullptr ? stream.msg : zError(result), ")");
    if (result == Z_OK) continue;
    while (!packed.empty() && packed.front() == std::byte{0}) packed = packed.subspan(1);
    if (packed.empty()) return bytes;
    inflateReset(&stream);
  }
}

/// The bytes of a file; those of a gzip file, recognised by its content, are inflated.
/// \param limit  the most bytes there may be, packed or inflated
/// \throws DataError if the file cannot be read, is damaged or exceeds the limit
inline std::vector<std::byte> read_file(const std::filesystem::path& path,
                                        std::size_t limit = default_byte_limit) {
  return detail::naming(path, [&] {
    errno = 0;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
        std::fopen(path.string().c_str(), "rb"), &std::fclose);
    enforce<DataError>(file != nullptr, std::strerror(errno));
    std::vector<std::byte> bytes;
    detail::Chunk chunk;
    while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
      detail::append(bytes, std::span(chunk).first(size), limit);
    }
    enforce<DataError>(std::ferror(file.get()) == 0, std::strerror(errno));
    return is_gzip(bytes) ? inflate_gzip(bytes, limit) : bytes;
  });
}

namespace detail {

/// `use` of a file's bytes. \throws DataError that names the file, for every Error of it
auto with_file(const std::filesystem::path& path, std::size_t limit, auto&& use) {
  const std::vector<std::byte> bytes = read_file(path, limit);
  return naming(path, [&] { return use(std::span<const std::byte>(bytes)); });
}

}  // namespace detail
}  // namespace eigan
