// ZeroPadding, Cropping, UpSampling and SpatialDropout for one to three axes; Resizing and CenterCrop.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::check_layer;
using testing::random_tensor;
using testing::same_bits;

namespace {

/// What is the same for whole channels of a sample: 0 or 1 / (1 - rate).
void check_channels_dropped(const Layer& layer, const Shape& shape, bool first, double rate) {
  const Tensor y = layer(ones(shape), {.training = true});
  Shape axes;
  for (index_t a = 2; a < y.rank(); ++a) axes.push_back(first ? a : a - 1);
  const Tensor low = ops::min(y, Axes(axes)), high = ops::max(y, Axes(axes));
  CHECK(same_bits(low, high));
  double kept = 0;
  for (const double v : testing::values(low)) {
    CHECK((v == 0 || v == Approx(1 / (1 - rate))));
    kept += v != 0;
  }
  CHECK(kept / static_cast<double>(low.size()) == Approx(1 - rate).margin(0.05));
}

}  // namespace

TEST_CASE("padding and cropping layers: all that is true of layers") {
  check_layer("ZeroPadding1D",
              [] {
                return ZeroPadding1D({1, 2});
              },
              {4, 3}, {.output = Shape{7, 3}, .wrong = Shape{3}});
  check_layer("ZeroPadding2D", [] { return ZeroPadding2D({{1, 2}, {3, 0}}); }, {4, 5, 3}, {.output = Shape{7, 8, 3}});
  check_layer("ZeroPadding3D", [] { return ZeroPadding3D({.data_format = "channels_first"}); }, {3, 2, 2, 2},
              {.output = Shape{3, 4, 4, 4}});
  check_layer("Cropping1D", [] { return Cropping1D({1, 2}); }, {6, 3}, {.output = Shape{3, 3}, .wrong = Shape{3, 3}});
  check_layer("Cropping2D",
              [] {
                return Cropping2D({1, 2}, {.data_format = "channels_first"});
              },
              {3, 5, 6}, {.output = Shape{3, 3, 2}, .wrong = Shape{3, 2, 6}});
  check_layer("Cropping3D", [] { return Cropping3D(); }, {4, 4, 4, 2}, {.output = Shape{2, 2, 2, 2}});
}

TEST_CASE("larger images: all that is true of layers") {
  check_layer("UpSampling1D", [] { return UpSampling1D(3); }, {4, 3}, {.output = Shape{12, 3}, .wrong = Shape{3}});
  check_layer("UpSampling2D", [] { return UpSampling2D(); }, {3, 4, 17}, {.output = Shape{6, 8, 17}});
  check_layer("UpSampling3D",
              [] {
                return UpSampling3D({1, 2, 3}, {.data_format = "channels_first"});
              },
              {2, 3, 2, 2}, {.output = Shape{2, 3, 4, 6}});
  for (const std::string how : {"bilinear", "bicubic", "area", "lanczos3", "lanczos5"})
    check_layer("UpSampling2D",
                [how] {
                  return UpSampling2D({2, 3}, {.interpolation = how});
                },
                {3, 4, 2}, {.output = Shape{6, 12, 2}});
  check_layer("Resizing", [] { return Resizing(5, 3, {.antialias = true}); }, {3, 8, 2},
              {.output = Shape{5, 3, 2}, .wrong = Shape{3}});
  check_layer("CenterCrop", [] { return CenterCrop(3, 4); }, {6, 7, 2}, {.output = Shape{3, 4, 2}});
  check_layer("CenterCrop", [] { return CenterCrop(5, 3, {.data_format = "channels_first"}); }, {2, 4, 7},
              {.output = Shape{2, 5, 3}});
}

