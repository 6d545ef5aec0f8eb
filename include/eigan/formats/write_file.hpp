// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

#include <eigan/core/error.hpp>

namespace eigan {

namespace detail {

/// An open file of POSIX's, whose every failure is an Error that names it.
class FileDescriptor {
 public:
  FileDescriptor(std::filesystem::path path, int flags)
      : path_(std::move(path)), number_(::open(path_.c_str(), flags | O_CLOEXEC, 0666)) {
    check(number_ >= 0);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(number_, bytes.data(), bytes.size());
      check(written >= 0 || errno == EINTR);
      if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  /// Returns when the content is on the disk.
  void flush() { check(::fsync(number_) == 0); }
  void close() { check(::close(std::exchange(number_, -1)) == 0); }

 private:
  void check(bool succeeded) const {
    if (!succeeded) throw Error(text("cannot write ", path_.string(), ": ", std::strerror(errno)));
  }

  std::filesystem::path path_;
  int number_;
};

/// What a symbolic link leads to, there or not yet; any other path as it is.
inline std::filesystem::path behind_links(std::filesystem::path path) {
  std::error_code error;
  for (int links = 0; links < 40 && std::filesystem::is_symlink(path, error); ++links) {
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  }
  return path;
}

}  // namespace detail

/// A file that is written piece by piece and appears as a whole or not at all: it grows as
/// `path`.partial, which takes the path's name in `finish`, once it is on the disk. Whenever the process
/// or the machine stops, `path` holds what it held or all of the new bytes. Two writers of one path at
/// the same time are not provided for. A symbolic link stays, and what it leads to is written.
class AtomicFile {
 public:
  /// \throws Error that names the file, if it cannot be written
  explicit AtomicFile(const std::filesystem::path& path)
      : path_(detail::behind_links(path)),
        partial_(path_.native() + ".partial"),
        file_(partial_, O_WRONLY | O_CREAT | O_TRUNC) {}
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() {
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(partial_, ignored);
  }

  /// \throws Error, as `finish` does; what the path held before is then unharmed
  void write(std::span<const std::byte> bytes) { file_.write(bytes); }

  /// Called once, after the last `write`: without it nothing appears at `path`.
  /// \throws Error if the bytes or the name cannot be brought to the disk
  void finish() {
    file_.flush();
    file_.close();
    std::error_code error;
    std::filesystem::rename(partial_, path_, error);
    require(!error, "cannot write ", path_.string(), ": ", error.message());
    finished_ = true;
    // The new name is on the disk once the folder is.
    const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
    detail::FileDescriptor(folder, O_RDONLY | O_DIRECTORY).flush();
  }

 private:
  std::filesystem::path path_, partial_;
  detail::FileDescriptor file_;
  bool finished_ = false;
};

/// Writes a file as a whole or not at all: see `AtomicFile`.
/// \throws Error that names the file, if it cannot be written, with what it held before unharmed; or
///         the folder, if the new name may not be on the disk yet
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.finish();
}

}  // namespace eigan
