// Layers against Keras: cases as golden/make_layers.py writes them. A case's layer is made from Keras's own
// configuration, which its fields must give back.
//   check_layer_cases("layers/values.txt", 90);
#pragma once
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <fstream>

#include "golden.hpp"
#include "keras_config.hpp"

namespace keratin::testing {

struct LayerCase {
  std::string name, kind;
  Json config = {};
  bool training = false;
  Tensor adapt = {}, mask = {};
  Tensors in = {}, weights = {}, out = {}, after = {};

  void add(const std::string& tag, const Tensor& value) {
    if (tag == "adapt")
      adapt = value;
    else if (tag == "mask")
      mask = value;
    else
      (tag == "in" ? in : tag == "weight" ? weights : tag == "out" ? out : after).push_back(value);
  }
};

inline std::vector<LayerCase> read_cases(const std::string& path) {
  std::ifstream file(path);
  std::vector<LayerCase> cases;
  for (std::string line; std::getline(file, line);) {
    const std::string tag = line.substr(0, line.find(' ')), rest = line.substr(std::min(line.size(), tag.size() + 1));
    if (tag == "case")
      cases.push_back({.name = rest.substr(0, rest.find(' ')), .kind = rest.substr(rest.find(' ') + 1)});
    else if (tag == "config")
      cases.back().config = Json::parse(rest);
    else if (tag == "training")
      cases.back().training = true;
    else
      cases.back().add(tag, parse_tensor(rest));
  }
  return cases;
}

/// Numbers in lists of lists, one after another.
inline Json flat(const Json& j) {
  Json all = Json::array();
  for (const Json& part : j)
    for (const Json& number : part.is_array() ? flat(part) : Json::array({part})) all.push_back(number);
  return all;
}

/// What the layer says of itself is what Keras says, in all that both have. One axis may be a list of one; what goes on
/// both sides of an axis is a pair in files alone.
inline void check_config(const Json& got, const Json& want) {
  for (const auto& [key, value] : got.items()) {
    if (!want.contains(key)) continue;
    INFO("field " << key << ": " << value << ", Keras " << want[key]);
    const Json& wanted = want[key];
    if (value.is_object())
      check_config(value["config"], wanted["config"]);
    else if (value.is_number() && wanted.is_array())
      CHECK((wanted.size() == 1 && wanted[0] == value));
    else if (value.is_null())
      CHECK((wanted.is_null() || wanted.empty()));
    else if (key != "bin_boundaries" && !(value.is_array() && key == "mean"))
      CHECK((value.is_array() && wanted.is_array() ? flat(value) == flat(wanted) : value == wanted));
  }
}

inline void check_case(const LayerCase& c) {
  const Layer layer = layer_from({{"class_name", c.kind}, {"config", c.config}});
  if (c.adapt.defined() && c.kind == "Normalization")
    static_cast<const layers::Normalization&>(layer).adapt(c.adapt);
  else if (c.adapt.defined())
    static_cast<const layers::Discretization&>(layer).adapt(c.adapt);
  CallContext context{.training = c.training};
  if (c.mask.defined()) context.mask = c.mask;
  static_cast<void>(layer(c.in));  // builds it
  if (!c.weights.empty()) layer.set_weights(c.weights);
  const Tensor y = layer(c.in, context);
  CHECK(y.dtype() == c.out[0].dtype());
  CHECK(all_close(y, c.out[0], 2e-5));
  const auto after = layer.get_weights();
  REQUIRE(after.size() == c.after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    INFO("weight " << layer.weights()[i].path());
    CHECK(all_close(after[i], c.after[i], 1e-5));
  }
  ToJson fields;
  layer.impl().fields(fields);
  check_config(fields.json, c.config);
  parity("layers", c.kind, Checked::value);
}

/// All cases of a file in tests/golden, of which there must be `count`.
inline void check_layer_cases(const std::string& file, std::size_t count) {
  const auto cases = read_cases(std::string(KERATIN_SOURCE_DIR "/tests/golden/") + file);
  CHECK(cases.size() == count);
  for (const LayerCase& c : cases) {
    INFO("layer case " << c.name);
    try {
      check_case(c);
    } catch (const std::exception& e) {
      FAIL_CHECK(e.what());
    }
  }
}

}  // namespace keratin::testing
