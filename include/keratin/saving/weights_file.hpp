// Weights in Keras 3's layout (.weights.h5, and model.weights.h5 in a .keras file): a group for each layer, named after
// its class. Included by saving.hpp.
#pragma once
#include "../io/hdf5.hpp"

#if KERATIN_DEFINE(saving)
#include <algorithm>
#include <map>
#include <set>

#include "../layers/custom_layer.hpp"
#include "../models/model_impl.hpp"

namespace keratin::saving::detail {

using models::ModelImpl;

/// What files name as their writer: the oldest version that reads them.
inline constexpr const char* keras_version = "3.0.0";

/// A layer's own weights and what else stands beside them, and where in the file.
struct WeightGroup {
  std::string path, name;
  std::vector<Variable> weights;
  std::map<std::string, Tensor> values;
};

/// The names of the groups that hold the layers inside a layer: as Keras's attributes are called.
inline std::vector<std::string> group_names(const LayerImpl& layer, const std::vector<Layer>& inside) {
  const std::string& kind = layer.class_name();
  std::vector<std::string> names;
  if (kind == "MultiHeadAttention") names = {"query_dense", "key_dense", "value_dense", "output_dense"};
  if (kind == "GroupQueryAttention") names = {"_query_dense", "_key_dense", "_value_dense", "_output_dense"};
  if (!names.empty() && inside.size() > names.size()) names.insert(names.begin() + 2, "_gate_dense");
  if (kind == "Bidirectional") names = {"forward_layer", "backward_layer"};
  if (kind == "TimeDistributed" || kind == "SpectralNormalization" || kind == "Wrapper") names = {"layer"};
  if (kind.ends_with("RNN") || kind == "LSTM" || kind == "GRU" || kind.starts_with("ConvLSTM")) names = {"cell"};
  if (names.size() >= inside.size()) return names;
  const char* const list = kind == "StackedRNNCells" ? "cells/" : "layers/";
  std::map<std::string, int> counts;
  names.clear();
  for (const Layer& one : inside) {
    const bool grouped = one.class_name() == "GroupQueryAttention";  // Keras's class has another name in its own code
    const std::string base = grouped ? "grouped_query_attention" : snake_case(one.class_name());
    const int n = counts[base]++;
    names.push_back(list + (n == 0 ? base : base + "_" + std::to_string(n)));
  }
  return names;
}

inline void list_groups(const LayerImpl& layer, const std::string& path, std::vector<WeightGroup>& groups) {
  const std::vector<Layer> inside = layer.sublayers();
  WeightGroup own{path, layer.name(), {}, layer.values_beside_weights()};
  for (const bool trained : {true, false})
    for (const Variable& w : layer.own_weights())
      if (w.trainable() == trained) own.weights.push_back(w);
  groups.push_back(std::move(own));
  const std::vector<std::string> names = group_names(layer, inside);
  for (std::size_t i = 0; i < inside.size(); ++i)
    list_groups(inside[i].impl(), path + (path.empty() ? "" : "/") + names[i], groups);
}

/// An optimizer's variables, and in groups below it those of the optimizers inside it once more, as Keras does.
inline void write_optimizer(const optimizers::OptimizerImpl& optimizer, const std::string& group,
                            io::Hdf5Writer& file) {
  const std::string vars = group + "/vars";
  file.create_group(vars);
  file.set_text(vars, "name", optimizer.name());
  const auto variables = optimizer.variables();
  for (std::size_t i = 0; i < variables.size(); ++i) file.write(vars + "/" + std::to_string(i), variables[i].value);
  for (const auto& inner : optimizer.inner()) write_optimizer(*inner.optimizer, group + "/" + inner.group, file);
}

inline void write_weights(const ModelImpl& model, io::Hdf5Writer& file) {
  std::vector<WeightGroup> groups;
  list_groups(model, "", groups);
  for (const WeightGroup& group : groups) {
    const std::string vars = group.path.empty() ? "vars" : group.path + "/vars";
    file.create_group(vars);
    file.set_text(vars, "name", group.name);
    for (std::size_t i = 0; i < group.weights.size(); ++i) file.write(vars + "/" + std::to_string(i), group.weights[i]);
    for (const auto& [name, value] : group.values) file.write(vars + "/" + name, value);
  }
  if (model.compiled() && model.optimizer().impl().built())
    write_optimizer(model.optimizer().impl(), "optimizer", file);
}

/// What is to become of weights: all is read and checked before the first of them is changed.
struct Assignment {
  std::vector<std::pair<Variable, Tensor>> pairs;
  void add(const Variable& weight, const Tensor& value, const std::string& where) {
    require<shape_error>(value.shape() == weight.shape(), where, ": expected shape ", weight.shape(), " for ",
                         weight.path(), "; got ", value.shape(), ".");
    pairs.emplace_back(weight, value);
  }
  void finish() const {
    for (const auto& [weight, value] : pairs) weight.assign(value);
  }
};

inline std::string in_file(const std::string& file, const std::string& path) {
  return concat("\"", file, "\", \"/", path, "\"");
}

inline void read_optimizer(const ModelImpl& model, const io::Hdf5Reader& file, const std::string& name) {
  optimizers::OptimizerImpl& optimizer = model.optimizer().impl();
  std::vector<Variable> trained;
  model.collect(trained, true);
  if (!trained.empty()) optimizer.build(trained);
  if (!optimizer.built()) return;
  std::vector<Tensor> values;
  for (std::size_t i = 0; file.has("optimizer/vars/" + std::to_string(i)); ++i)
    values.push_back(file.read("optimizer/vars/" + std::to_string(i)));
  if (values.empty()) return;  // saved before the first step
  try {
    optimizer.set_variables(values);
  } catch (const value_error& e) {
    throw value_error(in_file(name, "optimizer/vars") + ": " + e.what());
  }
}

/// Sets the weights, and the optimizer's if both the model and the file have one. With `skip` those of another shape,
/// or that the file lacks, stay as they are.
inline void read_weights(const ModelImpl& model, const io::Hdf5Reader& file, const std::string& name, bool skip) {
  std::vector<WeightGroup> groups;
  list_groups(model, "", groups);
  Assignment all;
  const bool old = !file.has("layers") && file.has("_layer_checkpoint_dependencies");  // Keras 2.12 and 2.13
  for (WeightGroup& group : groups) {
    if (group.weights.empty()) continue;  // values beside weights are those of the configuration
    for (std::size_t at = 0; old && (at = group.path.find("layers/", at)) != group.path.npos; at += 40)
      group.path.replace(at, 7, "_layer_checkpoint_dependencies/");
    const std::string vars = group.path.empty() ? "vars" : group.path + "/vars";
    const std::size_t count = file.is_group(vars) ? file.children(vars).size() : 0;
    if (count != group.weights.size()) {
      require<file_error>(skip, in_file(name, vars), ": expected the ", group.weights.size(), " weights of ",
                          group.name, "; got ", count, ".");
      continue;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::string path = vars + "/" + std::to_string(i);
      const Tensor value = file.read(path);
      if (!skip || value.shape() == group.weights[i].shape()) all.add(group.weights[i], value, in_file(name, path));
    }
  }
  all.finish();
  if (model.compiled() && file.is_group("optimizer/vars")) read_optimizer(model, file, name);
}

}  // namespace keratin::saving::detail
#endif
