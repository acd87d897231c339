// Lambda: a function as a layer.   any shape -> what the function makes of it
//   model.add(Lambda([](const Tensor& x) { return ops::mean(x, 1); }));
//   model.add(Lambda("mean", [](const Tensor& x) { return ops::mean(x, 1); }));   // one that files can hold, by its
//   name
#pragma once
#include <functional>

#include "layer.hpp"
#include "register_function.hpp"

namespace keratin::layers {

template <class F>
concept LambdaOfOne = std::is_invocable_r_v<Tensor, const F&, const Tensor&>;
template <class F>
concept LambdaOfOneInContext = std::is_invocable_r_v<Tensor, const F&, const Tensor&, const CallContext&>;
template <class F>
concept LambdaOfSeveral = std::is_invocable_r_v<Tensor, const F&, const Tensors&>;
template <class F>
concept LambdaFunction = LambdaOfOne<F> || LambdaOfOneInContext<F> || LambdaOfSeveral<F>;

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
/// less: a Lambda is for a Sequential. A file holds the function's name: a program that loads the model must have given
/// it to the same function, with register_function or by making such a Lambda. One without a name cannot be saved.
struct Lambda : Layer {
  template <LambdaFunction F>
  explicit Lambda(const F& f, const LambdaOptions& options = {}) : Lambda(functions(f), options) {}
  /// The function that is registered under this name. Throws name_error if none is.
  template <Text S>
  explicit Lambda(const S& name, const LambdaOptions& options = {})
      : Lambda(registered(std::string_view(name)), options) {}
  /// Registers the function under this name, and is a layer of it.
  template <Text S, LambdaFunction F>
  Lambda(const S& name, const F& f, const LambdaOptions& options = {})
      : Lambda((register_function(std::string(std::string_view(name)), f), name), options) {}
  static Lambda from(Fields& f);

  /// The function, in one of its three forms, and the name that it was asked for by.
  struct Functions {
    std::function<keratin::detail::FunctionOfOne> one = {};
    std::function<keratin::detail::FunctionInContext> in_context = {};
    std::function<keratin::detail::FunctionOfSeveral> several = {};
    std::string name = {};
  };

 private:
  template <class F>
  static Functions functions(const F& f) {
    if constexpr (LambdaOfOne<F>)
      return {.one = f};
    else if constexpr (LambdaOfOneInContext<F>)
      return {.in_context = f};
    else
      return {.several = f};
  }
  static Functions registered(std::string_view name);
  Lambda(Functions functions, const LambdaOptions& options);
};

/// The same function in a layer of its own, if the layer is a Lambda.
std::optional<Layer> copy_of_lambda(const Layer& layer);

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)

namespace keratin::layers {

class LambdaImpl final : public LayerImpl {
 public:
  LambdaImpl(Lambda::Functions functions, const LambdaOptions& options)
      : LayerImpl("Lambda", options), functions_(std::move(functions)), options_(options) {
    supports_masking_ = makes_mask_ = static_cast<bool>(options.mask.function());
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    const auto& [one, in_context, several, name] = functions_;
    return checked(one ? one(x) : in_context ? in_context(x, context) : several({x}));
  }
  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    if (xs.size() == 1) return {call(xs[0], context)};
    require_shape(static_cast<bool>(functions_.several), "expected one input; got ", xs.size(),
                  ". Hint: a function of (const Tensors& xs).");
    return {checked(functions_.several({xs.begin(), xs.end()}))};
  }
  void fields(Fields& f) const override {
    require(!options_.mask.function(), name(), " (Lambda): expected one without a mask option, as a file can hold it; ",
            "got one with it. Hint: make it a CustomLayer and register_layer it.");
    FunctionName function{function_name()};
    f("function", function);
    Shape shape = options_.output_shape.value_or(Shape());
    if (options_.output_shape) f("output_shape", shape);
  }
  Layer copy() const {
    LambdaOptions options = options_;
    options.name = name();
    options.trainable = trainable();
    return Layer(Ref<LayerImpl>(new LambdaImpl(functions_, options)));
  }
  Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor> masks) const override {
    return {options_.mask.function()(xs[0], masks[0])};
  }

 private:
  std::string function_name() const {
    if (!functions_.name.empty()) return functions_.name;
    std::string found = registered_name_of(functions_.one);
    if (found.empty()) found = registered_name_of(functions_.in_context);
    return found.empty() ? registered_name_of(functions_.several) : found;
  }
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
  Lambda::Functions functions_;
  LambdaOptions options_;
};

KERATIN_INLINE Lambda::Lambda(Functions functions, const LambdaOptions& options)
    : Layer(Ref<LayerImpl>(new LambdaImpl(std::move(functions), options))) {}
KERATIN_INLINE Lambda::Functions Lambda::registered(std::string_view name) {
  Functions found{registered_function<keratin::detail::FunctionOfOne>(name),
                  registered_function<keratin::detail::FunctionInContext>(name),
                  registered_function<keratin::detail::FunctionOfSeveral>(name), std::string(name)};
  const std::string known = registered_functions();
  require<name_error>(found.one || found.in_context || found.several, "Lambda: expected a registered function, of ",
                      known.empty() ? "none" : known, "; got \"", name, "\". Hint: register_function(\"", name,
                      "\", f) first.", suggestion(name, known));
  return found;
}
KERATIN_INLINE Lambda Lambda::from(Fields& f) {
  FunctionName function;
  Shape shape;
  LambdaOptions options;
  f("function, output_shape, name, trainable", function, shape, options.name, options.trainable);
  if (!shape.empty()) options.output_shape = shape;
  return Lambda(function.name, options);
}
KERATIN_INLINE std::optional<Layer> copy_of_lambda(const Layer& layer) {
  const auto* lambda = dynamic_cast<const LambdaImpl*>(&layer.impl());
  return lambda != nullptr ? std::optional<Layer>(lambda->copy()) : std::nullopt;
}

}  // namespace keratin::layers
#endif
