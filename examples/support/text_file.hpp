// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include <eigan/core/error.hpp>

/// Text into a file, or behind what it holds; closing the file is part of writing it.
/// \throws eigan::Error that names it
inline void write_text(const std::filesystem::path& path, const std::string& content,
                       std::ios::openmode mode = std::ios::out) {
  std::ofstream file(path, mode);
  file << content;
  file.close();
  eigan::enforce(file.good(), "cannot write to ", path.string());
}

/// JSON into a file. Bytes that are no UTF-8, which a file's name may have, are replaced.
inline void write_json(const std::filesystem::path& path, const nlohmann::ordered_json& value) {
  write_text(path,
             value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

/// Makes a folder, if it is missing. \throws eigan::Error that names it
inline void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  eigan::enforce(!error, "cannot make the folder ", folder.string(), ": ", error.message());
}
