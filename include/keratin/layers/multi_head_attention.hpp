// MultiHeadAttention: several attentions side by side, each on projections of its own: the core of the Transformer.
//   {(batch, queries, n), (batch, keys, m)} -> (batch, queries, n)
//   auto y = MultiHeadAttention(8, 64)({x, x});   auto z = MultiHeadAttention(8, 64)({x, x}, {.use_causal_mask =
//   true});
// A. Vaswani et al., "Attention is all you need", 2017.
#pragma once
#include "attention_call.hpp"

namespace keratin::layers {

struct MultiHeadAttentionOptions {
  KERATIN_OPTIONS;
  std::optional<Int> value_dim = {};  ///< The size of a head's values; none: key_dim.
  Real dropout = 0.0;                 ///< The share of scores that are dropped while training.
  Flag use_bias = true;
  Shape output_shape = {};                 ///< Of the last axes of the output; empty: as the query has.
  Axes attention_axes = {};                ///< Empty: all but batch and features.
  std::optional<Int> sliding_window = {};  ///< If set, a query sees only keys less than that many places away.
  Initializer kernel_initializer = "glorot_uniform";
  Initializer bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint bias_constraint = {};
  Flag use_gate = false;  ///< Whether the heads' outputs are times a sigmoid of another projection of the query.
  std::optional<Int> seed = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(value_dim, dropout, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
                 bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, seed)
};

/// num_heads attentions with keys of key_dim numbers (keras.layers.MultiHeadAttention). Weights: kernel and bias of
/// query, key, (gate,) value and output. The inputs' masks and those of the call hide keys; the query's mask goes on.
/// Throws for sizes that are not above 0.
struct MultiHeadAttention : AttentionLayer {
  MultiHeadAttention(Int num_heads, Int key_dim, const MultiHeadAttentionOptions& options = {});
  static MultiHeadAttention from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "head_attention.hpp"

namespace keratin::layers {

namespace detail {

/// "abc,cde->abde": the last `bound` of the axes before become `made` others.
struct Projection {
  std::string equation, bias_axes;
  Projection(std::size_t free, std::size_t bound, std::size_t made) {
    const std::string letters = "abcdefghijklmnopqrstuvwxyz", kept = letters.substr(0, free),
                      inner = letters.substr(free, bound);
    bias_axes = letters.substr(free + bound, made);
    equation = kept + inner + "," + inner + bias_axes + "->" + kept + bias_axes;
  }
};

}  // namespace detail

class MultiHeadAttentionImpl final : public HeadAttention {
 public:
  MultiHeadAttentionImpl(index_t num_heads, index_t key_dim, const MultiHeadAttentionOptions& options)
      : HeadAttention("MultiHeadAttention", options, key_dim),
        heads_(num_heads),
        key_dim_(key_dim),
        value_dim_(options.value_dim.value_or(key_dim)),
        options_(options) {
    require(num_heads > 0 && value_dim_ > 0, where(), ": expected num_heads and value_dim above 0; got ", num_heads,
            " and ", value_dim_, ".");
    options_.value_dim = value_dim_;
  }

  void build_all(const std::vector<Shape>& inputs) override {
    require_shape(inputs.size() >= 2, "expected {query, value} or {query, value, key}; got one tensor.");
    const Shape &query = inputs[0], &value = inputs[1], &key = inputs.size() > 2 ? inputs[2] : value;
    check(query, value, key);
    const std::size_t rank = query.rank();
    const detail::Projection in(rank - 1, 1, 2);
    const Shape keys = last_sizes(rank, {heads_, key_dim_}), values = last_sizes(rank, {heads_, value_dim_});
    query_ = dense(options_, "query", in.equation, keys, in.bias_axes, query);
    key_ = dense(options_, "key", in.equation, keys, in.bias_axes, key);
    if (options_.use_gate) gate_ = dense(options_, "gate", in.equation, values, in.bias_axes, query, "sigmoid");
    value_ = dense(options_, "value", in.equation, values, in.bias_axes, value);
    const Shape out = options_.output_shape.empty() ? Shape{query.back()} : options_.output_shape;
    const detail::Projection back(rank - 1, 2, out.rank());
    Shape made = query.with(rank - 1, heads_);
    made.push_back(value_dim_);
    output_ = dense(options_, "attention_output", back.equation, last_sizes(rank, out), back.bias_axes, made);
    set_labels(rank + 1);
  }

