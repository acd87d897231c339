// Bidirectional: a recurrent layer twice, once from the first step and once from the last.
//   model.add(Bidirectional(LSTM(64)));   auto y = Bidirectional(GRU(32), {.merge_mode = "sum"})(x);
#pragma once
#include "recurrent.hpp"

namespace keratin::layers {

struct BidirectionalOptions {
  KERATIN_OPTIONS;
  /// How both outputs become one: "concat", "sum", "mul" or "ave"; std::nullopt: they stay two.
  std::optional<std::string> merge_mode = "concat";
  std::vector<Tensor> weights = {};          ///< What the weights start as: those of the one, then of the other.
  std::optional<Layer> backward_layer = {};  ///< Without it a copy of the layer that goes the other way.
  KERATIN_LAYER_OPTIONS;
};

/// Both outputs, in the order of the steps, put together (keras.layers.Bidirectional). `layer` is copied, as
/// forward_… and backward_…; its first states, and with return_state its last ones, are those of the first, then those
/// of the second. Throws for a layer that is not recurrent, another merge_mode, and a backward_layer that does not fit.
[[nodiscard]] RecurrentBase Bidirectional(const Layer& layer, const BidirectionalOptions& options = {});
/// The same as its configuration says. Throws state_error where that has no layer.
[[nodiscard]] RecurrentBase bidirectional_from(Fields& f);

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/concatenate.hpp"
#include "../ops/flip.hpp"
#include "../ops/operators.hpp"

namespace keratin::layers {

class BidirectionalImpl final : public LayerImpl {
 public:
  BidirectionalImpl(const Layer& layer, const BidirectionalOptions& options)
      : LayerImpl("Bidirectional", options),
        merge_(options.merge_mode),
        weights_(options.weights),
        forward_(copy_of(layer, "forward_", recurrent(layer).settings().go_backwards)),
        backward_(options.backward_layer ? *options.backward_layer : copy_of(layer, "backward_", true)) {
    const auto &a = recurrent(forward_).settings(), &b = recurrent(backward_).settings();
    for (const char* known : {"concat", "sum", "mul", "ave"}) valid_merge_ = valid_merge_ || merge_ == known;
    require(valid_merge_ || !merge_, name(),
            " (Bidirectional): expected merge_mode concat, sum, mul, ave or none; got ", merge_.value_or(""), ".");
    require(a.go_backwards != b.go_backwards && a.stateful == b.stateful && a.return_sequences == b.return_sequences &&
                a.return_state == b.return_state,
            name(), " (Bidirectional): expected layers that go in different directions and agree in stateful, ",
            "return_sequences and return_state; got others.");
    supports_masking_ = takes_mask_ = true;
    for (const Layer& half : {forward_, backward_})  // as in Keras: both outputs are 0 where a step does not count
      dynamic_cast<RecurrentImpl&>(half.impl()).set_zero_output_for_mask(a.return_sequences);
  }

  void build_all(const std::vector<Shape>& inputs) override {
    std::vector<Variable> all;
    for (const Layer& layer : {forward_, backward_}) {
      build_inside(layer, {inputs[0]});
      for (const Variable& w : layer.weights()) all.push_back(w);
    }
    if (weights_.empty()) return;
    require_shape(weights_.size() == all.size(), "expected ", all.size(), " arrays as weights; got ", weights_.size(),
                  ".");
    for (std::size_t i = 0; i < all.size(); ++i) all[i].assign(weights_[i]);
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    const std::size_t states = xs.size() - 1;
    require_shape(states == 0 || states == 2 * recurrent(forward_).states(), "expected ",
                  2 * recurrent(forward_).states(), " first states beside the input, or none; got ", states, ".");
    Tensors one = {xs[0]}, other = {xs[0]};
    one.insert(one.end(), xs.begin() + 1, xs.begin() + 1 + static_cast<std::ptrdiff_t>(states / 2));
    other.insert(other.end(), xs.begin() + 1 + static_cast<std::ptrdiff_t>(states / 2), xs.end());
    const Tensors a = forward_.impl().invoke_all(one, context), b = backward_.impl().invoke_all(other, context);
    const bool sequences = recurrent(forward_).settings().return_sequences;
    Tensors out = merged(with_mask(a[0], {}), sequences ? ops::flip(b[0], 1) : with_mask(b[0], {}));
    out.insert(out.end(), a.begin() + 1, a.end());
    out.insert(out.end(), b.begin() + 1, b.end());
    return out;
  }

  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor> masks) const override {
    Tensors all(merge_ ? 1 : 2);
    if (recurrent(forward_).settings().return_sequences)
      for (Tensor& mask : all) mask = masks[0];
    return all;
  }

  std::vector<Layer> sublayers() const override { return {forward_, backward_}; }
  void fields(Fields& f) const override {
    std::optional<std::string> merge_mode = merge_;
    std::optional<Layer> layer = forward_, backward_layer = backward_;
    f("merge_mode, layer, backward_layer", merge_mode, layer, backward_layer);
  }

 private:
  const RecurrentImpl& recurrent(const Layer& layer) const {
    const auto* const own = dynamic_cast<const RecurrentImpl*>(&layer.impl());
    require(own != nullptr, name(), " (Bidirectional): expected a recurrent layer, such as LSTM; got ", layer.name(),
            " (", layer.class_name(), ").");
    return *own;
  }
  Layer copy_of(const Layer& layer, const std::string& prefix, bool go_backwards) const {
    const RecurrentImpl& own = recurrent(layer);
    const std::string& old = layer.name();
    auto copy = own.copy(old.starts_with(prefix) ? old : prefix + old, go_backwards);
    require(copy.has_value(), name(), " (Bidirectional): expected a layer of which there can be a copy; got ", old,
            ", whose cell is a class of yours. Hint: use two RNN layers, one with go_backwards.");
    return *copy;
  }
  Tensors merged(const Tensor& a, const Tensor& b) const {
    if (!merge_) return {a, b};
    if (*merge_ == "concat") return {ops::concatenate({a, b}, -1)};
    if (*merge_ == "mul") return {a * b};
    if (*merge_ == "sum") return {a + b};
    return {(a + b) / 2};
  }

  std::optional<std::string> merge_;
  std::vector<Tensor> weights_;
  Layer forward_, backward_;
  bool valid_merge_ = false;
};

KERATIN_INLINE RecurrentBase Bidirectional(const Layer& layer, const BidirectionalOptions& options) {
  return RecurrentBase(Ref<LayerImpl>(new BidirectionalImpl(layer, options)));
}
KERATIN_INLINE RecurrentBase bidirectional_from(Fields& f) {
  std::optional<Layer> layer;
  BidirectionalOptions options;
  f("merge_mode, layer, backward_layer", options.merge_mode, layer, options.backward_layer);
  f("name, trainable", options.name, options.trainable);
  require<state_error>(layer.has_value(), "Bidirectional: expected a layer to wrap; got none.");
  return Bidirectional(*layer, options);
}

}  // namespace keratin::layers
#endif
