// SPDX-License-Identifier: MIT
#pragma once

#if !__has_include(<png.h>)
#error "eigan/io needs libpng (Debian: libpng-dev)"
#endif
#include <png.h>

#include <cstddef>
#include <filesystem>
#include <vector>

#include <eigan/formats/write_file.hpp>
#include <eigan/pictures/picture.hpp>

namespace eigan {

/// Writes a picture as a PNG file, whole or not at all (see `write_file`): the same bytes for the same
/// picture and version of libpng.
/// \throws Error that names the file, if it cannot be written
inline void write_png(const std::filesystem::path& path, const Picture& picture) {
  static_assert(sizeof(Color) == 3);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width());
  image.height = static_cast<png_uint_32>(picture.height());
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::byte> bytes(size);
  const bool encoded = png_image_write_to_memory(&image, bytes.data(), &size, 0,
                                                 picture.pixels().data(), 0, nullptr) != 0;
  enforce(encoded, "cannot write ", path.string(), ": ", image.message);
  bytes.resize(size);
  write_file(path, bytes);
}

}  // namespace eigan
