// CategoryEncoding: whole numbers as rows of zeros and ones.   (batch, n) -> (batch, num_tokens)
//   auto y = CategoryEncoding(4)(x);                                  // which of 0 … 3 are in each row
//   auto z = CategoryEncoding(4, {.output_mode = "one_hot"})(x);      // each element by itself
//   auto c = CategoryEncoding(4, {.output_mode = "count"})({x, weights});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct CategoryEncodingOptions {
  KERATIN_OPTIONS;
  std::string output_mode = "multi_hot";  ///< Or "one_hot", "count".
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(output_mode)
};

/// (keras.layers.CategoryEncoding) "one_hot" adds an axis, or replaces a last one of size 1. With "count" a second
/// input tells how much each element counts (Keras's count_weights). Numbers that are no token count nothing. Throws
/// for another output_mode and for num_tokens below 1.
struct CategoryEncoding : Layer {
  explicit CategoryEncoding(Int num_tokens, const CategoryEncodingOptions& options = {});
  static CategoryEncoding from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "encode_categories.hpp"

namespace keratin::layers {

class CategoryEncodingImpl final : public LayerImpl {
 public:
  CategoryEncodingImpl(index_t num_tokens, const CategoryEncodingOptions& options)
      : LayerImpl("CategoryEncoding", options), num_tokens_(num_tokens), options_(options) {
    if (options_.output_mode == "binary") options_.output_mode = "multi_hot";  // its old name
    const std::string& mode = options_.output_mode;
    require<name_error>(mode == "multi_hot" || mode == "one_hot" || mode == "count", name(),
                        " (CategoryEncoding): expected output_mode multi_hot, one_hot or count; got \"", mode, "\".");
    require(num_tokens > 0, name(), " (CategoryEncoding): expected num_tokens above 0; got ", num_tokens, ".");
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext&) const override {
    require_shape(xs.size() <= 2, "expected one input, or one and its weights; got ", xs.size(), ".");
    require(xs.size() == 1 || options_.output_mode == "count", name(),
            " (CategoryEncoding): expected output_mode count for weights; got \"", options_.output_mode, "\".");
    const Tensor weights = xs.size() == 2 ? xs[1] : Tensor();
    require_shape(!weights.defined() || weights.shape() == xs[0].shape(), "expected weights of shape ", xs[0].shape(),
                  "; got ", weights.defined() ? weights.shape() : Shape{}, ".");
    return {encode_categories(xs[0], options_.output_mode, num_tokens_, dtype(), weights)};
  }

  void fields(Fields& f) const override {
    Int num_tokens = num_tokens_;
    f("num_tokens", num_tokens);
    CategoryEncodingOptions(options_).fields(f);
  }

 private:
  index_t num_tokens_;
  CategoryEncodingOptions options_;
};

KERATIN_INLINE CategoryEncoding::CategoryEncoding(Int num_tokens, const CategoryEncodingOptions& options)
    : Layer(Ref<LayerImpl>(new CategoryEncodingImpl(num_tokens, options))) {}
KERATIN_INLINE CategoryEncoding CategoryEncoding::from(Fields& f) {
  return layer_from<CategoryEncoding, CategoryEncodingOptions>(f, "num_tokens", Int(1));
}

}  // namespace keratin::layers
#endif
