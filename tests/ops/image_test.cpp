// ops/resize.hpp, affine_transform.hpp, repeat_pixels.hpp.
#include <keratin/ops/affine_transform.hpp>
#include <keratin/ops/repeat.hpp>
#include <keratin/ops/repeat_pixels.hpp>
#include <keratin/ops/resize.hpp>

#include <catch2/catch.hpp>
#include <functional>
#include <numeric>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;
using ops::image::AffineTransformOptions;
using ops::image::ResizeOptions;

namespace {

void check_resize(const std::string& name, const PerAxis& size, const ResizeOptions& options) {
  const Golden& g = golden_case(name);
  // Without a batch there is no axis 0 to be left open.
  check_op_on("image::resize", [&](const Tensor& x) { return ops::image::resize(x, size, options); }, g.inputs,
              {.expected = g.result, .open_batch = g.inputs[0].rank() == 4});
}

/// The maps of golden/make_image_layers.py.
Tensor maps() {
  return Tensor({{0.9f, -0.3f, 2.f, 0.2f, 1.1f, -1.5f, 0.f, 0.f}, {2.f, 0.5f, -9.f, -0.7f, 1.5f, 6.f, 0.01f, -0.02f}});
}

void check_affine(const std::string& name, const Tensor& map, const AffineTransformOptions& options) {
  const Golden& g = golden_case(name);
  const bool one_map = map.rank() == 1;
  check_op_on("image::affine_transform", [&](const Tensor& x) { return ops::image::affine_transform(x, map, options); },
              g.inputs, {.expected = g.result, .open_batch = one_map && g.inputs[0].rank() == 4});
}

}  // namespace

TEST_CASE("resize: values, gradients, shapes of all interpolations") {
  for (const std::string how : {"nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5"})
    for (const auto& [name, size] :
         {std::pair<std::string, PerAxis>("larger", {9, 11}), std::pair<std::string, PerAxis>("smaller", {3, 4}),
          std::pair<std::string, PerAxis>("mixed", {12, 3})})
      for (const bool antialias : {false, true})
        check_resize("resize_" + how + "_" + name + (antialias ? "_antialias" : ""), size,
                     {.interpolation = how, .antialias = antialias});
  check_resize("resize_first", {4, 9}, {.data_format = "channels_first"});
  check_resize("resize_one", {4, 9}, {});
}

TEST_CASE("resize: aspect ratios are kept by cropping or padding") {
  for (const std::string name : {"wide", "high"}) {
    check_resize("resize_crop_" + name, {4, 5}, {.crop_to_aspect_ratio = true});
    check_resize("resize_pad_" + name, {4, 5}, {.pad_to_aspect_ratio = true, .fill_value = 0.5});
  }
}

TEST_CASE("resize: images of bytes") {
  const Golden &g = golden_case("resize_bytes"), &near = golden_case("resize_bytes_nearest");
  const Tensor y = ops::image::resize(g.inputs[0], {5, 9});
  CHECK(y.dtype() == uint8);
  const auto got = values(y), want = values(g.result);
  for (std::size_t i = 0; i < want.size(); ++i) {
    INFO("element " << i << ": " << got[i] << " instead of " << want[i]);
    CHECK(std::abs(got[i] - want[i]) <= 1);  // halves, which are not exact in float, may be rounded either way
  }
  CHECK(std::inner_product(got.begin(), got.end(), want.begin(), 0, std::plus<>(), std::not_equal_to<>()) <= 2);
  CHECK(same_bits(ops::image::resize(near.inputs[0], {5, 9}, {.interpolation = "nearest"}), near.result));
}

TEST_CASE("affine_transform: values and gradients of all ways to fill") {
  for (const std::string fill : {"constant", "nearest", "reflect", "wrap"})
    for (const std::string how : {"nearest", "bilinear"})
      check_affine("affine_" + fill + "_" + how, maps(), {.interpolation = how, .fill_mode = fill, .fill_value = 0.25});
  check_affine("affine_first", maps()[0], {.data_format = "channels_first"});
  check_affine("affine_one", maps()[1], {.fill_mode = "reflect"});
}

TEST_CASE("affine_transform: far outside, and images of one pixel") {
  const Tensor x = ones({1, 1, 1, 1}), far = Tensor({1.f, 0.f, 1e30f, 0.f, 1.f, -1e30f, 0.f, 0.f});
  for (const std::string fill : {"nearest", "reflect", "wrap"})
    CHECK(ops::image::affine_transform(x, far, {.fill_mode = fill}).item<float>() == 1);
  CHECK(ops::image::affine_transform(x, far, {.fill_value = 3}).item<float>() == 3);
}

TEST_CASE("repeat_pixels is a repeat on each axis") {
  for (const index_t channels : {1, 3, 8, 19}) {
    const Tensor x = random_tensor({2, 3, 4, channels}, 0, 9);
    const Tensor want = ops::repeat(ops::repeat(x, 2, 1), 3, 2);
    CHECK(same_bits(ops::detail::repeat_pixels(x, {2, 3}, "channels_last"), want));
    const Tensor bytes = x.cast(uint8);
    CHECK(same_bits(ops::detail::repeat_pixels(bytes, {2, 3}, "channels_last"), want.cast(uint8)));
  }
}

TEST_CASE("images: errors") {
  const Tensor x = zeros({1, 4, 5, 2});
  CHECK_THROWS_WITH(ops::image::resize(x, {2, 2}, {.interpolation = "cubic"}), Catch::Contains("got \"cubic\""));
  CHECK_THROWS_WITH(ops::image::resize(x, {2, 2}, {.fill_mode = "wrap"}), Catch::Contains("got \"wrap\""));
  CHECK_THROWS_WITH(ops::image::resize(x, {2, 2}, {.crop_to_aspect_ratio = true, .pad_to_aspect_ratio = true}),
                    Catch::Contains("got both"));
  CHECK_THROWS_WITH(ops::image::resize(x, {0, 2}), Catch::Contains("size of 1 or 2 integers from 1"));
  CHECK_THROWS_WITH(ops::image::resize(zeros({2, 2}), {1, 1}), Catch::Contains("got shape (2, 2)"));
  CHECK_THROWS_WITH(ops::image::affine_transform(x, zeros({7})), Catch::Contains("eight numbers"));
  CHECK_THROWS_WITH(ops::image::affine_transform(x, zeros({8}), {.fill_mode = "mirror"}),
                    Catch::Contains("got \"mirror\""));
  CHECK_THROWS_AS(ops::image::affine_transform(x, zeros({8}), {.interpolation = "cubic"}), name_error);
}
