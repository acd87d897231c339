// Recurrent cells, as layers by themselves: layers/simple_rnn_cell.hpp, lstm_cell.hpp, gru_cell.hpp and
// stacked_rnn_cells.hpp.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/parity.hpp"
#include "support/tensors.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/layer_rows.hpp"
#endif

namespace rnn_cells_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

TEST_CASE("recurrent cells: gradients of a step by finite differences") {
  const Layer cells[] = {SimpleRNNCell(2), LSTMCell(2), GRUCell(2), GRUCell(2, {.reset_after = false}),
                         StackedRNNCells({LSTMCell(2), GRUCell(2)})};
  for (const Layer& cell : cells) {
    INFO(cell.name());
    cell.impl().set_dtype(float64);
    std::vector<Tensor> sources = {random_tensor({3, 4}, -1, 1, 1)};
    const std::size_t states = cell.class_name() == "LSTMCell" ? 2 : cell.class_name() == "StackedRNNCells" ? 3 : 1;
    while (sources.size() <= states) sources.push_back(random_tensor({3, 2}, -1, 1, sources.size() + 1));
    const Inputs in = sources;
    const auto total = [&] {
      const Tensors out = cell.call_all(in);
      Tensor sum = weighted_sum(out[0], random_tensor({3, 2}, -1, 1, 20));
      for (std::size_t i = 1; i < out.size(); ++i)
        sum = sum + weighted_sum(out[i], random_tensor({3, 2}, -1, 1, 20 + i));
      return sum;
    };
    CHECK(cell.call_all(in).size() == 1 + states);
    for (const Variable& w : cell.weights()) sources.push_back(w);
    GradientTape tape;
    for (std::size_t i = 0; i <= states; ++i) tape.watch(sources[i]);
    const auto gradients = tape.gradient(total(), sources);
    for (std::size_t k = 0; k < sources.size(); ++k)
      for (index_t i = 0; i < sources[k].size(); ++i) {
        double& value = sources[k].data<double>()[i];
        const double before = value, h = 1e-5;
        value = before + h;
        const double above = total().item<double>();
        value = before - h;
        const double below = total().item<double>();
        value = before;
        REQUIRE(close(gradients[k].data<double>()[i], (above - below) / (2 * h), 1e-8));
      }
    parity("layers", cell.class_name(), Checked::gradient);
  }
}

TEST_CASE("recurrent cells: what they refuse") {
  const LSTMCell cell(2, {.name = "cell"});
  CHECK_THROWS_WITH(cell.call_all({zeros({3, 4}), zeros({3, 2})}), Catch::Contains("2 states"));
  CHECK_THROWS_WITH(GRUCell(0), Catch::Contains("units above 0"));
  CHECK_THROWS_WITH(StackedRNNCells({}), Catch::Contains("expected cells"));
  CHECK_THROWS_WITH(StackedRNNCells({Dense(2)}), Catch::Contains("expected a recurrent cell"));
}

