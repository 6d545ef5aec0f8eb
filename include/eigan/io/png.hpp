// SPDX-License-Identifier: MIT
#pragma once

#if !__has_include(<png.h>)
#error "eigan/io needs libpng (Debian: libpng-dev)"
#endif
#include <png.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include <eigan/core/error.hpp>
#include <eigan/io/picture.hpp>

namespace eigan {

/// Writes a picture as a PNG file: the same bytes for the same picture and version of libpng.
/// \throws Error that names the file, if it cannot be written
inline void write_png(const std::filesystem::path& path, const Picture& picture) {
  static_assert(sizeof(Color) == 3);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width());
  image.height = static_cast<png_uint_32>(picture.height());
  image.format = PNG_FORMAT_RGB;

  errno = 0;
  std::FILE* file = std::fopen(path.string().c_str(), "wb");
  require(file != nullptr, path.string(), " cannot be written: ", std::strerror(errno));
  const bool written =
      png_image_write_to_stdio(&image, file, 0, picture.pixels().data(), 0, nullptr) != 0;
  const bool closed = std::fclose(file) == 0;
  require(written && closed, path.string(),
          " cannot be written: ", written ? std::strerror(errno) : image.message);
}

}  // namespace eigan
