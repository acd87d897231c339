// summary(): the same text as real Keras prints for the same models: golden/summary/models.txt, made by
// golden/make_summary.py, and the outside golden cases.
#include <keratin/keratin.hpp>
#include <keratin/models/layer_range.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "support/skip.hpp"

namespace summary_test {

using namespace keratin;
using namespace keratin::layers;
using Catch::Contains;
using Lines = std::vector<std::string>;

Lines summary_of(const ModelBase& model, SummaryOptions options) {
  Lines lines;
  options.print_fn = [&](std::string_view line) { lines.emplace_back(line); };
  model.summary(options);
  return lines;
}

std::map<std::string, Lines> read_cases() {
  std::map<std::string, Lines> cases;
  std::ifstream file(KERATIN_SOURCE_DIR "/tests/golden/summary/models.txt");
  Lines* open = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("case\t", 0) == 0)
      open = &cases[line.substr(5)];
    else if (line != "end" && open != nullptr)
      open->push_back(line);
  }
  return cases;
}

Model<> shared_layer() {
  const auto u = Input({3}, {.name = "u"}), v = Input({3}, {.name = "v"});
  const Dense shared(3, {.name = "shared"});
  const auto a = shared(u), b = shared(v);
  return Model({u, v}, shared(a * 0.5 + b), {.name = "siamese"});
}

Model<> chain_of_ops() {
  const auto x = Input({4}, {.name = "x"});
  return Model(x, ops::mean(Dense(3, {.name = "hidden"})(x) + 1.0, 1), {.name = "chain"});
}

Model<> twice() {
  Sequential inner({Input({3}), Dense(3, {.name = "in_1"}), Dropout(0.5, {.name = "in_2"})}, {.name = "inner"});
  const auto x = Input({3}, {.name = "x"});
  Model model(x, inner(inner(x)), {.name = "twice"});
  inner.set_trainable(false);
  return model;
}

Model<> nested_functional() {
  const auto a = Input({2}, {.name = "a"}), b = Input({2}, {.name = "b"});
  Sequential tail({Input({4}), Dense(4, {.name = "tail_dense"})}, {.name = "tail"});
  Model pair({a, b}, tail(ops::concatenate({a, b}, 1)), {.name = "pair"});
  pair.get_layer("tail").set_trainable(false);
  const auto x = Input({2}, {.name = "x"}), y = Input({2}, {.name = "y"}), z = pair({x, y});
  const auto score = Dense(1, {.name = "score"})(z);
  return Model({x, y}, {score, Dense(2, {.name = "kind"})(z)}, {.name = "outer"});
}

Model<> masked() {
  const auto x = Input({4, 3}, {.name = "x"});
  const auto y = Dense(2, {.name = "hidden"})(Masking({.name = "skip"})(x));
  return Model(x, BatchNormalization({.name = "normal"})(y), {.name = "masked"});
}

Model<> masked_without_use() {
  const auto x = Input({4, 3}, {.name = "x"});
  return Model(x, Dense(2, {.name = "hidden"})(Masking({.name = "skip"})(x)), {.name = "plain"});
}

Model<> slices() {
  const auto x = Input({6, 4}, {.name = "x"});
  return Model(x, {ops::sum(x.slice({{}, {1, 3}}), -1), x}, {.name = "parts"});
}

Model<> trained() {
  Sequential model({Input({3}), Dense(4, {.name = "a"}), Dense(1, {.name = "b"})}, {.name = "trained"});
  model.compile({.optimizer = "adam", .loss = "mse"});
  model.fit(ones({4, 3}), ones({4, 1}), {.verbose = 0});
  return model;
}

Model<> inner_outputs() {
  const Sequential model({Input({3}, {.name = "x"}), Dense(4, {.name = "a"}), Dense(1, {.name = "b"})});
  return Model(model.inputs(), {model.get_layer("a").output()}, {.name = "features"});
}

TEST_CASE("summaries of whole models are Keras's") {
  const auto cases = read_cases();
  REQUIRE(cases.size() == 23);
  const std::map<std::string, Model<> (*)()> models = {{"shared_layer", shared_layer},
                                                       {"chain_of_ops", chain_of_ops},
                                                       {"twice", twice},
                                                       {"nested_functional", nested_functional},
                                                       {"masked", masked},
                                                       {"masked_without_use", masked_without_use},
                                                       {"slices", slices},
                                                       {"trained", trained},
                                                       {"inner_outputs", inner_outputs}};
  for (const auto& [name, make] : models) {
    INFO(name);
    clear_session();
    CHECK(summary_of(make(), {.line_length = 80}) == cases.at(name + " 80"));
    clear_session();
    CHECK(summary_of(make(), {.line_length = 100, .expand_nested = true, .show_trainable = true}) ==
          cases.at(name + " 100"));
  }
}

TEST_CASE("layer_range shows a part, by names or patterns") {
  const auto cases = read_cases();
  for (const auto& [first, last] : std::vector<std::pair<std::string, std::string>>{
           {"shared", "shared"}, {"u", "mul"}, {"[uv]", "add"}, {"add", "u"}, {".*d$", "v|shared"}}) {
    INFO(first << " to " << last);
    clear_session();
    CHECK(summary_of(shared_layer(), {.line_length = 80, .layer_range = {first, last}}) ==
          cases.at("range " + first + " " + last));
  }
  const auto range = [](const Lines& bounds) { return summary_of(shared_layer(), {.layer_range = bounds}); };
  CHECK_THROWS_WITH(range({"shared", "nobody"}), Contains("u, shared, v") && Contains("got \"shared\", \"nobody\""));
  CHECK_THROWS_WITH(range({"shared"}), Contains("a first and a last name") && Contains("got 1"));
  CHECK_THROWS_AS(range({"[a", "u"}), value_error);
  CHECK_THROWS_WITH(range({"(a", "u"}), Contains("expected a regular expression in layer_range; got \"(a\""));
}

TEST_CASE("patterns of layer_range match as Python's re.match does") {
  const auto count = [](const char* pattern) {
    std::vector<std::string> found;
    for (const char* name : {"conv_1", "conv_12", "Conv", "dense", "d", "a.b", "a-b"}) {
      try {
        const auto range = models::layer_range({name}, {pattern, pattern});
        if (range.second > range.first) found.emplace_back(name);
      } catch (const value_error&) {
      }
    }
    return found;
  };
  CHECK(count("conv") == Lines{"conv_1", "conv_12"});
  CHECK(count("conv_1$") == Lines{"conv_1"});
  CHECK(count("conv_\\d+$") == Lines{"conv_1", "conv_12"});
  CHECK(count("[cC]onv") == Lines{"conv_1", "conv_12", "Conv"});
  CHECK(count("[^a-z]") == Lines{"Conv"});
  CHECK(count("d.*e$") == Lines{"dense"});
  CHECK(count("de?n?s?e?$") == Lines{"dense", "d"});
  CHECK(count("a\\.b") == Lines{"a.b"});
  CHECK(count("a.b") == Lines{"a.b", "a-b"});
  CHECK(count("^d$|Conv") == Lines{"Conv", "d"});
  CHECK(count("x*d") == Lines{"dense", "d"});
  CHECK(count("(conv|dense)(_1)?$") == Lines{"conv_1", "dense"});
  CHECK(count("conv_\\d{2}") == Lines{"conv_12"});
  CHECK(count("(?!conv).*[a-z]") == Lines{"Conv", "dense", "d", "a.b", "a-b"});
  CHECK(count("onv").empty());
}

}  // namespace summary_test
