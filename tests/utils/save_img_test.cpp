// array_to_img, img_to_array, save_img: Keras's values, files that come back, errors.
#include <keratin/io/features.hpp>
#include <keratin/io/npz.hpp>
#include <keratin/utils/array_to_img.hpp>
#include <keratin/utils/img_to_array.hpp>
#include <keratin/utils/load_img.hpp>
#include <keratin/utils/save_img.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.hpp"

namespace save_img_test {

using namespace keratin;
using testing::TemporaryFolder;
using utils::array_to_img;
using utils::img_to_array;
using utils::save_img;

std::vector<int> pixels(const utils::Image& image) {
  const auto all = image.pixels().span<std::uint8_t>();
  return {all.begin(), all.end()};
}

TEST_CASE("array_to_img scales as Keras does, and takes colours as they are without scale") {
  const Tensor x = Tensor::from({-1.f, 0.f, 1.f, 3.f}, {2, 2, 1});
  CHECK(pixels(array_to_img(x)) == std::vector<int>{0, 63, 127, 255});
  CHECK(pixels(array_to_img(Tensor::from({0.f, 1.9f, 255.f}, {1, 1, 3}), {.scale = false})) ==
        std::vector<int>{0, 1, 255});
  CHECK(pixels(array_to_img(Tensor::from({5, 5, 5, 5}, {2, 2, 1}))) == std::vector<int>{0, 0, 0, 0});
  CHECK(pixels(array_to_img(Tensor::from({1, 2, 3, 4, 5, 6}, {3, 1, 2}),
                            {.data_format = "channels_first", .scale = false})) == std::vector<int>{1, 3, 5, 2, 4, 6});
  for (const auto& [name, on] : io::features())
    if (name == "zip" && !on) KERATIN_SKIP("needs libzip");
  const auto golden = load_npz(testing::golden("utils/images.npz"));
  const auto expected = golden["array_to_img"].span<std::uint8_t>();
  CHECK(pixels(array_to_img(golden["array"])) == std::vector<int>(expected.begin(), expected.end()));
}

TEST_CASE("img_to_array gives numbers of the dtype and format asked for") {
  const utils::Image image(Tensor::from({1, 2, 3, 4, 5, 6}, {1, 2, 3}).cast(uint8));
  const Tensor x = img_to_array(image),
               first = img_to_array(image, {.data_format = "channels_first", .dtype = float64});
  CHECK(x.shape() == Shape{1, 2, 3});
  CHECK(x.dtype() == float32);
  CHECK(x.at<float>(0, 1, 2) == 6);
  CHECK(first.shape() == Shape{3, 1, 2});
  CHECK(first.at<double>(2, 0, 1) == 6);
  Tensor copy = img_to_array(image, {.dtype = uint8});
  copy.at<std::uint8_t>(0, 0, 0) = 99;
  CHECK(image.pixels().at<std::uint8_t>(0, 0, 0) == 1);
}

TEST_CASE("save_img: a PNG comes back as it was, a JPEG nearly so") {
  for (const auto& [name, on] : io::features())
    if ((name == "png" || name == "jpeg") && !on) KERATIN_SKIP("needs libpng, libjpeg");
  const TemporaryFolder folder;
  std::vector<float> values;
  for (int i = 0; i < 16 * 12 * 3; ++i) values.push_back(static_cast<float>(i % 36) * 7);
  const Tensor x = Tensor::from(values, {16, 12, 3});
  save_img(folder / "x.png", x, {.scale = false});
  const Tensor back = img_to_array(utils::load_img(folder / "x.png"));
  CHECK(std::equal(values.begin(), values.end(), back.data<float>()));
  save_img(folder / "g.png", Tensor::from({0.f, 1.f}, {1, 2, 1}));
  CHECK(pixels(utils::load_img(folder / "g.png", {.color_mode = "grayscale"})) == std::vector<int>{0, 255});
  save_img(folder / "a.png", Tensor::from({1, 2, 3, 4}, {1, 1, 4}), {.scale = false});
  CHECK(pixels(utils::load_img(folder / "a.png", {.color_mode = "rgba"})) == std::vector<int>{1, 2, 3, 4});
  save_img(folder / "a.jpg", Tensor::from({100, 100, 100, 4}, {1, 1, 4}), {.scale = false});
  CHECK(std::abs(pixels(utils::load_img(folder / "a.jpg"))[0] - 100) <= 2);
  save_img(folder / "noending", x, {.file_format = "jpeg"});
  CHECK(io::read_file(folder / "noending").starts_with("\xff\xd8\xff"));
  CHECK(folder.count() == 5);
}

TEST_CASE("array_to_img, img_to_array, save_img: errors") {
  const Tensor x = zeros({2, 2, 3});
  CHECK_THROWS_AS(array_to_img(zeros({2, 2})), shape_error);
  CHECK_THROWS_WITH(array_to_img(zeros({2, 2, 2})), Catch::Contains("expected 1, 3 or 4 channels; got 2 in (2, 2, 2)"));
  CHECK_THROWS_AS(array_to_img(zeros({0, 2, 3})), shape_error);
  CHECK_THROWS_WITH(array_to_img(full({1, 1, 1}, NAN)), Catch::Contains("finite elements; got nan"));
  CHECK_THROWS_WITH(array_to_img(full({1, 1, 1}, 256), {.scale = false}), Catch::Contains("from 0 to 255; got 256"));
  CHECK_THROWS_WITH(array_to_img(x, {.data_format = "NHWC"}), Catch::Contains("channels_last or channels_first"));
  CHECK_THROWS_AS(utils::Image(zeros({2, 2, 3})), dtype_error);
  CHECK_THROWS_AS(utils::Image(zeros({2, 2}, uint8)), shape_error);
  CHECK_THROWS_AS(img_to_array(utils::Image(zeros({2, 2, 3}, uint8)), {.data_format = ""}), value_error);
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(save_img(folder / "x.bmp", x), Catch::Contains("ends in .png, .jpg or .jpeg"));
  CHECK_THROWS_AS(save_img("", x), value_error);
  CHECK_THROWS_AS(save_img(folder / "x.png", x, {.file_format = "gif"}), value_error);
  for (const auto& [name, on] : io::features())
    if (name == "png" && !on) KERATIN_SKIP("needs libpng");
  CHECK_THROWS_AS(save_img(folder / "none/x.png", x), file_error);
  CHECK(folder.count() == 0);
}

}  // namespace save_img_test
