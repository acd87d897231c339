// AppendFile: a file that grows piece by piece, such as a log; each piece is in the file when append() returns.
#pragma once
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

class AppendFile {
 public:
  /// Opens a file to write at its end, or empties it first. Throws file_error, with the reason, if it cannot.
  AppendFile(const std::string& path, bool keep);
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  ~AppendFile();
  /// Throws file_error if the bytes cannot be written.
  void append(std::string_view bytes);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_;
};

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "file.hpp"

namespace keratin::io {

KERATIN_INLINE AppendFile::AppendFile(const std::string& path, bool keep)
    : path_(path), fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (keep ? 0 : O_TRUNC), 0666)) {
  if (fd_ < 0)
    fail<file_error>("append: expected a writable file \"", path, "\"; got: ", detail::system_reason(errno), ".");
}
KERATIN_INLINE AppendFile::~AppendFile() { ::close(fd_); }

KERATIN_INLINE void AppendFile::append(std::string_view bytes) {
  if (!detail::write_all(fd_, bytes))
    fail<file_error>("append: expected to write to \"", path_, "\"; got: ", detail::system_reason(errno), ".");
}

}  // namespace keratin::io
#endif
