// Sequential and Model: what a program holds. They fix the scalar and the device; everything else is ModelBase.
#pragma once
#include <concepts>
#include <string>

#include "model_base.hpp"

namespace keratin {

namespace saving {
struct ModelMaker;
}

template <class T>
concept Scalar = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, bfloat16>;

/// A graph of layers from inputs to outputs, computing in T on Device (keras.Model).
template <Scalar T = float, DeviceTag D = default_device>
class Model : public ModelBase {
  static_assert(!std::same_as<T, bfloat16> || std::same_as<D, cuda>, "bfloat16 needs cuda");

 public:
  explicit Model(const Inputs& inputs, const Inputs& outputs, const ModelOptions& options = {})
      : ModelBase(make_functional(inputs, outputs, options, dtype_of<T>(), D{})) {}

  // Defined in saving/saving.hpp.
  /// Writes the whole model: "m.keras", or "m.h5" in the old layout. The file has its old content, or all of the new.
  void save(const std::string& path, const SaveOptions& options = {}) const;
  /// The layers and how they are joined, without weights, as JSON.
  std::string to_json() const;
  /// Writes the weights alone, "m.weights.h5", or "m.h5" in the old layout.
  void save_weights(const std::string& path, const SaveOptions& options = {}) const;
  /// Takes weights from a file that save_weights or save wrote, here or in Keras. Throws file_error or shape_error, and
  /// changes nothing, if they don't fit.
  void load_weights(const std::string& path, const LoadWeightsOptions& options = {});

 protected:
  friend struct saving::ModelMaker;
  explicit Model(Ref<LayerImpl> impl) : ModelBase(std::move(impl)) {}
};
Model(const Inputs&, const Inputs&)->Model<>;
Model(const Inputs&, const Inputs&, const ModelOptions&)->Model<>;

/// What a Sequential is made of: a layer, a model, or what Input() made. No other place takes a Tensor for a layer.
class SequentialItem {
 public:
  SequentialItem(const Layer& layer) : layer_(layer) {}
  SequentialItem(const ModelBase& model) : layer_(static_cast<Layer>(model)) {}
  SequentialItem(const Tensor& input) : input_(input) {}
  const std::optional<Layer>& layer() const { return layer_; }
  const Tensor& input() const { return input_; }

 private:
  std::optional<Layer> layer_;
  Tensor input_;
};

/// Layers one after another (keras.Sequential).
template <Scalar T = float, DeviceTag D = default_device>
class Sequential : public Model<T, D> {
 public:
  Sequential() : Sequential(ModelOptions{}) {}
  explicit Sequential(const ModelOptions& options)
      : Model<T, D>(ModelBase::make_sequential(options, dtype_of<T>(), D{})) {}
  explicit Sequential(std::initializer_list<SequentialItem> items, const ModelOptions& options = {})
      : Sequential(options) {
    for (const SequentialItem& item : items) add(item);
  }
  template <class T2, class D2>  // `({inner})`: g++ would nest it, clang copy it; write add(inner)
  explicit Sequential(std::initializer_list<Sequential<T2, D2>>, const ModelOptions& = {}) = delete;

  /// Puts a layer last. The first one may tell the shape of a sample (input_shape, or Input); else the first data does.
  void add(const SequentialItem& item) {
    if (item.layer())
      this->add_layer(*item.layer());
    else
      this->add_input(item.input());
  }
  /// Takes the last layer away.
  void pop() { this->pop_layer(); }

 protected:
  explicit Sequential(Ref<LayerImpl> impl) : Model<T, D>(std::move(impl)) {}
};
Sequential()->Sequential<>;
Sequential(const ModelOptions&)->Sequential<>;
Sequential(std::initializer_list<SequentialItem>)->Sequential<>;
Sequential(std::initializer_list<SequentialItem>, const ModelOptions&)->Sequential<>;

}  // namespace keratin
