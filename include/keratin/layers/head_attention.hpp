// What MultiHeadAttention and GroupQueryAttention have in common: projections to heads, masks, softmax(q kᵀ / √n) v,
// and a projection back. Included by them.
#pragma once
#include "attention_call.hpp"
#include "einsum_dense.hpp"

#if KERATIN_DEFINE(layers)
#include <cmath>

#include "../ops/dropout.hpp"
#include "../ops/multiply.hpp"
#include "../ops/softmax.hpp"
#include "../ops/where.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

class HeadAttention : public LayerImpl {
 public:
  template <class Options>
  HeadAttention(const char* class_name, const Options& o, index_t key_dim)
      : LayerImpl(class_name, o),
        scale_(1 / std::sqrt(static_cast<double>(key_dim))),
        dropout_(o.dropout),
        window_(o.sliding_window),
        seeds_(o.seed) {
    require(key_dim > 0, where(), ": expected sizes above 0; got ", key_dim, ".");
    require(dropout_ >= 0 && dropout_ <= 1, where(), ": expected a dropout from 0 to 1; got ", dropout_, ".");
    require(!window_ || *window_ > 0, where(), ": expected a sliding_window above 0; got ", window_.value_or(0), ".");
    supports_masking_ = true;
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    return call_with(xs, context, {});
  }
  Tensors call_with(std::span<const Tensor> xs, const CallContext& context,
                    std::span<const OpArgument> arguments) const override {
    const detail::AttentionInputs in = detail::attention_inputs(xs, context, arguments, where());
    check(in.query.shape(), in.value.shape(), in.key.shape());
    const Tensor q = split(project(query_, in.query, context)), k = project(key_, in.key, context),
                 v = project(value_, in.value, context);
    const Tensor scores =
        ops::contract(ops::multiply(q, Tensor::scalar(scale_, q.dtype())), q_labels_, k, k_labels_, score_labels_);
    const Tensor weights = softmax(scores, spread(mask_for(in), scores.rank()), in.scores);
    const Tensor used =
        context.training && dropout_ > 0 ? ops::dropout(weights, dropout_, seeds_.next(context)) : weights;
    Tensor y = joined(ops::contract(used, score_labels_, v, k_labels_, q_labels_));
    if (gate_) y = ops::multiply(y, project(gate_, in.query, context));
    y = project(output_, y, context);
    return in.scores ? Tensors{y, joined_scores(weights)} : Tensors{y};
  }
  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor> masks) const override { return {masks[0]}; }

  std::vector<Layer> sublayers() const override {
    std::vector<Layer> inside;
    for (const auto* layer : {&query_, &key_, &gate_, &value_, &output_})
      if (*layer) inside.push_back(**layer);
    return inside;
  }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }

 protected:
  std::string where() const { return name() + " (" + class_name() + ")"; }
  virtual void check(const Shape& query, const Shape& value, const Shape& key) const = 0;
  /// The query's heads in groups, one for each head of the key, and back; by default there are none.
  virtual Tensor split(const Tensor& query) const { return query; }
  virtual Tensor joined(const Tensor& y) const { return y; }
  virtual Tensor joined_scores(const Tensor& scores) const { return scores; }

  /// The projection of that name, built for inputs of a shape.
  template <class Options>
  Layer dense(const Options& o, const char* name, const std::string& equation, const Shape& output,
              const std::string& bias_axes, const Shape& input, const activations::Activation& activation = {}) const {
    const EinsumDense layer(equation, output,
                            {.activation = activation,
                             .bias_axes = o.use_bias ? std::optional<std::string>(bias_axes) : std::nullopt,
                             .kernel_initializer = o.kernel_initializer,
                             .bias_initializer = o.bias_initializer,
                             .kernel_regularizer = o.kernel_regularizer,
                             .bias_regularizer = o.bias_regularizer,
                             .activity_regularizer = o.activity_regularizer,
                             .kernel_constraint = o.kernel_constraint,
                             .bias_constraint = o.bias_constraint,
                             .name = name,
                             .trainable = trainable()});
    build_inside(layer, {input});
    return layer;
  }

  std::optional<Layer> query_, key_, gate_, value_, output_;
  std::string q_labels_, k_labels_, score_labels_;  // the axes of query, of key and value, of the scores
  index_t axes_ = 1;                                // how many axes attention is over
  bool more_axes_ = false;                          // whether inputs have others than (batch, steps, features)

 private:
  static Tensor project(const std::optional<Layer>& layer, const Tensor& x, const CallContext& context) {
    CallContext own = context;
    own.mask.reset();
    const Tensor y = layer->impl().call(x, own);
    layer->impl().add_activity_loss(y, context);
    return y;
  }
  /// Which keys a query sees; undefined if all.
  Tensor mask_for(const detail::AttentionInputs& in) const {
    Tensor mask;
    if (on_meta(in.query)) return mask;
    if (in.query_mask.defined()) mask = ops::expand_dims(in.query_mask.cast(bool_), -1);
    for (const Tensor& keys : {in.value_mask, in.key_mask})
      if (keys.defined()) detail::and_mask(mask, ops::expand_dims(keys, -2));
    const index_t queries = in.query.shape()[1], keys = in.value.shape()[1];
    if (in.causal) detail::and_mask(mask, detail::causal_mask(queries, keys));
    if (window_)
      detail::and_mask(mask, detail::mask_of_places(queries, keys, [n = window_->value](index_t q, index_t k) {
                         return std::abs(q - k) < n;
                       }));
    detail::and_mask(mask, in.attention_mask);
    return mask;
  }
  /// The mask with axes of size 1 for the heads, and for others that it lacks, before those of queries and keys.
  Tensor spread(Tensor mask, index_t rank) const {
    if (!mask.defined()) return mask;
    require_shape(mask.rank() >= 2 * axes_ && mask.rank() <= rank, "expected a mask of rank ", 2 * axes_, " to ", rank,
                  "; got ", mask.shape(), ".");
    while (mask.rank() < rank) mask = ops::expand_dims(mask, mask.rank() - 2 * axes_);
    return mask;
  }
  /// A query that sees no key takes of all alike, but of none where Keras computes the scores one by one.
  Tensor softmax(const Tensor& scores, const Tensor& mask, bool asked) const {
    Tensor x = scores;
    if (mask.defined()) x = ops::where(mask, x, Tensor::scalar(-1e9, x.dtype()));
    Shape flat = x.shape().slice(0, x.shape().rank() - static_cast<std::size_t>(axes_));
    flat.push_back(x.shape().product(flat.rank(), x.shape().rank()));
    x = axes_ == 1 ? ops::softmax(x) : ops::reshape(ops::softmax(ops::reshape(x, flat)), x.shape());
    return mask.defined() && (dropout_ > 0 || asked || more_axes_) ? ops::where(mask, x, Tensor::scalar(0, x.dtype()))
                                                                   : x;
  }

  double scale_, dropout_;
  std::optional<Int> window_;
  SeedSequence seeds_;
};

}  // namespace keratin::layers
#endif
