// What is written here, real Keras reads: golden/verify.py on files of every golden case whose layers exist, and of
// each layer in the list. Needs a Python with Keras, told by the environment variable KERATIN_KERAS_PYTHON.
#include <cstdlib>

#include "support/golden_models.hpp"
#include "support/listed_names.hpp"
#include "support/temporary.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

void write_arrays(const std::string& stem, const Tensors& all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    save_npy(stem + (all.size() == 1 ? "" : std::to_string(i)) + ".npy", all[i]);
}

/// Writes the case's files, under its name.
void write_case(const ModelCase& c, const std::string& root) {
  auto model = load_model(c / "model.keras");
  const std::string folder = root + "/" + c.name + "/";
  std::filesystem::create_directories(folder);
  if (model.compiled()) {  // a state of the optimizer that Keras must find again
    const Tensors x = numbered_arrays(c / "x_train"), y = numbered_arrays(c / "y_train");
    model.fit(x, y, {.batch_size = 8, .verbose = 0, .shuffle = false});
    io::write_file(folder + "expect.json",
                   concat("{\"compiled\": true, \"optimizer\": \"", model.optimizer().impl().class_name(),
                          "\", \"iterations\": ", model.optimizer().iterations(), "}"));
  }
  model.save(folder + "cpp.keras");
  if (c.meta["h5"] == "full") model.save(folder + "cpp.h5");  // others Keras cannot read from its own files either
  model.save_weights(folder + "cpp.weights.h5");
  model.save_weights(folder + "cpp_weights.h5");
  io::write_file(folder + "cpp.json", model.to_json());
  io::write_file(folder + "meta.json", io::read_file(c / "meta.json"));
  write_arrays(folder + "x", c.x);
  write_arrays(folder + "y", model.predict_all(c.x, {.batch_size = c.batch_size, .verbose = 0}));
}

/// A model of a row of golden/saving/layers.json, compiled and trained for a step, under its number and class.
void write_layer(const Json& row, const std::string& folder) {
  const Json around = {{"name", "around"}, {"layers", Json::array({row["layer"]})}};
  const Layer layer = model_from_json(Json{{"class_name", "Sequential"}, {"config", around}}.dump()).get_layer(0);
  Tensors inputs, data;
  const DType type = row["dtype"] == "int32" ? int32 : float32;
  for (const auto& dims : row["inputs"]) {
    const Shape sample = shape_from(dims);
    inputs.push_back(Input(sample, {.dtype = type}));
    data.push_back(random_tensor(sample.inserted(0, 4), 0, type == int32 ? 4 : 1, data.size() + 1).cast(type));
  }
  Model<> model(inputs, layer.call_all(inputs));
  auto weights = model.get_weights();
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (is_float(weights[i].dtype())) weights[i] = random_tensor(weights[i].shape(), 0.5, 1.5, i + 11).cast(float32);
  model.set_weights(weights);
  std::filesystem::create_directories(folder);
  if (!model.trainable_variables().empty()) {
    model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
    model.fit(data, zeros(model.predict(data, {.verbose = 0}).shape()), {.verbose = 0});
    io::write_file(folder + "/expect.json", R"({"compiled": true, "optimizer": "Adam", "iterations": 1})");
  }
  model.save(folder + "/cpp.keras");
  const Json axis = row["layer"]["config"].value("axis", Json());
  const bool several = row["layer"]["class_name"] == "LayerNormalization" && axis.is_array();
  if (!several) model.save(folder + "/cpp.h5");  // Keras cannot read its own: from a list it takes one axis
  model.save_weights(folder + "/cpp.weights.h5");
  model.save_weights(folder + "/cpp_weights.h5");
  io::write_file(folder + "/cpp.json", model.to_json());
  write_arrays(folder + "/x", data);
  write_arrays(folder + "/y", model.predict_all(data, {.verbose = 0}));
}

/// Has Keras compare all files below a folder; the function of the Lambda is one that it knows.
void check_in_keras(const std::string& root, const std::string& options, const std::string& python) {
  const TemporaryFolder folder;
  const std::string code =
      "import keras, runpy, sys\n"
      "@keras.saving.register_keras_serializable()\n"
      "def double_plus_one(x): return 2.0 * x + 1.0\n"
      "sys.argv = sys.argv[1:]\n"
      "runpy.run_path(sys.argv[0], run_name=\"__main__\")\n";
  io::write_file(folder / "verify.py", code);
  const int status = std::system(concat("KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=-1 '",
                                        python, "' '", folder / "verify.py", "' '", shared("golden/verify.py"),
                                        "' --recursive '", root, "' ", options, " > '", folder / "log", "' 2>&1")
                                     .c_str());
  const std::string log = io::read_file(folder / "log");
  INFO(log);
  CHECK(status == 0);
  if (log.size() > 2) std::cout << log.substr(log.rfind('\n', log.size() - 2) + 1);
}

}  // namespace

TEST_CASE("keras reads our files", "[keras]") {
  const char* const python = std::getenv("KERATIN_KERAS_PYTHON");
  if (python == nullptr) KERATIN_SKIP("needs a Python with Keras in KERATIN_KERAS_PYTHON");
  for (const std::string set : {"models", "train"}) {
    const TemporaryFolder folder;
    for_each_model(set, [&](const ModelCase& c) { write_case(c, folder / set); });
    check_in_keras(folder / set,
                   "--need keras,json,weights,legacy" +
                       (set == "models" ? " --ref-root '" + shared("golden/" + set) + "'" : std::string()),
                   python);
  }
}

TEST_CASE("keras reads models of each layer", "[keras]") {
  const char* const python = std::getenv("KERATIN_KERAS_PYTHON");
  if (python == nullptr) KERATIN_SKIP("needs a Python with Keras in KERATIN_KERAS_PYTHON");
  if (shared("golden/verify.py").empty()) KERATIN_SKIP("needs golden/verify.py");
  const CustomObjectScope scope("double_plus_one", [](const Tensor& x) { return x * 2.0 + 1.0; });
  const auto list = listed_layers();
  const TemporaryFolder folder;
  int number = 0;
  for (const Json& row : Json::parse(io::read_file(golden("saving/layers.json")))) {
    const std::string kind = row["layer"]["class_name"];
    if (std::find(list.begin(), list.end(), kind) == list.end()) continue;
    if (kind == "RandomCrop") continue;  // Keras 3.15's predict leaves the images whole, its call crops them
    INFO(kind);
    CHECK_NOTHROW(write_layer(row, folder / (std::to_string(++number) + "_" + kind)));
  }
  check_in_keras(folder.path(), "--need keras,json,weights,legacy", python);
}
