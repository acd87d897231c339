// model_to_dot and plot_model: the same text as Keras's, and files of every kind; errors.
#include <keratin/layers/layers.hpp>
#include <keratin/models/model_to_dot.hpp>
#include <keratin/models/plot_model.hpp>

#include <catch2/catch.hpp>
#include <map>

#include "support/pictures.hpp"

namespace model_to_dot_test {

using namespace keratin;
using namespace keratin::layers;
using testing::TemporaryFolder;
using utils::model_to_dot;
using utils::ModelToDotOptions;
using utils::plot_model;

// The models of tests/golden/make_dot.py.
Sequential<> chain() {
  Sequential model(ModelOptions{.name = "chain"});
  model.add(Input({784}, {.name = "pixels"}));
  model.add(Dense(128, {.name = "d1"}));
  model.add(Activation("relu", {.name = "a1"}));
  model.add(Dropout(0.2, {.name = "drop"}));
  model.add(Dense(10, {.activation = "softmax", .name = "d2"}));
  return model;
}

Model<> residual() {
  const auto inputs = Input({784}, {.name = "pixels"});
  auto x = Dense(128, {.activation = "relu", .name = "d1"})(inputs);
  const auto frozen = Dense(128, {.name = "d2", .trainable = false});
  x = Add({.name = "sum"})({x, frozen(Dropout(0.2, {.name = "drop"})(x))});
  return Model(inputs, Dense(10, {.activation = "softmax", .name = "d3"})(x), {.name = "residual"});
}

Model<> nested() {
  Sequential tower(ModelOptions{.name = "tower"});
  tower.add(Input({4}, {.name = "t"}));
  tower.add(Dense(3, {.activation = "relu", .name = "t1"}));
  tower.add(Dense(2, {.name = "t2"}));
  const auto inner_in = Input({4}, {.name = "u"});
  const Model inner(inner_in, Dense(2, {.name = "u1"})(inner_in), {.name = "inner model"});
  const auto a = Input({4}, {.name = "a"}), b = Input({4}, {.name = "b"});
  const auto joined = Concatenate({.name = "join"})({tower(a), tower(b), inner(a)});
  return Model({a, b}, Dense(1, {.name = "out"})(joined), {.name = "twins"});
}

/// The text with boxes numbered in its own order, as the golden files have them.
std::string renumbered(const std::string& dot) {
  std::string out;
  std::map<std::string, std::string> numbers;
  for (std::size_t at = 0; at < dot.size();) {
    if (dot.compare(at, 6, "layer_") != 0 || (at > 0 && dot[at - 1] != '\n' && dot[at - 1] != ' ')) {
      out += dot[at++];
      continue;
    }
    const std::size_t end = dot.find_first_not_of("0123456789", at + 6);
    out += numbers.try_emplace(dot.substr(at, end - at), concat("layer_", numbers.size() + 1)).first->second;
    at = end;
  }
  return out;
}
std::string golden(const std::string& name) { return io::read_file(testing::golden("models/" + name + ".dot")); }

TEST_CASE("model_to_dot writes what Keras writes") {
  const ModelToDotOptions all = {
      .show_shapes = true, .show_dtype = true, .show_layer_activations = true, .show_trainable = true};
  CHECK(renumbered(model_to_dot(chain())) == golden("chain"));
  CHECK(renumbered(model_to_dot(chain(), all)) == golden("chain_all"));
  CHECK(renumbered(model_to_dot(
            residual(),
            {.show_shapes = true, .show_layer_names = false, .rankdir = "LR", .dpi = 96, .splines = "polyline"})) ==
        golden("residual"));
  CHECK(renumbered(model_to_dot(residual(), all)) == golden("residual_all"));
  CHECK(renumbered(model_to_dot(nested(), {.show_shapes = true})) == golden("nested"));
  CHECK(renumbered(model_to_dot(nested(), {.show_shapes = true, .expand_nested = true})) == golden("nested_expanded"));
  CHECK(renumbered(model_to_dot(nested(), {.expand_nested = true, .subgraph = true})) == golden("nested_subgraph"));
}

TEST_CASE("model_to_dot: names mean nothing to DOT") {
  Sequential model(ModelOptions{.name = "node"});
  model.add(Input({2}));
  model.add(Dense(1, {.name = "a<b>&\"c\"\n"}));
  CHECK_THAT(model_to_dot(model), Catch::Contains("<b>a&lt;b&gt;&amp;\"c\" </b> (Dense)"));
  Sequential latin1({Input({2}), Dense(1, {.name = "caf\xe9"})});
  CHECK_THAT(model_to_dot(latin1), Catch::Contains("<b>caf\xef\xbf\xbd</b>"));
  const std::string cluster = model_to_dot(model, {.subgraph = true});
  CHECK_THAT(cluster, Catch::StartsWith("subgraph cluster_node {") && Catch::Contains("label=\"node\";"));
  KERATIN_NEEDS_PROGRAM("dot");
  const TemporaryFolder folder;
  plot_model(model, folder / "m.svg", {.show_layer_names = true});
  CHECK_THAT(io::read_file(folder / "m.svg"), Catch::Contains("a&lt;b&gt;&amp;"));
}

TEST_CASE("plot_model writes PNG, SVG, PDF and DOT") {
  const TemporaryFolder folder;
  const auto model = residual();
  plot_model(model, folder / "m.dot", {.show_shapes = true});
  CHECK(io::read_file(folder / "m.dot") == model_to_dot(model, {.show_shapes = true, .show_layer_names = false}));
  KERATIN_NEEDS_PROGRAM("dot");
  plot_model(model, folder / "m.svg", {.show_shapes = true, .show_layer_names = true});
  const std::string svg = io::read_file(folder / "m.svg");
  for (const char* text : {"(InputLayer)", "d1", "(None, 784)", "[(None, 128), (None, 128)]", "Output shape:"})
    CHECK_THAT(svg, Catch::Contains(text));
  CHECK(testing::occurrences(svg, "class=\"node\"") == 6);
  CHECK(testing::occurrences(svg, "class=\"edge\"") == 6);
  plot_model(model, folder / "m.png");
  const std::string large = io::read_file(folder / "m.png");
  CHECK(large.starts_with("\x89PNG"));
  plot_model(model, folder / "noending", {.dpi = 50});
  CHECK(testing::png_size(io::read_file(folder / "noending")).second < testing::png_size(large).second / 3);
  plot_model(model, folder / "m.pdf");
  CHECK(io::read_file(folder / "m.pdf").starts_with("%PDF"));
  CHECK(folder.count() == 5);
}

TEST_CASE("model_to_dot, plot_model: errors, before a file is touched") {
  const TemporaryFolder folder;
  Sequential waits;
  waits.add(Dense(2));
  CHECK_THROWS_WITH(model_to_dot(waits),
                    Catch::Contains("expected a built model") && Catch::Contains("waits for data"));
  CHECK_THROWS_WITH(model_to_dot(chain(), {.rankdir = "UP"}), Catch::Contains("TB, LR, BT, RL; got \"UP\""));
  CHECK_THROWS_AS(model_to_dot(chain(), {.splines = "x\"; a"}), value_error);
  CHECK_THROWS_AS(model_to_dot(chain(), {.dpi = 0}), value_error);
  CHECK_THROWS_WITH(plot_model(chain(), folder / "m.gif"), Catch::Contains(".png, .svg, .pdf or .dot"));
  CHECK_THROWS_AS(plot_model(chain(), folder / "none/m.png"), file_error);
  const testing::Environment path("PATH", folder.path());
  CHECK_THROWS_WITH(plot_model(chain(), folder / "m.png"),
                    "plot_model: expected the program dot; got none by that name. "
                    "Hint: apt-get install graphviz.");
  CHECK(folder.count() == 0);
}

}  // namespace model_to_dot_test
