// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <eigan/core/error.hpp>
#include <eigan/io/gzip.hpp>

namespace eigan {

namespace detail {

/// The result of `use()`. \throws DataError for every Error of it, with the name of the file in front
template <class Use>
auto naming(const std::filesystem::path& path, Use&& use) {
  try {
    return use();
  } catch (const Error& error) {
    throw DataError(text(path.string(), ": ", error.what()));
  }
}

}  // namespace detail

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

}  // namespace eigan
