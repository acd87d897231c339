// Embedding: a vector that is learned for each of the numbers 0 … input_dim - 1.   (batch, …) -> (batch, …, output_dim)
//   model.add(Embedding(5000, 100, {.mask_zero = true, .input_shape = {20}}));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct EmbeddingOptions {
  KERATIN_OPTIONS;
  Initializer embeddings_initializer = "uniform";
  Regularizer embeddings_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint embeddings_constraint = {};
  Flag mask_zero = false;              ///< Whether 0 stands for no word: a mask goes beside the output, false there.
  std::optional<Tensor> weights = {};  ///< What the vectors are at first, (input_dim, output_dim).
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(embeddings_initializer, embeddings_regularizer, activity_regularizer, embeddings_constraint, mask_zero)
};

/// The rows of a weight "embeddings", (input_dim, output_dim), by their numbers (keras.layers.Embedding). Ids may be of
/// any dtype; one that is not from 0 to input_dim - 1 throws value_error. Throws unless both sizes are above 0 and
/// `weights` are of that shape.
struct Embedding : Layer {
  explicit Embedding(Int input_dim, Int output_dim, const EmbeddingOptions& options = {});
  static Embedding from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../initializers/initializers.hpp"
#include "../ops/comparisons.hpp"
#include "../ops/embedding.hpp"

namespace keratin::layers {

class EmbeddingImpl final : public LayerImpl {
 public:
  EmbeddingImpl(index_t input_dim, index_t output_dim, const EmbeddingOptions& options)
      : LayerImpl("Embedding", options), input_dim_(input_dim), output_dim_(output_dim), options_(options) {
    where_ = name() + " (Embedding)";
    require(input_dim > 0 && output_dim > 0, where_, ": expected input_dim and output_dim above 0; got ", input_dim,
            " and ", output_dim, ".");
    if (options.weights)
      require_shape(options.weights->shape() == Shape{input_dim, output_dim}, "expected weights of shape ",
                    Shape{input_dim, output_dim}, "; got ", options.weights->shape(), ".");
    activity_regularizer_ = options.activity_regularizer;
    supports_masking_ = makes_mask_ = options.mask_zero;
  }

  void build(const Shape&) override {
    Initializer first = options_.embeddings_initializer;
    if (options_.weights) first = initializers::Constant(*options_.weights);
    embeddings_ =
        add_weight("embeddings", {input_dim_, output_dim_}, first,
                   {.regularizer = options_.embeddings_regularizer, .constraint = options_.embeddings_constraint});
    options_.weights.reset();  // they are the layer's own from now on
  }

  Tensor call(const Tensor& x, const CallContext&) const override { return ops::embedding(embeddings_, x, where_); }
  Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor>) const override {
    return {ops::not_equal(xs[0], Tensor::scalar(0, xs[0].dtype()))};
  }

  void fields(Fields& f) const override {
    Int input_dim = input_dim_, output_dim = output_dim_;
    f("input_dim, output_dim", input_dim, output_dim);
    EmbeddingOptions(options_).fields(f);
  }

 private:
  index_t input_dim_, output_dim_;
  EmbeddingOptions options_;
  std::string where_;
  Variable embeddings_;
};

KERATIN_INLINE Embedding::Embedding(Int input_dim, Int output_dim, const EmbeddingOptions& options)
    : Layer(Ref<LayerImpl>(new EmbeddingImpl(input_dim, output_dim, options))) {}
KERATIN_INLINE Embedding Embedding::from(Fields& f) {
  return layer_from<Embedding, EmbeddingOptions>(f, "input_dim, output_dim", Int(1), Int(1));
}

}  // namespace keratin::layers
#endif
