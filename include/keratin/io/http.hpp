// Downloads, and what is posted to a server (libcurl).
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

struct PostOptions {
  KERATIN_OPTIONS;
  std::string content_type = "application/x-www-form-urlencoded";
  std::vector<std::pair<std::string, std::string>> headers = {};
  Real connect_timeout = 20;  ///< Seconds.
  Real timeout = 60;          ///< Seconds for all of it.
};

/// Posts a text to a URL; what the server answers is not looked at. Throws file_error, with the reason, if it cannot be
/// reached.
void post(const std::string& url, const std::string& body, const PostOptions& options = {});

/// "name=text" as forms are sent: all but letters, digits, - . _ ~ as %41.
std::string form_field(std::string_view name, std::string_view text);

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

using Curl = std::unique_ptr<CURL, void (*)(CURL*)>;

/// What all transfers have in common; `message` is where libcurl tells of failures.
inline Curl make_curl(const std::string& url, double connect_timeout, char* message) {
  [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(curl_easy_init(), curl_easy_cleanup);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_MAXREDIRS, 10L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(1000 * connect_timeout));
  curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "keratin/" KERATIN_VERSION);
  return curl;
}

/// One transfer. libcurl is C: exceptions of the callbacks wait here until it has returned.
class Transfer {
 public:
  Transfer(const std::string& url, int file, const DownloadOptions& options)
      : curl_(make_curl(url, options.connect_timeout, message_)), file_(file), options_(options) {
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout));
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

  char message_[CURL_ERROR_SIZE] = {};
  Curl curl_;
  int file_;
  const DownloadOptions& options_;
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

KERATIN_INLINE void post(const std::string& url, const std::string& body, const PostOptions& options) {
  char message[CURL_ERROR_SIZE] = {};
  const detail::Curl curl = detail::make_curl(url, options.connect_timeout, message);
  curl_slist* headers = curl_slist_append(nullptr, ("Content-Type: " + options.content_type).c_str());
  for (const auto& [name, value] : options.headers) headers = curl_slist_append(headers, (name + ": " + value).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(1000 * options.timeout));
  curl_easy_setopt(
      curl.get(), CURLOPT_WRITEFUNCTION,
      +[](char*, std::size_t size, std::size_t count, void*) -> std::size_t { return size * count; });
  const CURLcode code = curl_easy_perform(curl.get());
  curl_slist_free_all(headers);
  require<file_error>(code == CURLE_OK, "post(\"", url,
                      "\"): expected a server; got: ", message[0] != '\0' ? message : curl_easy_strerror(code), ".");
}
#else
KERATIN_INLINE void post(const std::string& url, const std::string&, const PostOptions&) {
  lacks(concat("post(\"", url, "\")"), "libcurl", "libcurl4-openssl-dev", "KERATIN_NO_CURL");
}
KERATIN_INLINE void download(const std::string& url, const std::string&, const DownloadOptions&) {
  lacks(concat("download(\"", url, "\")"), "libcurl", "libcurl4-openssl-dev", "KERATIN_NO_CURL");
}
#endif

KERATIN_INLINE std::string form_field(std::string_view name, std::string_view text) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string out;
  const auto add = [&](std::string_view part) {
    for (const char c : part) {
      const auto byte = static_cast<unsigned char>(c);
      const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                         c == '.' || c == '_' || c == '~';
      if (plain)
        out += c;
      else
        ((out += '%') += digits[byte / 16]) += digits[byte % 16];
    }
  };
  add(name);
  out += '=';
  add(text);
  return out;
}

}  // namespace keratin::io
#endif
