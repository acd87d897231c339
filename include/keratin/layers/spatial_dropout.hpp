// What SpatialDropout1D, SpatialDropout2D and SpatialDropout3D share.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../ops/dropout.hpp"
#include "../ops/image_axes.hpp"
#include "../ops/multiply.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

/// `Options` have a seed and, where Keras has it, a data_format.
template <class Options>
class SpatialDropoutImpl final : public LayerImpl {
 public:
  SpatialDropoutImpl(const char* kind, index_t axes, double rate, const Options& options)
      : LayerImpl(kind, options), axes_(axes), rate_(rate), options_(options), seeds_(options.seed) {
    require(rate >= 0 && rate <= 1, name(), " (", kind, "): expected a rate from 0 to 1; got ", rate, ".");
    if constexpr (requires { options.data_format; })
      first_ = ops::detail::channels_first(options.data_format, name() + " (" + kind + ")");
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    require_shape(x.rank() == axes_ + 2, "expected an input of rank ", axes_ + 2, "; got ", x.shape(), ".");
    if (!context.training || rate_ == 0) return x;
    Shape noise = x.shape();
    for (index_t a = 0; a < axes_; ++a) noise[a + (first_ ? 2 : 1)] = 1;
    const Tensor in = x.cast(float_type(x.dtype()));
    return ops::multiply(in, ops::dropout(full(noise, 1, in.dtype()), rate_, seeds_.next(context)));
  }
  void fields(Fields& f) const override {
    Real rate = rate_;
    f("rate", rate);
    Options(options_).fields(f);
  }

 private:
  index_t axes_;
  double rate_;
  Options options_;
  SeedSequence seeds_;
  bool first_ = false;
};

}  // namespace keratin::layers
#endif
