// PNG files, read and written (libpng).
#pragma once
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"
#include "bitmap.hpp"

namespace keratin::io {

/// Whether the bytes begin as a PNG file does.
bool is_png(std::string_view bytes);
/// The pixels of a PNG file, 8 bits each: palettes and fewer bits are expanded, 16 bits scaled down. `where` names the
/// source in errors. Throws file_error if the bytes are damaged, cut off or too large.
Bitmap decode_png(std::string_view bytes, std::string_view where);
/// The bytes of a PNG file. Throws value_error for a picture without pixels.
std::string encode_png(const Bitmap& bitmap);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_PNG
#include <png.h>

#include <csetjmp>
#include <cstring>
#endif

namespace keratin::io {

KERATIN_INLINE bool is_png(std::string_view bytes) { return bytes.starts_with("\x89PNG\r\n\x1a\n"); }

#if KERATIN_HAS_PNG
namespace detail {

/// What libpng's callbacks see. libpng reports an error by longjmp, past frames that must own nothing: so every call of
/// it stands in guarded(), and all that needs a destructor outside.
struct PngStream {
  std::string_view in;
  std::string* out = nullptr;
  char message[128] = {};
  png_structp png = nullptr;
  png_infop info = nullptr;

  [[noreturn]] static void fail(png_structp png, png_const_charp text) {
    std::strncpy(static_cast<PngStream*>(png_get_error_ptr(png))->message, text, sizeof message - 1);
    png_longjmp(png, 1);
  }
  static void warn(png_structp, png_const_charp) {}
  static void read(png_structp png, png_bytep to, std::size_t n) {
    auto& in = static_cast<PngStream*>(png_get_io_ptr(png))->in;
    if (n > in.size()) png_error(png, "a file that is cut off");
    std::memcpy(to, in.data(), n);
    in.remove_prefix(n);
  }
  static void write(png_structp png, png_bytep from, std::size_t n) {
    bool full = false;
    try {
      static_cast<PngStream*>(png_get_io_ptr(png))->out->append(reinterpret_cast<const char*>(from), n);
    } catch (...) {
      full = true;  // no exception may pass through C, nor a longjmp out of this block
    }
    if (full) png_error(png, "no memory");
  }
  static void flush(png_structp) {}

  /// Whether `calls`, which may own nothing, came through.
  template <class F>
  [[gnu::noinline]] bool guarded(const F& calls) {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    calls();
    return true;
  }
};

struct PngReader : PngStream {
  PngReader() {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, fail, warn);
    if (png != nullptr) info = png_create_info_struct(png);
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
};
struct PngWriter : PngStream {
  PngWriter() {
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, fail, warn);
    if (png != nullptr) info = png_create_info_struct(png);
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png, &info); }
};

/// The head, and how the pixels are to come.
KERATIN_INLINE void begin_png(PngReader& reader) {
  png_set_read_fn(reader.png, &reader, PngStream::read);
  png_set_user_limits(reader.png, 1000000, 1000000);
  png_set_chunk_malloc_max(reader.png, 8000000);
  png_read_info(reader.png, reader.info);
  png_set_expand(reader.png);
  png_set_scale_16(reader.png);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
}

}  // namespace detail

KERATIN_INLINE Bitmap decode_png(std::string_view bytes, std::string_view where) {
  const auto refuse = [&](std::string_view got) {
    fail<file_error>(where, ": expected a whole PNG file; got ", got, ".");
  };
  if (!is_png(bytes)) refuse("bytes that do not begin as PNG does");
  detail::PngReader reader;
  if (reader.info == nullptr) refuse("no memory to read it");
  reader.in = bytes;
  if (!reader.guarded([&] { detail::begin_png(reader); })) refuse(reader.message);
  Bitmap bitmap;
  bitmap.height = png_get_image_height(reader.png, reader.info);
  bitmap.width = png_get_image_width(reader.png, reader.info);
  bitmap.channels = png_get_channels(reader.png, reader.info);
  const double pixels = static_cast<double>(bitmap.height) * static_cast<double>(bitmap.width);
  if (pixels > most_pixels) refuse(concat(bitmap.height, "×", bitmap.width, " pixels, which are too many"));
  // Deflate makes at most 1032 bytes of one, and a byte of the file holds at most 8 pixels.
  if (pixels > 8.0 * 1032 * static_cast<double>(bytes.size())) refuse("a file that is cut off");
  const auto row = static_cast<std::size_t>(bitmap.width * bitmap.channels);
  if (png_get_rowbytes(reader.png, reader.info) != row) refuse("pixels of an unknown kind");
  bitmap.bytes.resize(row * static_cast<std::size_t>(bitmap.height));
  std::vector<png_bytep> rows;
  for (index_t y = 0; y < bitmap.height; ++y) rows.push_back(bitmap.bytes.data() + row * static_cast<std::size_t>(y));
  const auto read = [&] {
    png_read_image(reader.png, rows.data());
    png_read_end(reader.png, nullptr);
  };
  if (!reader.guarded(read)) refuse(reader.message);
  return bitmap;
}

KERATIN_INLINE std::string encode_png(const Bitmap& bitmap) {
  const auto row = static_cast<std::size_t>(bitmap.width * bitmap.channels);
  require(bitmap.height > 0 && bitmap.width > 0 && bitmap.channels > 0 && bitmap.channels <= 4 &&
              bitmap.bytes.size() == row * static_cast<std::size_t>(bitmap.height),
          "encode_png: expected pixels of 1 to 4 bytes; got ", bitmap.height, "×", bitmap.width, " of ",
          bitmap.channels, ".");
  std::string out;
  detail::PngWriter writer;
  require<runtime_error>(writer.info != nullptr, "encode_png: expected memory to write; got none.");
  writer.out = &out;
  constexpr int kinds[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                           PNG_COLOR_TYPE_RGB_ALPHA};
  const auto write = [&] {
    png_set_write_fn(writer.png, &writer, detail::PngStream::write, detail::PngStream::flush);
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(bitmap.width),
                 static_cast<png_uint_32>(bitmap.height), 8, kinds[bitmap.channels - 1], PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer.png, writer.info);
    for (index_t y = 0; y < bitmap.height; ++y)
      png_write_row(writer.png, bitmap.bytes.data() + row * static_cast<std::size_t>(y));
    png_write_end(writer.png, nullptr);
  };
  require<runtime_error>(writer.guarded(write), "encode_png: expected to write a picture; got: ", writer.message, ".");
  return out;
}
#else
KERATIN_INLINE Bitmap decode_png(std::string_view, std::string_view where) {
  lacks(where, "libpng", "libpng-dev", "KERATIN_NO_PNG");
}
KERATIN_INLINE std::string encode_png(const Bitmap&) { lacks("encode_png", "libpng", "libpng-dev", "KERATIN_NO_PNG"); }
#endif

}  // namespace keratin::io
#endif
