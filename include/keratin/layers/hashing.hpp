// Hashing: whole numbers, or words, in a given number of bins, without a vocabulary.   any shape -> the same
//   auto y = layers::Hashing(1000)(Tensor({36, 5}));   auto z = layers::Hashing(1000).of({"a", "b"});
#pragma once
#include "../core/texts.hpp"
#include "layer.hpp"
#include "lookup.hpp"

namespace keratin::layers {

struct HashingOptions {
  KERATIN_OPTIONS;
  std::optional<Int> mask_value = {};  ///< A number that alone is put in bin 0.
  Salt salt = {};                      ///< With one or two numbers SipHash64, else FarmHash64.
  std::string output_mode = "int";     ///< Or "one_hot", "multi_hot", "count", as of CategoryEncoding.
  KERATIN_LAYER_OPTIONS;
};

/// (keras.layers.Hashing) The hash of a number is that of its decimal digits. The result is int64, of other modes than
/// "int" the model's dtype. Throws for num_bins below 1, another output_mode and more than two salts.
struct Hashing : Layer {
  explicit Hashing(Int num_bins, const HashingOptions& options = {});
  static Hashing from(Fields& f);
  /// The bins of n words (n), int64; a tensor holds no texts. `mask_value` is the word that is put in bin 0.
  [[nodiscard]] Tensor of(const Texts& words, const std::optional<std::string>& mask_value = {}) const;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../core/hash64.hpp"
#include "../tensor/pointwise.hpp"
#include "encode_categories.hpp"

namespace keratin::layers {

class HashingImpl final : public LayerImpl {
 public:
  HashingImpl(index_t num_bins, const HashingOptions& options)
      : LayerImpl("Hashing", options), num_bins_(num_bins), options_(options) {
    const std::string& mode = options.output_mode;
    require(num_bins > 0, name(), " (Hashing): expected num_bins above 0; got ", num_bins, ".");
    require(options.salt.size() <= 2, name(), " (Hashing): expected a salt of one or two numbers; got ",
            options.salt.size(), ".");
    require<name_error>(mode == "int" || mode == "one_hot" || mode == "multi_hot" || mode == "count", name(),
                        " (Hashing): expected output_mode int, one_hot, multi_hot or count; got \"", mode, "\".");
    if (options_.salt.size() == 1) options_.salt = Salt(2, options_.salt[0]);
    HashingImpl::set_dtype(dtype());
  }

  /// Of numbers there is no other dtype, whatever the model's is.
  void set_dtype(DType dtype) override { LayerImpl::set_dtype(options_.output_mode == "int" ? int64 : dtype); }

  Tensor call(const Tensor& x, const CallContext&) const override {
    const Tensor in = x.cast(int64), bins = Tensor::empty(x.shape(), int64, x.device());
    if (!on_meta(x))
      for (index_t i = 0; i < x.size(); ++i) {
        const std::int64_t v = in.data<std::int64_t>()[i];
        bins.data<std::int64_t>()[i] = bin_of(std::to_string(v), options_.mask_value.has_value(),
                                              options_.mask_value && v == *options_.mask_value);
      }
    if (options_.output_mode == "int") return bins;
    return encode_categories(bins, options_.output_mode, num_bins_, dtype());
  }

  /// `masks`: whether bin 0 is kept for the mask value.
  std::int64_t bin_of(std::string_view token, bool masks, bool is_mask) const {
    const bool kept = masks && num_bins_ > 1;
    if (kept && is_mask) return 0;
    const auto bins = static_cast<std::uint64_t>(num_bins_ - (kept ? 1 : 0));
    const Salt& salt = options_.salt;
    const std::uint64_t hash =
        salt.empty() ? farm_hash64(token)
                     : sip_hash64(token, static_cast<std::uint64_t>(salt[0]), static_cast<std::uint64_t>(salt[1]));
    return static_cast<std::int64_t>(hash % bins) + (kept ? 1 : 0);
  }

  void fields(Fields& f) const override {
    HashingOptions o = options_;
    Int num_bins = num_bins_;
    std::optional<Int> none;
    Flag sparse = false;
    f("num_bins", num_bins);
    if (o.salt.empty())
      f("salt", none);
    else
      f("salt", o.salt);
    f("mask_value, output_mode, sparse", o.mask_value, o.output_mode, sparse);
  }

 private:
  index_t num_bins_;
  HashingOptions options_;
};

KERATIN_INLINE Hashing::Hashing(Int num_bins, const HashingOptions& options)
    : Layer(Ref<LayerImpl>(new HashingImpl(num_bins, options))) {}
KERATIN_INLINE Hashing Hashing::from(Fields& f) {
  Int num_bins = 1;
  HashingOptions o;
  f("num_bins, salt, mask_value, output_mode", num_bins, o.salt, o.mask_value, o.output_mode);
  f("name, trainable", o.name, o.trainable);
  return Hashing(num_bins, o);
}
KERATIN_INLINE Tensor Hashing::of(const Texts& words, const std::optional<std::string>& mask_value) const {
  require<shape_error>(!words.are_lists(), "Hashing: expected a list of words; got lists.");
  const auto& hashing = static_cast<HashingImpl&>(impl());
  const Tensor bins = Tensor::empty({static_cast<index_t>(words.size())}, int64);
  for (std::size_t i = 0; i < words.size(); ++i)
    bins.data<std::int64_t>()[i] = hashing.bin_of(words.text(i), mask_value.has_value(), words.text(i) == mask_value);
  return bins;
}

}  // namespace keratin::layers
#endif
