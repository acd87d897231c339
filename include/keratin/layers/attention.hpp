// Attention: softmax(query keyᵀ) value: each query takes of the values by the likeness of their keys.
//   {(batch, queries, n), (batch, keys, m), (batch, keys, n)} -> (batch, queries, m)
//   auto y = Attention({.use_scale = true})({query, value});
// M. Luong et al., "Effective approaches to attention-based neural machine translation", 2015.
#pragma once
#include "attention_call.hpp"

namespace keratin::layers {

struct AttentionOptions {
  KERATIN_OPTIONS;
  Flag use_scale = false;          ///< Whether scores are times a weight "scale".
  std::string score_mode = "dot";  ///< Or "concat": the sum of tanh(scale (query + key)), times another weight.
  Real dropout = 0.0;              ///< The share of scores that are dropped while training.
  std::optional<Int> seed = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(use_scale, score_mode, dropout, seed)
};

/// Dot-product attention (keras.layers.Attention). A value's mask hides it; where the query's is false the output is 0,
/// and the query's mask goes on. Throws for another score_mode, a dropout that is not from 0 to 1, and an
/// attention_mask.
struct Attention : AttentionLayer {
  explicit Attention(const AttentionOptions& options = {});
  static Attention from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../initializers/initializers.hpp"
#include "../ops/add.hpp"
#include "../ops/dropout.hpp"
#include "../ops/matmul.hpp"
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"
#include "../ops/softmax.hpp"
#include "../ops/subtract.hpp"
#include "../ops/tanh.hpp"
#include "../ops/transpose.hpp"
#include "../ops/where.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

/// What Attention and AdditiveAttention have in common: all but the scores.
class AttentionBase : public LayerImpl {
 public:
  template <class Options>
  AttentionBase(const char* class_name, const Options& options)
      : LayerImpl(class_name, options), dropout_(options.dropout), seeds_(options.seed) {
    require(dropout_ >= 0 && dropout_ <= 1, where(), ": expected a dropout from 0 to 1; got ", dropout_, ".");
    supports_masking_ = true;
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    return call_with(xs, context, {});
  }
  Tensors call_with(std::span<const Tensor> xs, const CallContext& context,
                    std::span<const OpArgument> arguments) const override {
    const detail::AttentionInputs in = detail::attention_inputs(xs, context, arguments, where());
    require(!in.attention_mask.defined(), where(), ": expected masks beside the inputs; got an attention_mask. ",
            "Hint: with_mask(value, mask), or MultiHeadAttention.");
    check(in);
    Tensor weights = ops::softmax(masked(scores(in.query, in.key), in));
    if (context.training && dropout_ > 0) weights = ops::dropout(weights, dropout_, seeds_.next(context));
    Tensor y = ops::matmul(weights, in.value);
    if (in.query_mask.defined()) y = ops::where(ops::expand_dims(in.query_mask, -1), y, Tensor::scalar(0, y.dtype()));
    return in.scores ? Tensors{y, weights} : Tensors{y};
  }
  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor> masks) const override { return {masks[0]}; }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }

 protected:
  /// (batch, queries, keys).
  virtual Tensor scores(const Tensor& query, const Tensor& key) const = 0;
  std::string where() const { return name() + " (" + class_name() + ")"; }
  /// query + key for each pair: (batch, queries, keys, n).
  static Tensor pairs(const Tensor& query, const Tensor& key) {
    return ops::add(ops::expand_dims(query, -2), ops::expand_dims(key, -3));
  }

 private:
  void check(const detail::AttentionInputs& in) const {
    const Shape &q = in.query.shape(), &v = in.value.shape(), &k = in.key.shape();
    require_shape(q.rank() >= 2 && q.rank() == v.rank() && q.rank() == k.rank() && q.back() == k.back() &&
                      v.from(v.rank() - 2)[0] == k.from(k.rank() - 2)[0],
                  "expected query (batch, queries, n), value (batch, keys, m) and key (batch, keys, n); got ", q, ", ",
                  v, " and ", k, ".");
  }
  /// Keras's way: 1e9 less where a value does not count, so that a query that sees none takes of all.
  static Tensor masked(const Tensor& scores, const detail::AttentionInputs& in) {
    Tensor keep;
    if (in.value_mask.defined()) keep = ops::expand_dims(in.value_mask.cast(bool_), -2);
    if (in.causal && !on_meta(scores)) {
      const Shape places = scores.shape().from(scores.shape().rank() - 2);
      detail::and_mask(keep, detail::causal_mask(places[0], places[1]));
    }
    if (!keep.defined()) return scores;
    return ops::where(keep, scores, ops::subtract(scores, Tensor::scalar(1e9, scores.dtype())));
  }

  double dropout_;
  SeedSequence seeds_;
};

class AttentionImpl final : public AttentionBase {
 public:
  explicit AttentionImpl(const AttentionOptions& options) : AttentionBase("Attention", options), options_(options) {
    require(options.score_mode == "dot" || options.score_mode == "concat", where(),
            ": expected a score_mode \"dot\" or \"concat\"; got \"", options.score_mode, "\".");
  }
  void build_all(const std::vector<Shape>&) override {
    if (options_.use_scale) scale_ = add_weight("scale", {}, "ones");
    if (options_.score_mode == "concat") concat_ = add_weight("concat_score_weight", {}, "ones");
  }
  void fields(Fields& f) const override { AttentionOptions(options_).fields(f); }

 private:
  Tensor scaled(const Tensor& x) const { return scale_.defined() ? ops::multiply(x, scale_) : x; }
  Tensor scores(const Tensor& query, const Tensor& key) const override {
    if (concat_.defined()) return ops::multiply(ops::sum(ops::tanh(scaled(pairs(query, key))), -1), concat_);
    Shape order;  // the last two axes change places
    for (index_t i = 0; i < key.rank() - 2; ++i) order.push_back(i);
    order.push_back(key.rank() - 1);
    order.push_back(key.rank() - 2);
    return scaled(ops::matmul(query, ops::transpose(key, order)));
  }

  AttentionOptions options_;
  Variable scale_, concat_;
};

KERATIN_INLINE Attention::Attention(const AttentionOptions& options)
    : AttentionLayer(Ref<LayerImpl>(new AttentionImpl(options))) {}
KERATIN_INLINE Attention Attention::from(Fields& f) {
  AttentionOptions options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return Attention(options);
}

}  // namespace keratin::layers
#endif
