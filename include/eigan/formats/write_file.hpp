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

/// A POSIX file descriptor whose failures are Errors that name the file.
class FileDescriptor {
 public:
  FileDescriptor(std::filesystem::path path, int flags)
      : path_(std::move(path)), number_(::open(path_.c_str(), flags | O_CLOEXEC, 0666)) {
    expect(number_ >= 0);
  }
  FileDescriptor(FileDescriptor&&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(number_, bytes.data(), bytes.size());
      expect(written >= 0 || errno == EINTR);
      if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  /// Returns when the content is on the disk.
  void flush() { expect(::fsync(number_) == 0); }
  void close() { expect(::close(std::exchange(number_, -1)) == 0); }

 private:
  void expect(bool succeeded) const {
    if (!succeeded) throw Error(text("cannot write ", path_.string(), ": ", std::strerror(errno)));
  }

  std::filesystem::path path_;
  int number_;
};

/// The target of a symbolic link, whether it exists or not; any other path unchanged.
inline std::filesystem::path behind_links(std::filesystem::path path) {
  std::error_code error;
  for (int links = 0; links < 40 && std::filesystem::is_symlink(path, error); ++links) {
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  }
  return path;
}

}  // namespace detail

/// A file that is written piece by piece and appears as a whole or not at all, even if the machine
/// stops: it grows as `path`.partial, which `finish` flushes to the disk and renames to `path`. One
/// writer at a time. A symbolic link stays a link: its target is written.
class AtomicFile {
 public:
  /// \throws Error that names the file, if it cannot be written
  explicit AtomicFile(const std::filesystem::path& path)
      : path_(detail::behind_links(path)),
        partial_(path_.native() + ".partial"),
        file_(partial_, O_WRONLY | O_CREAT | O_TRUNC) {}
  ~AtomicFile() {
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(partial_, ignored);
  }

  /// \throws Error, as `finish` does; the old content of the path is then unharmed
  void write(std::span<const std::byte> bytes) { file_.write(bytes); }

  /// Called once, after the last `write`; without it `path` does not change.
  /// \throws Error if the bytes or the name cannot be flushed to the disk
  void finish() {
    file_.flush();
    file_.close();
    std::error_code error;
    std::filesystem::rename(partial_, path_, error);
    enforce(!error, "cannot write ", path_.string(), ": ", error.message());
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
/// \throws Error that names the file, if it cannot be written, its old content unharmed; or the
///         folder, if the new name may not be on the disk yet
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.finish();
}

}  // namespace eigan
