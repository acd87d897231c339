// What the layers that merge several inputs element by element share: Add, Subtract, Multiply, Average, Maximum and
// Minimum. Inputs of fewer axes get axes of size 1 after the batch; then all are broadcast. A masked step of a product
// or an extreme leaves the other inputs as they are; the result's mask holds where one of the inputs' does.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../ops/logical.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "../ops/where.hpp"
#include "../tensor/pointwise.hpp"

namespace keratin::layers {

using MergeOp = Tensor (*)(const Tensor& a, const Tensor& b);

class MergeImpl : public LayerImpl {
 public:
  /// `op` merges the first two, that and the third, …
  MergeImpl(const char* class_name, MergeOp op, const BasicOptions& options) : LayerImpl(class_name, options), op_(op) {
    supports_masking_ = true;
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext&) const override {
    index_t rank = 0;
    for (const Tensor& x : xs) rank = std::max(rank, x.rank());
    Tensors in;
    for (const Tensor& x : xs) in.push_back(with_rank(x, rank));
    for (std::size_t i = 1; i < in.size(); ++i) check(in[0].shape(), in[i].shape());
    return {merge(in)};
  }
  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor> masks) const override {
    Tensor any = masks[0];
    for (const Tensor& m : masks) {
      if (!m.defined()) return {Tensor()};
      any = ops::logical_or(any, m);
    }
    return {any};
  }

 protected:
  KERATIN_INLINE virtual Tensor merge(const Tensors& xs) const;
  /// x's mask for each of its elements; undefined if it has none.
  static Tensor wide_mask(const Tensor& x) {
    const Tensor mask = mask_of(x);
    if (!mask.defined()) return mask;
    const Tensor none = on_meta(x) ? Tensor::empty(x.shape(), bool_, x.device()) : zeros(x.shape(), bool_);
    return ops::logical_or(ops::expand_dims(mask, -1), none);
  }
  MergeOp op_;

 private:
  static Tensor with_rank(const Tensor& x, index_t rank) {
    if (x.rank() == rank) return x;
    Shape shape{x.shape()[0]};
    while (static_cast<index_t>(shape.rank()) < rank - x.rank() + 1) shape.push_back(1);
    for (const index_t d : x.shape().from(1)) shape.push_back(d);
    return ops::reshape(x, shape);
  }
  void check(const Shape& a, const Shape& b) const {
    for (std::size_t i = 0; i < a.rank(); ++i) {
      const auto at = static_cast<index_t>(i);
      require_shape(a[at] == b[at] || a[at] == 1 || b[at] == 1, "expected inputs that broadcast; got ", a, " and ", b,
                    ".");
    }
  }
};

/// Maximum and Minimum: where one input is masked the other counts alone.
class ExtremeImpl final : public MergeImpl {
 public:
  using MergeImpl::MergeImpl;

 protected:
  KERATIN_INLINE Tensor merge(const Tensors& xs) const override;
};

KERATIN_INLINE Tensor MergeImpl::merge(const Tensors& xs) const {
  Tensor y = xs[0];
  for (std::size_t i = 1; i < xs.size(); ++i) y = op_(y, xs[i]);
  return y;
}

KERATIN_INLINE Tensor ExtremeImpl::merge(const Tensors& xs) const {
  Tensor y = xs[0], counts = wide_mask(y);
  for (std::size_t i = 1; i < xs.size(); ++i) {
    const Tensor mask = wide_mask(xs[i]);
    const Tensor x = mask.defined() ? ops::where(mask, xs[i], y) : xs[i];
    if (counts.defined()) y = ops::where(counts, y, x);
    counts = counts.defined() && mask.defined() ? ops::logical_or(counts, mask) : Tensor();
    y = op_(y, x);
  }
  return counts.defined() ? with_mask(y, ops::any(counts, -1)) : y;
}

}  // namespace keratin::layers
#endif