  void fields(Fields& f) const override {
    Int heads = heads_, key_dim = key_dim_;
    f("num_heads, key_dim", heads, key_dim);
    MultiHeadAttentionOptions o = options_;
    o.fields(f);
    std::vector<index_t> axes(o.attention_axes.list().begin(), o.attention_axes.list().end());
    if (!axes.empty()) f("attention_axes", axes);  // a list, also of one
    if (!o.output_shape.empty()) f("output_shape", o.output_shape);
    if (o.sliding_window) f("sliding_window", o.sliding_window);  // these two Keras has since 3.14
    if (o.use_gate) f("use_gate", o.use_gate);
  }

 private:
  void check(const Shape& query, const Shape& value, const Shape& key) const override {
    const std::size_t r = query.rank();
    bool fits = r >= 3 && value.rank() == r && key.rank() == r;
    for (std::size_t i = 1; fits && i + 1 < r; ++i)
      fits = value[static_cast<index_t>(i)] == key[static_cast<index_t>(i)];
    require_shape(fits, "expected query (batch, queries, n), value (batch, keys, m) and key (batch, keys, l); got ",
                  query, ", ", value, " and ", key, ".");
  }
  /// A projection's output without the batch: open sizes, then these.
  static Shape last_sizes(std::size_t rank, const Shape& last) {
    Shape shape;
    for (std::size_t i = 2; i < rank; ++i) shape.push_back(-1);
    for (const index_t d : last) shape.push_back(d);
    return shape;
  }
  /// Of (batch, …, heads, features): batch, axes without attention and heads are shared by query, keys and scores.
  void set_labels(std::size_t rank) {
    Shape axes;
    for (const index_t a : options_.attention_axes.list())
      axes.push_back(a < 0 ? a + static_cast<index_t>(rank) - 1 : a);
    for (index_t a = 1; options_.attention_axes.list().empty() && a < static_cast<index_t>(rank) - 2; ++a)
      axes.push_back(a);
    options_.attention_axes = Axes(axes);
    const auto attended = [&](std::size_t i) {
      return std::find(axes.begin(), axes.end(), static_cast<index_t>(i)) != axes.end();
    };
    std::string shared, queries, keys;
    q_labels_ = k_labels_ = "";
    for (std::size_t i = 0; i < rank; ++i) {
      const char own = static_cast<char>('a' + i), other = static_cast<char>('A' + i);
      q_labels_ += own;
      k_labels_ += attended(i) ? other : own;
      if (!attended(i) && i + 1 < rank) shared += own;
    }
    for (const index_t a : axes) {
      require_shape(a > 0 && a < static_cast<index_t>(rank) - 2, "expected attention_axes from 1 to ", rank - 3,
                    "; got ", a, ".");
      queries += static_cast<char>('a' + a);
      keys += static_cast<char>('A' + a);
    }
    score_labels_ = shared + queries + keys;
    axes_ = static_cast<index_t>(axes.rank());
    more_axes_ = rank != 4;
  }

  index_t heads_, key_dim_, value_dim_;
  MultiHeadAttentionOptions options_;
};

KERATIN_INLINE MultiHeadAttention::MultiHeadAttention(Int num_heads, Int key_dim,
                                                      const MultiHeadAttentionOptions& options)
    : AttentionLayer(Ref<LayerImpl>(new MultiHeadAttentionImpl(num_heads, key_dim, options))) {}
KERATIN_INLINE MultiHeadAttention MultiHeadAttention::from(Fields& f) {
  Int heads = 1, key_dim = 1;
  std::vector<index_t> axes;
  MultiHeadAttentionOptions o;
  f("num_heads, key_dim, attention_axes, output_shape", heads, key_dim, axes, o.output_shape);
  f("sliding_window, use_gate", o.sliding_window, o.use_gate);
  Shape all;
  for (const index_t a : axes) all.push_back(a);
  o.attention_axes = Axes(all);
  o.fields(f);
  f("name, trainable", o.name, o.trainable);
  return MultiHeadAttention(heads, key_dim, o);
}

}  // namespace keratin::layers
#endif
