// How a layer is built and called: LayerImpl's own functions, and how masks travel. layer.hpp includes it.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include <algorithm>
#include <utility>

#include "../autograd/tape.hpp"
#include "../core/names.hpp"
#include "../ops/cast.hpp"
#include "../ops/divide.hpp"
#include "../ops/slice.hpp"

namespace keratin {

namespace detail {

inline thread_local LoadScope* load_scope = nullptr;

KERATIN_INLINE LoadScope::LoadScope(std::size_t file_size)
    : left_(static_cast<index_t>(std::min<std::size_t>(file_size, std::size_t{1} << 40)) * 8),
      outer_(std::exchange(load_scope, this)) {}
KERATIN_INLINE LoadScope::~LoadScope() { load_scope = outer_; }
KERATIN_INLINE Tensor LoadScope::make(const std::string& path, const Shape& shape, DType dtype) {
  index_t n = 1;
  bool fits = shape.known();
  for (const index_t d : shape) fits = fits && !__builtin_mul_overflow(n, d, &n);
  require<shape_error>(fits && n <= left_, path, ": expected a weight that its file can fill; got shape ", shape, ".");
  left_ -= n;
  return zeros(shape, dtype);
}

}  // namespace detail

namespace detail {
void move_variable(const Variable& w, Device device);
}

KERATIN_INLINE LayerImpl::LayerImpl(const char* class_name, const Shape& input_shape, const std::string& name,
                                    bool trainable)
    : class_name_(class_name),
      name_(name.empty() ? unique_name(snake_case(class_name)) : name),
      input_shape_(input_shape),
      trainable_(trainable) {}

KERATIN_INLINE Tensors LayerImpl::call_all(std::span<const Tensor> xs, const CallContext& context) const {
  require_shape(xs.size() == 1, "expected one input; got ", xs.size(), ".");
  return {call(xs[0], context)};
}

KERATIN_INLINE Tensors LayerImpl::call_with(std::span<const Tensor> xs, const CallContext& context,
                                            std::span<const OpArgument> arguments) const {
  static_cast<void>(arguments);
  return call_all(xs, context);
}

KERATIN_INLINE Tensors LayerImpl::compute_mask(std::span<const Tensor> xs, std::span<const Tensor> masks) const {
  static_cast<void>(xs);
  return {masks.begin(), masks.end()};
}

KERATIN_INLINE std::vector<Layer> LayerImpl::sublayers() const { return {}; }

KERATIN_INLINE void LayerImpl::set_trainable(bool trainable) {
  trainable_ = trainable;
  for (const Layer& layer : sublayers()) layer.impl().set_trainable(trainable);
}

/// The same variable with its elements on another device.
inline void detail::move_variable(const Variable& w, Device device) {
  if (w.device() == device) return;
  const NoGradient scope;
  const Tensor there = detach(w).to(device);
  w.info().storage = there.get().storage;
  w.info().data = there.get().data;
  w.info().device = device;
}

KERATIN_INLINE void LayerImpl::set_device(Device device) {
  device_ = device;
  for (const Variable& w : weights_) detail::move_variable(w, device);
  for (const Layer& layer : sublayers()) layer.impl().set_device(device);
}

KERATIN_INLINE void LayerImpl::set_dtype(DType compute) {
  dtype_ = compute;
  for (Variable& w : weights_) {
    if (w.dtype() == dtype() || !is_float(w.dtype())) continue;
    const Tensor converted = ops::cast(detach(w), dtype());
    w.info().storage = converted.get().storage;
    w.info().data = converted.get().data;
    w.info().dtype = dtype();
  }
  for (const Layer& layer : sublayers()) layer.impl().set_dtype(compute);
}

KERATIN_INLINE void LayerImpl::ensure_built(const std::vector<Shape>& inputs) {
  if (built_) return;
  std::vector<Shape> open = inputs;
  for (Shape& s : open)
    if (s.rank() > 0) s[0] = -1;
  build_all(open);
  built_ = true;
}

KERATIN_INLINE void LayerImpl::build_inside(const Layer& inside, const std::vector<Shape>& inputs) const {
  if (inside.built()) return;
  inside.impl().set_dtype(dtype_);
  inside.impl().set_device(device_);
  inside.impl().ensure_built(inputs);
  for (const Variable& w : inside.weights()) w.info().path = name_ + "/" + w.path();
}

KERATIN_INLINE Variable LayerImpl::add_weight(const std::string& name, const Shape& shape,
                                              const Initializer& initializer, const WeightOptions& options) {
  const DType type = options.dtype.value_or(dtype());
  const bool loading = detail::load_scope != nullptr;
  Variable w(loading ? detail::load_scope->make(name_ + "/" + name, shape, type) : initializer(shape, type), name,
             options.trainable);
  w.info().path = name_ + "/" + name;
  detail::move_variable(w, device_);
  if (options.regularizer) w.info().regularizer = [r = options.regularizer](const Tensor& x) { return r(x); };
  if (options.constraint) w.info().constraint = [c = options.constraint](const Tensor& x) { return c(x); };
  weights_.push_back(w);
  return w;
}

KERATIN_INLINE void LayerImpl::add_activity_loss(const Tensor& output, const CallContext& context) const {
  if (!activity_regularizer_ || context.run == nullptr) return;
  const double batch = static_cast<double>(std::max<index_t>(output.rank() > 0 ? output.shape()[0] : 1, 1));
  context.run->losses.push_back(ops::divide(activity_regularizer_(output), Tensor::scalar(batch, output.dtype())));
}

KERATIN_INLINE void LayerImpl::gather(std::vector<Variable>& weights, bool trained) const {
  if (trained && !trainable_) return;
  for (const bool first : {true, false})
    for (const Variable& w : weights_)
      if (w.trainable() == first && (first || !trained)) weights.push_back(w);
  for (const Layer& layer : sublayers()) layer.impl().gather(weights, trained);
}

KERATIN_INLINE void LayerImpl::collect(std::vector<Variable>& weights, bool trained) const {
  gather(weights, trained);
  std::vector<const TensorImpl*> seen;  // sorted
  std::erase_if(weights, [&](const Variable& w) {
    const TensorImpl* const own = &w.get();
    const auto at = std::lower_bound(seen.begin(), seen.end(), own, std::less<>());
    if (at != seen.end() && *at == own) return true;
    seen.insert(at, own);
    return false;
  });
}

// Masks.

/// `mask` is what the caller gave, or what is beside the only input; not what the caller's own caller found beside
/// another tensor and handed on with the rest.
KERATIN_INLINE CallContext LayerImpl::with_own_mask(std::span<const Tensor> xs, const CallContext& context) const {
  CallContext own = context;
  if (own.mask && own.masked_input == nullptr) return own;
  own.mask.reset();
  own.masked_input = nullptr;
  if (xs.size() == 1 && xs[0].get().mask) {
    own.mask = mask_of(xs[0]);
    own.masked_input = xs[0].impl().get();
  }
  return own;
}

KERATIN_INLINE void LayerImpl::set_masks(std::span<const Tensor> xs, const CallContext& context,
                                         std::span<Tensor> outputs) const {
  if (!supports_masking_) return;
  const NoGradient scope;
  Tensors masks;
  bool any = makes_mask_;
  for (const Tensor& x : xs) masks.push_back(mask_of(x));
  if (context.mask) masks[0] = *context.mask;
  for (const Tensor& m : masks) any = any || m.defined();
  if (!any) return;
  const Tensors made = compute_mask(xs, masks);
  for (std::size_t k = 0; k < std::min(outputs.size(), made.size()); ++k)
    if (made[k].defined() && !outputs[k].get().mask) outputs[k] = with_mask(std::move(outputs[k]), made[k]);
}

KERATIN_INLINE Tensor LayerImpl::invoke(const Tensor& x, const CallContext& context) const {
  if (!x.get().mask && !context.mask && !makes_mask_) [[likely]]
    return call(x, context);
  const CallContext own = with_own_mask({&x, 1}, context);
  Tensor y = call(x, own);
  set_masks({&x, 1}, own, {&y, 1});
  return y;
}

KERATIN_INLINE Tensors LayerImpl::invoke_all(std::span<const Tensor> xs, const CallContext& context,
                                             std::span<const OpArgument> arguments) const {
  const bool masked = makes_mask_ || context.mask ||
                      std::any_of(xs.begin(), xs.end(), [](const Tensor& x) { return bool(x.get().mask); });
  if (!masked) return call_with(xs, context, arguments);
  const CallContext own = with_own_mask(xs, context);
  Tensors ys = call_with(xs, own, arguments);
  set_masks(xs, own, ys);
  return ys;
}

// Calls.

KERATIN_INLINE LayerCall::LayerCall(LayerImpl& callee) {
  layer = Ref<RefCounted>(&callee);
  class_name = callee.class_name();
  module = "keras.layers";
  name = callee.name();
  call = callee.call_count_++;
  callee.calls_.push_back(this);
}
KERATIN_INLINE LayerCall::~LayerCall() { std::erase(callee().calls_, this); }

KERATIN_INLINE Tensors LayerImpl::call_symbolically(std::span<const Tensor> xs, std::span<const OpArgument> arguments) {
  std::vector<Shape> shapes;
  for (const Tensor& x : xs) shapes.push_back(x.shape());
  ensure_built(shapes);
  Ref<GraphNode> node(new LayerCall(*this));
  node->inputs.assign(xs.begin(), xs.end());
  node->arguments.assign(arguments.begin(), arguments.end());
  node->run = [this, given = node->arguments](std::span<const Tensor> in, const CallContext& context) {
    return invoke_all(in, context, given);
  };
  Tensors ys = connect(node);
  if (takes_masks_ || (takes_mask_ && xs.size() == 1))
    for (const Tensor& x : xs)
      if (const Tensor mask = mask_of(x); mask.symbolic()) node->masks.push_back(mask);
  set_masks(xs, {}, ys);
  for (const Tensor& y : ys) node->output_masks.push_back(mask_of(y));
  return ys;
}

KERATIN_INLINE Tensors LayerImpl::call_eagerly(std::span<const Tensor> xs, const CallContext& context,
                                               std::span<const OpArgument> arguments) {
  std::vector<Shape> shapes;
  for (const Tensor& x : xs) shapes.push_back(x.shape());
  ensure_built(shapes);
  Tensors ys = invoke_all(xs, context, arguments);
  for (const Tensor& y : ys) add_activity_loss(y, context);
  return ys;
}

KERATIN_INLINE Tensors LayerImpl::ends(std::size_t call, bool outputs) const {
  require<state_error>(!calls_.empty(), name_, outputs ? ".output()" : ".input()",
                       ": expected a layer that was called on symbolic tensors; got one that was not.");
  require<value_error>(call < calls_.size(), name_, outputs ? ".output_at()" : ".input_at()",
                       ": expected a call below ", calls_.size(), "; got ", call, ".");
  LayerCall& made = *calls_[call];
  if (!outputs) return made.inputs;
  Tensors ys;
  for (std::size_t k = 0; k < made.shapes.size(); ++k) ys.push_back(symbolic_output(Ref<GraphNode>(&made), k));
  return ys;
}

}  // namespace keratin
#endif
