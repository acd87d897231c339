// zip archives (libzip): npz files, .keras files, downloads.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

/// An archive to read.
class ZipReader {
 public:
  virtual ~ZipReader() = default;
  /// The members, in the archive's order. Folders end in '/'.
  virtual const std::vector<std::string>& names() const = 0;
  /// The bytes of a member, unpacked and checked. Throws file_error if there is none or it is damaged.
  virtual std::string read(const std::string& name) const = 0;
};

/// An archive to write. The file appears, whole, on close(), and not at all without it.
class ZipWriter {
 public:
  virtual ~ZipWriter() = default;
  virtual void add(const std::string& name, std::string bytes, Flag compressed = false) = 0;
  /// Throws file_error if the archive cannot be written.
  virtual void close() = 0;
};

/// Throws file_error if the file is missing, or no zip archive, or cut off.
std::unique_ptr<ZipReader> open_zip(const std::string& path);
/// Throws file_error if the folder is missing or not writable.
std::unique_ptr<ZipWriter> create_zip(const std::string& path);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_ZIP
#include <zip.h>

#include <algorithm>
#include <list>

#include "file.hpp"
#endif

namespace keratin::io {

#if KERATIN_HAS_ZIP
namespace detail {

using ZipArchive = std::unique_ptr<zip_t, void (*)(zip_t*)>;

KERATIN_INLINE ZipArchive open_archive(const std::string& path, int flags) {
  int code = 0;
  zip_t* const archive = zip_open(path.c_str(), flags, &code);
  if (archive == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    fail<file_error>("zip: expected a whole zip archive \"", path, "\"; got: ", reason, ".");
  }
  return {archive, zip_discard};
}

class LibzipReader : public ZipReader {
 public:
  explicit LibzipReader(const std::string& path) : path_(path), archive_(open_archive(path, ZIP_RDONLY)) {
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* const name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
      names_.emplace_back(name != nullptr ? name : "");
    }
  }

  const std::vector<std::string>& names() const override { return names_; }

  std::string read(const std::string& name) const override {
    const auto check = [&](bool ok, const auto&... reason) {
      require<file_error>(ok, "zip: expected the member \"", name, "\" in \"", path_, "\"; got: ", reason..., ".");
    };
    const auto found = std::find(names_.begin(), names_.end(), name);
    check(found != names_.end(), "no such member");
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(found - names_.begin()), 0), zip_fclose);
    check(file != nullptr, zip_strerror(archive_.get()));
    std::string bytes(size_hint(static_cast<zip_uint64_t>(found - names_.begin())), '\0');
    for (std::size_t size = 0;;) {
      if (size == bytes.size()) bytes.resize(2 * size);
      const zip_int64_t n = zip_fread(file.get(), bytes.data() + size, bytes.size() - size);
      check(n >= 0, zip_file_strerror(file.get()));
      if (n == 0) {  // the end; libzip has compared the member's checksum
        bytes.resize(size);
        return bytes;
      }
      size += static_cast<std::size_t>(n);
    }
  }

 private:
  /// The size that the archive promises, within what its bytes can hold, as a promise may be a lie.
  std::size_t size_hint(zip_uint64_t index) const {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive_.get(), index, 0, &stat) != 0) return 1 << 16;
    constexpr zip_uint64_t most = 1032;  // deflate's highest ratio
    return std::min(stat.size, stat.comp_size < (zip_uint64_t{1} << 40) ? most * stat.comp_size : 0) + 1;
  }

  std::string path_;
  ZipArchive archive_;
  std::vector<std::string> names_;
};

class LibzipWriter : public ZipWriter {
 public:
  explicit LibzipWriter(const std::string& path)
      : path_(path), target_(path), archive_(open_archive(target_.temporary(), ZIP_CREATE | ZIP_TRUNCATE)) {}

  void add(const std::string& name, std::string bytes, Flag compressed) override {
    members_.push_back(std::move(bytes));  // libzip reads them on close
    const std::string& kept = members_.back();
    zip_source_t* const source = zip_source_buffer(archive_.get(), kept.data(), kept.size(), 0);
    const zip_int64_t index =
        source == nullptr ? -1
                          : zip_file_add(archive_.get(), name.c_str(), source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      refuse();
    }
    const auto at = static_cast<zip_uint64_t>(index);
    // 1 January 1980, zip's first day: the same content makes the same file.
    if (zip_set_file_compression(archive_.get(), at, compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(archive_.get(), at, 0, 33, 0) != 0)
      refuse();
  }

  void close() override {
    if (members_.empty()) {
      archive_.reset();
      // libzip deletes an archive without members; the format has one.
      write_file(path_, std::string("PK\x05\x06") + std::string(18, '\0'));
      return;
    }
    if (zip_close(archive_.get()) != 0) refuse();
    archive_.release();
    target_.commit();
  }

 private:
  [[noreturn]] void refuse() {
    fail<file_error>("zip: expected to write \"", path_, "\"; got: ", zip_strerror(archive_.get()), ".");
  }

  std::string path_;
  NewFile target_;
  std::list<std::string> members_;  // outlives the archive, which points into it
  ZipArchive archive_;
};

}  // namespace detail

KERATIN_INLINE std::unique_ptr<ZipReader> open_zip(const std::string& path) {
  return std::make_unique<detail::LibzipReader>(path);
}
KERATIN_INLINE std::unique_ptr<ZipWriter> create_zip(const std::string& path) {
  return std::make_unique<detail::LibzipWriter>(path);
}
#else
KERATIN_INLINE std::unique_ptr<ZipReader> open_zip(const std::string& path) {
  lacks(concat("zip(\"", path, "\")"), "libzip", "libzip-dev", "KERATIN_NO_ZIP");
}
KERATIN_INLINE std::unique_ptr<ZipWriter> create_zip(const std::string& path) {
  lacks(concat("zip(\"", path, "\")"), "libzip", "libzip-dev", "KERATIN_NO_ZIP");
}
#endif

}  // namespace keratin::io
#endif
