// VarianceScaling: random numbers whose variance is scale / fan, so that signals keep their size from layer to layer
// (keras.initializers.VarianceScaling). Glorot, He and Lecun are three choices of it.
#pragma once
#include <optional>
#include <string>

#include "../tensor/axes.hpp"
#include "initializer.hpp"

namespace keratin::initializers {

struct VarianceScalingOptions {
  KERATIN_OPTIONS;
  Real scale = 1.0;
  std::string mode = "fan_in";                    ///< What fan is: "fan_in", "fan_out" or "fan_avg", their mean.
  std::string distribution = "truncated_normal";  ///< Or "normal", the same; "untruncated_normal", "uniform".
  std::optional<Int> seed = {};                   ///< The same seed, the same numbers.
  Axes input_axes = {}, output_axes = {};         ///< Those that fan_in and fan_out count, if not the last two.
  KERATIN_FIELDS(seed, scale, mode, distribution, input_axes, output_axes)
};

/// Mean 0 and variance scale / fan: "uniform" within ±sqrt(3 scale / fan); "truncated_normal" cut at two standard
/// deviations, made wider to make up for that. Throws value_error for a bad option.
struct VarianceScaling : Initializer {
  using Options = VarianceScalingOptions;
  explicit VarianceScaling(const VarianceScalingOptions& options = {});
};

/// The options of Glorot…, He… and Lecun….
struct FanOptions {
  KERATIN_OPTIONS;
  std::optional<Int> seed = {};            ///< The same seed, the same numbers.
  Axes input_axes = {}, output_axes = {};  ///< Those that fan_in and fan_out count, if not the last two.
  KERATIN_FIELDS(seed, input_axes, output_axes)
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
#include <algorithm>
#include <cmath>

#include "../ops/random.hpp"
#include "fans.hpp"

namespace keratin::initializers {

namespace detail {

class VarianceScalingImpl final : public InitializerImpl {
 public:
  VarianceScalingImpl(const char* class_name, const VarianceScalingOptions& options)
      : class_name_(class_name), options_(options) {
    std::string& kind = options_.distribution;
    if (kind == "normal") kind = "truncated_normal";
    require(options.scale > 0, class_name, ": expected scale > 0; got ", options.scale, ".");
    require(options.mode == "fan_in" || options.mode == "fan_out" || options.mode == "fan_avg", class_name,
            ": expected mode fan_in, fan_out or fan_avg; got \"", options.mode, "\".");
    require(kind == "uniform" || kind == "truncated_normal" || kind == "untruncated_normal", class_name,
            ": expected distribution uniform, truncated_normal or untruncated_normal; got \"", kind, "\".");
  }
  Tensor make(const Shape& shape, DType dtype) const override {
    return make_for(shape, dtype, options_.input_axes, options_.output_axes);
  }
  /// The axes of the options go before these.
  Tensor make_for(const Shape& shape, DType dtype, const Axes& inputs, const Axes& outputs) const override {
    const bool own = !options_.input_axes.list().empty() && !options_.output_axes.list().empty();
    const Fans fans =
        own ? compute_fans(shape, options_.input_axes, options_.output_axes) : compute_fans(shape, inputs, outputs);
    const double variance = options_.scale / std::max(1.0, fan(fans));
    const random::RandomOptions options{.dtype = dtype, .seed = options_.seed};
    if (options_.distribution == "uniform") {
      const double limit = std::sqrt(3 * variance);
      return random::uniform(shape, -limit, limit, options);
    }
    if (options_.distribution == "untruncated_normal") return random::normal(shape, 0, std::sqrt(variance), options);
    constexpr double left_by_the_cut = .87962566103423978;  // the stddev of a standard normal cut at ±2
    return random::truncated_normal(shape, 0, std::sqrt(variance) / left_by_the_cut, options);
  }
  std::string class_name() const override { return class_name_; }
  void fields(Fields& f) const override {
    VarianceScalingOptions o(options_);
    f("seed", o.seed);
    if (class_name_ == std::string_view("VarianceScaling"))
      f("scale, mode, distribution", o.scale, o.mode, o.distribution);
    axes_field(f, "input_axes", o.input_axes);
    axes_field(f, "output_axes", o.output_axes);
  }

 private:
  /// None, or a list, even of one axis.
  static void axes_field(Fields& f, const char* name, Axes& axes) {
    std::vector<index_t> list(axes.list().begin(), axes.list().end());
    list.empty() ? f(name, axes) : f(name, list);
  }
  double fan(const Fans& fans) const {
    const auto in = static_cast<double>(fans.in), out = static_cast<double>(fans.out);
    return options_.mode == "fan_in" ? in : options_.mode == "fan_out" ? out : (in + out) / 2;
  }
  const char* class_name_;
  VarianceScalingOptions options_;
};

inline Ref<InitializerImpl> fan_scaled(const char* class_name, double scale, const char* mode, const char* distribution,
                                       const FanOptions& o) {
  return make_ref<VarianceScalingImpl>(class_name, VarianceScalingOptions{.scale = scale,
                                                                          .mode = mode,
                                                                          .distribution = distribution,
                                                                          .seed = o.seed,
                                                                          .input_axes = o.input_axes,
                                                                          .output_axes = o.output_axes});
}

}  // namespace detail

KERATIN_INLINE VarianceScaling::VarianceScaling(const VarianceScalingOptions& options)
    : Initializer(make_ref<detail::VarianceScalingImpl>("VarianceScaling", options)) {}

}  // namespace keratin::initializers
#endif
