// Models in files, in Keras's own layouts: what Keras wrote is read here, and the reverse.
//   model.save("m.keras");                      auto same = load_model("m.keras");    // goes straight on to fit
//   std::string json = model.to_json();         auto untrained = model_from_json(json);
//   model.save_weights("m.weights.h5");         untrained.load_weights("m.weights.h5");
#pragma once
#include <string>
#include <string_view>

#include "../models/model.hpp"

namespace keratin {

struct LoadModelOptions {
  KERATIN_OPTIONS;
  Flag compile = true;  ///< Restores optimizer, losses and metrics too, if the file has them.
};

namespace saving {

// The functions behind those of Model. T and Device are told as DType and Device.
void save_model(const LayerImpl& model, const std::string& path, const SaveOptions& options);
Ref<LayerImpl> load_model(const std::string& path, const LoadModelOptions& options, DType dtype, Device device);
std::string to_json(const LayerImpl& model);
Ref<LayerImpl> model_from_json(std::string_view json, DType dtype, Device device);
void save_weights(const LayerImpl& model, const std::string& path, const SaveOptions& options);
void load_weights(LayerImpl& model, const std::string& path, const LoadWeightsOptions& options);

struct ModelMaker {
  template <Scalar T, DeviceTag D>
  static Model<T, D> make(Ref<LayerImpl> impl) {
    return Model<T, D>(std::move(impl));
  }
  static LayerImpl& impl(const ModelBase& model) { return static_cast<Layer>(model).impl(); }
};

}  // namespace saving

/// The model in a file that save wrote, here or in Keras: .keras, or .h5 (Keras 1 to 3). With its optimizer's state,
/// losses and metrics, unless .compile is false. Throws file_error for a file that is missing or damaged, name_error
/// for a layer, loss, metric or op that is not known; both tell the file and the place in it.
template <Scalar T = float, DeviceTag D = default_device>
[[nodiscard]] Model<T, D> load_model(const std::string& path, const LoadModelOptions& options = {}) {
  return saving::ModelMaker::make<T, D>(saving::load_model(path, options, dtype_of<T>(), D{}));
}

/// A model with new weights from what to_json gave, here or in Keras; also as a JSON text of that text, which
/// json.dump(model.to_json()) makes.
template <Scalar T = float, DeviceTag D = default_device>
[[nodiscard]] Model<T, D> model_from_json(std::string_view json) {
  return saving::ModelMaker::make<T, D>(saving::model_from_json(json, dtype_of<T>(), D{}));
}

template <Scalar T, DeviceTag D>
void Model<T, D>::save(const std::string& path, const SaveOptions& options) const {
  saving::save_model(saving::ModelMaker::impl(*this), path, options);
}
template <Scalar T, DeviceTag D>
std::string Model<T, D>::to_json() const {
  return saving::to_json(saving::ModelMaker::impl(*this));
}
template <Scalar T, DeviceTag D>
void Model<T, D>::save_weights(const std::string& path, const SaveOptions& options) const {
  saving::save_weights(saving::ModelMaker::impl(*this), path, options);
}
template <Scalar T, DeviceTag D>
void Model<T, D>::load_weights(const std::string& path, const LoadWeightsOptions& options) {
  saving::load_weights(saving::ModelMaker::impl(*this), path, options);
}

}  // namespace keratin

#if KERATIN_DEFINE(saving)
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "../backend/cuda/device.hpp"
#include "../callbacks/model_checkpoint.hpp"
#include "../io/file.hpp"
#include "backup.hpp"
#include "keras_file.hpp"

