// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

/// A file of a folder by which a program knows its own results there.
struct Marker {
  std::string file;       ///< one of the results
  std::string signature;  ///< stands near its beginning
};

/// Whether the folder holds results of an earlier run.
bool holds_own_results(const std::filesystem::path& folder, const Marker& marker);

/// \throws eigan::Error if writing `files` into the folder would replace one that is in `reads`, or one
///         that is there although no earlier run of the program is
void require_own_files(const std::filesystem::path& folder, const std::vector<std::string>& files,
                       const Marker& marker,
                       std::initializer_list<std::filesystem::path> reads = {});

/// \param overwrite  whether the user said that FILE may be replaced
/// \throws eigan::Error if `out` is `read`, or is there and must not be replaced
void require_new_file(const std::filesystem::path& out, const std::filesystem::path& read,
                      bool overwrite);
