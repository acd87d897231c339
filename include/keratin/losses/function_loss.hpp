// What the losses are made of: a name and a function.
#pragma once
#include "../ops/reductions.hpp"
#include "loss.hpp"

namespace keratin::losses::detail {

template <class F>
class NamedLoss final : public LossImpl {
 public:
  NamedLoss(std::string name, F f) : name_(std::move(name)), function_(std::move(f)) {}
  std::string name() const override { return name_; }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override { return function_(y_true, y_pred); }

 private:
  std::string name_;
  F function_;
};

template <class F>
Ref<LossImpl> make_loss(const std::string& name, F f) {
  return Ref<LossImpl>(new NamedLoss<F>(name, std::move(f)));
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