namespace keratin::saving {

namespace detail {

inline const ModelImpl& model_of(const LayerImpl& layer) { return static_cast<const ModelImpl&>(layer); }

/// Asks a person whether a file may be replaced; without a terminal that is an error.
inline bool may_write(const char* where, const std::string& path, const SaveOptions& options) {
  std::error_code failed;
  if (options.overwrite || !std::filesystem::exists(path, failed)) return true;
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0)
    fail<file_error>(where, "(\"", path, "\"): expected a new file, as overwrite is false; got one that is there.");
  std::string answer;
  while (answer != "y" && answer != "n") {
    std::cout << "[WARNING] " << path << " already exists - overwrite? [y/n]" << std::flush;
    if (!std::getline(std::cin, answer)) answer = "n";
  }
  if (answer == "n") std::cout << "[TIP] Next time specify overwrite = true!\n";
  return answer == "y";
}

inline void check_ending(const char* where, const std::string& path, bool ok, const char* endings) {
  require(ok, where, ": expected a path that ends in ", endings, "; got \"", path, "\".");
}

[[maybe_unused, noreturn]] inline void lacks_json(const char* where) {
  io::lacks(where, "JSON for Modern C++", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}

}  // namespace detail

KERATIN_INLINE void save_model(const LayerImpl& layer, const std::string& path, const SaveOptions& options) {
  const bool keras = path.ends_with(".keras"), h5 = path.ends_with(".h5") || path.ends_with(".hdf5");
  detail::check_ending("save", path, (keras || h5) && !path.ends_with(".weights.h5"), ".keras or .h5");
  if (!detail::may_write("save", path, options)) return;
#if KERATIN_HAS_JSON
  if (keras)
    detail::write_keras(detail::model_of(layer), path);
  else
    detail::write_h5(detail::model_of(layer), path);
#else
  static_cast<void>(layer);
  detail::lacks_json("save");
#endif
}

KERATIN_INLINE Ref<LayerImpl> load_model(const std::string& path, const LoadModelOptions& options, DType dtype,
                                         Device device) {
  cuda_backend::require_device(device, "load_model");
#if KERATIN_HAS_JSON
  const bool keras = path.ends_with(".keras");
  detail::check_ending("load_model", path, keras || path.ends_with(".h5") || path.ends_with(".hdf5"),
                       ".keras, .h5 or .hdf5");
  detail::model_dtype = dtype;
  detail::model_device = device;
  return keras ? detail::read_keras(path, options.compile) : detail::read_h5(path, options.compile);
#else
  static_cast<void>(options), static_cast<void>(dtype);
  detail::lacks_json("load_model");
#endif
}

KERATIN_INLINE std::string to_json(const LayerImpl& layer) {
#if KERATIN_HAS_JSON
  return io::dump_json(detail::model_json(detail::model_of(layer)));
#else
  static_cast<void>(layer);
  detail::lacks_json("to_json");
#endif
}

KERATIN_INLINE Ref<LayerImpl> model_from_json(std::string_view text, DType dtype, Device device) {
  cuda_backend::require_device(device, "load_model");
#if KERATIN_HAS_JSON
  const std::string where = "model_from_json";
  io::Json json = io::parse_json(text, where);
  if (json.is_string()) json = io::parse_json(json.get<std::string>(), where);
  detail::model_dtype = dtype;
  detail::model_device = device;
  return detail::model_from(json, where);
#else
  static_cast<void>(text), static_cast<void>(dtype);
  detail::lacks_json("model_from_json");
#endif
}

KERATIN_INLINE void save_weights(const LayerImpl& layer, const std::string& path, const SaveOptions& options) {
  const bool old = !path.ends_with(".weights.h5");
  detail::check_ending("save_weights", path, !old || path.ends_with(".h5") || path.ends_with(".hdf5"),
                       ".weights.h5, or .h5 for the old layout");
  const detail::ModelImpl& model = detail::model_of(layer);
  require<state_error>(model.built(), model.name(),
                       ".save_weights: expected a model with weights; got one that is not ",
                       "built. Hint: call it, or add(Input(…)) first.");
  if (!detail::may_write("save_weights", path, options)) return;
  const auto file = io::create_hdf5(path);
  if (old)
    detail::write_legacy_weights(model, *file, "");
  else
    detail::write_weights(model, *file);
  file->close();
}

KERATIN_INLINE void load_weights(LayerImpl& layer, const std::string& path, const LoadWeightsOptions& options) {
  const detail::ModelImpl& model = detail::model_of(layer);
  require<state_error>(model.built(), model.name(),
                       ".load_weights: expected a model with weights; got one that is not ",
                       "built. Hint: call it, or add(Input(…)) first.");
  const bool skip = options.skip_mismatch, by_name = options.by_name;
  if (path.ends_with(".keras")) {
    const std::string bytes = io::open_zip(path)->read("model.weights.h5");
    detail::read_weights(model, *io::open_hdf5_bytes(bytes, path + ", model.weights.h5"), path, skip);
    return;
  }
  detail::check_ending("load_weights", path, path.ends_with(".h5") || path.ends_with(".hdf5"),
                       ".weights.h5, .h5, .hdf5 or .keras");
  const auto file = io::open_hdf5(path);
  if (file->has_attribute("", "layer_names") || file->has_attribute("", "layer_names0"))
    detail::read_legacy_weights(model, *file, "", path, skip, by_name);
  else if (file->is_group("model_weights"))
    detail::read_legacy_weights(model, *file, "model_weights", path, skip, by_name);
  else
    detail::read_weights(model, *file, path, skip);
}

KERATIN_INLINE void save_checkpoint(LayerImpl& model, const std::string& path, bool weights_only) {
  if (weights_only)
    save_weights(model, path, {});
  else
    save_model(model, path, {});
}

}  // namespace keratin::saving
#endif
