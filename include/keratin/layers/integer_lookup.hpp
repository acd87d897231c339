// IntegerLookup: whole numbers as their numbers in a vocabulary.   any shape -> the same
//   layers::IntegerLookup lookup({.vocabulary = {12, 36, 1138}});   auto y = lookup(Tensor({36, 5}));   // 2 0
//   layers::IntegerLookup learned;   learned.adapt(ids);   model.add(learned);
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"
#include "lookup.hpp"

namespace keratin::layers {

struct IntegerLookupOptions {
  KERATIN_OPTIONS;
  std::optional<Int> max_tokens = {};    ///< The most numbers there are, with those that stand for no token.
  Int num_oov_indices = 1;               ///< How many numbers unknown tokens are put in.
  std::optional<Int> mask_token = {};    ///< A token with number 0.
  std::optional<Int> oov_token = -1;     ///< What get_vocabulary and invert give for unknown tokens.
  std::vector<index_t> vocabulary = {};  ///< Instead of adapt().
  Numbers idf_weights = {};              ///< Of its tokens, for "tf_idf".
  Flag invert = false;                   ///< Numbers become tokens.
  std::string output_mode = "int";       ///< Or "one_hot"; of each row "multi_hot", "count", "tf_idf".
  Flag pad_to_max_tokens = false;        ///< Whether rows have max_tokens columns, however many tokens there are.
  std::string oov_method = "floormod";   ///< Unknown tokens by their remainder, or by FarmHash64: "farmhash".
  Salt salt = {};                        ///< With "farmhash": SipHash64 instead.
  KERATIN_LAYER_OPTIONS;
};

/// (keras.layers.IntegerLookup) The result is int64, but for "tf_idf", float32. Throws value_error for options that do
/// not go together, state_error before there is a vocabulary. What adapt() found is saved as a given vocabulary; that
/// of a layer which Keras adapted stands in a file that is not read.
struct IntegerLookup : Layer {
  explicit IntegerLookup(const IntegerLookupOptions& options = {});
  static IntegerLookup from(Fields& f);
  /// Makes the vocabulary of all tokens, the most frequent first, of equals the greater; each row is a document. Throws
  /// state_error where a vocabulary was given.
  void adapt(const Tensor& data) const;
  void set_vocabulary(const std::vector<index_t>& vocabulary, const std::vector<double>& idf_weights = {}) const;
  [[nodiscard]] std::vector<index_t> get_vocabulary(bool include_special_tokens = true) const;
  [[nodiscard]] index_t vocabulary_size() const;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../tensor/pointwise.hpp"

namespace keratin::layers {

namespace detail {

inline std::vector<std::string> texts_of(const std::vector<index_t>& numbers) {
  std::vector<std::string> texts;
  for (const index_t n : numbers) texts.push_back(std::to_string(n));
  return texts;
}
inline std::optional<std::string> text_of(const std::optional<Int>& number) {
  return number ? std::optional(std::to_string(number->value)) : std::nullopt;
}

inline LookupSettings settings_of(const IntegerLookupOptions& o) {
  return {.max_tokens = o.max_tokens ? std::optional<index_t>(o.max_tokens->value) : std::nullopt,
          .num_oov_indices = o.num_oov_indices,
          .mask_token = text_of(o.mask_token),
          .oov_token = text_of(o.oov_token),
          .invert = o.invert,
          .output_mode = o.output_mode,
          .pad_to_max_tokens = o.pad_to_max_tokens,
          .numbers = true,
          .floormod = o.oov_method == "floormod",
          .salt = o.salt};
}

}  // namespace detail

class IntegerLookupImpl final : public LayerImpl {
 public:
  explicit IntegerLookupImpl(const IntegerLookupOptions& options)
      : LayerImpl("IntegerLookup", options),
        options_(options),
        lookup_(name() + " (IntegerLookup)", detail::settings_of(options)),
        given_(!options.vocabulary.empty()) {
    require<name_error>(options.oov_method == "floormod" || options.oov_method == "farmhash", name(),
                        " (IntegerLookup): expected the oov_method floormod or farmhash; got \"", options.oov_method,
                        "\".");
    if (given_) lookup_.set_vocabulary(detail::texts_of(options.vocabulary), options.idf_weights.values());
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    const Tensor in = x.cast(int64);
    if (on_meta(x) && options_.output_mode == "int") return Tensor::empty(x.shape(), int64, x.device());
    std::vector<index_t> numbers(static_cast<std::size_t>(x.size()), 0);
    if (!on_meta(x))
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        const index_t v = in.data<std::int64_t>()[i];
        numbers[i] = options_.invert ? inverse(v) : lookup_.number_of(std::to_string(v));
      }
    require<state_error>(lookup_.has_vocabulary(), name(),
                         " (IntegerLookup): expected a vocabulary; got none. Hint: ", "adapt(data) or set_vocabulary.");
    const Tensor rows = lookup_.encode(numbers, x.shape());
    return on_meta(x) ? Tensor::empty(rows.shape(), rows.dtype(), x.device()) : rows;
  }

