// Loss: how far a model's output is from what is true, as one number to make small.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../core/fields.hpp"
#include "../core/ref.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::losses {

template <class F>
concept PairFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&>;

/// What a kind of loss is: its value for each sample, (batch, …).
class LossImpl : public RefCounted {
 public:
  virtual std::string name() const = 0;
  virtual Tensor call(const Tensor& y_true, const Tensor& y_pred) const = 0;
  virtual std::string class_name() const { return "function"; }  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  /// Which of these values count, if not all do: a bool for each. A mean is one over those alone.
  virtual std::optional<Tensor> mask(const Tensor& y_true, const Tensor& values) const {
    return static_cast<void>(y_true), static_cast<void>(values), std::nullopt;
  }
};

/// How the values of the samples become one number: their mean; their sum; not at all; their sum over that of the
/// weights.
enum class Reduction { sum_over_batch_size, sum, none, mean_with_sample_weight, mean = sum_over_batch_size };

/// A loss: a name such as "mse", an object, or any function of (y_true, y_pred).
class Loss {
 public:
  template <Text S>
  Loss(const S& name);
  template <PairFunction F>
  requires(!std::derived_from<F, Loss>) Loss(const F& f) : Loss(from_function(f)) {}
  /// A function that has options with defaults, such as losses::categorical_crossentropy.
  template <class Options>
  Loss(Tensor (*f)(const Tensor&, const Tensor&, Options))
      : Loss(from_function([f](const Tensor& y, const Tensor& p) { return f(y, p, {}); })) {}

  /// The mean over the samples; each is first multiplied by its weight, if there are weights (shape (batch) or (batch,
  /// …)).
  [[nodiscard]] Tensor operator()(const Tensor& y_true, const Tensor& y_pred,
                                  const std::optional<Tensor>& sample_weight = {}) const;
  std::string name() const { return impl_->name(); }
  const LossImpl& impl() const { return *impl_; }

 protected:
  explicit Loss(Ref<LossImpl> impl, Reduction reduction = Reduction::sum_over_batch_size)
      : impl_(std::move(impl)), reduction_(reduction) {}

 private:
  static Loss from_function(std::function<Tensor(const Tensor&, const Tensor&)> f);
  Tensor reduced(Tensor values, const std::optional<Tensor>& sample_weight) const;
  Ref<LossImpl> impl_;
  Reduction reduction_ = Reduction::sum_over_batch_size;
};

/// The loss of that name, with its defaults (keras.losses.get). Throws name_error for an unknown one.
KERATIN_GET(Loss);

template <Text S>
Loss::Loss(const S& name) : Loss(get(name)) {}

/// What compile takes: one loss, one for each output, or a std::map by output name.
class Losses {
 public:
  Losses() = default;
  template <std::convertible_to<Loss> L>
  Losses(const L& loss) : list_{Loss(loss)} {}
  Losses(std::initializer_list<Loss> losses) : list_(losses) {}
  template <std::same_as<std::map<std::string, Loss>> M>
  Losses(const M& by_name) : by_name_(by_name) {}
  const std::vector<Loss>& list() const { return list_; }
  const std::map<std::string, Loss>& by_name() const { return by_name_; }
  bool empty() const { return list_.empty() && by_name_.empty(); }

 private:
  std::vector<Loss> list_;
  std::map<std::string, Loss> by_name_;
};

/// The weights of the losses: one number, one for each output, or a std::map by output name.
class Weights {
 public:
  Weights() = default;
  template <Number N>
  Weights(N weight) : list_{static_cast<double>(weight)} {}
  Weights(std::initializer_list<Real> weights) : list_(weights.begin(), weights.end()) {}
  Weights(const std::vector<double>& weights) : list_(weights) {}
  template <std::same_as<std::map<std::string, double>> M>
  Weights(const M& by_name) : by_name_(by_name) {}
  const std::vector<double>& list() const { return list_; }
  const std::map<std::string, double>& by_name() const { return by_name_; }
  bool empty() const { return list_.empty() && by_name_.empty(); }

