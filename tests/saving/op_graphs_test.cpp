// Each op that can stand in a saved graph is read back: from the models that Keras saves (golden/make_op_graphs.py),
// and from what keratin itself writes of them.
#include <keratin/io/file.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "support/round_trip.hpp"
#include "support/skip.hpp"

using namespace keratin;
using namespace keratin::testing;
using nlohmann::json;

namespace {

Tensor tensor_from(const json& j) {
  std::vector<double> numbers;
  for (const json& n : j["values"]) numbers.push_back(n.is_boolean() ? n.get<bool>() : n.get<double>());
  Shape shape;
  for (const json& d : j["shape"]) shape.push_back(d.get<index_t>());
  for (const DType known : {float32, int32, int64, uint8, bool_})
    if (j["dtype"] == std::string(to_string_view(known))) return Tensor::from(numbers, shape).cast(known);
  FAIL("an unknown dtype: " << j["dtype"]);
  return {};
}
Tensors tensors_from(const json& list) {
  Tensors all;
  for (const json& j : list) all.push_back(tensor_from(j));
  return all;
}

/// The model's outputs, not batch by batch: what a graph of ops gives need not have a row for each of the inputs'.
Tensors run(const ModelBase& model, const Tensors& x) { return model.predict_all_on_batch(x); }

/// The names of all ops that can be loaded: the error for another one tells them.
std::set<std::string> known_ops() {
  const char* const model = R"({"class_name": "Functional", "config": {"name": "m", "trainable": true, "layers": [
    {"class_name": "InputLayer", "config": {"batch_shape": [null, 2], "dtype": "float32", "name": "x"}, "name": "x", "inbound_nodes": []},
    {"class_name": "Nothing", "module": "keras.src.ops.nn", "config": {"name": "nothing"}, "name": "nothing", "inbound_nodes":
      [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 2], "dtype": "float32", "keras_history": ["x", 0, 0]}}],
        "kwargs": {}}]}],
    "input_layers": [["x", 0, 0]], "output_layers": [["nothing", 0, 0]]}})";
  std::string message;
  try {
    static_cast<void>(model_from_json(model));
  } catch (const std::exception& e) {
    message = e.what();
  }
  const std::size_t from = message.find("one of ") + 7, to = message.find("; got");
  REQUIRE(to != std::string::npos);
  std::set<std::string> names;
  std::istringstream text(message.substr(from, to - from));
  for (std::string name; text >> name;) names.insert(name.back() == ',' ? name.substr(0, name.size() - 1) : name);
  return names;
}

/// Class names that the ops' sources give to their nodes.
std::set<std::string> written_ops() {
  const std::regex node(R"re("keras\.src\.(?:ops\.\w+|activations\.activations)",\s*"(\w+)")re"),
      other(R"re((?:symbolic_reduction|product_node|detail::like|detail::segment|classify\w*)\([^"]*"(\w+)")re");
  std::set<std::string> names;
  for (const char* room : {"ops", "activations"})
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(KERATIN_SOURCE_DIR "/include/keratin/") + room)) {
      const std::string text = io::read_file(entry.path().string());
      for (const std::regex& pattern : {node, other})
        for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) names.insert((*at)[1]);
    }
  return names;
}

const json& golden_graphs() {
  static const json cases = json::parse(io::read_file(KERATIN_SOURCE_DIR "/tests/golden/saving/op_graphs.json"));
  return cases;
}

}  // namespace

TEST_CASE("saved ops: Keras's graphs of each op give what Keras's give, and are written and read to the bit") {
  for (const json& c : golden_graphs()) {
    INFO(c["ops"].dump() << " " << c["model"]["config"]["layers"].dump());
    const auto model = model_from_json(c["model"].dump());
    const Tensors x = tensors_from(c["x"]), want = tensors_from(c["y"]);
    const Tensors y = run(model, x);
    REQUIRE(y.size() == want.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
      CHECK(y[i].dtype() == want[i].dtype());
      CHECK(all_close(y[i], want[i], 1e-5));
    }
    const std::string text = model.to_json();
    const auto again = model_from_json(text);
    CHECK(again.to_json() == text);
    const Tensors same = run(again, x);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(same_bits(same[i], y[i]));
  }
}

TEST_CASE("saved ops: each that can be loaded is tried, and each that can be written can be loaded") {
  const std::set<std::string> known = known_ops();
  CHECK(known.size() > 150);
  // Keras has no GroupNormalization, and does not run its own ConvTranspose's graphs: they are tried below.
  std::set<std::string> tried = {"ConvTranspose", "GroupNormalization"};
  for (const json& c : golden_graphs())
    for (const json& name : c["ops"]) tried.insert(name.get<std::string>());
  for (const ops::ListedOp& op : ops::listed_ops()) tried.insert(op.class_name);  // by the case below
  for (const std::string& name : known) {
    INFO(name << " can be loaded");
    CHECK(tried.contains(name));
  }
  for (const std::string& name : written_ops()) {
    INFO(name << " stands in the sources");
    CHECK(known.contains(name));
  }
}

