// RandomInvert: what it draws, and what Keras says of it.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using layers::RandomInvert;

#if __has_include(<nlohmann/json.hpp>)
#include "support/layer_rows.hpp"
namespace {
const testing::LayerRow row(
    R"({"arrays": {"b0": {"dtype": "float32", "shape": [1, 1], "values": [-2.06860304]}, "b1": {"dtype": "float32", "shape":
[1], "values": [-0.37780264]}, "p": {"dtype": "float32", "shape": [6, 2, 2, 1], "values": [-0.426711142, -2.24146366,
1.09438241, -2.23395777, 0.400689393, -0.0605883598, -1.7335757, -0.00214073062, -0.582981944, 1.5767827, -1.42663848,
-0.535609365, 0.326632351, -1.57109153, 0.436420888, -0.185413823, 1.13624227, 0.0230388939, 0.849064231, 0.605556011,
-1.41361284, 0.530691624, -0.316534638, -2.36671162]}, "x0": {"dtype": "float32", "shape": [6, 2, 2, 1], "values":
[0.0236432496, 0.900927365, -0.71168077, 0.897298872, -0.376337081, -0.153347105, 0.655405164, -0.181601733,
0.0991873741, -0.944881797, 0.507026196, 0.0762866288, -0.340536565, 0.576857388, -0.393610328, -0.0930042192,
-0.731916606, -0.19377403, -0.593089521, -0.475373328, 0.500729322, -0.43918249, -0.0296180509, 0.961474419]}},
"saving": {"dtype": "float32", "inputs": [[2, 2, 1]], "layer": {"class_name": "RandomInvert", "config":
{"data_format": "channels_last", "dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module":
"keras", "registered_name": null}, "factor": [0.2, 0.5], "name": "random_invert", "seed": 3, "trainable": true,
"value_range": [0, 1]}, "module": "keras.layers", "registered_name": null}}, "training": {"class_name":
"RandomInvert", "how": "random", "model": {"build_config": {"input_shape": null}, "class_name": "Functional",
"compile_config": {}, "config": {"input_layers": [["in0", 0, 0]], "layers": [{"class_name": "InputLayer", "config":
{"batch_shape": [null, 2, 2, 1], "dtype": "float32", "name": "in0", "optional": false, "ragged": false, "sparse":
false}, "inbound_nodes": [], "module": "keras.layers", "name": "in0", "registered_name": null}, {"build_config":
{"input_shape": [null, 2, 2, 1]}, "class_name": "Dense", "config": {"activation": "linear", "bias_constraint": null,
"bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers", "registered_name": null},
"bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras",
"registered_name": null}, "kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config":
{"input_axes": null, "output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null},
"kernel_regularizer": null, "name": "front0", "quantization_config": null, "trainable": true, "units": 1, "use_bias":
true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history":
["in0", 0, 0], "shape": [null, 2, 2, 1]}}], "kwargs": {}}], "module": "keras.layers", "name": "front0",
"registered_name": null}, {"build_config": {"input_shape": [null, 2, 2, 1]}, "class_name": "RandomInvert", "config":
{"data_format": "channels_last", "dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module":
"keras", "registered_name": null}, "factor": [0.2, 0.5], "name": "random_invert", "seed": 3, "trainable": true,
"value_range": [0, 1]}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32",
"keras_history": ["front0", 0, 0], "shape": [null, 2, 2, 1]}}], "kwargs": {"training": true}}], "module":
"keras.layers", "name": "random_invert", "registered_name": null}], "name": "around", "output_layers":
["random_invert", 0, 0], "trainable": true}, "module": "keras.src.models.functional", "registered_name":
"Functional"}}})");
}  // namespace
#endif

TEST_CASE("RandomInvert: all that is true of layers when they rest") {
  testing::check_layer("RandomInvert", [] { return RandomInvert(); }, {4, 5, 3},
                       {.output = Shape{4, 5, 3}, .wrong = Shape{4}});
}

TEST_CASE("RandomInvert inverts about as many images as it is told") {
  const Tensor x = testing::random_tensor({4000, 1, 2, 1}, 0, 255).cast(float32);
  const auto inverted = [&](const Layer& layer) {
    const Tensor y = layer(x, {.training = true});
    index_t count = 0;
    for (index_t i = 0; i < x.shape()[0]; ++i) {
      const bool same = testing::same_bits(y[i], x[i]);
      CHECK((same || testing::same_bits(y[i], 255.0 - x[i])));
      count += !same;
    }
    return static_cast<double>(count) / 4000;
  };
  CHECK(inverted(RandomInvert({0.3, 0.3}, {.seed = 1})) == Approx(0.3).margin(0.03));
  CHECK(inverted(RandomInvert(1, {.seed = 1})) == Approx(0.5).margin(0.03));  // from 0 to 1: half, on the average
  CHECK(inverted(RandomInvert({1, 1}, {.seed = 1})) == 1);
  CHECK(inverted(RandomInvert(0)) == 0);
}

TEST_CASE("RandomInvert: seeds, dtypes, errors") {
  const Tensor x = testing::random_tensor({20, 2, 2, 1}, 0, 1).cast(float32);
  const Layer a = RandomInvert(1, {.value_range = {0, 1}, .seed = 3}),
              b = RandomInvert(1, {.value_range = {0, 1}, .seed = 3});
  const Tensor first = a(x, {.training = true});
  CHECK(testing::same_bits(first, b(x, {.training = true})));
  CHECK_FALSE(testing::same_bits(first, a(x, {.training = true})));
  CHECK(testing::same_bits(a(x), x));
  CHECK(a(x.cast(uint8)).dtype() == float32);
  CHECK(a(x[0], {.training = true}).shape() == Shape{2, 2, 1});
  CHECK_THROWS_WITH(RandomInvert(1.5), Catch::Contains("RandomInvert") && Catch::Contains("from 0 to 1"));
  CHECK_THROWS_WITH(RandomInvert(1, {.value_range = {1, 2, 3}}), Catch::Contains("value_range of two numbers; got 3"));
}
