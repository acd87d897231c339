// PReLU: x above 0, alpha x below, with a trained alpha for each element of a sample.   any shape -> the same
//   model.add(PReLU());   model.add(PReLU({.shared_axes = {1, 2}}));   // one alpha for each channel of an image
#pragma once
#include <vector>

#include "layer.hpp"

namespace keratin::layers {

struct PReLUOptions {
  KERATIN_OPTIONS;
  Initializer alpha_initializer = "zeros";
  Regularizer alpha_regularizer = {};
  constraints::Constraint alpha_constraint = {};
  std::vector<index_t> shared_axes = {};  ///< Axes along which all elements share one alpha; the batch is axis 0.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(alpha_initializer, alpha_regularizer, alpha_constraint, shared_axes)
};

/// x where it is positive, alpha x elsewhere (keras.layers.PReLU; He et al. 2015). The weight "alpha" has a sample's
/// shape, with 1 on the shared axes; all others must be known.
struct PReLU : Layer {
  explicit PReLU(const PReLUOptions& options = {});
  static PReLU from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../initializers/initializers.hpp"
#include "../ops/op.hpp"

namespace keratin::layers {

namespace detail {

struct PReluFunctor {
  template <class V>
  V operator()(const V& x, const V& alpha) const {
    return select(x < V(0), alpha * x, x);
  }
  template <class V>
  static V gradient_a(const V& x, const V& alpha, const V& dy) {
    return select(x > V(0), dy, select(x < V(0), alpha * dy, V(0)));
  }
  template <class V>
  static V gradient_b(const V& x, const V&, const V& dy) {
    return select(x < V(0), x * dy, V(0));
  }
};

inline Tensor p_relu(const Tensor& x, const Tensor& alpha) {
  return ops::binary_float({"keras.layers", "PReLU"}, PReluFunctor{}, x, alpha, p_relu);
}

}  // namespace detail

class PReLUImpl final : public LayerImpl {
 public:
  explicit PReLUImpl(const PReLUOptions& options) : LayerImpl("PReLU", options), options_(options) {
    supports_masking_ = true;
  }

  void build(const Shape& input) override {
    require_shape(input.rank() >= 1, "expected an input with a batch axis; got a scalar.");
    shape_ = input.from(1);
    for (const index_t a : options_.shared_axes) {
      require_shape(a >= 1 && a < static_cast<index_t>(input.rank()), "expected shared_axes from 1 to ",
                    input.rank() - 1, "; got ", a, ".");
      shape_[a - 1] = 1;
    }
    require_shape(shape_.known(), "expected known sizes on the axes that share no alpha; got ", input, ".");
    alpha_ = add_weight("alpha", shape_, options_.alpha_initializer,
                        {.regularizer = options_.alpha_regularizer, .constraint = options_.alpha_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    bool fits = x.shape().rank() == shape_.rank() + 1;
    for (std::size_t a = 0; fits && a < shape_.rank(); ++a) fits = shape_[a] == 1 || shape_[a] == x.shape()[a + 1];
    require_shape(fits, "expected samples of shape ", shape_, ", any size where it is 1; got ", x.shape(), ".");
    return detail::p_relu(x.cast(alpha_.dtype()), alpha_);
  }

  void fields(Fields& f) const override { PReLUOptions(options_).fields(f); }

 private:
  PReLUOptions options_;
  Shape shape_;
  Variable alpha_;
};

KERATIN_INLINE PReLU::PReLU(const PReLUOptions& options) : Layer(Ref<LayerImpl>(new PReLUImpl(options))) {}
KERATIN_INLINE PReLU PReLU::from(Fields& f) { return layer_from<PReLU, PReLUOptions>(f, ""); }

}  // namespace keratin::layers
#endif
