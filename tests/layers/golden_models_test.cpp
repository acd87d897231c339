// Models of Keras: built from their configurations, their weights read, and their predictions compared.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <set>

#include "support/skip.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_count.hpp"
#include "support/golden_training.hpp"

using namespace keratin;

namespace {

/// Throws Missing if the model needs a class that keratin has not.
void check_model(const std::string& folder) {
  const testing::Json meta = testing::read_json(folder + "/meta.json");
  const testing::MadeModel made = testing::model_from(testing::read_json(folder + "/model.json"));
  Model<> model = made.model;
  model.set_weights(testing::read_weights(folder + "/weights.weights.h5", model));
  const Tensors x = testing::load_numbered(folder, "x"), y = testing::load_numbered(folder, "y");
  const Tensors got = model.predict_all(x, {.batch_size = meta["batch_size"].get<int>(), .verbose = 0});
  testing::check_tensors(got, y, meta["tolerance"]["atol"].get<double>());
}

}  // namespace

TEST_CASE("models of Keras predict the same") {
  const std::string folder = testing::shared("golden/models");
  if (folder.empty()) KERATIN_SKIP("needs golden/models");
  std::set<std::string> ran;
  testing::GoldenCount count("models");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    INFO("model " << name);
    try {
      check_model(entry.path().string());
      ran.insert(name);
      count.ran();
    } catch (const testing::Missing& missing) {
      count.lacks(missing.what(), name);
    }
  }
  for (const char* name :
       {"bn_mlp", "ln_gn_un", "merges", "normalization_adapted", "residual_add", "mlp_basic", "mlp_act_layers"}) {
    INFO(name);
    CHECK(ran.contains(name));
  }
}
#endif
