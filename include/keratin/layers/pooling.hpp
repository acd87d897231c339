// What the pooling layers share: options, and one class for those with windows, one for global and one for adaptive
// ones.
#pragma once
#include "../tensor/per_axis.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct PoolingOptions {
  KERATIN_OPTIONS;
  PerAxis pool_size = 2;
  PerAxis strides = {};                       ///< How far windows lie apart; by default pool_size.
  std::string padding = "valid";              ///< "same": ceil(n / strides) windows, which may reach over both ends.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) {
    f("pool_size, padding", pool_size.list(), padding);
    f("strides, data_format", strides.list(), data_format);
  }
};

struct GlobalPoolingOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  Flag keepdims = false;                      ///< Whether the axes that are pooled stay, with size 1.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(data_format, keepdims)
};

struct AdaptivePoolingOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(data_format)
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/image_axes.hpp"
#include "../ops/pooling.hpp"
#include "../ops/reductions.hpp"

namespace keratin::layers {

/// MaxPooling and AveragePooling: `op` is ops::max_pool or ops::average_pool.
class PoolingImpl final : public LayerImpl {
 public:
  using Op = Tensor (*)(const Tensor&, const PerAxis&, const ops::PoolOptions&);
  PoolingImpl(const char* kind, index_t axes, Op op, const PoolingOptions& options)
      : LayerImpl(kind, options), axes_(axes), op_(op), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    const auto n = static_cast<std::size_t>(axes);
    options_.pool_size = options.pool_size.resolved(n, where, "pool_size");
    options_.strides = options.strides.given() ? options.strides.resolved(n, where, "strides") : options_.pool_size;
    options_.padding = ops::detail::is_same_padding(options.padding, where) ? "same" : "valid";
    first_ = ops::detail::channels_first(options.data_format, where);
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == axes_ + 2, "expected an input of rank ", axes_ + 2, "; got ", x.shape(), ".");
    for (index_t a = 0; a < axes_; ++a)
      require_shape(options_.padding == "same" ||
                        x.shape()[a + (first_ ? 2 : 1)] >= options_.pool_size[static_cast<std::size_t>(a)],
                    "expected an input that holds a window of pool_size ", options_.pool_size.shape(), "; got ",
                    x.shape(), ".");
    return op_(x, options_.pool_size,
               {.strides = options_.strides, .padding = options_.padding, .data_format = options_.data_format});
  }
  void fields(Fields& f) const override { PoolingOptions(options_).fields(f); }

 private:
  index_t axes_;
  Op op_;
  PoolingOptions options_;
  bool first_ = false;
};

/// GlobalMaxPooling and GlobalAveragePooling: `op` is ops::max or ops::mean.
class GlobalPoolingImpl : public LayerImpl {
 public:
  using Op = Tensor (*)(const Tensor&, const Axes&, const ops::ReduceOptions&);
  GlobalPoolingImpl(const char* kind, index_t axes, Op op, const GlobalPoolingOptions& options)
      : LayerImpl(kind, options),
        count_(axes),
        first_(ops::detail::channels_first(options.data_format, name() + " (" + kind + ")")),
        op_(op),
        options_(options) {}
  Tensor call(const Tensor& x, const CallContext&) const override {
    return op_(x, axes(x), {.keepdims = options_.keepdims});
  }
  void fields(Fields& f) const override { GlobalPoolingOptions(options_).fields(f); }

 protected:
  /// The axes that are pooled.
  Axes axes(const Tensor& x) const {
    require_shape(x.rank() == count_ + 2, "expected an input of rank ", count_ + 2, "; got ", x.shape(), ".");
    Shape list;
    for (index_t a = 0; a < count_; ++a) list.push_back(a + (first_ ? 2 : 1));
    return Axes(list);
  }
  bool channels_first() const { return first_; }
  bool keepdims() const { return options_.keepdims; }

 private:
  index_t count_;
  bool first_;
  Op op_;
  GlobalPoolingOptions options_;
};

/// AdaptiveMaxPooling and AdaptiveAveragePooling: `op` is ops::adaptive_max_pool or ops::adaptive_average_pool.
class AdaptivePoolingImpl final : public LayerImpl {
 public:
  using Op = Tensor (*)(const Tensor&, const PerAxis&, const ops::AdaptivePoolOptions&);
  AdaptivePoolingImpl(const char* kind, index_t axes, Op op, const PerAxis& output_size,
                      const AdaptivePoolingOptions& options)
      : LayerImpl(kind, options), axes_(axes), op_(op), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    size_ = output_size.resolved(static_cast<std::size_t>(axes), where, "output_size");
    ops::detail::channels_first(options.data_format, where);
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == axes_ + 2, "expected an input of rank ", axes_ + 2, "; got ", x.shape(), ".");
    return op_(x, size_, {.data_format = options_.data_format});
  }
  void fields(Fields& f) const override {
    std::vector<index_t> size = size_.list();
    f("output_size", size);
    AdaptivePoolingOptions(options_).fields(f);
  }

 private:
  index_t axes_;
  Op op_;
  PerAxis size_;
  AdaptivePoolingOptions options_;
};

inline PoolingOptions with_pool_size(PoolingOptions options, const PerAxis& pool_size) {
  options.pool_size = pool_size;
  return options;
}

/// A layer whose configuration names its output_size.
template <class L, class Options>
L from_output_size(Fields& f) {
  std::vector<index_t> size;
  Options options;
  f("output_size", size);
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return L(PerAxis(Shape(size)), options);
}

}  // namespace keratin::layers
#endif
