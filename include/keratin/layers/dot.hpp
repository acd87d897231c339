// Dot: the dot product of two inputs along an axis of each.   (batch, …, n), (batch, …, n) -> (batch, …)
//   auto y = Dot(1)({a, b});   auto z = Dot({2, 1})({a, b});   auto cosine = Dot(1, {.normalize = true})({a, b});
#pragma once
#include "../tensor/axes.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct DotOptions {
  KERATIN_OPTIONS;
  Flag normalize = false;  ///< Whether both are brought to length 1 along the axis first: then it is their cosine.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(normalize)
};

/// `axes`: one for both, or one of each; not the batch (keras.layers.Dot). The axes left stand in the inputs' order; of
/// two vectors the result is (batch, 1). Throws shape_error unless the axes have one size.
struct Dot : Layer {
  explicit Dot(const Axes& axes, const DotOptions& options = {});
  static Dot from(Fields& f);
};
/// Dot(axes)(inputs).
[[nodiscard]] Tensor dot(const Inputs& inputs, const Axes& axes = -1, const DotOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/matmul.hpp"
#include "../ops/normalize.hpp"
#include "../ops/reshape.hpp"
#include "../ops/transpose.hpp"

namespace keratin::layers {

class DotImpl final : public LayerImpl {
 public:
  DotImpl(const Axes& axes, const DotOptions& options) : LayerImpl("Dot", options), axes_(axes), options_(options) {
    require(axes.list().rank() == 1 || axes.list().rank() == 2, name(), " (Dot): expected one axis or two; got ",
            axes.list(), ".");
    supports_masking_ = true;
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext&) const override {
    require_shape(xs.size() == 2, "expected two inputs; got ", xs.size(), ".");
    const index_t p = axis_of(xs[0], 0), q = axis_of(xs[1], 1);
    require_shape(xs[0].shape()[p] == xs[1].shape()[q], "expected one size on axis ", p, " of the first and axis ", q,
                  " of the second; got ", xs[0].shape(), " and ", xs[1].shape(), ".");
    const Shape a = xs[0].shape().without(static_cast<std::size_t>(p)),
                b = xs[1].shape().without(static_cast<std::size_t>(q));
    Shape out = a;
    for (const index_t d : b.from(1)) out.push_back(d);
    if (out.rank() == 1) out.push_back(1);
    const index_t n = xs[0].shape()[p];
    const Tensor rows = ops::reshape(moved(xs[0], p, xs[0].rank() - 1), {a[0], a.product(1, a.rank()), n});
    const Tensor columns = ops::reshape(moved(xs[1], q, 1), {b[0], n, b.product(1, b.rank())});
    require_shape(a[0] == b[0], "expected one batch size; got ", a[0], " and ", b[0], ".");
    return {ops::reshape(ops::matmul(rows, columns), out)};
  }
  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor>) const override { return {Tensor()}; }

  void fields(Fields& f) const override {
    Axes axes = axes_;
    f("axes", axes);
    DotOptions(options_).fields(f);
  }

 private:
  index_t axis_of(const Tensor& x, std::size_t which) const {
    const Shape& axes = axes_.list();
    const index_t asked = axes[static_cast<index_t>(which % axes.rank())];
    const auto a = static_cast<index_t>(x.shape().axis(asked, name()));
    require_shape(a > 0, "expected an axis after the batch; got axis ", asked, " of ", x.shape(), ".");
    return a;
  }
  /// x, normalized if that is asked for, with one axis brought to another place.
  Tensor moved(const Tensor& x, index_t from, index_t to) const {
    const Tensor in = options_.normalize ? ops::normalize(x, {.axis = from}) : x;
    if (from == to) return in;
    const Shape whole = all_axes(x.shape().rank()).without(static_cast<std::size_t>(from));
    return ops::transpose(in, whole.inserted(static_cast<std::size_t>(to), from));
  }
  static Shape all_axes(std::size_t rank) {
    Shape axes;
    for (std::size_t i = 0; i < rank; ++i) axes.push_back(static_cast<index_t>(i));
    return axes;
  }

  Axes axes_;
  DotOptions options_;
};

KERATIN_INLINE Dot::Dot(const Axes& axes, const DotOptions& options)
    : Layer(Ref<LayerImpl>(new DotImpl(axes, options))) {}
KERATIN_INLINE Dot Dot::from(Fields& f) { return layer_from<Dot, DotOptions>(f, "axes", Axes(-1)); }
KERATIN_INLINE Tensor dot(const Inputs& inputs, const Axes& axes, const DotOptions& options) {
  return Dot(axes, options)(inputs);
}

}  // namespace keratin::layers
#endif
