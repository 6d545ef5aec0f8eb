// SPDX-License-Identifier: MIT
#pragma once

#if !__has_include(<zlib.h>)
#error "eigan/io needs zlib (Debian: zlib1g-dev)"
#endif
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <eigan/core/error.hpp>

namespace eigan {

/// How much is read where no limit is given: 4 GiB.
inline constexpr std::size_t default_byte_limit = std::size_t{1} << 32;

namespace detail {

inline void require_limit(std::size_t size, std::size_t limit) {
  require<DataError>(size <= limit, "there must be at most ", limit, " bytes, there are more");
}

/// Makes room behind the first `size` bytes, which fill `bytes`: for twice as many, but for no more
/// than one beyond `limit`, the one that shows that there are too many.
inline void grow(std::vector<std::byte>& bytes, std::size_t size, std::size_t limit) {
  require_limit(size, limit);
  const std::size_t room = std::min(std::max(2 * size, std::size_t{1} << 16) - 1, limit) + 1;
  bytes.reserve(room);  // no more than that, while `resize` alone may take more
  bytes.resize(room);
}

}  // namespace detail

/// Whether the bytes start as a gzip file does.
inline bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

/// The content of a gzip file (RFC 1952), which may have several members.
/// \param limit  the most bytes that the content may have; no more than twice that is allocated
/// \throws DataError if the data are cut off, are damaged, or exceed the limit
inline std::vector<std::byte> inflate_gzip(std::span<const std::byte> packed,
                                           std::size_t limit = default_byte_limit) {
  z_stream stream{};
  const int gzip_only = 16 + MAX_WBITS;
  require(inflateInit2(&stream, gzip_only) == Z_OK, "gzip: zlib has not started");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, &inflateEnd);

  std::vector<std::byte> bytes;
  std::size_t size = 0;
  int result = Z_OK;
  while (result != Z_STREAM_END) {
    if (size == bytes.size()) detail::grow(bytes, size, limit);
    const std::size_t most = std::numeric_limits<uInt>::max();
    const uInt input = static_cast<uInt>(std::min(packed.size(), most));
    const uInt room = static_cast<uInt>(std::min(bytes.size() - size, most));
    // zlib does not write to its input; its interface is older than const.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream.avail_in = input;
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + size);
    stream.avail_out = room;
    result = inflate(&stream, Z_NO_FLUSH);
    packed = packed.subspan(input - stream.avail_in);
    size += room - stream.avail_out;
    require<DataError>(result != Z_BUF_ERROR, "the gzip data are cut off");
    require<DataError>(result == Z_OK || result == Z_STREAM_END, "the gzip data are damaged (",
                       stream.msg != nullptr ? stream.msg : zError(result), ")");
    if (result == Z_STREAM_END && !packed.empty()) result = inflateReset(&stream);
  }
  detail::require_limit(size, limit);
  bytes.resize(size);
  return bytes;
}

}  // namespace eigan