  void adapt(const Tensor& data) {
    require<state_error>(!given_, name(), ".adapt: expected a layer without a given vocabulary; got one.");
    const Tensor in = data.cast(int64);
    const auto length = data.rank() > 1 ? static_cast<std::size_t>(data.shape().back()) : 1;
    std::vector<std::string> document;
    for (const std::int64_t v : in.span<std::int64_t>()) {
      document.push_back(std::to_string(v));
      if (document.size() < length) continue;
      lookup_.count(document);
      document.clear();
    }
    lookup_.finish();
  }
  Lookup& lookup() { return lookup_; }

  std::map<std::string, Tensor> values_beside_weights() const override {
    const std::vector<double>& idf = lookup_.idf_weights();
    if (idf.empty()) return {};
    return {{"idf_weights", Tensor::from(idf, {static_cast<index_t>(idf.size())}).cast(float32)}};
  }

  /// Fields of Keras that it has not, or None where there is nothing, beside those of the options.
  void fields(Fields& f) const override {
    IntegerLookupOptions o = options_;
    std::optional<Int> none, size;
    Flag sparse = false;
    std::string dtype = "int64";
    const bool found = lookup_.has_vocabulary(), whole = o.oov_token.has_value() || o.num_oov_indices == 0;
    if (found) {
      o.vocabulary.clear();
      for (const std::string& token : lookup_.get_vocabulary(whole)) o.vocabulary.push_back(std::stoll(token));
      if (given_) o.vocabulary = options_.vocabulary;
      size = lookup_.vocabulary_size();
      const auto& idf = lookup_.idf_weights();
      const auto count = static_cast<std::ptrdiff_t>(o.vocabulary.size()), all = lookup_.vocabulary_size();
      if (!idf.empty() && !given_)
        o.idf_weights = Numbers(std::vector<double>(idf.begin() + (whole ? 0 : all - count), idf.begin() + all));
    }
    f("invert, max_tokens, num_oov_indices, oov_token, mask_token, output_mode", o.invert, o.max_tokens,
      o.num_oov_indices, o.oov_token, o.mask_token, o.output_mode);
    f("sparse, pad_to_max_tokens, vocabulary_dtype, idf_weights", sparse, o.pad_to_max_tokens, dtype, o.idf_weights);
    if (found)
      f("vocabulary", o.vocabulary);
    else
      f("vocabulary", none);
    f("vocabulary_size, oov_method", size, o.oov_method);
    if (o.salt.empty())
      f("salt", none);
    else
      f("salt", o.salt);
  }

 private:
  index_t inverse(index_t number) const {
    const std::string& token = lookup_.token_of(number);
    require(!token.empty(), name(), " (IntegerLookup): expected an oov_token for unknown numbers; got none.");
    return std::stoll(token);
  }

  IntegerLookupOptions options_;
  Lookup lookup_;
  bool given_;
};

KERATIN_INLINE IntegerLookup::IntegerLookup(const IntegerLookupOptions& options)
    : Layer(Ref<LayerImpl>(new IntegerLookupImpl(options))) {}
KERATIN_INLINE IntegerLookup IntegerLookup::from(Fields& f) {
  IntegerLookupOptions o;
  f("invert, max_tokens, num_oov_indices, oov_token, mask_token, output_mode", o.invert, o.max_tokens,
    o.num_oov_indices, o.oov_token, o.mask_token, o.output_mode);
  f("pad_to_max_tokens, idf_weights, vocabulary, oov_method, salt", o.pad_to_max_tokens, o.idf_weights, o.vocabulary,
    o.oov_method, o.salt);
  f("name, trainable", o.name, o.trainable);
  return IntegerLookup(o);
}
KERATIN_INLINE void IntegerLookup::adapt(const Tensor& data) const {
  static_cast<IntegerLookupImpl&>(impl()).adapt(data);
}
KERATIN_INLINE void IntegerLookup::set_vocabulary(const std::vector<index_t>& vocabulary,
                                                  const std::vector<double>& idf_weights) const {
  static_cast<IntegerLookupImpl&>(impl()).lookup().set_vocabulary(detail::texts_of(vocabulary), idf_weights);
}
KERATIN_INLINE std::vector<index_t> IntegerLookup::get_vocabulary(bool include_special_tokens) const {
  std::vector<index_t> tokens;
  for (const std::string& token :
       static_cast<IntegerLookupImpl&>(impl()).lookup().get_vocabulary(include_special_tokens))
    tokens.push_back(token.empty() ? -1 : std::stoll(token));
  return tokens;
}
KERATIN_INLINE index_t IntegerLookup::vocabulary_size() const {
  return static_cast<IntegerLookupImpl&>(impl()).lookup().vocabulary_size();
}

}  // namespace keratin::layers
#endif
