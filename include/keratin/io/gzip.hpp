// gzip: unpacking (zlib).
#pragma once
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

/// What gzip packed; several packed one after the other are joined. `where` names the source in errors.
/// Throws file_error if the bytes are damaged or cut off.
std::string gunzip(std::string_view bytes, std::string_view where);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_ZLIB
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#endif

namespace keratin::io {

#if KERATIN_HAS_ZLIB
KERATIN_INLINE std::string gunzip(std::string_view bytes, std::string_view where) {
  const auto check = [&](bool ok, std::string_view got) {
    require<file_error>(ok, where, ": expected a whole gzip file; got ", got, ".");
  };
  check(bytes.starts_with("\x1f\x8b"), "bytes that do not begin as gzip does");
  z_stream stream = {};
  check(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK, "no memory to unpack it");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  constexpr std::size_t most = std::numeric_limits<uInt>::max();
  std::string out;
  std::size_t size = 0;
  for (;;) {
    if (size == out.size()) out.resize(std::max<std::size_t>(2 * size, 1 << 16));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(std::min(bytes.size(), most));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + size);
    stream.avail_out = static_cast<uInt>(std::min(out.size() - size, most));
    const uInt in = stream.avail_in, room = stream.avail_out;
    const int code = inflate(&stream, Z_NO_FLUSH);
    bytes.remove_prefix(in - stream.avail_in);
    size += room - stream.avail_out;
    if (code == Z_STREAM_END) {
      // What follows is another member, or padding, which gzip ignores too.
      if (!bytes.starts_with("\x1f\x8b")) break;
      inflateReset(&stream);
    } else {
      check(code != Z_BUF_ERROR, "one that is cut off");  // there was room: what lacks is input
      check(code == Z_OK, stream.msg != nullptr ? stream.msg : "damaged bytes");
    }
  }
  out.resize(size);
  return out;
}
#else
KERATIN_INLINE std::string gunzip(std::string_view, std::string_view where) {
  lacks(where, "zlib", "zlib1g-dev", "KERATIN_NO_ZIP, KERATIN_NO_ZLIB");
}
#endif

}  // namespace keratin::io
#endif