#if __has_include(<nlohmann/json.hpp>)
const testing::LayerRow row1(
    R"({"arrays": {"a0": {"dtype": "float32", "shape": [3, 3], "values": [-0.64181143, 0.508925498, 0.0944181308,
0.703872979, -0.246732309, 1.01050246, 0.397016376, -0.587833405, 0.47896716]}, "a1": {"dtype": "float32", "shape":
[3], "values": [0.0180339683, -0.00196097512, -0.26330781]}, "a2": {"dtype": "float32", "shape": [2, 2], "values":
[-0.906233311, -0.0641407967, 0.37193194, 0.538803756]}, "a3": {"dtype": "float32", "shape": [2], "values":
[0.00446762238, -0.013104205]}, "a4": {"dtype": "float32", "shape": [3, 6], "values": [-0.812123895, -0.65178448,
0.0287074819, -0.68597132, 0.553951681, 0.0303180199, -0.728888452, 0.883085072, 0.550424814, 0.48824358, 0.453356564,
-0.073178567, -0.685575426, 0.169976965, -0.193442181, 0.619402885, 0.488422781, 0.240786552]}, "a5": {"dtype":
"float32", "shape": [2, 6], "values": [-0.0294487122, 0.879390776, 0.405557901, -0.455610663, -0.198986262,
0.627557039, 0.267062694, -0.435785681, 0.116159029, 0.647118449, -0.393405378, 0.294424534]}, "a6": {"dtype":
"float32", "shape": [2, 6], "values": [-0.292546839, -0.0269927066, -0.0893256515, 0.152051196, 0.0071558808,
-0.313524157, -0.235215828, 0.171767265, 0.135792986, -0.131062239, -0.0142726414, 0.0924444273]}, "b0": {"dtype":
"float32", "shape": [3, 3], "values": [-0.658917964, 0.496010512, 0.085403055, 0.720110416, -0.23785758, 1.0170567,
0.394680232, -0.591305912, 0.476612419]}, "b1": {"dtype": "float32", "shape": [3], "values": [0.0334929489,
0.0218028184, -0.245470405]}, "b2": {"dtype": "float32", "shape": [2, 2], "values": [-0.90986824, -0.0839546025,
0.386273354, 0.563803852]}, "b3": {"dtype": "float32", "shape": [2], "values": [0.0190966055, 0.00711724721]}, "b4":
{"dtype": "float32", "shape": [3, 6], "values": [-0.820796311, -0.656778932, 0.029483676, -0.68558234, 0.575999796,
0.00486819446, -0.724252701, 0.885848284, 0.550051451, 0.488200963, 0.443778753, -0.0604646206, -0.689172149,
0.164299965, -0.193092883, 0.618285537, 0.49317354, 0.228459984]}, "b5": {"dtype": "float32", "shape": [2, 6],
"values": [-0.0238405392, 0.883642256, 0.40524748, -0.454486459, -0.201165587, 0.634931266, 0.268646896, -0.433020294,
0.115899973, 0.648038507, -0.392166555, 0.297698677]}, "b6": {"dtype": "float32", "shape": [2, 6], "values":
[-0.296363652, -0.0220021531, -0.089165628, 0.155064762, 0.0387265682, -0.326169848, -0.239032611, 0.176757812,
0.135953009, -0.128048673, -0.00020975931, 0.0891147107]}, "p": {"dtype": "float32", "shape": [6, 2], "values":
[0.465790391, -0.18717514, -0.48416996, -0.394475639, -0.00240007043, 0.355635285, 0.176625431, -0.245960191,
0.252106816, -0.298520684, 0.369671822, 0.407285571]}, "q": {"dtype": "float32", "shape": [6, 2], "values":
[0.409160495, -0.195221901, -0.494506955, -0.400915861, -0.0241349638, 0.309180051, 0.0784178078, -0.216687471,
0.180364937, -0.289893568, 0.349522889, 0.346824765]}, "x0": {"dtype": "float32", "shape": [6, 3], "values":
[0.0236432496, 0.900927365, -0.71168077, 0.897298872, -0.376337081, -0.153347105, 0.655405164, -0.181601733,
0.0991873741, -0.944881797, 0.507026196, 0.0762866288, -0.340536565, 0.576857388, -0.393610328, -0.0930042192,
-0.731916606, -0.19377403]}, "x1": {"dtype": "float32", "shape": [6, 2], "values": [-0.593089521, -0.475373328,
0.500729322, -0.43918249, -0.0296180509, 0.961474419, 0.923314393, 0.449579895, 0.0824537128, -0.446217597,
-0.678695977, 0.939850807]}, "y": {"dtype": "float32", "shape": [6, 2], "values": [0.382674068, -0.64285624,
-0.207487673, -0.988350809, -0.475010574, -0.157622367, -0.788157523, 0.266319901, -0.239151463, 0.450587869,
0.307732016, -0.13754651]}}, "saving": {"dtype": "float32", "inputs": [[3], [2]], "layer": {"class_name": "GRUCell",
"config": {"activation": "tanh", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {},
"module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dropout": 0.0, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "gru_cell", "recurrent_activation": "sigmoid", "recurrent_constraint": null, "recurrent_dropout": 0.0,
"recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "recurrent_regularizer": null, "reset_after": true, "seed": null,
"trainable": true, "units": 2, "use_bias": true}, "module": "keras.layers", "registered_name": null}}, "training":
{"class_name": "GRUCell", "how": "trained", "losses": [0.28339967131614685, 0.2647438049316406], "model":
{"build_config": {"input_shape": null}, "class_name": "Functional", "compile_config": {}, "config": {"input_layers":
[["in0", 0, 0], ["in1", 0, 0]], "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "dtype":
"float32", "name": "in0", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [], "module":
"keras.layers", "name": "in0", "registered_name": null}, {"class_name": "InputLayer", "config": {"batch_shape": [null,
2], "dtype": "float32", "name": "in1", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [],
"module": "keras.layers", "name": "in1", "registered_name": null}, {"build_config": {"input_shape": [null, 3]},
"class_name": "Dense", "config": {"activation": "linear", "bias_constraint": null, "bias_initializer": {"class_name":
"Zeros", "config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "front0", "quantization_config": null, "trainable": true, "units": 3, "use_bias": true},
"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["in0",
0, 0], "shape": [null, 3]}}], "kwargs": {}}], "module": "keras.layers", "name": "front0", "registered_name": null},
{"build_config": {"input_shape": [null, 2]}, "class_name": "Dense", "config": {"activation": "linear",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "front1", "quantization_config":
null, "trainable": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["in1", 0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module":
"keras.layers", "name": "front1", "registered_name": null}, {"build_config": {"input_shape": [null, 3]}, "class_name":
"GRUCell", "config": {"activation": "tanh", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros",
"config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dropout": 0.0,
"dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "gru_cell", "recurrent_activation": "sigmoid", "recurrent_constraint": null, "recurrent_dropout": 0.0,
"recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "recurrent_regularizer": null, "reset_after": true, "seed": null,
"trainable": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["front0", 0, 0], "shape": [null, 3]}}, [{"class_name":
"__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["front1", 0, 0], "shape": [null, 2]}}]],
"kwargs": {}}], "module": "keras.layers", "name": "gru_cell", "registered_name": null}], "name": "around",
"output_layers": ["gru_cell", 0, 0], "trainable": true}, "module": "keras.src.models.functional", "registered_name":
"Functional"}}})");
const testing::LayerRow row2(
    R"({"arrays": {"a0": {"dtype": "float32", "shape": [3, 3], "values": [-0.768291712, 0.0558093525, 0.119762704,
0.773935497, -0.6232391, 0.89669764, 0.162076101, -0.369900614, 0.98344785]}, "a1": {"dtype": "float32", "shape": [3],
"values": [0.0675136968, -0.171070546, 0.149059579]}, "a2": {"dtype": "float32", "shape": [2, 2], "values":
[-0.871926665, 0.108873487, 0.361852586, 0.761770427]}, "a3": {"dtype": "float32", "shape": [2], "values":
[-0.00674426649, -0.256337285]}, "a4": {"dtype": "float32", "shape": [2, 2], "values": [-0.482006997, 0.165033102,
0.0813200995, 0.270303935]}, "a5": {"dtype": "float32", "shape": [2], "values": [-0.208145082, 0.0315787569]}, "a6":
{"dtype": "float32", "shape": [3, 8], "values": [-0.74216634, -0.654388309, 0.0172417033, -1.00785315, 0.718078375,
0.118551284, -0.621560514, 0.481949389, 0.840973437, 0.32665965, 0.584454298, 0.102077797, -0.863319099, 0.116660647,
-0.313895613, 0.890652895, 0.685836136, -0.155360237, 0.0430333093, -0.262889326, 0.42707932, -0.125905678,
-0.231384099, 0.493877321]}, "a7": {"dtype": "float32", "shape": [2, 8], "values": [0.153384238, 0.903334677,
0.271735311, -0.127490371, -0.270057291, 0.545789778, -0.874359012, -0.282555133, 0.302062124, -0.363485277,
0.0843884423, 0.362936497, -0.368464947, 0.366562784, 0.583636701, 0.133067861]}, "a8": {"dtype": "float32", "shape":
[8], "values": [0.0769676566, -0.175528333, 0.695902765, 1.35057557, -0.0171220694, -0.145131603, 0.0259248447,
-0.0410920084]}, "b0": {"dtype": "float32", "shape": [3, 3], "values": [-0.7710464, 0.0580340326, 0.118856877,
0.775977433, -0.627315283, 0.894833326, 0.160809219, -0.36975503, 0.984460831]}, "b1": {"dtype": "float32", "shape":
[3], "values": [0.0641696602, -0.163646042, 0.146330461]}, "b2": {"dtype": "float32", "shape": [2, 2], "values":
[-0.873510957, 0.106286258, 0.360866189, 0.766351283]}, "b3": {"dtype": "float32", "shape": [2], "values":
[-0.00401269086, -0.24974978]}, "b4": {"dtype": "float32", "shape": [2, 2], "values": [-0.483507693, 0.172775567,
0.0810010359, 0.271075934]}, "b5": {"dtype": "float32", "shape": [2], "values": [-0.221474603, 0.0399169065]}, "b6":
{"dtype": "float32", "shape": [3, 8], "values": [-0.744196475, -0.654390812, 0.0173547566, -1.00793362, 0.71991241,
0.116971925, -0.623902678, 0.480070889, 0.841882586, 0.326850325, 0.584219217, 0.102171734, -0.862956703, 0.11682529,
-0.313174486, 0.892009616, 0.685150087, -0.155626178, 0.0431447774, -0.262949288, 0.426683307, -0.127879456,
-0.232319012, 0.491696]}, "b7": {"dtype": "float32", "shape": [2, 8], "values": [0.154204607, 0.903648734, 0.27189064,
-0.127570748, -0.271230876, 0.550734401, -0.872381926, -0.279860675, 0.303669423, -0.362580359, 0.0841844231,
0.363377571, -0.36931476, 0.365473807, 0.585392833, 0.135439932]}, "b8": {"dtype": "float32", "shape": [8], "values":
[0.0765859187, -0.175144225, 0.697136283, 1.35067677, -0.0222584382, -0.137712985, 0.0288514178, -0.0382822677]}, "p":
{"dtype": "float32", "shape": [6, 2], "values": [0.0190007798, -0.0821039155, -0.335034311, -0.0524954498,
-0.289525628, 0.143958777, 0.185809851, -0.0665446147, 0.0390780531, -0.130316332, -0.291840106, 0.215564191]}, "q":
{"dtype": "float32", "shape": [6, 2], "values": [0.0217380486, -0.0864566565, -0.323086351, -0.0571021885,
-0.277458131, 0.136106119, 0.188792706, -0.0672151595, 0.0425117873, -0.13319014, -0.285105765, 0.207781792]}, "x0":
{"dtype": "float32", "shape": [6, 3], "values": [0.0236432496, 0.900927365, -0.71168077, 0.897298872, -0.376337081,
-0.153347105, 0.655405164, -0.181601733, 0.0991873741, -0.944881797, 0.507026196, 0.0762866288, -0.340536565,
0.576857388, -0.393610328, -0.0930042192, -0.731916606, -0.19377403]}, "x1": {"dtype": "float32", "shape": [6, 2],
"values": [-0.593089521, -0.475373328, 0.500729322, -0.43918249, -0.0296180509, 0.961474419, 0.923314393, 0.449579895,
0.0824537128, -0.446217597, -0.678695977, 0.939850807]}, "x2": {"dtype": "float32", "shape": [6, 2], "values":
[0.0321371704, -0.768268764, 0.246979505, 0.553366244, 0.226006597, 0.834595382, -0.920814276, 0.0571785271,
-0.0813282356, -0.875300825, 0.282656342, 0.705265701]}, "y": {"dtype": "float32", "shape": [6, 2], "values":
[0.39578715, -0.742653549, -0.247522995, -0.158157215, 0.329968482, -0.0881420746, 0.17303665, 0.679369211,
0.452947229, -0.269985467, -0.10320738, -0.264600873]}}, "saving": {"dtype": "float32", "inputs": [[3], [2], [2]],
"layer": {"class_name": "LSTMCell", "config": {"activation": "tanh", "bias_constraint": null, "bias_initializer":
{"class_name": "Zeros", "config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer":
null, "dropout": 0.0, "dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras",
"registered_name": null}, "kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config":
{"input_axes": null, "output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null},
"kernel_regularizer": null, "name": "lstm_cell", "recurrent_activation": "sigmoid", "recurrent_constraint": null,
"recurrent_dropout": 0.0, "recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null},
"module": "keras.initializers", "registered_name": null}, "recurrent_regularizer": null, "seed": null, "trainable":
true, "unit_forget_bias": true, "units": 2, "use_bias": true}, "module": "keras.layers", "registered_name": null}},
"training": {"class_name": "LSTMCell", "how": "trained", "losses": [0.17049996554851532, 0.16875755786895752],
"model": {"build_config": {"input_shape": null}, "class_name": "Functional", "compile_config": {}, "config":
{"input_layers": [["in0", 0, 0], ["in1", 0, 0], ["in2", 0, 0]], "layers": [{"class_name": "InputLayer", "config":
{"batch_shape": [null, 3], "dtype": "float32", "name": "in0", "optional": false, "ragged": false, "sparse": false},
"inbound_nodes": [], "module": "keras.layers", "name": "in0", "registered_name": null}, {"class_name": "InputLayer",
"config": {"batch_shape": [null, 2], "dtype": "float32", "name": "in1", "optional": false, "ragged": false, "sparse":
false}, "inbound_nodes": [], "module": "keras.layers", "name": "in1", "registered_name": null}, {"class_name":
"InputLayer", "config": {"batch_shape": [null, 2], "dtype": "float32", "name": "in2", "optional": false, "ragged":
false, "sparse": false}, "inbound_nodes": [], "module": "keras.layers", "name": "in2", "registered_name": null},
{"build_config": {"input_shape": [null, 3]}, "class_name": "Dense", "config": {"activation": "linear",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "front0", "quantization_config":
null, "trainable": true, "units": 3, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["in0", 0, 0], "shape": [null, 3]}}], "kwargs": {}}], "module":
"keras.layers", "name": "front0", "registered_name": null}, {"build_config": {"input_shape": [null, 2]}, "class_name":
"Dense", "config": {"activation": "linear", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros",
"config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "front1", "quantization_config": null, "trainable": true, "units": 2, "use_bias": true},
"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["in1",
0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module": "keras.layers", "name": "front1", "registered_name": null},
{"build_config": {"input_shape": [null, 2]}, "class_name": "Dense", "config": {"activation": "linear",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "front2", "quantization_config":
null, "trainable": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["in2", 0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module":
"keras.layers", "name": "front2", "registered_name": null}, {"build_config": {"input_shape": [null, 3]}, "class_name":
"LSTMCell", "config": {"activation": "tanh", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros",
"config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dropout": 0.0,
"dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "lstm_cell", "recurrent_activation": "sigmoid", "recurrent_constraint": null, "recurrent_dropout": 0.0,
"recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "recurrent_regularizer": null, "seed": null, "trainable": true,
"unit_forget_bias": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name":
"__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["front0", 0, 0], "shape": [null, 3]}},
[{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["front1", 0, 0], "shape": [null,
2]}}, {"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["front2", 0, 0], "shape":
[null, 2]}}]], "kwargs": {}}], "module": "keras.layers", "name": "lstm_cell", "registered_name": null}], "name":
"around", "output_layers": ["lstm_cell", 0, 0], "trainable": true}, "module": "keras.src.models.functional",
"registered_name": "Functional"}}})");
const testing::LayerRow row3(
    R"({"arrays": {"a0": {"dtype": "float32", "shape": [3, 3], "values": [-0.642779648, 0.48672685, 0.106527902, 0.709002614,
-0.247931138, 1.01212299, 0.402106106, -0.584039152, 0.479761124]}, "a1": {"dtype": "float32", "shape": [3], "values":
[0.0164103713, -0.00231290795, -0.248630479]}, "a2": {"dtype": "float32", "shape": [2, 2], "values": [-0.883107364,
-0.0746666417, 0.347600669, 0.545055389]}, "a3": {"dtype": "float32", "shape": [2], "values": [0.0433100536,
0.0245667826]}, "a4": {"dtype": "float32", "shape": [3, 2], "values": [0.171330303, -0.905728579, -0.589140594,
-0.597738087, 0.520397186, -0.573062181]}, "a5": {"dtype": "float32", "shape": [2, 2], "values": [-0.0704713464,
1.14160252, 0.77409631, 0.119163983]}, "a6": {"dtype": "float32", "shape": [2], "values": [0.0146480333,
-0.227803931]}, "b0": {"dtype": "float32", "shape": [3, 3], "values": [-0.658917964, 0.496010512, 0.085403055,
0.720110416, -0.23785758, 1.0170567, 0.394680232, -0.591305912, 0.476612419]}, "b1": {"dtype": "float32", "shape":
[3], "values": [0.0334929489, 0.0218028184, -0.245470405]}, "b2": {"dtype": "float32", "shape": [2, 2], "values":
[-0.90986824, -0.0839546025, 0.386273354, 0.563803852]}, "b3": {"dtype": "float32", "shape": [2], "values":
[0.0190966055, 0.00711724721]}, "b4": {"dtype": "float32", "shape": [3, 2], "values": [0.186417997, -0.9198488,
-0.60429132, -0.59467876, 0.519438565, -0.574992955]}, "b5": {"dtype": "float32", "shape": [2, 2], "values":
[-0.0573515594, 1.17490995, 0.784720302, 0.139956996]}, "b6": {"dtype": "float32", "shape": [2], "values":
[-0.00401269086, -0.24974978]}, "p": {"dtype": "float32", "shape": [6, 2], "values": [-0.090772517, -0.483893394,
-0.790301859, -0.206068069, -0.0564165637, 0.640789211, 0.696391523, -0.937540472, 0.00422271062, -0.789653003,
-0.393630564, 0.959969401]}, "q": {"dtype": "float32", "shape": [6, 2], "values": [-0.0502179973, -0.395637453,
-0.750376523, -0.102928139, -0.0149047067, 0.632046103, 0.698337018, -0.915754259, 0.042019181, -0.725948989,
-0.381704718, 0.956124783]}, "x0": {"dtype": "float32", "shape": [6, 3], "values": [0.0236432496, 0.900927365,
-0.71168077, 0.897298872, -0.376337081, -0.153347105, 0.655405164, -0.181601733, 0.0991873741, -0.944881797,
0.507026196, 0.0762866288, -0.340536565, 0.576857388, -0.393610328, -0.0930042192, -0.731916606, -0.19377403]}, "x1":
{"dtype": "float32", "shape": [6, 2], "values": [-0.593089521, -0.475373328, 0.500729322, -0.43918249, -0.0296180509,
0.961474419, 0.923314393, 0.449579895, 0.0824537128, -0.446217597, -0.678695977, 0.939850807]}, "y": {"dtype":
"float32", "shape": [6, 2], "values": [-0.451903224, -0.98581636, 0.291441798, 0.43981877, 0.671138406, -0.436244339,
-0.569563687, 0.278662771, 0.610109687, 0.927341759, -0.69895035, -0.0355752222]}}, "saving": {"dtype": "float32",
"inputs": [[3], [2]], "layer": {"class_name": "SimpleRNNCell", "config": {"activation": "tanh", "bias_constraint":
null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers", "registered_name":
null}, "bias_regularizer": null, "dropout": 0.0, "dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"},
"module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer": {"class_name":
"GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module": "keras.initializers",
"registered_name": null}, "kernel_regularizer": null, "name": "simple_rnn_cell", "recurrent_constraint": null,
"recurrent_dropout": 0.0, "recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null},
"module": "keras.initializers", "registered_name": null}, "recurrent_regularizer": null, "seed": null, "trainable":
true, "units": 2, "use_bias": true}, "module": "keras.layers", "registered_name": null}}, "training": {"class_name":
"SimpleRNNCell", "how": "trained", "losses": [0.9326745867729187, 0.9138639569282532], "model": {"build_config":
{"input_shape": null}, "class_name": "Functional", "compile_config": {}, "config": {"input_layers": [["in0", 0, 0],
["in1", 0, 0]], "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "dtype": "float32",
"name": "in0", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [], "module": "keras.layers",
"name": "in0", "registered_name": null}, {"class_name": "InputLayer", "config": {"batch_shape": [null, 2], "dtype":
"float32", "name": "in1", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [], "module":
"keras.layers", "name": "in1", "registered_name": null}, {"build_config": {"input_shape": [null, 3]}, "class_name":
"Dense", "config": {"activation": "linear", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros",
"config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "front0", "quantization_config": null, "trainable": true, "units": 3, "use_bias": true},
"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["in0",
0, 0], "shape": [null, 3]}}], "kwargs": {}}], "module": "keras.layers", "name": "front0", "registered_name": null},
{"build_config": {"input_shape": [null, 2]}, "class_name": "Dense", "config": {"activation": "linear",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "front1", "quantization_config":
null, "trainable": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["in1", 0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module":
"keras.layers", "name": "front1", "registered_name": null}, {"build_config": {"input_shape": [null, 3]}, "class_name":
"SimpleRNNCell", "config": {"activation": "tanh", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros",
"config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dropout": 0.0,
"dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "simple_rnn_cell", "recurrent_constraint": null, "recurrent_dropout": 0.0, "recurrent_initializer":
{"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module": "keras.initializers", "registered_name":
null}, "recurrent_regularizer": null, "seed": null, "trainable": true, "units": 2, "use_bias": true}, "inbound_nodes":
[{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["front0", 0, 0],
"shape": [null, 3]}}, [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["front1",
0, 0], "shape": [null, 2]}}]], "kwargs": {}}], "module": "keras.layers", "name": "simple_rnn_cell", "registered_name":
null}], "name": "around", "output_layers": ["simple_rnn_cell", 0, 0], "trainable": true}, "module":
"keras.src.models.functional", "registered_name": "Functional"}}})");
const testing::LayerRow row4(
    R"({"arrays": {"a0": {"dtype": "float32", "shape": [3, 3], "values": [-0.82055068, 0.405113935, -0.545401514,
-0.315575004, 0.523477256, -0.317277819, -1.01474297, -0.000503416406, 0.350470185]}, "a1": {"dtype": "float32",
"shape": [3], "values": [-0.201375827, -0.212738916, 0.036497172]}, "a10": {"dtype": "float32", "shape": [8],
"values": [0.122700542, 0.509519815, 0.799346507, 0.749557316, 0.108890072, -0.164767787, -0.102254465,
-0.0698944554]}, "a11": {"dtype": "float32", "shape": [2, 6], "values": [-0.443788975, -0.0175416786, 0.321800321,
0.653451502, -0.729236484, 0.702165246, 0.0380821489, -0.421861678, 0.473907083, -0.0196944103, -0.191048965,
-0.668874025]}, "a12": {"dtype": "float32", "shape": [2, 6], "values": [0.248392165, -0.513794541, -0.738473117,
-0.128034145, 0.409809738, 0.116217263, -1.11195707, 0.23525922, -0.582282484, -0.188171938, -0.245161667,
-0.135258481]}, "a13": {"dtype": "float32", "shape": [2, 6], "values": [0.318654239, -0.233505055, 0.0296438746,
-0.431030303, 0.0368994251, 0.13780576, -0.0541384891, -0.12426886, 0.0439309143, 0.13656494, 0.150822967,
0.376350731]}, "a2": {"dtype": "float32", "shape": [2, 2], "values": [-0.0997355059, 0.732205331, -0.883988261,
0.136728123]}, "a3": {"dtype": "float32", "shape": [2], "values": [0.0540179051, 0.250597686]}, "a4": {"dtype":
"float32", "shape": [2, 2], "values": [-0.587751329, 0.762065232, 0.0650049001, 0.855333149]}, "a5": {"dtype":
"float32", "shape": [2], "values": [0.161882222, -0.0646752492]}, "a6": {"dtype": "float32", "shape": [2, 2],
"values": [-0.688566566, 0.950386524, -0.265134305, 1.18571329]}, "a7": {"dtype": "float32", "shape": [2], "values":
[0.0649942234, -0.362471223]}, "a8": {"dtype": "float32", "shape": [3, 8], "values": [-0.89065659, -0.524742603,
0.00132930209, -0.806409359, 0.667631924, -0.0383745357, -0.471612841, 0.816836178, 0.743308187, 0.257281214,
0.353239655, 0.382209688, -1.01637173, 0.110535547, -0.217058912, 0.451768577, 0.712613344, 0.0402833335, 0.454868853,
-0.464767486, 0.426330596, 0.243803516, -0.155406475, 0.22737366]}, "a9": {"dtype": "float32", "shape": [2, 8],
"values": [-0.241711304, 1.07921362, 0.197944805, -0.246765584, -0.194643214, 0.301514834, -0.252047151, -0.24590461,
0.300326437, -0.220270678, 0.111649558, 0.286552906, -0.410155952, 0.696291864, 0.147749633, -0.601697266]}, "b0":
{"dtype": "float32", "shape": [3, 3], "values": [-0.82057488, 0.404643148, -0.545784831, -0.31270057, 0.520553708,
-0.316351056, -1.01664996, 0.00296909362, 0.348934412]}, "b1": {"dtype": "float32", "shape": [3], "values":
[-0.196437627, -0.221474603, 0.0399169065]}, "b10": {"dtype": "float32", "shape": [8], "values": [0.123375751,
0.509579539, 0.799815059, 0.749860883, 0.117793784, -0.168144315, -0.101205096, -0.0696234927]}, "b11": {"dtype":
"float32", "shape": [2, 6], "values": [-0.443007052, -0.0183231831, 0.322145402, 0.653730392, -0.728743315,
0.704819322, 0.0368772149, -0.42175445, 0.47344017, -0.0199011564, -0.185100377, -0.672037184]}, "b12": {"dtype":
"float32", "shape": [2, 6], "values": [0.247242972, -0.516669571, -0.739017665, -0.128248453, 0.418745875, 0.11382924,
-1.10990846, 0.240465328, -0.580940664, -0.187722489, -0.257715225, -0.130773649]}, "b13": {"dtype": "float32",
"shape": [2, 6], "values": [0.325460047, -0.235107183, 0.0320151784, -0.427564859, -0.000313386641, 0.179913282,
-0.0473326631, -0.125870988, 0.0463022143, 0.140030354, 0.132731512, 0.394494772]}, "b2": {"dtype": "float32",
"shape": [2, 2], "values": [-0.0994919464, 0.731617093, -0.882987499, 0.138819546]}, "b3": {"dtype": "float32",
"shape": [2], "values": [0.0508776233, 0.244929388]}, "b4": {"dtype": "float32", "shape": [2, 2], "values":
[-0.585921466, 0.76235199, 0.0573284328, 0.855466306]}, "b5": {"dtype": "float32", "shape": [2], "values":
[0.179176614, -0.0690431446]}, "b6": {"dtype": "float32", "shape": [2, 2], "values": [-0.714191854, 0.961064994,
-0.268356144, 1.2017808]}, "b7": {"dtype": "float32", "shape": [2], "values": [0.0387265682, -0.326169848]}, "b8":
{"dtype": "float32", "shape": [3, 8], "values": [-0.889879167, -0.524734139, 0.0014038682, -0.806224823, 0.66882503,
-0.0388427526, -0.470716476, 0.817482233, 0.742730975, 0.257195354, 0.353272974, 0.382363439, -1.01676393,
0.111096382, -0.217408836, 0.451875061, 0.712986231, 0.0402874649, 0.454666346, -0.464825511, 0.424560964,
0.243937939, -0.15552333, 0.227437049]}, "b9": {"dtype": "float32", "shape": [2, 8], "values": [-0.242339969,
1.07907712, 0.198335081, -0.246318072, -0.190609843, 0.301303536, -0.251782626, -0.245343983, 0.29981932, -0.2204265,
0.111535326, 0.286860436, -0.408625841, 0.695379734, 0.146624982, -0.6015746]}, "p": {"dtype": "float32", "shape": [6,
2], "values": [0.0884263143, 0.0456718802, -0.196613342, 0.204453707, -0.0156562626, 0.185051069, 0.210823163,
0.307790697, -0.20643051, 0.590229988, 0.196456298, 0.196925491]}, "q": {"dtype": "float32", "shape": [6, 2],
"values": [0.123651415, 0.0129063129, -0.142799526, 0.152954921, 0.0292685553, 0.133191139, 0.241352275, 0.273442268,
-0.148714229, 0.538957357, 0.226936191, 0.156020358]}, "x0": {"dtype": "float32", "shape": [6, 3], "values":
[0.0236432496, 0.900927365, -0.71168077, 0.897298872, -0.376337081, -0.153347105, 0.655405164, -0.181601733,
0.0991873741, -0.944881797, 0.507026196, 0.0762866288, -0.340536565, 0.576857388, -0.393610328, -0.0930042192,
-0.731916606, -0.19377403]}, "x1": {"dtype": "float32", "shape": [6, 2], "values": [-0.593089521, -0.475373328,
0.500729322, -0.43918249, -0.0296180509, 0.961474419, 0.923314393, 0.449579895, 0.0824537128, -0.446217597,
-0.678695977, 0.939850807]}, "x2": {"dtype": "float32", "shape": [6, 2], "values": [0.0321371704, -0.768268764,
0.246979505, 0.553366244, 0.226006597, 0.834595382, -0.920814276, 0.0571785271, -0.0813282356, -0.875300825,
0.282656342, 0.705265701]}, "x3": {"dtype": "float32", "shape": [6, 2], "values": [0.185882032, -0.479805112,
0.679763019, 0.0189917628, 0.0217777696, 0.506060421, -0.704155922, 0.639253438, 0.366573811, 0.574193895,
-0.616767466, 0.604728341]}, "y": {"dtype": "float32", "shape": [6, 2], "values": [0.516611695, -0.280426145,
0.283027172, -0.238036916, -0.23701413, 0.00760590052, -0.966554344, -0.0128568802, 0.943196833, -0.429069549,
0.49643591, -0.114422217]}}, "saving": {"dtype": "float32", "inputs": [[3], [2], [2], [2]], "layer": {"class_name":
"StackedRNNCells", "config": {"cells": [{"class_name": "LSTMCell", "config": {"activation": "tanh", "bias_constraint":
null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers", "registered_name":
null}, "bias_regularizer": null, "dropout": 0.0, "dtype": {"class_name": "DTypePolicy", "config": {"name": "float32"},
"module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer": {"class_name":
"GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module": "keras.initializers",
"registered_name": null}, "kernel_regularizer": null, "name": "lstm_cell", "recurrent_activation": "sigmoid",
"recurrent_constraint": null, "recurrent_dropout": 0.0, "recurrent_initializer": {"class_name": "Orthogonal",
"config": {"gain": 1.0, "seed": null}, "module": "keras.initializers", "registered_name": null},
"recurrent_regularizer": null, "seed": null, "trainable": true, "unit_forget_bias": true, "units": 2, "use_bias":
true}, "module": "keras.layers", "registered_name": null}, {"class_name": "GRUCell", "config": {"activation": "tanh",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dropout": 0.0, "dtype": {"class_name": "DTypePolicy", "config":
{"name": "float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "gru_cell",
"recurrent_activation": "sigmoid", "recurrent_constraint": null, "recurrent_dropout": 0.0, "recurrent_initializer":
{"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module": "keras.initializers", "registered_name":
null}, "recurrent_regularizer": null, "reset_after": true, "seed": null, "trainable": true, "units": 2, "use_bias":
true}, "module": "keras.layers", "registered_name": null}], "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "name": "stacked_rnn_cells", "trainable": true}, "module":
"keras.layers", "registered_name": null}}, "training": {"class_name": "StackedRNNCells", "how": "trained", "losses":
[0.4030795991420746, 0.38776764273643494], "model": {"build_config": {"input_shape": null}, "class_name":
"Functional", "compile_config": {}, "config": {"input_layers": [["in0", 0, 0], ["in1", 0, 0], ["in2", 0, 0], ["in3",
0, 0]], "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "dtype": "float32", "name":
"in0", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [], "module": "keras.layers", "name":
"in0", "registered_name": null}, {"class_name": "InputLayer", "config": {"batch_shape": [null, 2], "dtype": "float32",
"name": "in1", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [], "module": "keras.layers",
"name": "in1", "registered_name": null}, {"class_name": "InputLayer", "config": {"batch_shape": [null, 2], "dtype":
"float32", "name": "in2", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [], "module":
"keras.layers", "name": "in2", "registered_name": null}, {"class_name": "InputLayer", "config": {"batch_shape": [null,
2], "dtype": "float32", "name": "in3", "optional": false, "ragged": false, "sparse": false}, "inbound_nodes": [],
"module": "keras.layers", "name": "in3", "registered_name": null}, {"build_config": {"input_shape": [null, 3]},
"class_name": "Dense", "config": {"activation": "linear", "bias_constraint": null, "bias_initializer": {"class_name":
"Zeros", "config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "front0", "quantization_config": null, "trainable": true, "units": 3, "use_bias": true},
"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["in0",
0, 0], "shape": [null, 3]}}], "kwargs": {}}], "module": "keras.layers", "name": "front0", "registered_name": null},
{"build_config": {"input_shape": [null, 2]}, "class_name": "Dense", "config": {"activation": "linear",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "front1", "quantization_config":
null, "trainable": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["in1", 0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module":
"keras.layers", "name": "front1", "registered_name": null}, {"build_config": {"input_shape": [null, 2]}, "class_name":
"Dense", "config": {"activation": "linear", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros",
"config": {}, "module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "front2", "quantization_config": null, "trainable": true, "units": 2, "use_bias": true},
"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history": ["in2",
0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module": "keras.layers", "name": "front2", "registered_name": null},
{"build_config": {"input_shape": [null, 2]}, "class_name": "Dense", "config": {"activation": "linear",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "front3", "quantization_config":
null, "trainable": true, "units": 2, "use_bias": true}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
"config": {"dtype": "float32", "keras_history": ["in3", 0, 0], "shape": [null, 2]}}], "kwargs": {}}], "module":
"keras.layers", "name": "front3", "registered_name": null}, {"build_config": {"input_shape": [null, 3]}, "class_name":
"StackedRNNCells", "config": {"cells": [{"build_config": {"input_shape": [null, 3]}, "class_name": "LSTMCell",
"config": {"activation": "tanh", "bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {},
"module": "keras.initializers", "registered_name": null}, "bias_regularizer": null, "dropout": 0.0, "dtype":
{"class_name": "DTypePolicy", "config": {"name": "float32"}, "module": "keras", "registered_name": null},
"kernel_constraint": null, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"input_axes": null,
"output_axes": null, "seed": null}, "module": "keras.initializers", "registered_name": null}, "kernel_regularizer":
null, "name": "lstm_cell", "recurrent_activation": "sigmoid", "recurrent_constraint": null, "recurrent_dropout": 0.0,
"recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "recurrent_regularizer": null, "seed": null, "trainable": true,
"unit_forget_bias": true, "units": 2, "use_bias": true}, "module": "keras.layers", "registered_name": null},
{"build_config": {"input_shape": [null, 2]}, "class_name": "GRUCell", "config": {"activation": "tanh",
"bias_constraint": null, "bias_initializer": {"class_name": "Zeros", "config": {}, "module": "keras.initializers",
"registered_name": null}, "bias_regularizer": null, "dropout": 0.0, "dtype": {"class_name": "DTypePolicy", "config":
{"name": "float32"}, "module": "keras", "registered_name": null}, "kernel_constraint": null, "kernel_initializer":
{"class_name": "GlorotUniform", "config": {"input_axes": null, "output_axes": null, "seed": null}, "module":
"keras.initializers", "registered_name": null}, "kernel_regularizer": null, "name": "gru_cell",
"recurrent_activation": "sigmoid", "recurrent_constraint": null, "recurrent_dropout": 0.0, "recurrent_initializer":
{"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": null}, "module": "keras.initializers", "registered_name":
null}, "recurrent_regularizer": null, "reset_after": true, "seed": null, "trainable": true, "units": 2, "use_bias":
true}, "module": "keras.layers", "registered_name": null}], "dtype": {"class_name": "DTypePolicy", "config": {"name":
"float32"}, "module": "keras", "registered_name": null}, "name": "stacked_rnn_cells", "trainable": true},
"inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"dtype": "float32", "keras_history":
["front0", 0, 0], "shape": [null, 3]}}, [[{"class_name": "__keras_tensor__", "config": {"dtype": "float32",
"keras_history": ["front1", 0, 0], "shape": [null, 2]}}, {"class_name": "__keras_tensor__", "config": {"dtype":
"float32", "keras_history": ["front2", 0, 0], "shape": [null, 2]}}], [{"class_name": "__keras_tensor__", "config":
{"dtype": "float32", "keras_history": ["front3", 0, 0], "shape": [null, 2]}}]]], "kwargs": {}}], "module":
"keras.layers", "name": "stacked_rnn_cells", "registered_name": null}], "name": "around", "output_layers":
["stacked_rnn_cells", 0, 0], "trainable": true}, "module": "keras.src.models.functional", "registered_name":
"Functional"}}})");
#endif

}  // namespace rnn_cells_test
