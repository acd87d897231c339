// Files that Keras wrote, of every layer there is: each form is read, and what is then written is read again.
#include "support/golden_models.hpp"
#include "support/temporary.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// Without what Keras adds for itself: how layers are built, keys of later versions, what is none. A list of one axis
/// is the axis.
Json essential(Json j) {
  if (j.is_object()) {
    for (const char* key : {"build_config", "compile_config", "quantization_config", "optional", "renorm",
                            "renorm_momentum", "use_gate", "sliding_window"})
      j.erase(key);
    for (auto item = j.begin(); item != j.end();)
      item = item->is_null() || *item == Json::array() ? j.erase(item) : std::next(item);
    if (j.contains("axis") && j["axis"].is_array() && j["axis"].size() == 1) j["axis"] = Json(j["axis"][0]);
  }
  if (j.is_structured())
    for (auto& part : j) part = essential(part);
  return j;
}

bool same_weights(const ModelBase& a, const ModelBase& b) {
  const auto p = a.get_weights(), q = b.get_weights();
  if (p.size() != q.size()) return false;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!same_bits(p[i], q[i])) return false;
  return true;
}

/// save and load in both forms: the same JSON, the same weights.
void check_round_trip(const Model<>& model) {
  const TemporaryFolder folder;
  for (const char* file : {"m.keras", "m.h5"}) {
    INFO(file);
    model.save(folder / file);
    const auto again = load_model(folder / file);
    CHECK(again.to_json() == model.to_json());
    CHECK(same_weights(again, model));
  }
  model.save_weights(folder / "m.weights.h5");
  model.save_weights(folder / "old.h5");
  for (const char* file : {"m.weights.h5", "old.h5"}) {
    INFO(file);
    auto again = model_from_json(model.to_json());
    again.load_weights(folder / file);
    CHECK(same_weights(again, model));
  }
}

void check_case(const ModelCase& c) {
  {
    INFO("model.keras");
    const auto model = load_model(c / "model.keras");
    check_predictions(c, model);
    check_round_trip(model);
  }
  {
    INFO("model.json and weights.weights.h5");
    auto model = model_from_json(io::read_file(c / "model.json"));
    model.load_weights(c / "weights.weights.h5");
    check_predictions(c, model);
  }
  const std::string h5 = c.meta.value("h5", "absent");
  if (h5 != "absent") {
    INFO("model.h5: " << h5);
    if (h5 == "full") {
      const auto model = load_model(c / "model.h5", {.compile = false});
      check_predictions(c, model);
    }
    auto model = model_from_json(io::read_file(c / "model.json"));
    model.load_weights(c / "model.h5");
    check_predictions(c, model);
  }
  if (c.has("weights_legacy.h5")) {
    INFO("weights_legacy.h5");
    auto model = model_from_json(io::read_file(c / "model.json"));
    model.load_weights(c / "weights_legacy.h5");
    check_predictions(c, model);
  }
}

}  // namespace

TEST_CASE("golden models: all forms of Keras's files are read") { for_each_model("models", check_case); }

TEST_CASE("golden models: to_json gives what Keras gives") {
  for_each_model("models", [](const ModelCase& c) {
    const auto model = model_from_json(io::read_file(c / "model.json"));
    const Json ours = essential(Json::parse(model.to_json())), theirs = essential(read_json(c / "model.json"));
    const bool masks = theirs.dump().find("NotEqual") != std::string::npos;  // not written: masks follow by themselves
    if (!masks) CHECK(Json::diff(theirs, ours) == Json::array());
  });
}

TEST_CASE("golden models: compiled models of Keras") {
  for_each_model("train", [](const ModelCase& c) {
    const auto model = load_model(c / "model.keras");
    check_predictions(c, model);
    CHECK(model.compiled());
    check_round_trip(model);
  });
}

TEST_CASE("golden models: whole models of Keras 2") {
  for_each_model("keras2", [](const ModelCase& c) {
    const auto model = load_model(c / "model.h5");
    check_predictions(c, model);
    check_round_trip(model);
    auto again = model_from_json(io::read_file(c / "model.json"));
    again.load_weights(c / "weights_legacy.h5");
    check_predictions(c, again);
  });
}
