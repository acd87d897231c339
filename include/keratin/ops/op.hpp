// How an op is written: a functor that computes, and the derivative beside it.
//
// A functor has `template <class V> V operator()(const V& x…) const`, and its derivative times dy as a static template:
//   gradient(x, y, dy) for one input;  gradient_a(a, b, dy) and gradient_b(a, b, dy) for two.
// unary() and binary() make the whole op of it: symbolic graph node, computation, and vjp on the tape.
#pragma once
#include "../autograd/symbolic.hpp"
#include "../autograd/tape.hpp"
#include "../core/names.hpp"
#include "../tensor/reduce.hpp"

namespace keratin::ops {

/// What saving writes of an op: its module and class name in Keras.
struct OpName {
  const char* module;
  const char* class_name;
};

namespace detail {

using Flags = std::array<bool, Shape::max_rank>;  // which axes

/// A functor's gradient as a functor.
template <class F>
struct Gradient {
  F f;
  template <class V>
  V operator()(const V& x, const V& y, const V& dy) const {
    return f.gradient(x, y, dy);
  }
};
template <class F>
struct GradientA {
  template <class V>
  V operator()(const V& a, const V& b, const V& dy) const {
    return F::gradient_a(a, b, dy);
  }
};
template <class F>
struct GradientB {
  template <class V>
  V operator()(const V& a, const V& b, const V& dy) const {
    return F::gradient_b(a, b, dy);
  }
};

/// Throws shape_error, naming the op, unless the shapes broadcast.
inline void check_broadcast(std::string_view op, const Tensor& a, const Tensor& b) {
  if (!(a.shape() == b.shape())) static_cast<void>(broadcast_shape(a.shape(), b.shape(), op));
}

/// x as the dtype that a real-valued op computes in.
inline Tensor as_float(const Tensor& x) { return is_float(x.dtype()) ? x : x.cast(float_type(x.dtype())); }

/// Where a vjp may write a result as large as dy: over dy, if nobody else holds that, so that a backward pass over
/// large tensors touches no new memory.
inline Tensor room_for_gradient(const Tensor& dy) {
  return dy.impl().unique() && dy.get().storage.unique() ? detach(dy)
                                                         : Tensor::empty(dy.shape(), dy.dtype(), dy.device());
}

template <class F>
void record_binary(const Tensor& y, const Tensor& a, const Tensor& b) {
  record(y, {&a, &b}, [a, b](const Tensor& dy, InputGradients& dx) {
    if (dx.wanted(0)) dx.add(0, sum_to(map(GradientA<F>{}, a, b, dy), a.shape()));
    if (dx.wanted(1)) dx.add(1, sum_to(map(GradientB<F>{}, a, b, dy), b.shape()));
  });
}

}  // namespace detail

/// The names in Keras of a node's last inputs, for a call that takes them by name.
inline OpArgument tensors_by_name(const std::string& names) { return {"tensors", names}; }

/// A node with several outputs.
inline Tensors symbolic_ops(OpName name, Tensors inputs, SharedFunction<Tensors(const Tensors&)> run,
                            std::initializer_list<OpArgument> arguments = {}) {
  auto node = make_ref<GraphNode>();
  node->module = name.module;
  node->class_name = name.class_name;
  node->name = unique_name(snake_case(name.class_name));
  node->inputs = std::move(inputs);
  node->arguments = arguments;
  node->run = [run = std::move(run)](std::span<const Tensor> in, const CallContext&) {
    return run(Tensors(in.begin(), in.end()));
  };
  return connect(node);
}

namespace detail {

/// An op of one input whose functor's type is forgotten: the code around the kernels is compiled once for all of them.
struct ErasedUnary {
  OpName name;
  keratin::detail::MapKernels value, gradient;  // gradient: of x, y and dy; empty if it has none
  bool keeps_integers;
  alignas(8) std::array<std::byte, 48> functor;