 private:
  std::vector<double> list_;
  std::map<std::string, double> by_name_;
};

/// y_true and y_pred with equal ranks where they differ by a last axis of size 1 (Keras's
/// squeeze_or_expand_to_same_rank).
struct Pair {
  Tensor y_true, y_pred;
};
[[nodiscard]] Pair same_rank(const Tensor& y_true, const Tensor& y_pred);

/// values * weights, where weights of lower rank count for whole rows: (batch) weighs values of (batch, …).
[[nodiscard]] Tensor weighted(const Tensor& values, const Tensor& weights);

}  // namespace keratin::losses

namespace keratin {
using losses::Loss;
}

#if KERATIN_DEFINE(losses)
#include "../ops/divide.hpp"
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"

namespace keratin::losses {

namespace detail {

class FunctionLoss final : public LossImpl {
 public:
  explicit FunctionLoss(std::function<Tensor(const Tensor&, const Tensor&)> f) : function_(std::move(f)) {}
  std::string name() const override { return "loss"; }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override { return function_(y_true, y_pred); }

 private:
  std::function<Tensor(const Tensor&, const Tensor&)> function_;
};

}  // namespace detail

KERATIN_INLINE Loss Loss::from_function(std::function<Tensor(const Tensor&, const Tensor&)> f) {
  return Loss(Ref<LossImpl>(new detail::FunctionLoss(std::move(f))));
}

KERATIN_INLINE Pair same_rank(const Tensor& y_true, const Tensor& y_pred) {
  const index_t r = y_true.rank(), s = y_pred.rank();
  if (r == s + 1 && y_true.shape().back() == 1) return {ops::squeeze(y_true, -1), y_pred};
  if (r + 1 == s && y_pred.shape().back() == 1) {
    if (r == 1) return {ops::expand_dims(y_true, -1), y_pred};
    return {y_true, ops::squeeze(y_pred, -1)};
  }
  return {y_true, y_pred};
}

KERATIN_INLINE Tensor weighted(const Tensor& values, const Tensor& weights) {
  Tensor w = weights.cast(values.dtype());
  if (w.rank() == values.rank() + 1 && w.shape().back() == 1) w = ops::squeeze(w, -1);
  while (w.rank() < values.rank()) w = ops::expand_dims(w, -1);
  return ops::multiply(values, w);
}

namespace detail {

/// The mask as weights, such that a mean over all values is one over those that count; times the sample weights.
inline Tensor masked_weights(const Tensor& mask, Reduction reduction, DType dtype,
                             const std::optional<Tensor>& sample_weight) {
  Tensor weights = mask.cast(dtype);
  if (reduction == Reduction::sum_over_batch_size) {
    const double kept = ops::sum(weights).item<double>() + 1e-7;  // Keras's epsilon
    weights = ops::multiply(weights, Tensor::scalar(static_cast<double>(mask.size()) / kept, dtype));
  }
  return sample_weight ? weighted(weights, *sample_weight) : weights;
}

}  // namespace detail

KERATIN_INLINE Tensor Loss::operator()(const Tensor& y_true, const Tensor& y_pred,
                                       const std::optional<Tensor>& sample_weight) const {
  const Pair pair = same_rank(y_true, y_pred);
  Tensor values = impl_->call(pair.y_true, pair.y_pred);
  if (const auto mask = impl_->mask(pair.y_true, values))
    return reduced(values, detail::masked_weights(*mask, reduction_, values.dtype(), sample_weight));
  return reduced(values, sample_weight);
}

KERATIN_INLINE Tensor Loss::reduced(Tensor values, const std::optional<Tensor>& sample_weight) const {
  if (sample_weight) values = weighted(values, *sample_weight);
  if (reduction_ == Reduction::none) return values;
  if (reduction_ == Reduction::sum) return ops::sum(values);
  if (reduction_ == Reduction::sum_over_batch_size || !sample_weight) return ops::mean(values);
  return ops::divide(ops::sum(values), ops::sum(sample_weight->cast(values.dtype())));
}

}  // namespace keratin::losses
#endif
