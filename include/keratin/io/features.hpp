// Which optional libraries this build reads and writes files with. Without CMake they are used where their headers are
// found; KERATIN_NO_ZIP, KERATIN_NO_CURL, KERATIN_NO_HDF5, KERATIN_NO_JSON, KERATIN_NO_PNG and KERATIN_NO_JPEG leave
// them out.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

/// The name of each optional library of this room, and whether it is in use.
std::vector<std::pair<std::string, bool>> features();

/// Throws runtime_error: this build lacks a library. `package` is Debian's name of it.
[[noreturn]] void lacks(std::string_view where, std::string_view library, std::string_view package,
                        std::string_view macro);

}  // namespace keratin::io

#if KERATIN_DEFINE(io) || KERATIN_DEFINE(saving) || KERATIN_DEFINE(preprocessing)

#if !defined(KERATIN_NO_ZIP) && __has_include(<zip.h>)
#define KERATIN_HAS_ZIP 1
#else
#define KERATIN_HAS_ZIP 0
#endif
#if !defined(KERATIN_NO_ZIP) && !defined(KERATIN_NO_ZLIB) && __has_include(<zlib.h>)
#define KERATIN_HAS_ZLIB 1
#else
#define KERATIN_HAS_ZLIB 0
#endif
#if !defined(KERATIN_NO_CURL) && __has_include(<curl/curl.h>)
#define KERATIN_HAS_CURL 1
#else
#define KERATIN_HAS_CURL 0
#endif
#if !defined(KERATIN_NO_CURL) && !defined(KERATIN_NO_OPENSSL) && __has_include(<openssl/evp.h>)
#define KERATIN_HAS_OPENSSL 1
#else
#define KERATIN_HAS_OPENSSL 0
#endif
#if !defined(KERATIN_NO_HDF5) && __has_include(<hdf5.h>)
#define KERATIN_HAS_HDF5 1
#else
#define KERATIN_HAS_HDF5 0
#endif
#if !defined(KERATIN_NO_JSON) && __has_include(<nlohmann/json.hpp>)
#define KERATIN_HAS_JSON 1
#else
#define KERATIN_HAS_JSON 0
#endif
#if !defined(KERATIN_NO_PNG) && __has_include(<png.h>)
#define KERATIN_HAS_PNG 1
#else
#define KERATIN_HAS_PNG 0
#endif
#if !defined(KERATIN_NO_JPEG) && __has_include(<jpeglib.h>)
#define KERATIN_HAS_JPEG 1
#else
#define KERATIN_HAS_JPEG 0
#endif
#endif

#if KERATIN_DEFINE(io)
namespace keratin::io {

KERATIN_INLINE std::vector<std::pair<std::string, bool>> features() {
  return {{"zip", KERATIN_HAS_ZIP == 1},         {"zlib", KERATIN_HAS_ZLIB == 1}, {"curl", KERATIN_HAS_CURL == 1},
          {"openssl", KERATIN_HAS_OPENSSL == 1}, {"hdf5", KERATIN_HAS_HDF5 == 1}, {"json", KERATIN_HAS_JSON == 1},
          {"png", KERATIN_HAS_PNG == 1},         {"jpeg", KERATIN_HAS_JPEG == 1}};
}

KERATIN_INLINE void lacks(std::string_view where, std::string_view library, std::string_view package,
                          std::string_view macro) {
  fail<runtime_error>(where, ": expected a build of keratin with ", library, "; got one without. Hint: install ",
                      package, " and build without ", macro, ".");
}

}  // namespace keratin::io
#endif
