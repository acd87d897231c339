// GroupQueryAttention: attention with several heads, of which a group of queries shares one head of keys and values.
//   {(batch, queries, n), (batch, keys, m)} -> (batch, queries, n)
//   auto y = GroupQueryAttention(64, 8, 2)({x, x});   // 8 heads of queries, 2 of keys
// J. Ainslie et al., "GQA: Training generalized multi-query transformer models from multi-head checkpoints", 2023.
#pragma once
#include "attention_call.hpp"

namespace keratin::layers {

struct GroupQueryAttentionOptions {
  KERATIN_OPTIONS;
  Real dropout = 0.0;  ///< The share of scores that are dropped while training.
  Flag use_bias = true;
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
  KERATIN_FIELDS(dropout, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
                 activity_regularizer, kernel_constraint, bias_constraint, seed)
};

/// Heads of head_dim numbers (keras.layers.GroupQueryAttention, named grouped_query_attention there). Weights and masks
/// as with MultiHeadAttention. Throws for sizes that are not above 0, and unless num_key_value_heads divides
/// num_query_heads.
struct GroupQueryAttention : AttentionLayer {
  GroupQueryAttention(Int head_dim, Int num_query_heads, Int num_key_value_heads,
                      const GroupQueryAttentionOptions& options = {});
  static GroupQueryAttention from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../core/names.hpp"
#include "head_attention.hpp"

namespace keratin::layers {

namespace detail {
inline GroupQueryAttentionOptions named_as_keras(GroupQueryAttentionOptions options) {
  if (options.name.empty()) options.name = unique_name("grouped_query_attention");
  return options;
}
}  // namespace detail

class GroupQueryAttentionImpl final : public HeadAttention {
 public:
  GroupQueryAttentionImpl(index_t head_dim, index_t query_heads, index_t key_heads,
                          const GroupQueryAttentionOptions& options)
      : HeadAttention("GroupQueryAttention", options, head_dim),
        head_dim_(head_dim),
        query_heads_(query_heads),
        key_heads_(key_heads),
        options_(options) {
    require(key_heads > 0 && query_heads > 0 && query_heads % key_heads == 0, where(),
            ": expected num_query_heads that num_key_value_heads divides; got ", query_heads, " and ", key_heads, ".");
    q_labels_ = "bqvrh";  // v: a head of the keys, r: one of the queries' heads that share it
    k_labels_ = "bkvh";
    score_labels_ = "bvrqk";
  }

  void build_all(const std::vector<Shape>& inputs) override {
    require_shape(inputs.size() >= 2, "expected {query, value} or {query, value, key}; got one tensor.");
    const Shape &query = inputs[0], &value = inputs[1], &key = inputs.size() > 2 ? inputs[2] : value;
    check(query, value, key);
    const Shape queries{-1, query_heads_, head_dim_}, keys{-1, key_heads_, head_dim_};
    query_ = dense(options_, "query", "bqm,muh->bquh", queries, "uh", query);
    key_ = dense(options_, "key", "bkm,mvh->bkvh", keys, "vh", key);
    if (options_.use_gate) gate_ = dense(options_, "gate", "bqm,muh->bquh", queries, "uh", query, "sigmoid");
    value_ = dense(options_, "value", "bkm,mvh->bkvh", keys, "vh", value);
    output_ = dense(options_, "attention_output", "bquh,uhm->bqm", {-1, query.back()}, "m",
                    {-1, -1, query_heads_, head_dim_});
  }

  void fields(Fields& f) const override {
    Int head_dim = head_dim_, query_heads = query_heads_, key_heads = key_heads_;
    f("head_dim, num_query_heads, num_key_value_heads", head_dim, query_heads, key_heads);
    GroupQueryAttentionOptions o = options_;
    o.fields(f);
    if (o.sliding_window) f("sliding_window", o.sliding_window);  // these two Keras has since 3.14
    if (o.use_gate) f("use_gate", o.use_gate);
  }

 private:
  void check(const Shape& query, const Shape& value, const Shape& key) const override {
    require_shape(query.rank() == 3 && value.rank() == 3 && key.rank() == 3 && value[1] == key[1],
                  "expected query (batch, queries, n), value (batch, keys, m) and key (batch, keys, l); got ", query,
                  ", ", value, " and ", key, ".");
  }
  Tensor split(const Tensor& query) const override {
    const Shape& s = query.shape();
    return ops::reshape(query, {s[0], s[1], key_heads_, query_heads_ / key_heads_, head_dim_});
  }
  Tensor joined(const Tensor& y) const override {
    return ops::reshape(y, {y.shape()[0], y.shape()[1], query_heads_, head_dim_});
  }
  Tensor joined_scores(const Tensor& scores) const override {
    return ops::reshape(scores, {scores.shape()[0], query_heads_, scores.shape()[3], scores.shape()[4]});
  }

  index_t head_dim_, query_heads_, key_heads_;
  GroupQueryAttentionOptions options_;
};

KERATIN_INLINE GroupQueryAttention::GroupQueryAttention(Int head_dim, Int num_query_heads, Int num_key_value_heads,
                                                        const GroupQueryAttentionOptions& options)
    : AttentionLayer(Ref<LayerImpl>(new GroupQueryAttentionImpl(head_dim, num_query_heads, num_key_value_heads,
                                                                detail::named_as_keras(options)))) {}
KERATIN_INLINE GroupQueryAttention GroupQueryAttention::from(Fields& f) {
  Int head_dim = 1, query_heads = 1, key_heads = 1;
  GroupQueryAttentionOptions o;
  f("head_dim, num_query_heads, num_key_value_heads, sliding_window, use_gate", head_dim, query_heads, key_heads,
    o.sliding_window, o.use_gate);
  o.fields(f);
  f("name, trainable", o.name, o.trainable);
  return GroupQueryAttention(head_dim, query_heads, key_heads, o);
}

}  // namespace keratin::layers
#endif
