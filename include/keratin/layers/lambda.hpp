// Lambda: a function as a layer.   any shape -> what the function makes of it
//   model.add(Lambda([](const Tensor& x) { return ops::mean(x, 1); }));
#pragma once
#include <functional>

#include "layer.hpp"

namespace keratin::layers {

template <class F>
concept LambdaOfOne = std::is_invocable_r_v<Tensor, const F&, const Tensor&>;
template <class F>
concept LambdaOfOneInContext = std::is_invocable_r_v<Tensor, const F&, const Tensor&, const CallContext&>;
template <class F>
concept LambdaOfSeveral = std::is_invocable_r_v<Tensor, const F&, const Tensors&>;

/// What goes on as the output's mask: a tensor, or a function of the input and its mask.
class LambdaMask {
 public:
  using Function = std::function<Tensor(const Tensor& x, const Tensor& mask)>;
  LambdaMask() = default;
  LambdaMask(const Tensor& mask) : function_([mask](const Tensor&, const Tensor&) { return mask; }) {}
  template <class F>
  requires std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&> LambdaMask(const F& f)
      : function_(f) {}
  const Function& function() const { return function_; }

 private:
  Function function_;
};

struct LambdaOptions {
  KERATIN_OPTIONS;
  std::optional<Shape> output_shape = {};  ///< Of one sample. It is found by itself; where it is given, it is checked.
  LambdaMask mask = {};                    ///< Without it a mask ends here.
  KERATIN_LAYER_OPTIONS;
};

/// Calls a function of the input (keras.layers.Lambda): (const Tensor& x); (const Tensor& x, const CallContext&
/// context), which sees training and mask; or (const Tensors& xs) for several inputs. Ops on symbolic tensors are no
/// less: a Lambda is for a Sequential. A model that has one cannot be loaded from a file: write a CustomLayer for that.
struct Lambda : Layer {
  using One = std::function<Tensor(const Tensor&, const CallContext&)>;
  using Several = std::function<Tensor(const Tensors&)>;
  template <LambdaOfOne F>
  explicit Lambda(const F& f, const LambdaOptions& options = {})
      : Lambda(One([f](const Tensor& x, const CallContext&) -> Tensor { return f(x); }), Several(), options) {}
  template <LambdaOfOneInContext F>
  requires(!LambdaOfOne<F>) explicit Lambda(const F& f, const LambdaOptions& options = {})
      : Lambda(One(f), Several(), options) {}
  template <LambdaOfSeveral F>
  requires(!LambdaOfOne<F>) explicit Lambda(const F& f, const LambdaOptions& options = {})
      : Lambda(One(), Several(f), options) {}

 private:
  Lambda(const One& one, const Several& several, const LambdaOptions& options);
};

/// The same function in a layer of its own, if the layer is a Lambda.
std::optional<Layer> copy_of_lambda(const Layer& layer);

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)

namespace keratin::layers {

class LambdaImpl final : public LayerImpl {
 public:
  LambdaImpl(const Lambda::One& one, const Lambda::Several& several, const LambdaOptions& options)
      : LayerImpl("Lambda", options), one_(one), several_(several), options_(options) {
    supports_masking_ = makes_mask_ = static_cast<bool>(options.mask.function());
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    return checked(one_ ? one_(x, context) : several_({x}));
  }
  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    if (xs.size() == 1) return {call(xs[0], context)};
    require_shape(static_cast<bool>(several_), "expected one input; got ", xs.size(),
                  ". Hint: a function of (const Tensors& xs).");
    return {checked(several_({xs.begin(), xs.end()}))};
  }
  Layer copy() const {
    LambdaOptions options = options_;
    options.name = name();
    options.trainable = trainable();
    return Layer(Ref<LayerImpl>(new LambdaImpl(one_, several_, options)));
  }
  Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor> masks) const override {
    return {options_.mask.function()(xs[0], masks[0])};
  }

 private:
  Tensor checked(Tensor y) const {
    require<state_error>(y.defined(), name(), " (Lambda): expected the function to return a tensor; got none.");
    if (!options_.output_shape) return y;
    const Shape& want = *options_.output_shape;
    bool fits = y.shape().rank() == want.rank() + 1;
    for (std::size_t i = 0; fits && i < want.rank(); ++i) fits = want[i] < 0 || want[i] == y.shape()[i + 1];
    require_shape(fits, "expected samples of shape ", want, ", as output_shape says; got an output of shape ",
                  y.shape(), ".");
    return y;
  }
  Lambda::One one_;
  Lambda::Several several_;
  LambdaOptions options_;
};

KERATIN_INLINE Lambda::Lambda(const One& one, const Several& several, const LambdaOptions& options)
    : Layer(Ref<LayerImpl>(new LambdaImpl(one, several, options))) {}
KERATIN_INLINE std::optional<Layer> copy_of_lambda(const Layer& layer) {
  const auto* lambda = dynamic_cast<const LambdaImpl*>(&layer.impl());
  return lambda != nullptr ? std::optional<Layer>(lambda->copy()) : std::nullopt;
}

}  // namespace keratin::layers
#endif
