// The convolution layers: each through check_layer, against Keras (golden/layers/conv.txt, made by
// golden/make_conv.py), and their errors.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <fstream>

#include "support/check_layer.hpp"
#include "support/skip.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::check_layer;

TEST_CASE("Conv1D, Conv2D and Conv3D") {
  check_layer("Conv1D", [] { return Conv1D(4, 3); }, {8, 2},
              {.weights = 2, .output = Shape{6, 4}, .wrong = Shape{8, 3}});
  check_layer("Conv1D", [] { return Conv1D(4, 3, {.padding = "causal", .dilation_rate = 2}); }, {8, 2},
              {.weights = 2, .output = Shape{8, 4}, .wrong = Shape{2}});
  check_layer("Conv1D", [] { return Conv1D(4, {2}, {.strides = 2, .activation = "tanh", .use_bias = false}); }, {8, 2},
              {.weights = 1, .output = Shape{4, 4}});
  check_layer("Conv2D",
              [] {
                return Conv2D(5, {3, 3}, {.padding = "same", .activation = "tanh"});
              },
              {5, 6, 3}, {.weights = 2, .output = Shape{5, 6, 5}, .wrong = Shape{5, 6, 4}});
  check_layer("Conv2D",
              [] {
                return Conv2D(4, 3, {.strides = {2, 1}, .groups = 2});
              },
              {7, 6, 4}, {.weights = 2, .output = Shape{3, 4, 4}, .wrong = Shape{2, 6, 4}});
  check_layer("Conv2D",
              [] {
                return Conv2D(3, {2, 3}, {.data_format = "channels_first", .activation = "softmax"});
              },
              {2, 5, 6}, {.weights = 2, .output = Shape{3, 4, 4}, .wrong = Shape{3, 5, 6}});
  check_layer("Conv2D",
              [] {
                return Conv2D(10, 3, {.dilation_rate = {1, 2}, .activation = "sigmoid"});
              },
              {7, 8, 1}, {.weights = 2, .output = Shape{5, 4, 10}});
  check_layer("Conv3D", [] { return Conv3D(3, 2, {.padding = "same"}); }, {3, 4, 3, 2},
              {.weights = 2, .output = Shape{3, 4, 3, 3}, .wrong = Shape{4, 3, 2}});
  check_layer("Conv3D",
              [] {
                return Conv3D(2, {1, 2, 3}, {.strides = 2});
              },
              {3, 4, 5, 2}, {.weights = 2, .output = Shape{2, 2, 2, 2}});
}

TEST_CASE("Conv1DTranspose, Conv2DTranspose and Conv3DTranspose") {
  check_layer("Conv1DTranspose", [] { return Conv1DTranspose(4, 3, {.strides = 2}); }, {4, 2},
              {.weights = 2, .output = Shape{9, 4}, .wrong = Shape{4, 3}});
  check_layer("Conv2DTranspose",
              [] {
                return Conv2DTranspose(3, {4, 4}, {.strides = 2, .padding = "same", .activation = "tanh"});
              },
              {3, 4, 2}, {.weights = 2, .output = Shape{6, 8, 3}, .wrong = Shape{3, 4, 3}});
  check_layer("Conv2DTranspose", [] { return Conv2DTranspose(3, 3, {.strides = 2, .output_padding = 1}); }, {3, 4, 2},
              {.weights = 2, .output = Shape{8, 10, 3}});
  check_layer("Conv2DTranspose",
              [] { return Conv2DTranspose(3, 3, {.data_format = "channels_first", .use_bias = false}); }, {2, 3, 4},
              {.weights = 1, .output = Shape{3, 5, 6}});
  check_layer("Conv3DTranspose", [] { return Conv3DTranspose(2, 2, {.strides = 2}); }, {2, 3, 2, 2},
              {.weights = 2, .output = Shape{4, 6, 4, 2}});
}

TEST_CASE("DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D and SeparableConv2D") {
  check_layer("DepthwiseConv1D", [] { return DepthwiseConv1D(3, {.depth_multiplier = 2}); }, {7, 3},
              {.weights = 2, .output = Shape{5, 6}, .wrong = Shape{7, 2}});
  check_layer("DepthwiseConv2D",
              [] {
                return DepthwiseConv2D({3, 3}, {.padding = "same", .activation = "tanh"});
              },
              {5, 6, 3}, {.weights = 2, .output = Shape{5, 6, 3}, .wrong = Shape{5, 6, 4}});
  check_layer("DepthwiseConv2D",
              [] { return DepthwiseConv2D(2, {.strides = 2, .depth_multiplier = 3, .data_format = "channels_first"}); },
              {2, 6, 6}, {.weights = 2, .output = Shape{6, 3, 3}});
  check_layer("SeparableConv1D", [] { return SeparableConv1D(4, 3, {.depth_multiplier = 2}); }, {7, 3},
              {.weights = 3, .output = Shape{5, 4}, .wrong = Shape{7, 2}});
  check_layer("SeparableConv2D",
              [] {
                return SeparableConv2D(4, {3, 2}, {.strides = 2, .padding = "same", .activation = "sigmoid"});
              },
              {5, 6, 3}, {.weights = 3, .output = Shape{3, 3, 4}, .wrong = Shape{5, 6, 4}});
}