TEST_CASE("SpatialDropout drops whole channels") {
  check_layer("SpatialDropout1D", [] { return SpatialDropout1D(0.0); }, {4, 3}, {.output = Shape{4, 3}});
  check_layer("SpatialDropout2D", [] { return SpatialDropout2D(0.0); }, {4, 2, 3}, {.output = Shape{4, 2, 3}});
  check_layer("SpatialDropout3D", [] { return SpatialDropout3D(0.0); }, {4, 2, 2, 3}, {.output = Shape{4, 2, 2, 3}});
  check_channels_dropped(SpatialDropout1D(0.3, {.seed = 1}), {100, 5, 40}, false, 0.3);
  check_channels_dropped(SpatialDropout2D(0.5, {.seed = 2}), {100, 3, 4, 40}, false, 0.5);
  check_channels_dropped(SpatialDropout2D(0.5, {.data_format = "channels_first", .seed = 2}), {100, 40, 3, 4}, true,
                         0.5);
  check_channels_dropped(SpatialDropout3D(0.2, {.seed = 3}), {100, 2, 2, 2, 40}, false, 0.2);
  const Tensor x = random_tensor({2, 3, 4}).cast(float32);
  CHECK(same_bits(SpatialDropout1D(0.5)(x), x));
  CHECK(same_bits(SpatialDropout1D(0.5, {.seed = 4})(x, {.training = true}),
                  SpatialDropout1D(0.5, {.seed = 4})(x, {.training = true})));
  CHECK_THROWS_WITH(SpatialDropout2D(1.5), Catch::Contains("rate from 0 to 1; got 1.5"));
}

TEST_CASE("open sizes stay open") {
  CHECK(ZeroPadding2D(2)(Input({None, None, 3})).shape() == Shape{None, None, None, 3});
  CHECK(UpSampling2D({2, 3})(Input({None, 4, 3})).shape() == Shape{None, None, 12, 3});
  CHECK(UpSampling2D({.size = 2, .interpolation = "bilinear"})(Input({None, 4, 3})).shape() == Shape{None, None, 8, 3});
  CHECK(Resizing(4, 5)(Input({None, None, 3})).shape() == Shape{None, 4, 5, 3});
}

TEST_CASE("Resizing: bytes are rounded, and one image needs no batch") {
  const Tensor bytes = Tensor({0, 255}).cast(uint8).reshape({1, 1, 2, 1});  // in between: 63.75, 191.25
  CHECK(same_bits(Resizing(1, 4)(bytes), Tensor({0, 64, 191, 255}).cast(uint8).reshape({1, 1, 4, 1})));
  const Tensor image = random_tensor({4, 6, 3}).cast(float32);
  CHECK(all_close(Resizing(2, 3)(image), Resizing(2, 3)(image.reshape({1, 4, 6, 3}))[0], 1e-6));
  CHECK(CenterCrop(2, 2)(image.cast(uint8)).dtype() == float32);
}

TEST_CASE("image layers: errors") {
  CHECK_THROWS_WITH(ZeroPadding2D({1, 2, 3}), Catch::Contains("padding of 1, 2 or 4 integers from 0; got (1, 2, 3)"));
  CHECK_THROWS_WITH(Cropping1D(-1), Catch::Contains("cropping of 1, or 2 integers from 0"));
  CHECK_THROWS_WITH(static_cast<void>(Cropping2D({{3, 3}, {0, 0}})(zeros({1, 6, 6, 1}))),
                    Catch::Contains("larger than its cropping of 3 and 3; got (1, 6, 6, 1)"));
  CHECK_THROWS_WITH(UpSampling1D(0), Catch::Contains("size above 0; got 0"));
  CHECK_THROWS_WITH(UpSampling2D(2, {.interpolation = "linear"}), Catch::Contains("got \"linear\""));
  CHECK_THROWS_WITH(UpSampling3D({1, 2}), Catch::Contains("size of 1 or 3 integers"));
  CHECK_THROWS_WITH(Resizing(0, 3), Catch::Contains("height and a width above 0; got 0 and 3"));
  CHECK_THROWS_WITH(Resizing(2, 3, {.fill_mode = "reflect"}), Catch::Contains("got \"reflect\""));
  CHECK_THROWS_WITH(CenterCrop(2, 3, {.data_format = "last"}), Catch::Contains("got \"last\""));
}
