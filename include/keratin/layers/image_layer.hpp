// What the layers on images share: their base, random numbers for each image, and factors.
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include <algorithm>

#include "../ops/image_axes.hpp"
#include "../ops/reshape.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

/// A layer on (batch, height, width, channels), or on one image without batch.
class ImageLayerImpl : public LayerImpl {
 public:
  template <class Options>
  ImageLayerImpl(const char* kind, const Options& options)
      : LayerImpl(kind, options),
        where_(name() + " (" + kind + ")"),
        data_format_(options.data_format),
        first_(ops::detail::channels_first(options.data_format, where_)) {}

  Tensor call(const Tensor& x, const CallContext& context) const final {
    require_shape(x.rank() == 3 || x.rank() == 4, "expected images of shape (batch, height, width, channels); got ",
                  x.shape(), ".");
    return x.rank() == 4 ? transform(x, context) : ops::squeeze(transform(ops::expand_dims(x, 0), context), 0);
  }

 protected:
  virtual Tensor transform(const Tensor& images, const CallContext& context) const = 0;
  /// Of a batch.
  index_t height_axis() const { return first_ ? 2 : 1; }
  index_t width_axis() const { return first_ ? 3 : 2; }
  index_t height(const Tensor& images) const { return images.shape()[height_axis()]; }
  index_t width(const Tensor& images) const { return images.shape()[width_axis()]; }
  const std::string& data_format() const { return data_format_; }
  const std::string& where() const { return where_; }

 private:
  std::string where_, data_format_;
  bool first_;
};

/// From where to where a random number is drawn.
struct Range {
  double low, high;
};

/// One number is drawn up to, in both directions as far as `least` allows; two are the ends. `least` and `most` bound
/// them; throws value_error for others.
inline Range factor_range(const Numbers& factor, double least, double most, const std::string& where,
                          const char* name) {
  const std::vector<double>& f = factor.values();
  const bool fits = factor.single() ? f[0] >= least && f[0] <= most : f.size() == 2 && f[0] <= most && f[1] >= least;
  require(fits, where, ": expected as ", name, " a number from ", least, " to ", most, ", or two; got ",
          f.empty()       ? "none"
          : f.size() == 1 ? concat(f[0])
                          : concat(f[0], " and ", f[1]),
          ".");
  if (factor.single()) return {std::max(-std::abs(f[0]), least), std::abs(f[0])};
  return {std::min(f[0], f[1]), std::max(f[0], f[1])};
}

/// Numbers drawn from ranges, one after another.
class Draws {
 public:
  explicit Draws(RandomKey key) : stream_(key) {}
  float operator()(const Range& r) {
    return static_cast<float>(r.low + (r.high - r.low) * static_cast<double>(stream_() >> 8) * 0x1p-24);
  }

 private:
  philox::Stream stream_;
};

/// For each image one number, in a shape that broadcasts to images.
inline Tensor for_images(const Tensor& images, Draws draws, const Range& range) {
  Tensor each = Tensor::empty({images.shape()[0], 1, 1, 1}, float32);
  for (float& v : each.span<float>()) v = draws(range);
  return each.cast(images.dtype());
}

/// A layer that changes images while training alone, with random numbers; integers become floats. `Options` have a
/// seed.
template <class Options>
class RandomImageLayerImpl : public ImageLayerImpl {
 public:
  RandomImageLayerImpl(const char* kind, const Options& options)
      : ImageLayerImpl(kind, options), options_(options), seeds_(options.seed) {}

 protected:
  virtual Tensor changed(const Tensor& images, RandomKey key) const = 0;
  Tensor transform(const Tensor& images, const CallContext& context) const final {
    const Tensor x = images.cast(float_type(images.dtype()));
    return context.training ? changed(x, seeds_.next(context)) : x;
  }
  Options options_;

 private:
  SeedSequence seeds_;
};

/// One with a factor, whose `Options` have a value_range that the pixels stay in.
template <class Options>
class RandomValuesLayerImpl : public RandomImageLayerImpl<Options> {
 public:
  RandomValuesLayerImpl(const char* kind, const Numbers& factor, double least, const Options& options)
      : RandomImageLayerImpl<Options>(kind, options), range_(factor_range(factor, least, 1, this->where(), "factor")) {
    require(options.value_range.values().size() == 2, this->where(), ": expected a value_range of two numbers; got ",
            options.value_range.values().size(), ".");
  }
  void fields(Fields& f) const final {
    Numbers factor = {range_.low, range_.high};
    f("factor", factor);
    Options(this->options_).fields(f);
  }

 protected:
  double low() const { return this->options_.value_range.values()[0]; }
  double high() const { return this->options_.value_range.values()[1]; }
  const Range& range() const { return range_; }

 private:
  Range range_;
};

/// For each image the eight numbers that `make(draws, numbers)` fills in.
template <class Make>
Tensor maps_for(const Tensor& images, RandomKey key, const Make& make) {
  const Tensor maps = zeros({images.shape()[0], 8});
  Draws draws(key);
  for (index_t i = 0; i < images.shape()[0]; ++i) make(draws, maps.data<float>() + 8 * i);
  return maps;
}

}  // namespace keratin::layers
#endif
