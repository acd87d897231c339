// Each layer in the list, from configurations that Keras wrote (golden/saving/layers.json, made by
// golden/make_layer_configs.py): what is written again is the same, and models of it survive each form of file.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <iostream>
#include <set>

#if __has_include(<nlohmann/json.hpp>)
#include "support/keras_rows.hpp"
#include "support/layer_rows.hpp"
#include "support/listed_names.hpp"
#include "support/round_trip.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// Each key that is written has Keras's value, and none that Keras does not know; what is left out is null there, or a
/// key that older versions have not.
void check_config(const Json& ours, const Json& theirs) {
  const std::set<std::string> newer = {
      "quantization_config", "input_axes",           "output_axes",     "build_config", "optional", "use_gate",
      "sliding_window",      "zero_output_for_mask", "registered_name", "module",       "renorm",   "renorm_momentum"};
  for (const auto& item : theirs.items()) {
    INFO(item.key());
    if (newer.contains(item.key())) continue;
    if (!ours.contains(item.key())) {
      CHECK(item.value().is_null());
      continue;
    }
    const auto& own = ours[item.key()];
    if (item.value().is_object() && own.is_object())
      check_config(own, item.value());
    else if (item.value().is_array() && item.value().size() == 1 && !own.is_array())
      CHECK(own == item.value()[0]);  // one axis: a number or a list of one
    else
      CHECK(own == item.value());
  }
  for (const auto& item : ours.items()) {
    INFO(item.key());
    CHECK((theirs.contains(item.key()) || (item.key() == "activity_regularizer" && item.value().is_null())));
  }
}

/// The layer, by way of a model that has it and no shape yet; what that writes of it is checked.
Layer layer_of(const Json& row) {
  const Json around = {{"name", "around"}, {"layers", Json::array({row["layer"]})}};
  const auto model = model_from_json(Json{{"class_name", "Sequential"}, {"config", around}}.dump());
  check_config(Json::parse(model.to_json())["config"]["layers"][0], row["layer"]);
  return model.get_layer(0);
}

void check_row(const Json& row) {
  const Layer layer = layer_of(row);
  Tensors inputs, data;
  const bool integers = row["dtype"] == "int32";
  for (const auto& dims : row["inputs"]) {
    const Shape sample = shape_from(dims);
    inputs.push_back(Input(sample, {.dtype = integers ? int32 : float32}));
    data.push_back(
        random_tensor(sample.inserted(0, 3), 0, integers ? 4 : 1, data.size() + 1).cast(inputs.back().dtype()));
  }
  const Model<> model(inputs, layer.call_all(inputs));
  auto weights = model.get_weights();
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (is_float(weights[i].dtype())) weights[i] = random_tensor(weights[i].shape(), 0.5, 1.5, i + 11).cast(float32);
  Layer(model).set_weights(weights);
  check_round_trip(model, data);
  parity("layers", row["layer"]["class_name"], Checked::save);
}

}  // namespace

TEST_CASE("saving: each layer in the list from Keras's configuration, and back") {
  const auto list = listed_layers();
  const std::set<std::string> listed(list.begin(), list.end());
  const CustomObjectScope scope("double_plus_one", [](const Tensor& x) { return x * 2.0 + 1.0; });  // of the Lambda
  std::set<std::string> seen;
  std::string left_out;
  Json rows = Json::parse(io::read_file(golden("saving/layers.json")));
  for (const Json& own : layer_rows()) rows.push_back(own["saving"]);
  for (const Json& row : rows) {
    const std::string kind = row["layer"]["class_name"];
    if (!listed.contains(kind)) {
      left_out += " " + kind;
      continue;
    }
    seen.insert(kind);
    INFO(row["layer"].dump());
    CHECK_NOTHROW(check_row(row));
  }
  std::cout << "layers.json: " << seen.size() << " kinds; without:" << left_out << std::endl;
  for (const std::string& kind : listed) {
    INFO(kind << " needs a LayerRow in its test (golden/make_layer_row.py)");
    CHECK(seen.contains(kind));
  }
}
#endif
