// Each layer in the list in a small model, against Keras: what it predicts, the losses of two epochs, and the weights
// and predictions after them. golden/layers/training.json and .npz, made by golden/make_layer_training.py.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <set>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_training.hpp"
#include "support/layer_rows.hpp"
#include "support/listed_names.hpp"
#include "support/on_cuda.hpp"
#include "support/parity.hpp"

using namespace keratin;
using testing::Checked;
using testing::Json;

namespace {

/// The arrays of a row: list("x") are x0, x1, ….
struct RowArrays {
  const Named<Tensor>& all;
  std::string prefix;
  Tensor operator[](const std::string& name) const { return all[prefix + name]; }
  Tensors list(const std::string& stem) const {
    Tensors tensors;
    while (all.contains(prefix + stem + std::to_string(tensors.size())))
      tensors.push_back(all[prefix + stem + std::to_string(tensors.size())]);
    return tensors;
  }
};

template <class D>
void check_row_on(const Json& row, const RowArrays& arrays) {
  INFO("on " << to_text(Device(D{})));
  const std::string kind = row["class_name"], how = row["how"];
  auto model = model_from_json<float, D>(row["model"].dump());
  model.set_weights(arrays.list("b"));
  const Tensors x = arrays.list("x");
  if (kind != "RandomCrop") {  // at rest Keras 3.15 hands whole images on, against the shape that it declares
    CHECK(testing::all_close(model.predict(x, {.verbose = 0}), arrays["p"], 2e-5));
    testing::parity("layers", kind, Checked::value);
  }
  if (how != "trained") {
    testing::no_parity("layers", kind, Checked::training);
    if (how == "constant") testing::no_parity("layers", kind, Checked::gradient);
    return;
  }
  model.compile({.optimizer = optimizers::SGD(0.05), .loss = "mse"});
  const History h = model.fit(x, arrays["y"], {.batch_size = 4, .epochs = 2, .verbose = 0, .shuffle = false});
  for (std::size_t i = 0; i < row["losses"].size(); ++i)
    CHECK(h.history["loss"][i] == Approx(row["losses"][i].get<double>()).epsilon(1e-4));
  testing::check_tensors(model.get_weights(), arrays.list("a"), 2e-5);
  CHECK(testing::all_close(model.predict(x, {.verbose = 0}), arrays["q"], 1e-4));
  testing::parity("layers", kind, Checked::training);
}

void check_row(const Json& row, const RowArrays& arrays) {
  check_row_on<cpu>(row, arrays);
  if (testing::has_cuda()) check_row_on<cuda>(row, arrays);
}

}  // namespace

TEST_CASE("each layer in the list predicts and trains as Keras's") {
  const auto list = testing::listed_layers();
  const std::set<std::string> listed(list.begin(), list.end());
  const Json rows = testing::read_json(testing::golden("layers/training.json"));
  const auto arrays = load_npz(testing::golden("layers/training.npz"));
  const CustomObjectScope scope("double_plus_one", [](const Tensor& x) { return x * 2.0 + 1.0; });  // of the Lambda
  std::set<std::string> seen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string kind = rows[i]["class_name"];
    if (!listed.contains(kind)) continue;
    seen.insert(kind);
    INFO("row " << i << ", " << kind << ", " << rows[i]["how"]);
    CHECK_NOTHROW(check_row(rows[i], {arrays, std::to_string(i) + "_"}));
  }
  for (const Json& own : testing::layer_rows()) {
    seen.insert(own["training"]["class_name"]);
    INFO("the row of " << own["training"]["class_name"] << "'s test");
    Named<Tensor> its;
    for (const auto& [name, array] : own["arrays"].items())
      its.insert_or_assign(name, testing::tensor_from(array["values"])
                                     .reshape(testing::shape_from(array["shape"]))
                                     .cast(array["dtype"] == "int32" ? int32 : float32));
    CHECK_NOTHROW(check_row(own["training"], {its, ""}));
  }
  for (const std::string& kind : listed) {
    INFO(kind << " needs a LayerRow in its test (golden/make_layer_row.py)");
    CHECK(seen.contains(kind));
  }
}
#endif
