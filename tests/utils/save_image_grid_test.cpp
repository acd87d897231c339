// save_image_grid: where tiles stand and what colours they have, pixel by pixel; errors.
#include <keratin/io/features.hpp>
#include <keratin/io/png.hpp>
#include <keratin/utils/save_image_grid.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.hpp"

namespace save_image_grid_test {

using namespace keratin;
using io::Bitmap;
using testing::TemporaryFolder;
using utils::save_image_grid;
using utils::SaveImageGridOptions;

bool without_png() {
  for (const auto& [name, used] : io::features())
    if (name == "png") return !used;
  return true;
}

Bitmap drawn(const Tensor& images, const SaveImageGridOptions& options = {}) {
  const TemporaryFolder folder;
  save_image_grid(images, folder / "x.png", options);
  return io::decode_png(io::read_file(folder / "x.png"), "test");
}
std::vector<int> at(const Bitmap& b, index_t y, index_t x) {
  const auto from = b.bytes.begin() + (y * b.width + x) * b.channels;
  return {from, from + b.channels};
}
Tensor numbered(const Shape& shape, DType dtype = float32) { return arange(shape.size()).reshape(shape).cast(dtype); }

TEST_CASE("save_image_grid: tiles go from left to right, then down, with white between") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  const Bitmap b = drawn(numbered({3, 2, 2}, uint8), {.columns = 2, .padding = 1, .zoom = 1});
  CHECK(b.channels == 1);
  CHECK(b.height == 7);
  CHECK(b.width == 7);
  const int w = 255;
  CHECK(std::vector<int>(b.bytes.begin(), b.bytes.end()) == std::vector<int>{w, w,  w,  w, w, w, w,  //
                                                                             w, 0,  1,  w, 4, 5, w,  //
                                                                             w, 2,  3,  w, 6, 7, w,  //
                                                                             w, w,  w,  w, w, w, w,  //
                                                                             w, 8,  9,  w, w, w, w,  //
                                                                             w, 10, 11, w, w, w, w,  //
                                                                             w, w,  w,  w, w, w, w});
}

TEST_CASE("save_image_grid: zoom, rows and columns") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  const Bitmap zoomed = drawn(numbered({1, 2, 2}, uint8), {.padding = 0, .zoom = 3});
  CHECK(zoomed.width == 6);
  CHECK(at(zoomed, 2, 2) == std::vector<int>{0});
  CHECK(at(zoomed, 3, 3) == std::vector<int>{3});
  const auto size = [](index_t n, const SaveImageGridOptions& options) {
    const Bitmap b = drawn(zeros({n, 56, 56}), options);
    return std::pair(b.height / 58, b.width / 58);
  };
  CHECK(size(9, {}) == std::pair<index_t, index_t>(3, 3));
  CHECK(size(32, {}) == std::pair<index_t, index_t>(4, 8));
  CHECK(size(7, {}) == std::pair<index_t, index_t>(3, 3));
  CHECK(size(11, {}) == std::pair<index_t, index_t>(3, 4));
  CHECK(size(10, {.rows = 2}) == std::pair<index_t, index_t>(2, 5));
  CHECK(size(10, {.columns = 4}) == std::pair<index_t, index_t>(3, 4));
  CHECK(size(3, {.rows = 2, .columns = 4}) == std::pair<index_t, index_t>(2, 4));
  CHECK(drawn(zeros({1, 28, 28})).width == 2 * 28 + 4);  // small ones are enlarged
}

TEST_CASE("save_image_grid: colours of floats are scaled by all tiles, of feature maps each by its own") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  const SaveImageGridOptions plain = {.columns = 2, .padding = 0, .zoom = 1};
  const Tensor images = Tensor::from({-1.f, 0.f, 1.f, 3.f}, {2, 1, 2});
  const auto row = [](const Bitmap& b) { return std::vector<int>(b.bytes.begin(), b.bytes.end()); };
  CHECK(row(drawn(images, plain)) == std::vector<int>{0, 64, 128, 255});
  CHECK(row(drawn(images, {.columns = 2, .scale = "each", .padding = 0, .zoom = 1})) ==
        std::vector<int>{0, 255, 0, 255});
  const Tensor maps = Tensor::from({-1.f, 10.f, 0.f, 20.f, 3.f, 15.f, 1.f, 18.f}, {1, 1, 4, 2});
  CHECK(row(drawn(maps, plain)) == std::vector<int>{0, 64, 255, 128, 0, 255, 128, 204});
  CHECK(row(drawn(Tensor::from({0.f, 1.f, 0.5f, 0.25f}, {2, 1, 2}),
                  {.columns = 2, .scale = "none", .padding = 0, .zoom = 1})) == std::vector<int>{0, 255, 128, 64});
  CHECK(row(drawn(zeros({2, 1, 2}), plain)) == std::vector<int>{0, 0, 0, 0});
}