  inline Tensor operator()(const Tensor& x) const;
};
struct ErasedUnaryVjp {
  ErasedUnary op;
  Tensor x, y;
  void operator()(const Tensor& dy, InputGradients& dx) const {
    const Tensor* const in[] = {&x, &y, &dy};
    dx.add(0, keratin::detail::new_map(op.gradient, op.functor.data(), in));
  }
};

inline Tensor ErasedUnary::operator()(const Tensor& x) const {
  if (x.symbolic())
    return symbolic_op(name.module, name.class_name, {x}, [op = *this](const Tensors& in) { return op(in[0]); });
  const bool whole = keeps_integers && !is_float(x.dtype());
  const Tensor in = !whole ? as_float(x) : x.dtype() == bool_ ? x.cast(int32) : x;
  const Tensor* const inputs[] = {&in};
  Tensor y = keratin::detail::new_map(value, functor.data(), inputs);
  if (tape::recording() && !whole && !gradient.empty()) record(y, {&in}, ErasedUnaryVjp{*this, in, detach(y)});
  return y;
}

template <class F>
ErasedUnary erase_unary(OpName name, const F& f, keratin::detail::MapKernels value, bool keeps_integers) {
  static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= 48 && alignof(F) <= 8);
  ErasedUnary op{name, value, {}, keeps_integers, {}};
  if constexpr (requires(const simd::baseline::Vec<float>& v) { f.gradient(v, v, v); })
    op.gradient = keratin::detail::real_kernels<Gradient<F>, 3>;
  std::memcpy(op.functor.data(), &f, sizeof f);
  return op;
}

}  // namespace detail

/// y = f(x), element by element; integers become float32. An F without gradient has none.
template <class F>
Tensor unary(OpName name, const F& f, const Tensor& x) {
  return detail::erase_unary(name, f, keratin::detail::real_kernels<F, 1>, false)(x);
}

/// The same, where integers keep their dtype and bools become int32.
template <class F>
Tensor unary_number(OpName name, const F& f, const Tensor& x) {
  return detail::erase_unary(name, f, keratin::detail::all_kernels<F, 1>, true)(x);
}

/// y = f(a, b), broadcast, in the dtype that both promote to; of bools whether f is not 0.
template <class F>
Tensor binary(OpName name, const F& f, const Tensor& a, const Tensor& b, Tensor (*self)(const Tensor&, const Tensor&)) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op(name.module, name.class_name, {a, b}, [self](const Tensors& in) { return self(in[0], in[1]); });
  detail::check_broadcast(name.class_name, a, b);
  const DType dtype = result_type(a.dtype(), b.dtype());
  if (dtype == bool_) return map_number(f, a.cast(int32), b.cast(int32)).cast(bool_);
  const Tensor p = a.cast(dtype), q = b.cast(dtype);
  Tensor y = map_number(f, p, q);
  if (is_float(dtype)) detail::record_binary<F>(y, p, q);
  return y;
}

/// The same, where integers become float32.
template <class F>
Tensor binary_float(OpName name, const F& f, const Tensor& a, const Tensor& b,
                    Tensor (*self)(const Tensor&, const Tensor&)) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op(name.module, name.class_name, {a, b}, [self](const Tensors& in) { return self(in[0], in[1]); });
  detail::check_broadcast(name.class_name, a, b);
  const DType dtype = float_type(result_type(a.dtype(), b.dtype()));
  const Tensor p = a.cast(dtype), q = b.cast(dtype);
  Tensor y = map(f, p, q);
  detail::record_binary<F>(y, p, q);
  return y;
}

/// f(a, b), broadcast, as a bool; it has no gradient.
template <class F>
Tensor compare(OpName name, const F& f, const Tensor& a, const Tensor& b,
               Tensor (*self)(const Tensor&, const Tensor&)) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op(name.module, name.class_name, {a, b}, [self](const Tensors& in) { return self(in[0], in[1]); });
  detail::check_broadcast(name.class_name, a, b);
  const DType dtype = result_type(a.dtype(), b.dtype());
  return map_to_bool(f, a.cast(dtype), b.cast(dtype));
}

}  // namespace keratin::ops
