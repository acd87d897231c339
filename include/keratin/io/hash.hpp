// Checksums of files (OpenSSL).
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

/// The checksum of a file in lower-case hexadecimal. Throws file_error if it cannot be read.
std::string sha256(const std::string& path);
std::string md5(const std::string& path);
/// That of bytes in memory.
std::array<unsigned char, 16> md5_of(std::string_view bytes);

/// Whether a file has the checksum `hash`. `algorithm` is "sha256", "md5" or "auto", which tells them by their length.
bool has_hash(const std::string& path, const std::string& hash, const std::string& algorithm = "auto");

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_OPENSSL
#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <vector>
#endif

namespace keratin::io {

#if KERATIN_HAS_OPENSSL
namespace detail {

KERATIN_INLINE std::string digest(const std::string& path, const EVP_MD* algorithm) {
  const auto check = [&](bool ok, const std::string& reason) {
    require<file_error>(ok, "hash: expected a readable file \"", path, "\"; got: ", reason, ".");
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  check(file != nullptr, std::generic_category().message(errno));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  check(EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1, "no such algorithm in OpenSSL");
  std::vector<char> block(std::size_t{1} << 16);
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), file.get()))
    EVP_DigestUpdate(context.get(), block.data(), n);
  check(std::ferror(file.get()) == 0, std::generic_category().message(errno));
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), bytes, &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return text;
}

}  // namespace detail

KERATIN_INLINE std::string sha256(const std::string& path) { return detail::digest(path, EVP_sha256()); }
KERATIN_INLINE std::string md5(const std::string& path) { return detail::digest(path, EVP_md5()); }
KERATIN_INLINE std::array<unsigned char, 16> md5_of(std::string_view bytes) {
  std::array<unsigned char, 16> sum{};
  const bool ok = EVP_Digest(bytes.data(), bytes.size(), sum.data(), nullptr, EVP_md5(), nullptr) == 1;
  require<runtime_error>(ok, "hash: expected MD5 of OpenSSL; got a build that refuses it.");
  return sum;
}
#else
KERATIN_INLINE std::string sha256(const std::string&) {
  lacks("sha256", "OpenSSL", "libssl-dev", "KERATIN_NO_CURL, KERATIN_NO_OPENSSL");
}
KERATIN_INLINE std::string md5(const std::string&) {
  lacks("md5", "OpenSSL", "libssl-dev", "KERATIN_NO_CURL, KERATIN_NO_OPENSSL");
}
KERATIN_INLINE std::array<unsigned char, 16> md5_of(std::string_view) {
  lacks("md5", "OpenSSL", "libssl-dev", "KERATIN_NO_CURL, KERATIN_NO_OPENSSL");
}
#endif

KERATIN_INLINE bool has_hash(const std::string& path, const std::string& hash, const std::string& algorithm) {
  require(algorithm == "sha256" || algorithm == "md5" || algorithm == "auto",
          "hash: expected the algorithm sha256, md5 or auto; got \"", algorithm, "\".");
  const bool is_sha256 = algorithm == "auto" ? hash.size() == 64 : algorithm == "sha256";
  std::string expected = hash;
  for (char& c : expected) c = static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
  return (is_sha256 ? sha256(path) : md5(path)) == expected;
}

}  // namespace keratin::io
#endif