TEST_CASE("convolution layers: weights as Keras names and orders them") {
  SeparableConv2D layer(4, 3, {.depth_multiplier = 2, .name = "s"});
  static_cast<void>(layer(Input({8, 8, 3})));
  REQUIRE(layer.weights().size() == 3);
  CHECK(layer.weights()[0].path() == "s/depthwise_kernel");
  CHECK(layer.weights()[0].shape() == Shape{3, 3, 3, 2});
  CHECK(layer.weights()[1].path() == "s/pointwise_kernel");
  CHECK(layer.weights()[1].shape() == Shape{1, 1, 6, 4});
  CHECK(layer.weights()[2].path() == "s/bias");
  Conv2DTranspose up(4, {3, 2}, {.name = "t"});
  static_cast<void>(up(Input({8, 8, 3})));
  CHECK(up.weights()[0].shape() == Shape{3, 2, 4, 3});
  const Tensor y = Conv2D(8, 3, {.strides = 2, .padding = "same"})(Input({None, None, 3}));
  CHECK(y.shape() == Shape{None, None, None, 8});
}

TEST_CASE("convolution layers: regularizers and constraints") {
  Sequential model;
  model.add(Conv2D(
      3, 2, {.kernel_regularizer = regularizers::L2(0.5), .bias_constraint = "non_neg", .input_shape = {4, 4, 2}}));
  model.add(Flatten());
  model.add(Dense(1));
  model.compile({.optimizer = optimizers::SGD(0.0), .loss = "mse"});
  const Tensor x = zeros({2, 4, 4, 2}), w = model.get_weights()[0];
  const double penalty = 0.5 * ops::sum(ops::square(w)).item<double>();
  CHECK(model.evaluate(x, zeros({2, 1}), {.verbose = 0})["loss"] == Approx(penalty));
}

TEST_CASE("convolution layers: errors") {
  CHECK_THROWS_WITH(Conv2D(0, 3), Catch::Contains("expected filters above 0; got 0"));
  CHECK_THROWS_WITH(Conv2D(3, {3, 3, 3}), Catch::Contains("kernel_size of 1 or 2 integers from 1; got (3, 3, 3)"));
  CHECK_THROWS_WITH(Conv2D(3, 0), Catch::Contains("kernel_size"));
  CHECK_THROWS_WITH(Conv2D(3, 3, {.strides = 0}), Catch::Contains("strides"));
  CHECK_THROWS_WITH(Conv2D(3, 3, {.padding = "causal"}), Catch::Contains("\"valid\" or \"same\"; got \"causal\""));
  CHECK_THROWS_WITH(Conv2D(3, 3, {.data_format = "first"}), Catch::Contains("channels_first"));
  CHECK_THROWS_WITH(Conv2D(3, 3, {.strides = 2, .dilation_rate = 2}), Catch::Contains("strides or dilation_rate of 1"));
  CHECK_THROWS_WITH(Conv2D(3, 3, {.groups = 2}), Catch::Contains("groups that divide the filters"));
  CHECK_THROWS_WITH(Conv2D(4, 3, {.groups = 2})(Input({8, 8, 3})), Catch::Contains("2 groups divide"));
  CHECK_THROWS_WITH(Conv2D(4, 3)(Input({8, 8})), Catch::Contains("with 2 spatial axes; got (None, 8, 8)"));
  CHECK_THROWS_WITH(Conv2D(4, 3)(Input({2, 8, 3})), Catch::Contains("at least 3 elements on axis 1"));
  CHECK_THROWS_WITH(Conv2D(4, 3)(Input({8, 8, None})), Catch::Contains("known number of channels"));
  CHECK_THROWS_WITH(Conv2DTranspose(4, 3, {.strides = 2, .output_padding = 2}), Catch::Contains("below the strides"));
  CHECK_THROWS_WITH(DepthwiseConv2D(3, {.depth_multiplier = 0}), Catch::Contains("depth_multiplier above 0"));
  CHECK(std::string(Conv2D(4, 3, {.padding = "SAME"}).class_name()) == "Conv2D");
}

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden.hpp"
#include "support/keras_config.hpp"

namespace {

struct ConvCase {
  std::string kind;
  testing::Json config = {};
  Tensors weights = {};
  Tensor in = {}, out = {};
};

std::vector<ConvCase> read_cases() {
  std::ifstream file(KERATIN_SOURCE_DIR "/tests/golden/layers/conv.txt");
  std::vector<ConvCase> cases;
  for (std::string line; std::getline(file, line);) {
    const std::string tag = line.substr(0, line.find(' ')), rest = line.substr(tag.size() + 1);
    if (tag == "case")
      cases.push_back({rest});
    else if (tag == "config")
      cases.back().config = testing::Json::parse(rest);
    else if (tag == "weight")
      cases.back().weights.push_back(testing::parse_tensor(rest));
    else
      (tag == "in" ? cases.back().in : cases.back().out) = testing::parse_tensor(rest);
  }
  return cases;
}

}  // namespace

TEST_CASE("convolution layers give what Keras's give") {
  const auto cases = read_cases();
  CHECK(cases.size() >= 72);
  for (const ConvCase& c : cases) {
    INFO(c.kind << " " << c.config);
    const Layer layer = testing::layer_from({{"class_name", c.kind}, {"config", c.config}});
    static_cast<void>(layer(c.in));  // builds it
    layer.set_weights(c.weights);
    CHECK(testing::all_close(layer(c.in), c.out, 1e-5));
    testing::ToJson fields;
    layer.impl().fields(fields);
    for (const auto& [key, value] : fields.json.items()) {
      INFO("field " << key);
      REQUIRE(c.config.contains(key));
      if (!value.is_object() && key != "activation") CHECK((value == c.config[key] || value == c.config[key][0]));
    }
    testing::parity("layers", c.kind, testing::Checked::value);
  }
}
#endif
