// Whole training runs of Keras, repeated: a case's weights and data, its fit unshuffled, and all figures compared.
//   check_training(own_case("sgd_mse"));             made by golden/make_training.py
//   check_training(shared_case(folder));             in the layout of the outside golden cases
#pragma once
#include <keratin/io/file.hpp>
#include <keratin/io/hdf5.hpp>
#include <keratin/io/zip.hpp>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "keras_compile.hpp"
#include "temporary.hpp"
#include "tensors.hpp"

namespace keratin::testing {

struct TrainingCase {
  std::string name;
  Json model, compile, fit;
  Json epochs, batch_logs, evaluate_before, evaluate_after;
  Inputs x, y, validation_x, validation_y, probe;  // `probe`: what predict is asked for
  std::optional<Tensor> sample_weight;
  Tensors before, after;  // weights; shared cases read theirs once the model is there
  Tensors predicted_before, predicted_after;
  std::string folder;  // of a shared case
  double loss_tolerance = 1e-4, tolerance = 2e-5, after_tolerance = 2e-4;
};

inline Json read_json(const std::string& path) { return Json::parse(io::read_file(path)); }

/// A case of golden/training.
inline TrainingCase own_case(const std::string& name) {
  const Json j = read_json(golden("training/" + name + ".json"));
  const auto arrays = load_npz(golden("training/" + name + ".npz"));
  const auto list = [&](const std::string& prefix) {
    Tensors all;
    while (arrays.contains(prefix + std::to_string(all.size())))
      all.push_back(arrays[prefix + std::to_string(all.size())]);
    return all;
  };
  TrainingCase c{.name = name,
                 .model = j["model"],
                 .compile = j["compile"],
                 .fit = j["fit"],
                 .epochs = j["epochs"],
                 .batch_logs = j["batch_logs"],
                 .evaluate_before = j["evaluate_before"],
                 .evaluate_after = j["evaluate_after"],
                 .x = list("x"),
                 .y = list("y"),
                 .validation_x = list("v_x"),
                 .validation_y = list("v_y"),
                 .probe = list("x"),
                 .sample_weight = {},
                 .before = list("before"),
                 .after = list("after"),
                 .predicted_before = list("p"),
                 .predicted_after = list("q"),
                 .folder = {}};
  if (arrays.contains("sample_weight")) c.sample_weight = arrays["sample_weight"];
  return c;
}

/// x.npy, or x0.npy, x1.npy …
inline Tensors load_numbered(const std::string& folder, const std::string& stem) {
  if (std::filesystem::exists(folder + "/" + stem + ".npy")) return {load_npy(folder + "/" + stem + ".npy")};
  Tensors all;
  const auto path = [&] { return folder + "/" + stem + std::to_string(all.size()) + ".npy"; };
  while (std::filesystem::exists(path())) all.push_back(load_npy(path()));
  return all;
}

inline TrainingCase shared_case(const std::string& folder) {
  const Json meta = read_json(folder + "/meta.json"), history = read_json(folder + "/history.json");
  const Json& t = meta["tolerance"];
  TrainingCase c{.name = meta["name"],
                 .model = read_json(folder + "/model.json"),
                 .compile = meta["compile"],
                 .fit = meta["fit"],
                 .epochs = history["epochs"],
                 .batch_logs = history["batch_logs"],
                 .evaluate_before = history["evaluate_before"],
                 .evaluate_after = history["evaluate_after"],
                 .x = load_numbered(folder, "x_train"),
                 .y = load_numbered(folder, "y_train"),
                 .validation_x = load_numbered(folder, "x_val"),
                 .validation_y = load_numbered(folder, "y_val"),
                 .probe = load_numbered(folder, "x"),
                 .sample_weight = {},
                 .before = {},
                 .after = {},
                 .predicted_before = load_numbered(folder, "y"),
                 .predicted_after = load_numbered(folder, "y_after"),
                 .folder = folder,
                 .loss_tolerance = t["loss_rtol"],
                 .tolerance = t["atol"],
                 .after_tolerance = t["after_atol"]};
  if (c.fit["sample_weight"].get<bool>()) c.sample_weight = load_npy(folder + "/sample_weight.npy");
  c.fit.erase("steps_per_epoch");  // it tells, and was not given
  return c;
}

/// The groups of the layers inside one of these, in Keras's weights file.
inline std::vector<std::string> own_groups(const std::string& class_name) {
  if (class_name == "TimeDistributed") return {"layer"};
  if (class_name == "Bidirectional") return {"forward_layer", "backward_layer"};
  if (class_name == "LSTM" || class_name == "GRU" || class_name.ends_with("RNN")) return {"cell"};
  if (class_name == "MultiHeadAttention") return {"query_dense", "key_dense", "value_dense", "output_dense"};
  return {};
}

/// The weights of a layer and those in it, from Keras's weights file: layers/dense_1/vars/0 is the first of the second
/// Dense.
inline void read_weights(const io::Hdf5Reader& h5, const LayerImpl& layer, const std::string& group, Tensors& weights) {
  for (std::size_t i = 0; i < layer.own_weights().size(); ++i)
    weights.push_back(h5.read(group + "vars/" + std::to_string(i)));
  std::map<std::string, int> counts;
  const std::vector<std::string> own = own_groups(layer.class_name());
  for (std::size_t i = 0; i < own.size(); ++i)
    read_weights(h5, layer.sublayers()[i].impl(), group + own[i] + "/", weights);
  if (!own.empty()) return;
  for (const Layer& inner : layer.sublayers()) {
    const std::string kind = snake_case(inner.class_name());
    const int n = counts[kind]++;
    read_weights(h5, inner.impl(), group + "layers/" + kind + (n > 0 ? "_" + std::to_string(n) : "") + "/", weights);
  }
}
inline Tensors read_weights(const std::string& path, const ModelBase& model) {
  Tensors weights;
  read_weights(*io::open_hdf5(path), static_cast<Layer>(model).impl(), "", weights);
  return weights;
}
inline void read_shared_weights(TrainingCase& c, const ModelBase& model) {
  const TemporaryFolder temporary;
  io::write_file(temporary / "before.h5", {io::open_zip(c.folder + "/model.keras")->read("model.weights.h5")});
  c.before = read_weights(temporary / "before.h5", model);
  c.after = read_weights(c.folder + "/after.weights.h5", model);
}

inline FitOptions fit_options(const TrainingCase& c) {
  const Json& f = c.fit;
  FitOptions o{.batch_size = f["batch_size"].get<int>(),
               .epochs = f["epochs"].get<int>(),
               .verbose = 0,
               .validation_split = number(f, "validation_split"),
               .shuffle = false,
               .sample_weight = c.sample_weight,
               .initial_epoch = static_cast<int>(number(f, "initial_epoch")),
               .validation_freq = static_cast<int>(number(f, "validation_freq", 1))};
  const auto integer = [&](const char* key) {
    return f.contains(key) && f[key].is_number() ? std::optional<Int>(f[key].get<int>()) : std::nullopt;
  };
  o.steps_per_epoch = integer("steps_per_epoch");
  o.validation_steps = integer("validation_steps");
  o.validation_batch_size = integer("validation_batch_size");
  if (!c.validation_x.empty()) o.validation_data = Validation(c.validation_x, c.validation_y);
  if (!f.contains("class_weight")) return o;
  for (const auto& [key, value] : f["class_weight"].items()) {  // {"0": 1.5} or [[0, 1.5]]
    if (value.is_array())
      o.class_weight[value[0].get<int>()] = value[1].get<double>();
    else
      o.class_weight[std::stoi(key)] = value.get<double>();
  }
  return o;
}

/// Keeps the figures of each batch.
struct BatchLogs : CustomCallback {
  std::vector<Logs> logs;
  void on_train_batch_end(int, const Logs& batch) override { logs.push_back(batch); }
};

inline void check_figures(const Logs& got, const Json& want, double tolerance) {
  CHECK(got.size() == want.size());
  for (const auto& [name, value] : want.items()) {
    INFO(name);
    REQUIRE(got.contains(name));
    const double w = value.get<double>();
    INFO("got " << got[name] << ", Keras " << w);
    CHECK(std::abs(got[name] - w) <= tolerance * std::abs(w) + 1e-6);
  }
}
inline void check_tensors(const Tensors& got, const Tensors& want, double tolerance) {
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("tensor " << i);
    CHECK(all_close(got[i], want[i], tolerance));
  }
}