TEST_CASE("save_image_grid: colour images, alpha, colormaps, a single image") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  const Bitmap rgb = drawn(numbered({2, 1, 1, 3}, uint8), {.columns = 2, .padding = 0, .zoom = 1});
  CHECK(rgb.channels == 3);
  CHECK(at(rgb, 0, 1) == std::vector<int>{3, 4, 5});
  const Bitmap rgba = drawn(numbered({1, 1, 1, 4}, uint8), {.padding = 0, .zoom = 1});
  CHECK(at(rgba, 0, 0) == std::vector<int>{0, 1, 2, 3});
  const Bitmap viridis = drawn(Tensor({{0.f, 1.f}}), {.cmap = "viridis", .padding = 0, .zoom = 1});
  CHECK(viridis.width == 2);
  CHECK(at(viridis, 0, 0) == std::vector<int>{0x44, 0x01, 0x54});
  CHECK(at(viridis, 0, 1) == std::vector<int>{0xfd, 0xe7, 0x25});
  const Bitmap reversed = drawn(Tensor({{0.f, 1.f}}), {.cmap = "gray_r", .padding = 0, .zoom = 1});
  CHECK(at(reversed, 0, 0) == std::vector<int>{255, 255, 255});
  CHECK(drawn(zeros({2, 3, 3, 5}), {.padding = 0, .zoom = 1}).width == 15);  // a row for each sample
}

TEST_CASE("save_image_grid: with titles the pixels are the same, below them") {
  if (without_png()) KERATIN_SKIP("needs libpng");
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const Tensor images = numbered({2, 9, 7}, uint8);
  const Bitmap plain = drawn(images, {.columns = 2, .padding = 3, .zoom = 8});
  const Bitmap titled = drawn(images, {.columns = 2, .titles = {"a", "it's 5%"}, .padding = 3, .zoom = 8});
  REQUIRE(titled.height == plain.height + 22);
  REQUIRE(titled.width == plain.width);
  std::size_t wrong = 0, dark = 0;
  for (index_t x = 0; x < plain.width; ++x) {
    for (index_t y = 3; y < plain.height; ++y) wrong += at(titled, y + 22, x)[0] != at(plain, y, x)[0];
    for (index_t y = 3; y < 22; ++y) dark += at(titled, y, x)[0] < 100;
  }
  CHECK(wrong == 0);
  CHECK(dark > 20);  // the titles
  const TemporaryFolder folder;
  save_image_grid(images, folder / "x.svg", {.titles = {"first <1>", "second"}});
  CHECK_THAT(io::read_file(folder / "x.svg"), Catch::Contains("first &lt;1>") && Catch::Contains("second"));
}

TEST_CASE("save_image_grid: errors name shapes and values and leave no file") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.png";
  CHECK_THROWS_WITH(save_image_grid(zeros({4}), path), Catch::Contains("(n, h, w) or (n, h, w, channels); got (4"));
  CHECK_THROWS_AS(save_image_grid(zeros({0, 2, 2}), path), shape_error);
  CHECK_THROWS_AS(save_image_grid(zeros({1, 1, 2, 2, 3}), path), shape_error);
  CHECK_THROWS_WITH(save_image_grid(full({1, 2, 2}, NAN), path), Catch::Contains("expected finite elements; got nan"));
  CHECK_THROWS_WITH(save_image_grid(full({1, 2, 2}, 300, int32), path), Catch::Contains("from 0 to 255; got 300"));
  CHECK_THROWS_WITH(save_image_grid(full({1, 2, 2}, 1.5), path, {.scale = "none"}),
                    Catch::Contains("from 0 to 1; got 1.5"));
  CHECK_THROWS_AS(save_image_grid(zeros({1, 2, 2}), path, {.scale = "both"}), value_error);
  CHECK_THROWS_AS(save_image_grid(zeros({5, 2, 2}), path, {.rows = 2, .columns = 2}), shape_error);
  CHECK_THROWS_AS(save_image_grid(zeros({5, 2, 2}), path, {.rows = 0}), value_error);
  CHECK_THROWS_AS(save_image_grid(zeros({5, 2, 2}), path, {.titles = {"a"}}), value_error);
  CHECK_THROWS_AS(save_image_grid(zeros({5, 2, 2}), path, {.padding = -1}), value_error);
  CHECK_THROWS_AS(save_image_grid(zeros({5, 2, 2}), path, {.zoom = 0}), value_error);
  CHECK_THROWS_AS(save_image_grid(zeros({5, 2, 2}), path, {.zoom = 100000}), value_error);
  CHECK_THROWS_WITH(save_image_grid(zeros({1, 2, 2}), path, {.cmap = "virids"}), Catch::Contains("viridis"));
  CHECK_THROWS_AS(save_image_grid(zeros({1, 2, 2}), folder / "x.gif"), value_error);
  if (!without_png()) CHECK_THROWS_AS(save_image_grid(zeros({1, 2, 2}), folder / "none/x.png"), file_error);
  CHECK(folder.count() == 0);
}

}  // namespace save_image_grid_test
