// InputLayerImpl: an Input as one of a model's layers: model.layers() lists it, as Keras does.
#pragma once
#include "layer.hpp"

namespace keratin::layers {

class InputLayerImpl final : public LayerImpl {
 public:
  /// `name` differs from the node's where a model begins inside another one.
  InputLayerImpl(const Tensor& input, const std::string& name)
      : LayerImpl("InputLayer", Shape{}, name, true), input_(input) {
    built_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override { return x; }
  Tensors ends(std::size_t, bool) const override { return {input_}; }
  const Tensor& input() const { return input_; }

 private:
  Tensor input_;
};

}  // namespace keratin::layers
