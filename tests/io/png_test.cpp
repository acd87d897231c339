// PNG: what is written comes back, and no damaged file does more than throw.
#include <keratin/io/features.hpp>
#include <keratin/io/png.hpp>

#include <catch2/catch.hpp>

#include "support/pictures.hpp"

namespace png_test {

using namespace keratin;
using io::Bitmap;

bool without_png() {
  for (const auto& [name, used] : io::features())
    if (name == "png") return !used;
  return true;
}

Bitmap waves(index_t height, index_t width, index_t channels) {
  Bitmap bitmap{height, width, channels, {}};
  for (index_t i = 0; i < height * width * channels; ++i)
    bitmap.bytes.push_back(static_cast<std::uint8_t>((i * i / 7 + 3 * i) % 256));
  return bitmap;
}

TEST_CASE("png: pixels of every kind come back") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  for (index_t channels = 1; channels <= 4; ++channels) {
    const Bitmap written = waves(5, 7, channels);
    const std::string bytes = io::encode_png(written);
    CHECK(io::is_png(bytes));
    CHECK(testing::png_size(bytes) == std::pair(7, 5));
    const Bitmap read = io::decode_png(bytes, "test");
    CHECK(read.height == 5);
    CHECK(read.width == 7);
    CHECK(read.channels == channels);
    CHECK(read.bytes == written.bytes);
  }
  CHECK_THROWS_AS(io::encode_png({}), value_error);
  CHECK_THROWS_AS(io::encode_png({2, 2, 1, {1, 2, 3}}), value_error);
  CHECK_THROWS_AS(io::encode_png(waves(2, 2, 5)), value_error);
}

TEST_CASE("png: a file that is cut off anywhere is an error") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  const std::string whole = io::read_file(testing::golden("utils/rgb.png"));
  // The last 12 bytes only say that the file ends here.
  for (std::size_t n = 0; n < whole.size() - 12; n += 1 + n / 40)
    CHECK_THROWS_AS(io::decode_png(whole.substr(0, n), "test"), file_error);
  CHECK_THROWS_WITH(io::decode_png(whole.substr(0, 900), "where"),
                    Catch::StartsWith("where: expected a whole PNG file"));
  CHECK_THROWS_WITH(io::decode_png("GIF89a", "where"), Catch::Contains("do not begin as PNG does"));
}

TEST_CASE("png: a changed byte is an error or other pixels") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  for (const char* name : {"utils/rgb.png", "utils/palette.png", "utils/bits.png", "utils/gray_alpha.png"}) {
    const std::string whole = io::read_file(testing::golden(name));
    std::size_t refused = 0;
    for (std::size_t i = 8; i < whole.size(); ++i)
      for (const int change : {0x01, 0x80, 0xff}) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ change);
        try {
          const Bitmap read = io::decode_png(damaged, "test");
          CHECK(read.bytes.size() == static_cast<std::size_t>(read.height * read.width * read.channels));
        } catch (const file_error&) {
          ++refused;
        }
      }
    CHECK(refused > whole.size());  // checksums find most
  }
}

/// A PNG's first chunk with another size and the checksum that belongs to it.
std::string with_size(const std::string& png, std::uint32_t width, std::uint32_t height) {
  std::string out = png;
  const auto put = [&](std::size_t at, std::uint32_t v) {
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(v >> (24 - 8 * i));
  };
  put(16, width);
  put(20, height);
  std::uint32_t crc = 0xffffffff;
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= static_cast<unsigned char>(out[i]);
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  put(29, ~crc);
  return out;
}

TEST_CASE("png: a small file that claims a large picture is refused before memory is taken") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  const std::string png = io::encode_png(waves(4, 4, 3));
  CHECK(io::decode_png(with_size(png, 4, 4), "test").bytes.size() == 48);
  CHECK_THROWS_WITH(io::decode_png(with_size(png, 900000, 900000), "test"), Catch::Contains("too many"));
  CHECK_THROWS_AS(io::decode_png(with_size(png, 2000000000, 1), "test"), file_error);
  CHECK_THROWS_WITH(io::decode_png(with_size(png, 12000, 12000), "test"), Catch::Contains("cut off"));
  CHECK_THROWS_AS(io::decode_png(with_size(png, 0, 4), "test"), file_error);
  CHECK_THROWS_AS(io::decode_png(with_size(png, 4, 5), "test"), file_error);
}

}  // namespace png_test
