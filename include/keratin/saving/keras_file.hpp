// The files of whole models: .keras (a zip archive of JSON and HDF5) and the old .h5. Included by saving.hpp.
#pragma once
#include "assets.hpp"
#include "compile_config.hpp"
#include "legacy_weights.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <ctime>

#include "../io/zip.hpp"

namespace keratin::saving::detail {

inline bool all_of_compile(const ModelImpl& model) { return model.compiled() && model.compile_options().has_value(); }

inline Json whole_config(const ModelImpl& model) {
  Json json = model_json(model);
  if (!model.inputs().empty())
    json["build_config"] =
        io::object({{"input_shape", model.sequential() ? shape_json(model.inputs()[0].shape()) : Json()}});
  if (all_of_compile(model)) json["compile_config"] = compile_json(model);
  return json;
}

inline void write_keras(const ModelImpl& model, const std::string& path) {
  std::string weights;
  const auto h5 = io::create_hdf5_bytes(weights);
  write_weights(model, *h5);
  h5->close();
  char date[32] = "";
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  if (gmtime_r(&now, &parts) != nullptr) std::strftime(date, sizeof date, "%Y-%m-%d@%H:%M:%S", &parts);
  const auto zip = io::create_zip(path);
  zip->add("metadata.json", io::dump_json(io::object({{"keras_version", keras_version}, {"date_saved", date}})));
  zip->add("config.json", io::dump_json(whole_config(model)));
  zip->add("model.weights.h5", std::move(weights));
  zip->close();
}

/// Compiles with what the file says, if it says anything.
inline void restore_compile(ModelImpl& model, const Json& config, const std::string& where) {
  const Json& optimizer = optional_member(config, "optimizer");
  const Json& loss = optional_member(config, "loss");
  if (!config.is_object() || (optimizer.is_null() && loss.is_null())) return;
  const CompileOptions options = compile_from(config, where);
  at_place(where, [&] { model.compile(options); });
}

/// The weights of a model that is being read start as zeros and take no more room than its file can fill.
inline Ref<LayerImpl> model_for_weights(const Json& config, const std::string& where, std::size_t bytes) {
  const keratin::detail::LoadScope scope(bytes);
  return model_from(config, where);
}

inline Ref<LayerImpl> read_keras(const std::string& path, bool compile) {
  const auto zip = io::open_zip(path);
  const std::string where = "\"" + path + "\", config.json";
  Json config = io::parse_json(zip->read("config.json"), where);
  const std::string weights = zip->read("model.weights.h5");
  const auto h5 = io::open_hdf5_bytes(weights, path + ", model.weights.h5");
  read_assets(config, "", *zip, *h5, path);
  const Ref<LayerImpl> made = model_for_weights(config, where, weights.size());
  auto& model = static_cast<ModelImpl&>(*made);
  if (compile) restore_compile(model, optional_member(config, "compile_config"), where + ", compile_config");
  read_weights(model, *h5, path, false);
  return made;
}

/// A configuration in the old form: layers, and the model itself, have class and configuration alone.
inline Json old_config(const ModelImpl& model) {
  const auto strip = [](auto& self, Json& json) -> void {
    if (!json.is_object()) return;
    const auto layers = json.find("config") == json.end() ? json.end() : json["config"].find("layers");
    if (json.contains("config") && json["config"].is_object() && layers != json["config"].end())
      for (Json& layer : *layers) self(self, layer);
    const bool op = json.contains("module") && json["module"].is_string() && is_op_module(json["module"]);
    if (op) return;
    for (const char* key : {"module", "registered_name", "build_config", "compile_config"}) json.erase(key);
    if (json.contains("class_name") && json["class_name"] == "GroupQueryAttention")
      json["class_name"] = "GroupedQueryAttention";  // as Keras's class is called in its own code
  };
  Json json = model_json(model);
  strip(strip, json);
  return json;
}

/// The variables of an optimizer and of those inside it, each after the name of its own optimizer: "adam/iteration".
inline std::vector<std::string> variable_paths(const optimizers::OptimizerImpl& optimizer) {
  std::vector<std::string> inside, paths;
  for (const auto& inner : optimizer.inner())
    for (std::string& path : variable_paths(*inner.optimizer)) inside.push_back(std::move(path));
  const auto variables = optimizer.variables();
  for (std::size_t i = 0; i + inside.size() < variables.size(); ++i)
    paths.push_back(optimizer.name() + "/" + variables[i].name);
  paths.insert(paths.end(), inside.begin(), inside.end());
  return paths;
}

inline void write_h5(const ModelImpl& model, const std::string& path) {
  const auto file = io::create_hdf5(path);
  file->set_text("", "backend", "tensorflow");
  file->set_text("", "keras_version", keras_version);
  file->set_text("", "model_config", io::dump_json(old_config(model)), io::Charset::ascii);
  write_legacy_weights(model, *file, "model_weights");
  if (all_of_compile(model)) {
    Json training = compile_json(model, Names::resolve);
    training["optimizer_config"] =
        io::object({{"class_name", training["optimizer"]["class_name"]}, {"config", training["optimizer"]["config"]}});
    training.erase("optimizer");
    file->set_text("", "training_config", io::dump_json(training), io::Charset::ascii);
    const optimizers::OptimizerImpl& optimizer = model.optimizer().impl();
    if (optimizer.built()) {
      std::vector<std::string> names;
      file->create_group("optimizer_weights");
      const auto variables = optimizer.variables();
      for (const std::string& one : variable_paths(optimizer)) {
        std::string name = one;
        for (int n = 1; std::find(names.begin(), names.end(), name) != names.end(); ++n)
          name = one + "_" + std::to_string(n);
        file->write("optimizer_weights/" + name, variables[names.size()].value);
        names.push_back(name);
      }
      set_names(*file, "optimizer_weights", "weight_names", names);
    }
  }
  file->close();
}

/// The optimizer's arrays, if they are those that this kind of optimizer keeps. Keras 2's lack the learning rate, and
/// before 2.11 all m's stood before all v's.
inline void read_old_optimizer(const ModelImpl& model, const io::Hdf5Reader& file, const std::string& path) {
  optimizers::OptimizerImpl& optimizer = model.optimizer().impl();
  std::vector<Variable> trained;
  model.collect(trained, true);
  if (!file.is_group("optimizer_weights") || trained.empty()) return;
  const std::vector<std::string> names = names_in(file, "optimizer_weights", "weight_names");
  if (names.empty()) return;
  optimizer.build(trained);
  std::vector<Tensor> values;
  for (const std::string& name : names) values.push_back(file.read("optimizer_weights/" + name));
  const auto wanted = optimizer.variables();
  if (values.size() + 1 == wanted.size() && wanted.size() > 1 && wanted[1].name == "learning_rate")
    values.insert(values.begin() + 1, wanted[1].value);
  if (names[0].find("iterations") != std::string::npos && names.size() == 2 * trained.size() + 1 &&
      values.size() == wanted.size()) {
    const auto n = static_cast<std::ptrdiff_t>(trained.size());
    const std::vector<Tensor> old(values.end() - 2 * n, values.end());
    for (std::ptrdiff_t i = 0; i < 2 * n; ++i)
      values[values.size() - 2 * trained.size() + static_cast<std::size_t>(i)] =
          old[static_cast<std::size_t>(i / 2 + (i % 2) * n)];
  }
  at_place(in_file(path, "optimizer_weights"), [&] { optimizer.set_variables(values); });
}

inline Ref<LayerImpl> read_h5(const std::string& path, bool compile) {
  const auto file = io::open_hdf5(path);
  if (!file->has_attribute("", "model_config"))
    fail<file_error>("load_model(\"", path, "\"): expected a whole model; got a file without model_config. Hint: ",
                     "load_weights loads weights into a model that is there.");
  const std::string where = "\"" + path + "\", model_config";
  const Json config = io::parse_json(file->text("", "model_config"), where);
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(path, failed);
  const Ref<LayerImpl> made = model_for_weights(config, where, failed ? 0 : static_cast<std::size_t>(bytes));
  auto& model = static_cast<ModelImpl&>(*made);
  if (compile && file->has_attribute("", "training_config")) {
    const std::string of = "\"" + path + "\", training_config";
    Json training = io::parse_json(file->text("", "training_config"), of);
    if (training.is_object() && training.contains("optimizer_config"))
      training["optimizer"] = training["optimizer_config"];
    restore_compile(model, training, of);
  }
  read_legacy_weights(model, *file, "model_weights", path, false, false);
  if (model.compiled()) read_old_optimizer(model, *file, path);
  return made;
}

}  // namespace keratin::saving::detail
#endif