inline void check_fit(Model<>& model, const TrainingCase& c) {
  const auto recorder = make_callback<BatchLogs>();
  FitOptions options = fit_options(c);
  options.callbacks = {recorder};
  const History history = model.fit(c.x, c.y, options);
  REQUIRE(recorder->logs.size() == c.batch_logs.size());
  for (std::size_t i = 0; i < c.batch_logs.size(); ++i) {
    INFO("batch " << i);
    check_figures(recorder->logs[i], c.batch_logs[i], c.loss_tolerance);
  }
  CHECK(history.history.size() == c.epochs.size());
  for (const auto& [name, want] : c.epochs.items()) {
    INFO("history of " << name);
    REQUIRE(history.history.contains(name));
    const auto& got = history.history[name];
    REQUIRE(got.size() == want.size());
    for (std::size_t i = 0; i < got.size(); ++i)
      CHECK(got[i] == Approx(want[i].get<double>()).epsilon(c.loss_tolerance).margin(1e-6));
  }
}

/// All that the optimizer keeps is what Keras saved of its own, in that order.
inline void check_optimizer_state(const Optimizer& optimizer, const TrainingCase& c) {
  INFO("the optimizer's variables");
  const auto h5 = io::open_hdf5(c.folder + "/after.weights.h5");
  Tensors got, want;
  for (const auto& variable : optimizer.variables()) {
    got.push_back(variable.value);
    want.push_back(h5->read("optimizer/vars/" + std::to_string(want.size())));
    CHECK(got.back().dtype() == want.back().dtype());
  }
  CHECK_FALSE(h5->has("optimizer/vars/" + std::to_string(want.size())));
  check_tensors(got, want, c.after_tolerance);
}

