// load_img: the pixels that Keras (with Pillow) reads from the same files, in every mode and size; errors.
#include <keratin/io/features.hpp>
#include <keratin/io/npz.hpp>
#include <keratin/utils/load_img.hpp>
#include <keratin/utils/save_img.hpp>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "support/pictures.hpp"

namespace load_img_test {

using namespace keratin;
using testing::golden;
using testing::TemporaryFolder;
using utils::load_img;

bool without_libraries() {
  for (const auto& [name, used] : io::features())
    if ((name == "png" || name == "jpeg" || name == "zip") && !used) return true;
  return false;
}

/// The greatest difference of two pixels; 999 where shapes differ.
int difference(const utils::Image& image, const Tensor& expected) {
  if (image.pixels().shape() != expected.shape()) return 999;
  int worst = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(expected.size()); ++i)
    worst = std::max(worst, std::abs(image.pixels().data<std::uint8_t>()[i] - expected.data<std::uint8_t>()[i]));
  return worst;
}

TEST_CASE("load_img reads what Keras reads") {
  if (without_libraries()) KERATIN_SKIP("needs libpng, libjpeg, libzip");
  std::size_t modes = 0, sizes = 0;
  for (const auto& [key, expected] : load_npz(golden("utils/images.npz"))) {
    INFO(key);
    std::istringstream words(key);
    std::string file, what;
    index_t height = 0, width = 0;
    int keep = 0;
    if (!(words >> file >> what)) continue;
    utils::LoadImgOptions options;
    if (words >> height >> width >> keep) {
      options.target_size = {height, width};
      options.interpolation = what;
      options.keep_aspect_ratio = keep == 1;
      options.color_mode = file == "rgba.png" ? "rgba" : "rgb";
      ++sizes;
    } else {
      options.color_mode = what;
      ++modes;
    }
    CHECK(difference(load_img(golden("utils/" + file), options), expected) == 0);
  }
  CHECK(modes == 30);
  CHECK(sizes == 78);
}

TEST_CASE("load_img: errors") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(load_img(folder / "none.png"), file_error);
  io::write_file(folder / "text.png", "hello");
  CHECK_THROWS_WITH(load_img(folder / "text.png"),
                    Catch::Contains("expected a PNG or JPEG file") && Catch::Contains("text.png"));
  CHECK_THROWS_WITH(load_img("x.png", {.color_mode = "gray"}), Catch::Contains("grayscale, rgb or rgba; got \"gray\""));
  CHECK_THROWS_AS(load_img("x.png", {.target_size = {4}}), value_error);
  CHECK_THROWS_AS(load_img("x.png", {.target_size = {4, 0}}), value_error);
  CHECK_THROWS_AS(load_img("x.png", {.target_size = {1000000, 1000000}}), value_error);
  CHECK_THROWS_WITH(load_img("x.png", {.interpolation = "cubic"}),
                    Catch::Contains("nearest, bilinear, bicubic, hamming, box, lanczos; got \"cubic\""));
}

}  // namespace load_img_test
