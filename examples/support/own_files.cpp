// SPDX-License-Identifier: MIT
#include "own_files.hpp"

#include <fstream>
#include <system_error>

#include <eigan/core/error.hpp>

using eigan::enforce;
namespace fs = std::filesystem;

namespace {

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code missing;
  return fs::equivalent(a, b, missing);
}

bool there(const fs::path& path) {
  std::error_code unreadable;
  return fs::exists(fs::symlink_status(path, unreadable));
}

}  // namespace

bool holds_own_results(const fs::path& folder, const Marker& marker) {
  std::ifstream file(folder / marker.file);
  std::string beginning(200, '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return beginning.find(marker.signature) != beginning.npos;
}

void require_own_files(const fs::path& folder, const std::vector<std::string>& files,
                       const Marker& marker, std::initializer_list<fs::path> reads) {
  const bool own = holds_own_results(folder, marker);
  for (const std::string& file : files) {
    for (const fs::path& read : reads) {
      enforce(!same_file(folder / file, read), "--out: the results would replace ", read.string(),
              ", which is read: choose another folder");
    }
    enforce(own || !there(folder / file), "--out: ", (folder / file).string(),
            " is not from an earlier run: move it, or choose another folder");
  }
}

void require_new_file(const fs::path& out, const fs::path& read, bool overwrite) {
  enforce(!same_file(out, read), "--out: ", read.string(),
          " is the model that is read: choose another file");
  enforce(overwrite || !there(out), "--out: ", out.string(),
          " exists: choose another file, or replace it with --overwrite");
}
