// Files, read and written as a whole: a file that is being written has its old content, or all of the new, never a
// part.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

/// The bytes of a file. Throws file_error, with the reason, if there is none or it cannot be read.
std::string read_file(const std::string& path);

/// Writes the parts, one after the other, to a file, in place of what it held. Throws file_error, and leaves the file
/// as it was, if the folder does not exist, is not writable or full, or if `path` is not a regular file.
void write_file(const std::string& path, std::initializer_list<std::string_view> parts);
inline void write_file(const std::string& path, std::string_view bytes) { write_file(path, {bytes}); }

/// A new file under a temporary name in the folder of `path`, which takes the place of `path` on commit() and vanishes
/// without it. For libraries that write files on their own.
class NewFile {
 public:
  /// Throws file_error as write_file does.
  explicit NewFile(const std::string& path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  /// Where to write; an empty file is there already.
  const std::string& temporary() const { return temporary_; }
  /// Brings the bytes to the disk and gives the file its name.
  void commit();

 private:
  std::string path_, temporary_;
};

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace keratin::io {

namespace detail {

/// What the system says about its last error, such as "Permission denied".
KERATIN_INLINE std::string system_reason(int code) { return std::generic_category().message(code); }

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// Closes now: some file systems report a failed write only then.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Writes all bytes; false with errno set if the system refuses.
KERATIN_INLINE bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace detail

KERATIN_INLINE std::string read_file(const std::string& path) {
  const auto refuse = [&](const std::string& reason) {
    fail<file_error>("read_file: expected a readable file \"", path, "\"; got: ", reason, ".");
  };
  const detail::Descriptor file(path, O_RDONLY);
  if (!file.valid()) refuse(detail::system_reason(errno));
  struct stat status = {};
  if (::fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode)) refuse("a folder");
  std::string bytes;
  std::size_t size = 0;
  // A pipe tells no size, and a file may grow meanwhile, so the end is where read() says it is.
  bytes.resize(static_cast<std::size_t>(std::max<off_t>(status.st_size, 0)) + 1);
  for (;;) {
    if (size == bytes.size()) bytes.resize(2 * size + 4096);
    const ssize_t n = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) refuse(detail::system_reason(errno));
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  bytes.resize(size);
  return bytes;
}

KERATIN_INLINE NewFile::NewFile(const std::string& path) : path_(path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::is_symlink(path, ignored)) path_ = fs::weakly_canonical(path, ignored).string();  // replace what it points to
  const auto refuse = [&](const std::string& reason) {
    fail<file_error>("write_file: expected a writable file \"", path, "\"; got: ", reason, ".");
  };
  const fs::file_status status = fs::status(path_, ignored);
  if (fs::is_directory(status)) refuse("a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) refuse("something that is not a regular file");
  static std::atomic<unsigned> counter{0};
  for (;;) {
    temporary_ = concat(path_, ".", ::getpid(), "-", counter++, ".tmp");
    const detail::Descriptor file(temporary_, O_WRONLY | O_CREAT | O_EXCL);
    if (file.valid()) return;
    if (errno != EEXIST) refuse(detail::system_reason(errno));
  }
}

KERATIN_INLINE NewFile::~NewFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

KERATIN_INLINE void NewFile::commit() {
  detail::Descriptor file(temporary_, O_RDONLY);
  // Without fsync a crash of the machine could leave the new name with no bytes.
  if (!file.valid() || ::fsync(file.get()) != 0 || !file.close() || ::rename(temporary_.c_str(), path_.c_str()) != 0)
    fail<file_error>("write_file: expected to write \"", path_, "\"; got: ", detail::system_reason(errno), ".");
  temporary_.clear();
}

KERATIN_INLINE void write_file(const std::string& path, std::initializer_list<std::string_view> parts) {
  NewFile target(path);
  detail::Descriptor file(target.temporary(), O_WRONLY);
  bool ok = file.valid();
  for (std::string_view part : parts) ok = ok && detail::write_all(file.get(), part);
  if (!ok || !file.close())
    fail<file_error>("write_file: expected to write \"", path, "\"; got: ", detail::system_reason(errno), ".");
  target.commit();
}

}  // namespace keratin::io
#endif
