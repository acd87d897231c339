// JPEG: what is written comes back nearly so, and no damaged file does more than throw.
#include <keratin/io/features.hpp>
#include <keratin/io/jpeg.hpp>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "support/pictures.hpp"

namespace jpeg_test {

using namespace keratin;
using io::Bitmap;

bool without_jpeg() {
  for (const auto& [name, used] : io::features())
    if (name == "jpeg") return !used;
  return true;
}

Bitmap slope(index_t height, index_t width, index_t channels) {
  Bitmap bitmap{height, width, channels, {}};
  for (index_t y = 0; y < height; ++y)
    for (index_t x = 0; x < width; ++x)
      for (index_t c = 0; c < channels; ++c) bitmap.bytes.push_back(static_cast<std::uint8_t>(4 * y + 3 * x + 20 * c));
  return bitmap;
}

TEST_CASE("jpeg: pixels come back nearly as they were") {
  if (without_jpeg()) KERATIN_SKIP("needs libjpeg");
  for (const index_t channels : {1, 3}) {
    const Bitmap written = slope(17, 22, channels);
    const std::string bytes = io::encode_jpeg(written, 95);
    CHECK(io::is_jpeg(bytes));
    CHECK(bytes.size() > io::encode_jpeg(written, 20).size());
    const Bitmap read = io::decode_jpeg(bytes, "test");
    CHECK(read.height == 17);
    CHECK(read.width == 22);
    REQUIRE(read.channels == channels);
    int worst = 0;
    for (std::size_t i = 0; i < read.bytes.size(); ++i)
      worst = std::max(worst, std::abs(read.bytes[i] - written.bytes[i]));
    CHECK(worst <= 6);
  }
  CHECK_THROWS_AS(io::encode_jpeg(slope(2, 2, 4)), value_error);
  CHECK_THROWS_AS(io::encode_jpeg({}), value_error);
  CHECK_THROWS_AS(io::encode_jpeg(slope(2, 2, 3), 0), value_error);
}

TEST_CASE("jpeg: a file that is cut off anywhere is an error") {
  if (without_jpeg()) KERATIN_SKIP("needs libjpeg");
  for (const char* name : {"utils/rgb.jpg", "utils/progressive.jpg", "utils/gray.jpg", "utils/cmyk.jpg"}) {
    INFO(name);
    const std::string whole = io::read_file(testing::golden(name));
    for (std::size_t n = 0; n + 2 < whole.size(); n += 1 + n / 60)
      CHECK_THROWS_AS(io::decode_jpeg(whole.substr(0, n), "test"), file_error);
  }
  CHECK_THROWS_WITH(io::decode_jpeg("GIF89a", "where"),
                    "where: expected a whole JPEG file; got bytes that do not begin as JPEG does.");
}

TEST_CASE("jpeg: a changed byte is an error or other pixels") {
  if (without_jpeg()) KERATIN_SKIP("needs libjpeg");
  for (const char* name : {"utils/rgb.jpg", "utils/progressive.jpg", "utils/cmyk.jpg"}) {
    const std::string whole = io::read_file(testing::golden(name));
    std::size_t refused = 0;
    for (std::size_t i = 2; i < whole.size(); ++i)
      for (const int change : {0x01, 0x80, 0xff}) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ change);
        try {
          const Bitmap read = io::decode_jpeg(damaged, "test");
          CHECK(read.bytes.size() == static_cast<std::size_t>(read.height * read.width * read.channels));
        } catch (const file_error&) {
          ++refused;
        }
      }
    CHECK(refused > 100);
  }
}

}  // namespace jpeg_test
