// Weights in the layout of Keras 1 and 2 (.h5): a group for each layer, by its name, and lists of names in attributes.
// Included by saving.hpp.
#pragma once
#include "weights_file.hpp"

#if KERATIN_DEFINE(saving)

namespace keratin::saving::detail {

/// A list of texts; longer ones than an attribute holds are split, names0, names1, ….
inline void set_names(io::Hdf5Writer& file, const std::string& object, const std::string& attribute,
                      const std::vector<std::string>& names) {
  constexpr std::size_t most = 2000;  // an attribute holds 64 KiB, a text takes 16 bytes of it
  if (names.size() <= most) {
    file.set_texts(object, attribute, names, io::Charset::ascii);
    return;
  }
  for (std::size_t i = 0, part = 0; i < names.size(); i += most, ++part) {
    const auto begin = names.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), i + most));
    file.set_texts(object, attribute + std::to_string(part), {begin, end}, io::Charset::ascii);
  }
}
inline std::vector<std::string> names_in(const io::Hdf5Reader& file, const std::string& object,
                                         const std::string& attribute) {
  if (file.has_attribute(object, attribute) || !file.has_attribute(object, attribute + "0"))
    return file.texts(object, attribute);
  std::vector<std::string> names;
  for (std::size_t part = 0; file.has_attribute(object, attribute + std::to_string(part)); ++part)
    for (std::string& name : file.texts(object, attribute + std::to_string(part))) names.push_back(std::move(name));
  return names;
}

inline std::string below(const std::string& group, const std::string& name) {
  return group.empty() ? name : group + "/" + name;
}

/// A layer's weights in the old order: those that are trained, then the others.
inline std::vector<Variable> legacy_order(const LayerImpl& layer) {
  std::vector<Variable> weights, all;
  layer.collect(weights, true);
  layer.collect(all, false);
  const std::size_t trained = weights.size();
  for (const Variable& w : all) {
    const auto end = weights.begin() + static_cast<std::ptrdiff_t>(trained);
    if (std::none_of(weights.begin(), end, [&](const Variable& t) { return t.impl() == w.impl(); }))
      weights.push_back(w);
  }
  return weights;
}

/// Writes into a group of the file, "" for the root.
inline void write_legacy_weights(const ModelImpl& model, io::Hdf5Writer& file, const std::string& group) {
  if (!group.empty()) file.create_group(group);
  file.set_text(group, "backend", "tensorflow");
  file.set_text(group, "keras_version", keras_version);
  std::vector<std::string> layers;
  for (const Layer& layer : model.layers()) {
    layers.push_back(layer.name());
    const std::string own = below(group, layer.name());
    file.create_group(own);
    std::vector<std::string> names;
    for (const Variable& w : legacy_order(layer.impl())) {
      std::string name = w.path();
      for (int n = 1; std::find(names.begin(), names.end(), name) != names.end(); ++n)
        name = w.path() + "_" + std::to_string(n);
      names.push_back(name);
      file.write(own + "/" + name, w);
    }
    set_names(file, own, "weight_names", names);
  }
  set_names(file, group, "layer_names", layers);
  file.create_group(below(group, "top_level_model_weights"));
  set_names(file, below(group, "top_level_model_weights"), "weight_names", {});
}

inline void read_legacy_layer(const io::Hdf5Reader& file, const std::string& group, const Layer& layer,
                              const std::string& name, bool skip, Assignment& all) {
  const std::vector<std::string> names = names_in(file, group, "weight_names");
  const std::vector<Variable> weights = legacy_order(layer.impl());
  if (names.size() != weights.size()) {
    require<file_error>(skip, in_file(name, group), ": expected the ", weights.size(), " weights of ", layer.name(),
                        "; got ", names.size(), ".");
    return;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string path = below(group, names[i]);
    const Tensor value = file.read(path);
    if (!skip || value.shape() == weights[i].shape()) all.add(weights[i], value, in_file(name, path));
  }
}

/// Sets the weights from a group of the file, layer after layer in the file's order, or those of the same name.
inline void read_legacy_weights(const ModelImpl& model, const io::Hdf5Reader& file, const std::string& group,
                                const std::string& name, bool skip, bool by_name) {
  std::vector<std::string> saved;
  for (const std::string& layer : names_in(file, group, "layer_names"))
    if (!names_in(file, below(group, layer), "weight_names").empty()) saved.push_back(layer);
  std::vector<Layer> layers;
  for (const Layer& layer : model.layers())
    if (!layer.weights().empty()) layers.push_back(layer);
  Assignment all;
  if (!by_name)
    require<file_error>(saved.size() == layers.size(), in_file(name, group), ": expected ", layers.size(),
                        " layers with weights, as ", model.name(), " has; got ", saved.size(), ".");
  for (std::size_t i = 0; i < saved.size(); ++i) {
    if (!by_name) {
      read_legacy_layer(file, below(group, saved[i]), layers[i], name, skip, all);
      continue;
    }
    for (const Layer& layer : layers)
      if (layer.name() == saved[i]) read_legacy_layer(file, below(group, saved[i]), layer, name, skip, all);
  }
  all.finish();
}

}  // namespace keratin::saving::detail
#endif