TEST_CASE("saved ops: each in the list of ops is written under its name, and read to the bit") {
  for (const ops::ListedOp& op : ops::listed_ops()) {
    INFO(op.class_name);
    const Tensors in = {Input({3}, {.batch_size = 3}), Input({3}, {.batch_size = 3})};
    const Tensor y = op.unary != nullptr    ? op.unary(in[0])
                     : op.binary != nullptr ? op.binary(in[0], in[1])
                                            : op.reduction(in[0], {1}, {.keepdims = true});
    const Model<> model(op.binary != nullptr ? in : Tensors{in[0]}, y);
    const std::string text = model.to_json();
    const bool alias = std::string(op.class_name) == "Divide";  // TrueDivide's other name
    CHECK(text.find(concat("\"class_name\": \"", alias ? "TrueDivide" : op.class_name, "\"")) != std::string::npos);
    const auto again = model_from_json(text);
    CHECK(again.to_json() == text);
    Tensors x;
    for (std::size_t i = 0; i < model.inputs().size(); ++i)
      x.push_back(random_tensor({3, 3}, 0.1, 0.9, i + 1).cast(float32));
    CHECK(same_bits(run(model, x)[0], run(again, x)[0]));
  }
}

TEST_CASE("saved ops: those with several outputs, and those that Keras has not") {
  const auto in = Input({6, 4}), gamma = Input({}, {.batch_size = 4});
  const Tensors parts = ops::split(in, 2, 1), rows = ops::unstack(parts[1], 1);
  const ops::TopK top = ops::top_k(parts[0], 2);
  const ops::Moments m = ops::moments(in, {1}, {.keepdims = true});
  const auto x = ops::add(rows[0], rows[2]) * ops::sum(top.values, {1, 2}, {.keepdims = false}).cast(float32)[0];
  const auto y = ops::group_normalization(in - m.mean, 2, {.beta = gamma, .epsilon = 0.01});
  const ops::Unique u = ops::unique(top.indices, {.size = 3});
  const Model<> model({in, gamma}, {x, y, m.variance, top.indices, u.values, u.counts});
  const std::string text = model.to_json();
  const auto again = model_from_json(text);
  CHECK(again.to_json() == text);
  const Tensors data = {random_tensor({2, 6, 4}).cast(float32), random_tensor({4}).cast(float32)};
  const Tensors p = run(model, data), q = run(again, data);
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(same_bits(p[i], q[i]));
}

TEST_CASE("saved ops: ConvTranspose") {
  const auto in = Input({6, 4}), kernel = Input({5, 4}, {.batch_size = 3});
  const Model<> model({in, kernel}, ops::conv_transpose(in, kernel, {.strides = 2, .padding = "same"}));
  const std::string text = model.to_json();
  const auto again = model_from_json(text);
  CHECK(again.to_json() == text);
  const Tensors data = {random_tensor({2, 6, 4}).cast(float32), random_tensor({3, 5, 4}).cast(float32)};
  CHECK(same_bits(run(model, data)[0], run(again, data)[0]));
}

TEST_CASE("saved ops: in each form of file") {
  const auto in = Input({6});
  const Tensors parts = ops::split(layers::Dense(4)(in), 2, -1);
  check_round_trip(Model<>(in, {parts[1], ops::top_k(parts[0], 1).values}), {random_tensor({3, 6}).cast(float32)});
}

TEST_CASE("saved ops: Keras reads the graphs that keratin writes", "[keras]") {
  const char* const python = std::getenv("KERATIN_KERAS_PYTHON");
  if (python == nullptr) KERATIN_SKIP("needs a Python with Keras in KERATIN_KERAS_PYTHON");
  json cases = golden_graphs();
  for (json& c : cases) c["model"] = json::parse(model_from_json(c["model"].dump()).to_json());
  const TemporaryFolder folder;
  io::write_file(folder / "graphs.json", cases.dump());
  const int status = std::system(
      concat("'", python, "' '", KERATIN_SOURCE_DIR "/tests/golden/check_op_graphs.py", "' '", folder / "graphs.json",
             "' '", KERATIN_SOURCE_DIR "/tests/golden/saving/op_graphs.json", "' > '", folder / "log", "' 2>&1")
          .c_str());
  INFO(io::read_file(folder / "log"));
  CHECK(status == 0);
}

TEST_CASE("saved ops: what JSON cannot hold is refused") {
  const auto in = Input({6});
  const Model<> model(in, ops::norm(in, {.ord = INFINITY, .axis = -1}));
  CHECK_THROWS_WITH(static_cast<void>(model.to_json()), Catch::Contains("norm") && Catch::Contains("finite"));
  const Model<> clipped(in, ops::clip(in, -INFINITY, 1));
  CHECK(model_from_json(clipped.to_json()).to_json() == clipped.to_json());
}
