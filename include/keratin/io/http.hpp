// Downloads (libcurl).
#pragma once
#include <functional>
#include <string>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

struct DownloadOptions {
  KERATIN_OPTIONS;
  std::string hash = "";                ///< What the file must have; "" checks nothing.
  std::string hash_algorithm = "auto";  ///< "sha256", "md5", or "auto": by the hash's length.
  std::function<void(index_t done, index_t total)> progress = {};  ///< Bytes; total is -1 if unknown.
  Real connect_timeout = 20;                                       ///< Seconds.
  Real stall_timeout = 60;                                         ///< Seconds without a byte after which it gives up.
};

/// Brings what a URL (http, https, file …) names into a file, following redirects. The file appears when all bytes are
/// there and have the hash. Throws file_error, with the server's or the system's reason, if that fails.
void download(const std::string& url, const std::string& path, const DownloadOptions& options = {});

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_CURL
#include <curl/curl.h>

#include <exception>
#include <memory>

#include "file.hpp"
#include "hash.hpp"
#endif

namespace keratin::io {

#if KERATIN_HAS_CURL
namespace detail {

/// One transfer. libcurl is C: exceptions of the callbacks wait here until it has returned.
class Transfer {
 public:
  Transfer(const std::string& url, int file, const DownloadOptions& options) : file_(file), options_(options) {
    [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_ERRORBUFFER, message_);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, 10L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(1000 * options.connect_timeout));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout));
    set(CURLOPT_USERAGENT, "keratin/" KERATIN_VERSION);
    set(CURLOPT_WRITEDATA, this);
    set(
        CURLOPT_WRITEFUNCTION, +[](char* bytes, std::size_t size, std::size_t count, void* self) -> std::size_t {
          return static_cast<Transfer*>(self)->write({bytes, size * count}) ? size * count : 0;
        });
    set(CURLOPT_NOPROGRESS, options.progress ? 0L : 1L);
    set(CURLOPT_XFERINFODATA, this);
    set(
        CURLOPT_XFERINFOFUNCTION, +[](void* self, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t) -> int {
          return static_cast<Transfer*>(self)->progress(done, total) ? 0 : 1;
        });
  }

  /// The reason for a failure; empty on success.
  std::string run() {
    const CURLcode code = curl_easy_perform(curl_.get());
    if (exception_) std::rethrow_exception(exception_);
    if (code == CURLE_OK) return "";
    if (!write_error_.empty()) return write_error_;
    return message_[0] != '\0' ? message_ : curl_easy_strerror(code);
  }

 private:
  template <class V>
  void set(CURLoption option, V value) {
    curl_easy_setopt(curl_.get(), option, value);
  }
  bool write(std::string_view bytes) {
    if (write_all(file_, bytes)) return true;
    write_error_ = system_reason(errno);
    return false;
  }
  bool progress(curl_off_t done, curl_off_t total) {
    try {
      if (done > 0) options_.progress(done, total > 0 ? total : -1);
      return true;
    } catch (...) {
      exception_ = std::current_exception();
      return false;
    }
  }

  std::unique_ptr<CURL, void (*)(CURL*)> curl_{curl_easy_init(), curl_easy_cleanup};
  int file_;
  const DownloadOptions& options_;
  char message_[CURL_ERROR_SIZE] = {};
  std::string write_error_;
  std::exception_ptr exception_;
};

}  // namespace detail

KERATIN_INLINE void download(const std::string& url, const std::string& path, const DownloadOptions& options) {
  NewFile target(path);
  detail::Descriptor file(target.temporary(), O_WRONLY);
  std::string reason = detail::Transfer(url, file.get(), options).run();
  if (reason.empty() && !file.close()) reason = detail::system_reason(errno);
  require<file_error>(reason.empty(), "download(\"", url, "\"): expected the file; got: ", reason, ".");
  if (!options.hash.empty())
    require<file_error>(has_hash(target.temporary(), options.hash, options.hash_algorithm), "download(\"", url,
                        "\"): expected a file with the hash ", options.hash, "; got one with another.");
  target.commit();
}
#else
KERATIN_INLINE void download(const std::string& url, const std::string&, const DownloadOptions&) {
  lacks(concat("download(\"", url, "\")"), "libcurl", "libcurl4-openssl-dev", "KERATIN_NO_CURL");
}
#endif

}  // namespace keratin::io
#endif
