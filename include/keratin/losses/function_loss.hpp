// What the losses are made of: options, and a function of (y_true, y_pred) that may take them.
#pragma once
#include "../ops/reductions.hpp"
#include "loss.hpp"

namespace keratin::losses::detail {

/// A loss of Keras's class `class_name` that is function(y_true, y_pred) or function(y_true, y_pred, options).
template <auto function, class Options>
class OptionsLoss : public LossImpl {
 public:
  OptionsLoss(const char* class_name, const Options& options) : class_name_(class_name), options_(options) {}
  std::string name() const override { return options_.name; }
  std::string class_name() const override { return class_name_; }
  void fields(Fields& f) const override { Options(options_).fields(f); }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    const Pair pair = same_rank(y_true, y_pred);
    if constexpr (std::is_invocable_v<decltype(function), const Tensor&, const Tensor&, const Options&>)
      return function(pair.y_true, pair.y_pred, options_);
    else
      return function(pair.y_true, pair.y_pred);
  }

 protected:
  const Options& options() const { return options_; }

 private:
  const char* class_name_;
  Options options_;
};

template <auto function, class Options>
Ref<LossImpl> options_loss(const char* class_name, const Options& options) {
  return Ref<LossImpl>(new OptionsLoss<function, Options>(class_name, options));
}

/// Both in the prediction's floating dtype and of shapes that fit.
inline Pair checked_pair(const char* where, const Tensor& y_true, const Tensor& y_pred) {
  Pair pair = same_rank(y_true, y_pred);
  pair.y_pred = pair.y_pred.cast(float_type(pair.y_pred.dtype()));
  pair.y_true = pair.y_true.cast(pair.y_pred.dtype());
  require<shape_error>(pair.y_true.shape() == pair.y_pred.shape(), where, ": expected y_true of y_pred's shape ",
                       y_pred.shape(), "; got ", y_true.shape(), ".");
  return pair;
}

}  // namespace keratin::losses::detail
