// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
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

}  // namespace detail

/// Writes a file as a whole or not at all: into `path`.partial beside it, which takes its name once it
/// is on the disk. Whenever the process or the machine stops, `path` holds what it held or the new
/// bytes. Two writers of one path at the same time are not provided for.
/// \throws Error that names the file, if it cannot be written; what it held before is unharmed
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::filesystem::path partial = path;
  partial += ".partial";
  try {
    detail::FileDescriptor file(partial, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(bytes);
    file.flush();
    file.close();
    std::filesystem::rename(partial, path);
  } catch (const std::exception& error) {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    throw Error(error.what());
  }
  // The new name is on the disk once the folder is.
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  detail::FileDescriptor(folder, O_RDONLY | O_DIRECTORY).flush();
}

}  // namespace eigan
