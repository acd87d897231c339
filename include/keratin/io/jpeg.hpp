// JPEG files, read and written (libjpeg).
#pragma once
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"
#include "bitmap.hpp"

namespace keratin::io {

/// Whether the bytes begin as a JPEG file does.
bool is_jpeg(std::string_view bytes);
/// The pixels of a JPEG file: gray, or red, green and blue. `where` names the source in errors. Throws file_error if
/// the bytes are damaged, cut off or too large.
Bitmap decode_jpeg(std::string_view bytes, std::string_view where);
/// The bytes of a JPEG file, of a picture with 1 or 3 channels. `quality` goes from 1 to 100; 75 is Pillow's, which
/// Keras writes with. Throws value_error for other pictures.
std::string encode_jpeg(const Bitmap& bitmap, Int quality = 75);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_JPEG
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
// libjpeg's header needs what stands above.
#include <jpeglib.h>
// Numbers of its messages.
#include <jerror.h>
#endif

namespace keratin::io {

KERATIN_INLINE bool is_jpeg(std::string_view bytes) { return bytes.starts_with("\xff\xd8\xff"); }

#if KERATIN_HAS_JPEG
namespace detail {

/// libjpeg reports an error by a call that must not return: a longjmp, past frames that must own nothing. So every call
/// of it stands in guarded(), and all that needs a destructor outside.
struct JpegErrors : jpeg_error_mgr {
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX] = {};

  JpegErrors() {
    jpeg_std_error(this);
    error_exit = [](j_common_ptr state) {
      auto* self = static_cast<JpegErrors*>(state->err);
      self->format_message(state, self->message);
      std::longjmp(self->back, 1);
    };
    emit_message = [](j_common_ptr state, int level) {
      // Of what it only warns of, these mean that pixels are missing or made up.
      const int code = state->err->msg_code;
      if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE))
        state->err->error_exit(state);
    };
    output_message = [](j_common_ptr) {};
  }
  template <class F>
  [[gnu::noinline]] bool guarded(const F& calls) {
    if (setjmp(back) != 0) return false;
    calls();
    return true;
  }
};

struct JpegReader {
  JpegReader() { state.err = &errors; }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&state); }
  JpegErrors errors;
  jpeg_decompress_struct state = {};
  jpeg_progress_mgr progress = {};
};
struct JpegWriter {
  JpegWriter() { state.err = &errors; }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
  ~JpegWriter() {
    jpeg_destroy_compress(&state);
    std::free(bytes);
  }
  JpegErrors errors;
  jpeg_compress_struct state = {};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
};

KERATIN_INLINE void begin_jpeg(JpegReader& reader, std::string_view bytes) {
  jpeg_create_decompress(&reader.state);
  // A file of many empty scans over a large picture would take for ever: more than this are refused, as djpeg does.
  reader.progress.progress_monitor = [](j_common_ptr state) {
    if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number > 500) ERREXIT(state, JERR_BAD_PROGRESSION);
  };
  reader.state.progress = &reader.progress;
  jpeg_mem_src(&reader.state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&reader.state, TRUE);
  const J_COLOR_SPACE kind = reader.state.jpeg_color_space;
  if (kind == JCS_CMYK || kind == JCS_YCCK)
    reader.state.out_color_space = JCS_CMYK;
  else if (kind != JCS_GRAYSCALE)
    reader.state.out_color_space = JCS_RGB;
}

/// Cyan, magenta, yellow and black, which Adobe's files hold inverted, to red, green and blue.
KERATIN_INLINE void cmyk_to_rgb(Bitmap& bitmap, bool inverted) {
  const std::size_t n = bitmap.bytes.size() / 4;
  for (std::size_t i = 0; i < n; ++i) {
    const auto ink = [&](std::size_t k) { return inverted ? bitmap.bytes[4 * i + k] : 255 - bitmap.bytes[4 * i + k]; };
    const int black = ink(3), colours[] = {ink(0), ink(1), ink(2)};
    for (std::size_t k = 0; k < 3; ++k) bitmap.bytes[3 * i + k] = static_cast<std::uint8_t>(colours[k] * black / 255);
  }
  bitmap.bytes.resize(3 * n);
  bitmap.channels = 3;
}

}  // namespace detail

