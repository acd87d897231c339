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
#include "reduction.hpp"
#include "sample_weights.hpp"

namespace keratin::losses {

template <class F>
concept PairFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&>;

/// What a kind of loss is: its value for each sample, (batch, …).
class LossImpl : public RefCounted {
 public:
  virtual std::string name() const = 0;
  virtual Tensor call(const Tensor& y_true, const Tensor& y_pred) const = 0;
  virtual std::string class_name() const { return "function"; }  ///< Keras's name of the class.
  virtual std::string function_name() const { return {}; }       ///< The name that register_function gave it.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  /// Which of these values count, if not all do: a bool for each. A mean is one over those alone.
  virtual std::optional<Tensor> mask(const Tensor& y_true, const Tensor& values) const {
    return static_cast<void>(y_true), static_cast<void>(values), std::nullopt;
  }
};

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

  /// No loss, for an output that is not trained on: {.loss = {"mse", std::nullopt}}.
  Loss(std::nullopt_t) {}
  bool given() const { return static_cast<bool>(impl_); }

  /// The mean over the samples, or what the reduction says; each is first multiplied by its weight, if there are
  /// weights: those broadcast to the values as in numpy, (batch) or (batch, …), or else weigh whole rows. A mask beside
  /// y_pred says which count at all: a mean is one over those.
  [[nodiscard]] Tensor operator()(const Tensor& y_true, const Tensor& y_pred,
                                  const std::optional<Tensor>& sample_weight = {}) const;
  std::string name() const { return impl_->name(); }
  /// The name that the loss was asked for by, "mse", as compile's configuration keeps it; empty for an object or a
  /// function.
  const std::string& given_name() const { return given_name_; }
  Reduction reduction() const { return reduction_; }
  const LossImpl& impl() const { return *impl_; }

 protected:
  explicit Loss(Ref<LossImpl> impl, Reduction reduction = Reduction::sum_over_batch_size)
      : impl_(std::move(impl)), reduction_(reduction) {}

 private:
  friend std::optional<Loss> registered_loss(std::string_view name);
  static Loss from_function(std::function<Tensor(const Tensor&, const Tensor&)> f, std::string name = {});
  Tensor reduced(Tensor values, const std::optional<Tensor>& sample_weight) const;
  std::string given_name_;
  Ref<LossImpl> impl_;
  Reduction reduction_ = Reduction::sum_over_batch_size;
};

/// The loss of a function that is registered under the name (register_function); nothing if none is.
std::optional<Loss> registered_loss(std::string_view name);

/// The loss of that name, with its defaults (keras.losses.get). Throws name_error for an unknown one.
KERATIN_GET(Loss);

template <Text S>
KERATIN_ALWAYS_INLINE Loss::Loss(const S& name) : Loss(get(name)) {
  given_name_ = std::string_view(name);
}

/// What compile takes: one loss, one for each output, or a std::map by output name.
class Losses {
 public:
  Losses() = default;
  template <std::convertible_to<Loss> L>
  KERATIN_ALWAYS_INLINE Losses(const L& loss) : list_{Loss(loss)} {}
  Losses(std::initializer_list<Loss> losses) : list_(losses) {}
  Losses(const std::vector<Loss>& losses) : list_(losses) {}
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

}  // namespace keratin::losses

namespace keratin {
using losses::Loss;
}

#if KERATIN_DEFINE(losses)
#include "../autograd/mask.hpp"
#include "../ops/divide_no_nan.hpp"
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"

namespace keratin::losses {

namespace detail {

class FunctionLoss final : public LossImpl {
 public:
  FunctionLoss(std::function<Tensor(const Tensor&, const Tensor&)> f, std::string name)
      : function_(std::move(f)), registered_(std::move(name)) {}
  std::string name() const override { return "loss"; }
  std::string function_name() const override {
    return registered_.empty() ? registered_name_of(function_) : registered_;
  }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    const Pair pair = same_rank(y_true, y_pred);
    return function_(pair.y_true, pair.y_pred);
  }

 private:
  std::function<Tensor(const Tensor&, const Tensor&)> function_;
  std::string registered_;
};

}  // namespace detail

KERATIN_INLINE Loss Loss::from_function(std::function<Tensor(const Tensor&, const Tensor&)> f, std::string name) {
  return Loss(Ref<LossImpl>(new detail::FunctionLoss(std::move(f), std::move(name))));
}
KERATIN_INLINE std::optional<Loss> registered_loss(std::string_view name) {
  auto f = registered_function<Tensor(const Tensor&, const Tensor&)>(name);
  return f ? std::optional<Loss>(Loss::from_function(std::move(f), std::string(name))) : std::nullopt;
}

namespace detail {

/// The mask as weights, such that a mean over all values is one over those that count; times the sample weights.
inline Tensor masked_weights(const Tensor& mask, Reduction reduction, DType dtype,
                             const std::optional<Tensor>& sample_weight) {
  const Tensor weights = mask.cast(dtype);
  if (reduction != Reduction::sum_over_batch_size && reduction != Reduction::mean)
    return masked(weights, sample_weight);
  const Tensor all = Tensor::scalar(static_cast<double>(mask.size()), dtype);
  return masked(ops::multiply(weights, ops::divide_no_nan(all, ops::sum(weights))), sample_weight);
}

/// Whether weights stand for the last axes of values by numpy's rule, which Keras's losses follow.
inline bool broadcasts(const Shape& values, const Shape& weights) {
  const auto n = static_cast<index_t>(weights.rank()), skipped = static_cast<index_t>(values.rank()) - n;
  if (skipped < 0) return false;
  for (index_t i = 0; i < n; ++i)
    if (weights[i] != 1 && weights[i] != values[skipped + i]) return false;
  return true;
}

/// The mask of a model's output and that of a loss, where there are both.
inline std::optional<Tensor> both(const Tensor& a, const std::optional<Tensor>& b) {
  if (!a.defined()) return b;
  if (!b) return a;
  const Tensor x = a.cast(bool_), y = b->cast(bool_);
  return x.rank() >= y.rank() ? weighted(x, y) : weighted(y, x);
}

}  // namespace detail

KERATIN_INLINE Tensor Loss::operator()(const Tensor& y_true, const Tensor& y_pred,
                                       const std::optional<Tensor>& sample_weight) const {
  const LossImpl& impl = *impl_;
  Tensor values = virtual_call<&LossImpl::call>(impl, y_true, y_pred);
  if (const auto counted = detail::both(mask_of(y_pred), virtual_call<&LossImpl::mask>(impl, y_true, values)))
    return reduced(values, detail::masked_weights(*counted, reduction_, values.dtype(), sample_weight));
  return reduced(values, sample_weight);
}

KERATIN_INLINE Tensor Loss::reduced(Tensor values, const std::optional<Tensor>& sample_weight) const {
  if (sample_weight)
    values = detail::broadcasts(values.shape(), sample_weight->shape())
                 ? ops::multiply(values, sample_weight->cast(values.dtype()))
                 : weighted(values, *sample_weight);
  if (reduction_ == Reduction::none || values.rank() == 0) return values;
  if (reduction_ == Reduction::sum) return ops::sum(values);
  if (reduction_ != Reduction::mean_with_sample_weight || !sample_weight) return ops::mean(values);
  return ops::divide_no_nan(ops::sum(values), ops::sum(sample_weight->cast(values.dtype())));
}

}  // namespace keratin::losses
#endif
