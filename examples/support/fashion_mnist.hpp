// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include <eigan/core/error.hpp>

/// Where Debian has Fashion-MNIST's training images (Xiao et al., 2017).
/// \throws DataError if it is not there
inline std::string fashion_mnist() {
  const std::string path = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";
  eigan::enforce<eigan::DataError>(
      std::filesystem::exists(path), "Fashion-MNIST is not installed (no ", path,
      "): apt install dataset-fashion-mnist, or give --data an IDX file");
  return path;
}
