// layers/conv_lstm1d.hpp, conv_lstm2d.hpp, conv_lstm3d.hpp. Numbers against Keras: golden/layers/recurrent.txt, in
// recurrent_test.cpp.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/layer_rows.hpp"
#endif

namespace conv_lstm_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

TEST_CASE("ConvLSTM: all that is true of every layer") {
  check_layer("ConvLSTM1D", [] { return ConvLSTM1D(2, 2); }, {3, 4, 2}, {.weights = 3, .output = Shape{3, 2}});
  check_layer("ConvLSTM2D",
              [] {
                return ConvLSTM2D(2, {2, 3}, {.padding = "same", .return_sequences = true});
              },
              {2, 3, 3, 1}, {.weights = 3, .output = Shape{2, 3, 3, 2}, .wrong = Shape{2, 3, 3, 2}});
  check_layer("ConvLSTM3D", [] { return ConvLSTM3D(1, 2, {.use_bias = false, .go_backwards = true}); }, {2, 2, 3, 2, 1},
              {.weights = 2, .output = Shape{1, 2, 1, 1}});
  check_layer("ConvLSTM2D", [] { return ConvLSTM2D(1, 2, {.data_format = "channels_first"}); }, {2, 2, 3, 3},
              {.weights = 3, .output = Shape{1, 2, 2}});
}

TEST_CASE("ConvLSTM: states, names, dropout, what it refuses") {
  clear_session();
  const ConvLSTM1D layer(2, 3, {.padding = "same", .dropout = 0.5, .recurrent_dropout = 0.5, .return_state = true});
  const Tensor x = random_tensor({2, 3, 5, 1}).cast(float32);
  const auto [y, h, c] = layer.call_with_states(x);
  CHECK(layer.weights()[1].path() == "conv_lstm1d/conv_lstm_cell/recurrent_kernel");
  CHECK(same_bits(y, h));
  CHECK(c.shape() == Shape{2, 5, 2});
  const auto [y2, h2, c2] =
      layer.call_with_states(x.slice(1, 3, 1), {.initial_state = {zeros({2, 5, 2}), zeros({2, 5, 2})}});
  CHECK_FALSE(all_close(y2, y, 1e-3));
  CHECK_FALSE(all_close(layer(x, {.training = true}), y, 1e-3));
  CHECK_THROWS_WITH(ConvLSTM2D(0, 3), Catch::Contains("filters above 0"));
  CHECK_THROWS_WITH(ConvLSTM2D(2, 3, {.strides = 2, .dilation_rate = 2}), Catch::Contains("dilation_rate"));
  CHECK_THROWS_WITH(ConvLSTM2D(2, 3)(zeros({2, 3, 5, 1})), Catch::Contains("of rank 4"));
}

#if __has_include(<nlohmann/json.hpp>)
const testing::LayerRows rows("layers/conv_lstm.json");
#endif

}  // namespace conv_lstm_test
