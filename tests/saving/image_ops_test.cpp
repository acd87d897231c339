// Graphs with ops on images survive each form of file.
#include "support/round_trip.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("saving: graphs of pooling and image ops, and back") {
  const Tensor x = Input({8, 9, 3}), data = random_tensor({3, 8, 9, 3}).cast(float32);
  Tensor y = ops::max_pool(x, {3, 2}, {.strides = 2, .padding = "same"});
  y = ops::average_pool(y, 2, {.strides = 1});
  y = ops::image::resize(y, {6, 7}, {.interpolation = "lanczos3", .antialias = true});
  check_round_trip(Model<>(x, y), {data});
  y = ops::adaptive_max_pool(x, {3, 4}, {.data_format = "channels_first"});
  y = ops::adaptive_average_pool(y, 2);
  check_round_trip(Model<>(x, y), {data});
  const Tensor maps = Input({8});
  y = ops::image::affine_transform(x, maps, {.interpolation = "nearest", .fill_mode = "wrap"});
  check_round_trip(Model<>({x, maps}, y), {data, random_tensor({3, 8}).cast(float32)});
}