KERATIN_INLINE Bitmap decode_jpeg(std::string_view bytes, std::string_view where) {
  const auto refuse = [&](std::string_view got) {
    fail<file_error>(where, ": expected a whole JPEG file; got ", got, ".");
  };
  if (!is_jpeg(bytes)) refuse("bytes that do not begin as JPEG does");
  detail::JpegReader reader;
  jpeg_decompress_struct& state = reader.state;
  if (!reader.errors.guarded([&] { detail::begin_jpeg(reader, bytes); })) refuse(reader.errors.message);
  const double pixels = static_cast<double>(state.image_width) * static_cast<double>(state.image_height);
  if (pixels > most_pixels) refuse(concat(state.image_height, "×", state.image_width, " pixels, which are too many"));
  // A block of 8×8 pixels takes a bit at least, but where the coding is arithmetic.
  if (state.arith_code == FALSE && pixels > 512.0 * static_cast<double>(bytes.size())) refuse("a file that is cut off");
  if (!reader.errors.guarded([&] { jpeg_start_decompress(&state); })) refuse(reader.errors.message);
  Bitmap bitmap;
  bitmap.height = state.output_height;
  bitmap.width = state.output_width;
  bitmap.channels = state.output_components;
  const auto row = static_cast<std::size_t>(bitmap.width * bitmap.channels);
  bitmap.bytes.resize(row * static_cast<std::size_t>(bitmap.height));
  const auto read = [&] {
    while (state.output_scanline < state.output_height) {
      JSAMPROW to = bitmap.bytes.data() + row * state.output_scanline;
      jpeg_read_scanlines(&state, &to, 1);
    }
    jpeg_finish_decompress(&state);
  };
  if (!reader.errors.guarded(read)) refuse(reader.errors.message);
  if (bitmap.channels == 4) detail::cmyk_to_rgb(bitmap, state.saw_Adobe_marker == TRUE);
  return bitmap;
}

KERATIN_INLINE std::string encode_jpeg(const Bitmap& bitmap, Int quality) {
  const auto row = static_cast<std::size_t>(bitmap.width * bitmap.channels);
  require(bitmap.height > 0 && bitmap.width > 0 && bitmap.height <= 65500 && bitmap.width <= 65500 &&
              (bitmap.channels == 1 || bitmap.channels == 3) &&
              bitmap.bytes.size() == row * static_cast<std::size_t>(bitmap.height),
          "encode_jpeg: expected up to 65500 × 65500 pixels of 1 or 3 channels; got ", bitmap.height, "×", bitmap.width,
          " of ", bitmap.channels, ". Hint: JPEG has no transparency; write a PNG.");
  require(quality >= 1 && quality <= 100, "encode_jpeg: expected a quality from 1 to 100; got ", quality, ".");
  detail::JpegWriter writer;
  jpeg_compress_struct& state = writer.state;
  const auto write = [&] {
    jpeg_create_compress(&state);
    jpeg_mem_dest(&state, &writer.bytes, &writer.size);
    state.image_width = static_cast<JDIMENSION>(bitmap.width);
    state.image_height = static_cast<JDIMENSION>(bitmap.height);
    state.input_components = static_cast<int>(bitmap.channels);
    state.in_color_space = bitmap.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&state);
    jpeg_set_quality(&state, static_cast<int>(quality.value), TRUE);
    jpeg_start_compress(&state, TRUE);
    while (state.next_scanline < state.image_height) {
      JSAMPROW from = const_cast<std::uint8_t*>(bitmap.bytes.data()) + row * state.next_scanline;
      jpeg_write_scanlines(&state, &from, 1);
    }
    jpeg_finish_compress(&state);
  };
  require<runtime_error>(writer.errors.guarded(write),
                         "encode_jpeg: expected to write a picture; got: ", writer.errors.message, ".");
  return {reinterpret_cast<const char*>(writer.bytes), writer.size};
}
#else
KERATIN_INLINE Bitmap decode_jpeg(std::string_view, std::string_view where) {
  lacks(where, "libjpeg", "libjpeg-dev", "KERATIN_NO_JPEG");
}
KERATIN_INLINE std::string encode_jpeg(const Bitmap&, Int) {
  lacks("encode_jpeg", "libjpeg", "libjpeg-dev", "KERATIN_NO_JPEG");
}
#endif

}  // namespace keratin::io
#endif
