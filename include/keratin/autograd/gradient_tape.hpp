// GradientTape: records what is computed while it lives, and gives gradients by a walk back over the record.
//   GradientTape tape;   tape.watch(x);   Tensor dx = tape.gradient(ops::square(x), x);
#pragma once
#include "tape.hpp"

namespace keratin {

struct GradientTapeOptions {
  KERATIN_OPTIONS;
  Flag persistent = false;  ///< Whether gradient() may be called more than once.
};

/// Records the ops done while it lives, until gradient() (tf.GradientTape). Variables are followed by themselves.
class [[nodiscard]] GradientTape {
 public:
  [[nodiscard]] explicit GradientTape(const GradientTapeOptions& options = {}) : persistent_(options.persistent) {
    ++tape::depth();
  }
  ~GradientTape() { stop(); }
  GradientTape(const GradientTape&) = delete;
  GradientTape& operator=(const GradientTape&) = delete;

  /// Follows a tensor that is no Variable. One that came from followed ones is followed anyway; watch() then keeps a
  /// fused gradient, such as that of softmax with cross-entropy, from going past it.
  void watch(const Tensor& x);
  /// d(sum of target)/d(source) for each source; an undefined Tensor where target does not depend on it. A second call
  /// throws state_error, unless the tape is persistent. Threads may do this at the same time, but not for the same
  /// Variables.
  [[nodiscard]] std::vector<Tensor> gradient(const Tensor& target, const std::vector<Variable>& sources);
  [[nodiscard]] std::vector<Tensor> gradient(const Tensor& target, const std::vector<Tensor>& sources);
  [[nodiscard]] std::vector<Tensor> gradient(const Tensor& target, std::initializer_list<Variable> sources) {
    return gradient(target, std::vector<Variable>(sources));
  }
  [[nodiscard]] std::vector<Tensor> gradient(const Tensor& target, std::initializer_list<Tensor> sources) {
    return gradient(target, std::vector<Tensor>(sources));
  }
  template <std::derived_from<Tensor> T>  // a template, so that braces are never one tensor
  [[nodiscard]] Tensor gradient(const Tensor& target, const T& source) {
    return gradient(target, std::vector<T>{source})[0];
  }

 private:
  template <class Source>
  std::vector<Tensor> gradients(const Tensor& target, const std::vector<Source>& sources);
  void stop();
  bool persistent_, recording_ = true;
};

/// The walk: fills gradients.size() == sources.size() gradients of `target`'s sum. Without `keep` the record is used
/// up.
void backward(const Tensor& target, std::span<const Variable> sources, std::span<Tensor> gradients, bool keep = false);

}  // namespace keratin

#if KERATIN_DEFINE(autograd)
#include <algorithm>

namespace keratin {

namespace detail {

/// All nodes that `root` came from, the latest first.
inline List<Ref<GradNode>> nodes_before(GradNode* root) {
  const std::uint64_t walk = next_order();
  List<Ref<GradNode>> found;
  root->visited = walk;
  found.emplace_back(root);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const GradNode* const node = found[i].get();
    for (const Edge& edge : node->inputs)
      if (edge.node && edge.node->visited != walk) {
        edge.node->visited = walk;
        found.push_back(edge.node);
      }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a->order > b->order; });
  return found;
}

/// Runs the vjps from `target` back; what is left are the gradients of the leaves and of nodes asked for.
inline void walk_back(const List<Ref<GradNode>>& nodes, const Tensor& target, bool keep) {
  const NoGradient scope;
  const Device device = target.size() == 1 ? Device(cpu{}) : target.device();  // a number may lie anywhere
  nodes.front()->gradients[target.get().output] = full(target.shape(), 1, target.dtype(), device);
  for (const auto& node : nodes) {
    if (node->order == 0) continue;
    // A vjp may write its result over a gradient that nobody else holds (ops/op.hpp); one that is asked for is held.
    const List<Tensor> held = node->asked ? node->gradients : List<Tensor>();
    const bool reached =
        std::any_of(node->gradients.begin(), node->gradients.end(), [](const Tensor& g) { return g.defined(); });
    if (reached) {
      const Bfloat16Products as_before(node->bfloat16);
      node->backward();
    }
    if (!node->asked)
      for (Tensor& g : node->gradients) g = Tensor();
    if (!keep) {
      node->release();
      node->inputs.clear();
      node->order = 0;
    }
  }
}

/// Clears what a walk left in its nodes, also if it threw.
struct WalkEnd {
  const List<Ref<GradNode>>& nodes;
  ~WalkEnd() {
    for (const auto& node : nodes)
      for (Tensor& g : node->gradients) g = Tensor();
  }
};

template <class Source>
void gradients_of(const Tensor& target, std::span<const Source> sources, std::span<Tensor> gradients, bool keep) {
  GradNode* const root = node_of(target);
  if (root == nullptr) return;
  for (const Source& x : sources)
    if (GradNode* const node = node_of(x)) node->asked = true;
  const auto nodes = nodes_before(root);
  const WalkEnd end{nodes};
  walk_back(nodes, target, keep);
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (const GradNode* const node = node_of(sources[i])) gradients[i] = node->gradients[sources[i].get().output];
}

}  // namespace detail

KERATIN_INLINE void backward(const Tensor& target, std::span<const Variable> sources, std::span<Tensor> gradients,
                             bool keep) {
  detail::gradients_of(target, sources, gradients, keep);
}

KERATIN_INLINE void GradientTape::stop() {
  if (recording_) --tape::depth();
  recording_ = false;
}
KERATIN_INLINE void GradientTape::watch(const Tensor& x) {
  require<dtype_error>(is_float(x.dtype()), "GradientTape::watch: expected a floating-point tensor; got ", x.dtype(),
                       ".");
  require<state_error>(!x.symbolic(), "GradientTape::watch: expected data; got a symbolic tensor of shape ", x.shape(),
                       ".");
  GradNode& node = x.get().origin ? static_cast<GradNode&>(*x.get().origin) : *detail::make_leaf(x);
  node.asked = true;
}
template <class Source>
std::vector<Tensor> GradientTape::gradients(const Tensor& target, const std::vector<Source>& sources) {
  require<state_error>(recording_,
                       "GradientTape::gradient: expected one call; got a second. Hint: {.persistent = true}.");
  if (!persistent_) stop();
  std::vector<Tensor> gradients(sources.size());
  detail::gradients_of<Source>(target, sources, gradients,
                               persistent_ || tape::recording());  // another tape may need it
  return gradients;
}
KERATIN_INLINE std::vector<Tensor> GradientTape::gradient(const Tensor& target, const std::vector<Variable>& sources) {
  return gradients(target, sources);
}
KERATIN_INLINE std::vector<Tensor> GradientTape::gradient(const Tensor& target, const std::vector<Tensor>& sources) {
  return gradients(target, sources);
}

}  // namespace keratin
#endif
