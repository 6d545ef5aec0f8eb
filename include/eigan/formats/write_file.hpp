// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

#include <eigan/core/error.hpp>

namespace eigan {

/// A file that is written piece by piece and appears as a whole or not at all, even if the machine
/// stops: it grows as `path`.partial, which `finish` flushes to the disk and renames to `path`. One
/// writer at a time. A symbolic link stays a link: its target is written.
class AtomicFile {
 public:
  /// \throws Error that names the file, if it cannot be written
  explicit AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code error;
    for (int links = 0; links < 40 && std::filesystem::is_symlink(path_, error); ++links)
      path_ = path_.parent_path() / std::filesystem::read_symlink(path_, error);
    partial_ = path_.native() + ".partial";
    open_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    expect(open_ >= 0, partial_);
  }
  AtomicFile(AtomicFile&&) = delete;
  ~AtomicFile() {
    if (open_ >= 0) ::close(open_);
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(partial_, ignored);
  }

  /// \throws Error, as `finish` does; the old content of the path is then unharmed
  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(open_, bytes.data(), bytes.size());
      expect(written >= 0 || errno == EINTR, partial_);
      if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  /// Called once, after the last `write`; without it `path` does not change.
  /// \throws Error if the bytes or the name cannot be flushed to the disk
  void finish() {
    expect(::fsync(open_) == 0, partial_);
    expect(::close(std::exchange(open_, -1)) == 0, partial_);
    expect(::rename(partial_.c_str(), path_.c_str()) == 0, path_);
    finished_ = true;
    // The new name is on the disk once the folder is.
    const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
    open_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    expect(open_ >= 0 && ::fsync(open_) == 0, folder);
  }

 private:
  static void expect(bool succeeded, const std::filesystem::path& path) {
    if (!succeeded)
      throw Error(detail::text("cannot write ", path.string(), ": ", std::strerror(errno)));
  }

  std::filesystem::path path_, partial_;
  int open_ = -1;  ///< the descriptor of `partial_`, at last of the folder
  bool finished_ = false;
};

/// Writes a file as a whole or not at all: see `AtomicFile`.
/// \throws Error that names the file, if it cannot be written, its old content unharmed; or the
///         folder, if the new name may not be on the disk yet
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.finish();
}

}  // namespace eigan
