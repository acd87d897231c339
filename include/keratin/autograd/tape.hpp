// Gradients: what each op leaves behind while a tape records. The walk back over it is in gradient_tape.hpp.
//
// An op calls record(y, {&x, …}, vjp) after it computed y. Its vjp gets dy = d(loss)/dy and adds d(loss)/dx for each
// input that wants one. What the vjp captures is what stays alive until then. First order only: a vjp is not recorded.
#pragma once
#include <initializer_list>
#include <span>
#include <utility>

#include "../core/products.hpp"
#include "../tensor/tensor.hpp"

namespace keratin {

class GradNode;

namespace tape {

/// How many tapes of this thread record.
inline int& depth() {
  static thread_local int n = 0;
  return n;
}
inline bool recording() { return depth() > 0; }

}  // namespace tape

/// While it lives, this thread records nothing.
class NoGradient {
 public:
  NoGradient() : depth_(tape::depth()) { tape::depth() = 0; }
  ~NoGradient() { tape::depth() = depth_; }
  NoGradient(const NoGradient&) = delete;
  NoGradient& operator=(const NoGradient&) = delete;

 private:
  int depth_;
};

/// One input of a recorded op: the node that made it, or none if no gradient is wanted there.
struct Edge {
  Ref<GradNode> node;
  std::uint32_t output = 0;
};

/// The gradients of a recorded op's inputs.
class InputGradients {
 public:
  explicit InputGradients(std::span<const Edge> edges) : edges_(edges) {}
  /// Whether input i needs a gradient: if not, don't compute it.
  bool wanted(std::size_t i) const { return static_cast<bool>(edges_[i].node); }
  /// Adds to the gradient of input i, which must have that input's shape and dtype.
  void add(std::size_t i, Tensor gradient);

 private:
  std::span<const Edge> edges_;
};

/// An op that was recorded, or (with no inputs) a tensor whose gradient is asked for.
class GradNode : public Origin {
 public:
  List<Edge> inputs;
  List<Tensor> gradients;     // of the outputs; undefined where none came
  std::uint64_t order = 0;    // later ops have a higher one; 0: nothing lies before, or it is used up
  std::uint64_t visited = 0;  // the last walk that came here
  bool asked = false;         // the gradients of its outputs are wanted themselves
  const bool bfloat16 = Bfloat16Products::active();  // how the op was computed
  virtual void backward() {}
  virtual void release() {}
};

namespace detail {

template <class Vjp>
class OpNode final : public GradNode {
 public:
  explicit OpNode(Vjp vjp) : vjp_(std::move(vjp)) {}
  ~OpNode() override { release(); }
  void backward() override {
    InputGradients dx(inputs);
    if constexpr (std::invocable<Vjp&, std::span<const Tensor>, InputGradients&>)
      vjp_(std::span<const Tensor>(gradients), dx);
    else
      vjp_(gradients[0], dx);
  }
  void release() override {
    if (std::exchange(held_, false)) vjp_.~Vjp();
  }

 private:
  union {
    Vjp vjp_;
  };
  bool held_ = true;
};

/// The node whose gradient stands for this tensor's, if a tape follows it.
GradNode* node_of(const Tensor& x);
/// Ties a new node to its inputs and outputs.
void link(Ref<GradNode> node, std::span<const Tensor* const> inputs, std::span<const Tensor* const> outputs);

inline bool followed(std::span<const Tensor* const> inputs) {
  if (!tape::recording()) return false;
  for (const Tensor* x : inputs)
    if (x->defined() && node_of(*x) != nullptr) return true;
  return false;
}

}  // namespace detail

/// Records that y came from the inputs. `vjp(dy, dx)`: a callable (const Tensor& dy, InputGradients& dx).
/// To capture y itself use detach(y): y would hold the node that holds y.
template <class Vjp>
void record(const Tensor& y, std::initializer_list<const Tensor*> inputs, Vjp vjp) {
  const std::span<const Tensor* const> in(inputs.begin(), inputs.size());
  if (!detail::followed(in)) return;
  const Tensor* const out[] = {&y};
  detail::link(Ref<GradNode>(new detail::OpNode<Vjp>(std::move(vjp))), in, out);
}
/// The same for any number of inputs and outputs: vjp(std::span<const Tensor> dys, InputGradients& dx).
template <class Vjp>
void record_all(std::span<const Tensor> outputs, std::span<const Tensor> inputs, Vjp vjp) {
  List<const Tensor*> in, out;
  for (const Tensor& x : inputs) in.push_back(&x);
  if (!detail::followed(in)) return;
  for (const Tensor& y : outputs) out.push_back(&y);
  detail::link(Ref<GradNode>(new detail::OpNode<Vjp>(std::move(vjp))), in, out);
}

/// The same where y's gradient goes past the node `made`, straight to that node's inputs: for fused vjps.
template <class Vjp>
void record_past(const Tensor& y, const GradNode& made, Vjp vjp) {
  const Tensor* const out[] = {&y};
  Ref<GradNode> node(new detail::OpNode<Vjp>(std::move(vjp)));
  node->inputs = made.inputs;
  detail::link(std::move(node), {}, out);
}

/// The same elements, without their history.
inline Tensor detach(const Tensor& x) { return x.view(x.shape()); }

}  // namespace keratin

#if KERATIN_DEFINE(autograd)
#include <atomic>

#include "../tensor/pointwise.hpp"

namespace keratin {

KERATIN_INLINE void InputGradients::add(std::size_t i, Tensor gradient) {
  const Edge& edge = edges_[i];
  Tensor& slot = edge.node->gradients[edge.output];
  if (!slot.defined())
    slot = std::move(gradient);
  else if (slot.impl().unique() && slot.get().storage.unique()) {
    map_into(functors::Add{}, slot, slot, gradient);
    slot.get().mask = {};  // it is no longer the sum of these uses (uses_of)
  } else
    slot = map(functors::Add{}, slot, gradient);
}

namespace detail {

inline std::uint64_t next_order() {
  static std::atomic<std::uint64_t> count{0};
  return count.fetch_add(1, std::memory_order_relaxed) + 1;
}

/// Makes `x` a tensor whose gradient can be asked for.
inline GradNode* make_leaf(const Tensor& x) {
  auto leaf = make_ref<GradNode>();
  leaf->gradients.resize(1);
  leaf->order = 0;
  x.get().origin = leaf;
  return leaf.get();
}

KERATIN_INLINE GradNode* node_of(const Tensor& x) {
  TensorImpl& impl = x.get();
  if (impl.symbolic) return nullptr;
  if (impl.origin) return static_cast<GradNode*>(impl.origin.get());
  if (impl.variable && static_cast<VariableImpl&>(impl).trainable && is_float(impl.dtype)) return make_leaf(x);
  return nullptr;
}

KERATIN_INLINE void link(Ref<GradNode> node, std::span<const Tensor* const> inputs,
                         std::span<const Tensor* const> outputs) {
  node->order = next_order();
  for (const Tensor* x : inputs) {
    GradNode* from = x->defined() ? node_of(*x) : nullptr;
    node->inputs.push_back({Ref<GradNode>(from), x->defined() ? x->get().output : 0});
  }
  node->gradients.resize(outputs.size());
  std::uint32_t index = 0;
  for (const Tensor* y : outputs) {
    y->get().origin = node;
    y->get().output = index++;
  }
}

}  // namespace detail

}  // namespace keratin
#endif
