// MaxPooling, AveragePooling, their global and their adaptive forms, for one to three axes.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::check_layer;
using testing::random_tensor;

TEST_CASE("pooling layers: all that is true of layers") {
  check_layer("MaxPooling1D", [] { return MaxPooling1D(); }, {7, 3}, {.output = Shape{3, 3}, .wrong = Shape{3}});
  check_layer("MaxPooling2D",
              [] {
                return MaxPooling2D({3, 2}, {.strides = 2, .padding = "same"});
              },
              {5, 6, 3}, {.output = Shape{3, 3, 3}, .wrong = Shape{5, 6}});
  check_layer("MaxPooling3D", [] { return MaxPooling3D({.data_format = "channels_first"}); }, {2, 4, 4, 5},
              {.output = Shape{2, 2, 2, 2}, .wrong = Shape{2, 1, 4, 5}});
  check_layer("AveragePooling1D", [] { return AveragePooling1D(3, {.strides = 2, .padding = "same"}); }, {8, 3},
              {.output = Shape{4, 3}});
  check_layer("AveragePooling2D", [] { return AveragePooling2D({.data_format = "channels_first"}); }, {3, 5, 6},
              {.output = Shape{3, 2, 3}});
  check_layer("AveragePooling3D",
              [] {
                return AveragePooling3D({1, 2, 3});
              },
              {2, 5, 6, 2}, {.output = Shape{2, 2, 2, 2}});
}

TEST_CASE("global pooling layers: all that is true of layers") {
  check_layer("GlobalMaxPooling1D", [] { return GlobalMaxPooling1D(); }, {5, 3}, {.output = Shape{3}});
  check_layer("GlobalMaxPooling2D", [] { return GlobalMaxPooling2D({.keepdims = true}); }, {4, 5, 3},
              {.output = Shape{1, 1, 3}, .wrong = Shape{5, 3}});
  check_layer("GlobalMaxPooling3D", [] { return GlobalMaxPooling3D({.data_format = "channels_first"}); }, {3, 2, 4, 5},
              {.output = Shape{3}});
  check_layer("GlobalAveragePooling1D", [] { return GlobalAveragePooling1D(); }, {5, 3}, {.output = Shape{3}});
  check_layer("GlobalAveragePooling2D", [] { return GlobalAveragePooling2D({.data_format = "channels_first"}); },
              {3, 4, 5}, {.output = Shape{3}});
  check_layer("GlobalAveragePooling3D", [] { return GlobalAveragePooling3D({.keepdims = true}); }, {2, 4, 5, 3},
              {.output = Shape{1, 1, 1, 3}});
}

TEST_CASE("adaptive pooling layers: all that is true of layers") {
  check_layer("AdaptiveMaxPooling1D", [] { return AdaptiveMaxPooling1D(3); }, {7, 3}, {.output = Shape{3, 3}});
  check_layer("AdaptiveMaxPooling2D",
              [] {
                return AdaptiveMaxPooling2D({3, 2});
              },
              {7, 5, 2}, {.output = Shape{3, 2, 2}});
  check_layer("AdaptiveMaxPooling3D", [] { return AdaptiveMaxPooling3D(2, {.data_format = "channels_first"}); },
              {2, 3, 4, 5}, {.output = Shape{2, 2, 2, 2}});
  check_layer("AdaptiveAveragePooling1D", [] { return AdaptiveAveragePooling1D(3); }, {7, 3}, {.output = Shape{3, 3}});
  check_layer("AdaptiveAveragePooling2D", [] { return AdaptiveAveragePooling2D(4); }, {3, 6, 2},
              {.output = Shape{4, 4, 2}});
  check_layer("AdaptiveAveragePooling3D",
              [] {
                return AdaptiveAveragePooling3D({1, 2, 3});
              },
              {3, 4, 5, 2}, {.output = Shape{1, 2, 3, 2}});
}

TEST_CASE("a pool size may be positional, and open sizes stay open") {
  CHECK(MaxPooling2D({3, 2})(zeros({1, 6, 6, 1})).shape() == Shape{1, 2, 3, 1});
  CHECK(MaxPooling2D({.pool_size = {3, 2}})(zeros({1, 6, 6, 1})).shape() == Shape{1, 2, 3, 1});
  CHECK(MaxPool2D(3)(zeros({1, 6, 6, 1})).shape() == Shape{1, 2, 2, 1});
  CHECK(AvgPool1D(3, {.strides = 1})(zeros({1, 6, 1})).shape() == Shape{1, 4, 1});
  CHECK(MaxPooling2D()(Input({None, None, 3})).shape() == Shape{None, None, None, 3});
  CHECK(GlobalAvgPool2D()(Input({None, None, 3})).shape() == Shape{None, 3});
  CHECK(AdaptiveMaxPooling1D(4)(Input({None, 3})).shape() == Shape{None, 4, 3});
}

TEST_CASE("GlobalAveragePooling1D leaves out what a mask hides, and hands no mask on") {
  const Tensor x = random_tensor({2, 3, 4}), shown = Tensor({{1, 0, 1}, {0, 0, 1}}).cast(bool_);
  const Tensor y = GlobalAveragePooling1D()(with_mask(x, shown));
  CHECK_FALSE(mask_of(y).defined());
  CHECK(all_close(y[0], (x[0][0] + x[0][2]) / 2, 1e-12));
  CHECK(all_close(y[1], x[1][2], 1e-12));
}

TEST_CASE("pooling layers: errors") {
  CHECK_THROWS_WITH(MaxPooling2D(2, {.padding = "causal", .name = "pool"}),
                    Catch::Contains("pool (MaxPooling2D)") && Catch::Contains("got \"causal\""));
  CHECK_THROWS_WITH(MaxPooling2D({1, 2, 3}), Catch::Contains("pool_size of 1 or 2 integers from 1; got (1, 2, 3)"));
  CHECK_THROWS_WITH(AveragePooling1D(0), Catch::Contains("pool_size"));
  CHECK_THROWS_WITH(GlobalMaxPooling2D({.data_format = "last"}), Catch::Contains("got \"last\""));
  CHECK_THROWS_AS(AdaptiveMaxPooling2D(-1), value_error);
  CHECK_THROWS_WITH(static_cast<void>(MaxPooling2D(4)(zeros({1, 3, 3, 1}))),
                    Catch::Contains("holds a window of pool_size (4, 4)"));
}