/// Throws Missing if the case needs a class that keratin has not.
inline void check_training(TrainingCase c) {
  INFO("training case " << c.name);
  const MadeModel made = model_from(c.model);
  Model<> model = made.model;
  const CompileOptions compile = compile_options(c.compile, made.outputs);
  if (!c.folder.empty()) read_shared_weights(c, model);
  model.set_weights(c.before);
  model.compile(compile);
  check_tensors(model.predict_all(c.probe, {.verbose = 0}), c.predicted_before, c.tolerance);
  const int batch_size = c.fit["batch_size"].get<int>();
  const auto check_evaluation = [&](const Json& want, double tolerance) {
    INFO("evaluate");
    check_figures(model.evaluate(c.x, c.y, {.batch_size = batch_size, .verbose = 0}), want, tolerance);
  };
  check_evaluation(c.evaluate_before, c.loss_tolerance);
  check_fit(model, c);
  if (!c.folder.empty()) check_optimizer_state(model.optimizer(), c);
  check_tensors(model.get_weights(), c.after, c.after_tolerance);
  check_tensors(model.predict_all(c.probe, {.verbose = 0}), c.predicted_after, c.after_tolerance);
  // A bias before a batch normalization has no gradient but rounding errors, which Adam makes large: what was trained
  // is the same, and what predicts by moving averages only about.
  const bool averages = c.model.dump().find("BatchNormalization") != std::string::npos;
  check_evaluation(c.evaluate_after, averages ? std::max(c.loss_tolerance, c.after_tolerance) : c.loss_tolerance);
}

}  // namespace keratin::testing
