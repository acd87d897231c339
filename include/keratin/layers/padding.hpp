// What the ZeroPadding and the Cropping layers share.
#pragma once
#include "layer.hpp"
#include "sides.hpp"

namespace keratin::layers {

struct ZeroPaddingOptions {
  KERATIN_OPTIONS;
  Sides padding = 1;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) { f("padding, data_format", padding.list(), data_format); }
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/image_axes.hpp"
#include "../ops/pad.hpp"
#include "../ops/slice.hpp"

namespace keratin::layers {

class ZeroPaddingImpl final : public LayerImpl {
 public:
  ZeroPaddingImpl(const char* kind, index_t axes, const ZeroPaddingOptions& options)
      : LayerImpl(kind, options), axes_(axes), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    options_.padding = options.padding.resolved(static_cast<std::size_t>(axes), where, "padding");
    first_ = ops::detail::channels_first(options.data_format, where);
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == axes_ + 2, "expected an input of rank ", axes_ + 2, "; got ", x.shape(), ".");
    std::vector<std::pair<Int, Int>> widths(static_cast<std::size_t>(axes_) + 2, {0, 0});
    for (std::size_t a = 0; a < static_cast<std::size_t>(axes_); ++a)
      widths[a + (first_ ? 2 : 1)] = {options_.padding.before(a), options_.padding.after(a)};
    return ops::pad(x, widths);
  }
  void fields(Fields& f) const override { ZeroPaddingOptions(options_).fields(f); }

 private:
  index_t axes_;
  ZeroPaddingOptions options_;
  bool first_ = false;
};

/// `Options` have a cropping and, where Keras has it, a data_format.
template <class Options>
class CroppingImpl final : public LayerImpl {
 public:
  CroppingImpl(const char* kind, index_t axes, const Options& options)
      : LayerImpl(kind, options), axes_(axes), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    options_.cropping = options.cropping.resolved(static_cast<std::size_t>(axes), where, "cropping");
    if constexpr (requires { options.data_format; }) first_ = ops::detail::channels_first(options.data_format, where);
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == axes_ + 2, "expected an input of rank ", axes_ + 2, "; got ", x.shape(), ".");
    std::vector<Slice> slices(first_ ? 2 : 1);
    for (std::size_t a = 0; a < static_cast<std::size_t>(axes_); ++a) {
      const index_t n = x.shape()[slices.size()], end = n - options_.cropping.after(a);
      require_shape(options_.cropping.before(a) < end, "expected an input that is larger than its cropping of ",
                    options_.cropping.before(a), " and ", options_.cropping.after(a), "; got ", x.shape(), ".");
      slices.push_back(Slice(options_.cropping.before(a), end));
    }
    return ops::slice(x, slices);
  }
  void fields(Fields& f) const override { Options(options_).fields(f); }

 private:
  index_t axes_;
  Options options_;
  bool first_ = false;
};

}  // namespace keratin::layers
#endif
