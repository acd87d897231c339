// HeldBatches: what a metric that the CPU computes was told, and has not been computed yet.
#pragma once
#include <functional>
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::metrics {

/// Batches that lie on a CUDA device stay there until the figure is asked for, or until there are many: a step of
/// training need not wait for its own figures. The first of a shape is not held, so that what does not fit is told at
/// once.
class HeldBatches {
 public:
  using Use = std::function<void(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& weights)>;

  /// Whether the batch is held; if not, use it now. `use` gets those that are held no longer.
  bool hold(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& weights, const Use& use);
  /// use(batch), in the CPU's memory, for all that are held, which are held no longer.
  void hand_on(const Use& use);
  void clear() { count_ = 0; }

 private:
  static constexpr index_t most = 256, most_bytes = index_t{16} << 20;

  /// Room for `room_` tensors of one form.
  struct Kept {
    Tensor all;
    Shape shape;
    DType dtype = float32;
    bool fits(const Tensor& x) const;
    void put(index_t place, index_t room, const Tensor& x);
  };
  Kept y_true_, y_pred_, weights_;
  bool weighted_ = false;
  index_t room_ = 0, count_ = 0;
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <algorithm>

#include "../tensor/copy.hpp"

namespace keratin::metrics {

KERATIN_INLINE bool HeldBatches::Kept::fits(const Tensor& x) const { return x.shape() == shape && x.dtype() == dtype; }
KERATIN_INLINE void HeldBatches::Kept::put(index_t place, index_t room, const Tensor& x) {
  if (!all.defined()) all = Tensor::empty({room, x.size()}, dtype, x.device());
  copy_into(all.view(shape, place * x.size()), x);
}

KERATIN_INLINE bool HeldBatches::hold(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& weights,
                                      const Use& use) {
  if (!on_cuda(y_pred)) return hand_on(use), false;
  const auto bytes = [](const Tensor& x) { return x.size() * static_cast<index_t>(size_of(x.dtype())); };
  const bool fits = room_ > 0 && weighted_ == weights.has_value() && y_true_.fits(y_true) && y_pred_.fits(y_pred) &&
                    (!weighted_ || weights_.fits(*weights));
  if (!fits || count_ == room_) hand_on(use);
  if (!fits) {
    const auto like = [](const Tensor& x) { return Kept{{}, x.shape(), x.dtype()}; };
    y_true_ = like(y_true), y_pred_ = like(y_pred), weights_ = weights ? like(*weights) : Kept{};
    weighted_ = weights.has_value();
    const index_t each = bytes(y_true) + bytes(y_pred) + (weights ? bytes(*weights) : 0);
    room_ = std::min(most, most_bytes / std::max<index_t>(each, 1));
    return false;
  }
  y_true_.put(count_, room_, y_true);
  y_pred_.put(count_, room_, y_pred);
  if (weights) weights_.put(count_, room_, *weights);
  ++count_;
  return true;
}

KERATIN_INLINE void HeldBatches::hand_on(const Use& use) {
  if (count_ == 0) return;
  const index_t count = std::exchange(count_, 0);
  const auto here = [&](const Kept& kept) {
    return kept.all.defined() ? kept.all.view({count, kept.all.shape()[1]}).to(cpu{}) : Tensor();
  };
  const Tensor y_true = here(y_true_), y_pred = here(y_pred_), weights = here(weights_);
  const auto at = [](const Tensor& all, const Kept& kept, index_t i) {
    return all.view(kept.shape, i * all.shape()[1]);
  };
  for (index_t i = 0; i < count; ++i)
    use(at(y_true, y_true_, i), at(y_pred, y_pred_, i),
        weighted_ ? std::optional<Tensor>(at(weights, weights_, i)) : std::nullopt);
}

}  // namespace keratin::metrics
#endif
