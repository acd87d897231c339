// CustomLoss: a loss of your own that has options or a state. One without is simpler as a lambda.
//   struct Quantile : CustomLoss {
//     explicit Quantile(double q_) : CustomLoss("quantile"), q(q_) {}
//     Tensor call(const Tensor& y_true, const Tensor& y_pred) override {
//       const Tensor e = y_true - y_pred;
//       return ops::mean(ops::maximum(q * e, (q - 1) * e), -1);
//     }
//     double q;
//   };
//   model.compile({.loss = make_loss<Quantile>(0.9)});
#pragma once
#include <memory>

#include "loss.hpp"

namespace keratin {

/// Base of your own losses, made by make_loss<T>().
class CustomLoss {
 public:
  virtual ~CustomLoss() = default;
  /// The value for each sample, (batch, …), from ops on both, so that gradients pass; y_true comes as it was given.
  virtual Tensor call(const Tensor& y_true, const Tensor& y_pred) = 0;
  /// What a configuration calls the class, for a loss that is saved.
  virtual std::string class_name() const { return "CustomLoss"; }
  /// Its options, for whoever writes or reads configurations: `f("q", q)`.
  virtual void fields(Fields& f) { static_cast<void>(f); }
  const std::string& name() const { return name_; }
  losses::Reduction reduction() const { return reduction_; }

 protected:
  explicit CustomLoss(std::string name = "loss", losses::Reduction reduction = losses::Reduction::sum_over_batch_size)
      : name_(std::move(name)), reduction_(reduction) {}

 private:
  std::string name_;
  losses::Reduction reduction_;
};

/// The loss that calls yours.
Ref<losses::LossImpl> wrap(std::shared_ptr<CustomLoss> loss);

/// A loss of your own, and a pointer to it: `loss->q`.
template <std::derived_from<CustomLoss> C>
class MadeLoss : public Loss {
 public:
  explicit MadeLoss(std::shared_ptr<C> made) : Loss(wrap(made), made->reduction()), object_(std::move(made)) {}
  C* operator->() const { return object_.get(); }

 private:
  std::shared_ptr<C> object_;
};

/// Makes a loss of your class C from its constructor's arguments.
template <std::derived_from<CustomLoss> C, class... Args>
[[nodiscard]] MadeLoss<C> make_loss(Args&&... args) {
  return MadeLoss<C>(std::make_shared<C>(std::forward<Args>(args)...));
}

}  // namespace keratin

#if KERATIN_DEFINE(losses)
namespace keratin {

namespace losses::detail {

class WrappedLoss final : public LossImpl {
 public:
  explicit WrappedLoss(std::shared_ptr<CustomLoss> loss) : loss_(std::move(loss)) {}
  std::string name() const override { return loss_->name(); }
  std::string class_name() const override { return loss_->class_name(); }
  void fields(Fields& f) const override {
    std::string name = loss_->name();
    Reduction reduction = loss_->reduction();
    f("name, reduction", name, reduction);
    loss_->fields(f);
  }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override { return loss_->call(y_true, y_pred); }

 private:
  std::shared_ptr<CustomLoss> loss_;
};

}  // namespace losses::detail

KERATIN_INLINE Ref<losses::LossImpl> wrap(std::shared_ptr<CustomLoss> loss) {
  return make_ref<losses::detail::WrappedLoss>(std::move(loss));
}

}  // namespace keratin
#endif
