// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <eigan/core/error.hpp>

/// Text into a file, or behind what it holds; closing the file is part of writing it.
/// \throws eigan::Error that names it
inline void write_text(const std::filesystem::path& path, const std::string& content,
                       std::ios::openmode mode = std::ios::out) {
  std::ofstream file(path, mode);
  file << content;
  file.close();
  eigan::require(file.good(), "cannot write to ", path.string());
}

/// Makes a folder, if it is missing. \throws eigan::Error that names it
inline void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  eigan::require(!error, "cannot make the folder ", folder.string(), ": ", error.message());
}
