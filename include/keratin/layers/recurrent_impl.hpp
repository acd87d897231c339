// RecurrentImpl: a cell, run over the steps of sequences. Included by recurrent.hpp.
#pragma once
#include "inner_cell.hpp"

#if KERATIN_DEFINE(layers)
#include <mutex>

#include "../ops/split.hpp"
#include "../ops/where.hpp"
#include "weighted_cell.hpp"

namespace keratin::layers {

namespace detail {

/// The options that all recurrent layers have.
struct RecurrentSettings {
  bool return_sequences, return_state, go_backwards, stateful, zero_output_for_mask;
};
template <class Options>
RecurrentSettings recurrent_settings(const Options& o) {
  return {o.return_sequences, o.return_state, o.go_backwards, o.stateful, o.zero_output_for_mask};
}

/// The shape of one step of x, (batch, steps, …).
inline Shape step_shape(const Shape& x) {
  Shape shape = x.slice(0, 1);
  for (const index_t d : x.from(2)) shape.push_back(d);
  return shape;
}

/// Each step of x, (batch, steps, …), by itself. One node of the tape for all, whose gradient is put together once.
inline Tensors steps_of(const Tensor& x) {
  Tensors rows;
  {
    const NoGradient scope;
    rows = ops::unstack(x, 1);
  }
  record_all(rows, {&x, 1}, [like = rows](std::span<const Tensor> dys, InputGradients& dx) {
    Tensors all(dys.begin(), dys.end());
    for (std::size_t t = 0; t < all.size(); ++t)
      if (!all[t].defined()) all[t] = zeros(like[t].shape(), like[t].dtype());
    dx.add(0, ops::stack(all, 1));
  });
  return rows;
}

}  // namespace detail

/// RNN, and what LSTM, GRU and SimpleRNN are: a cell, run over the steps.
class RecurrentImpl : public LayerImpl {
 public:
  template <class Options>
  RecurrentImpl(const char* class_name, const Layer& cell, const Options& options)
      : LayerImpl(class_name, options),
        cell_(cell, name() + " (" + class_name + ")"),
        s_(detail::recurrent_settings(options)) {
    activity_regularizer_ = options.activity_regularizer;
    supports_masking_ = takes_mask_ = true;
  }

  void build_all(const std::vector<Shape>& inputs) override {
    const Shape& x = inputs[0];
    require_shape(x.rank() >= 3, "expected an input of shape (batch, steps, …); got ", x, ".");
    features_ = x.from(2);
    build_inside(cell_.layer(), {detail::step_shape(x)});
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    const Tensor& x = xs[0];
    require_shape(x.rank() >= 3 && (!features_.known() || x.shape().from(2) == features_),
                  "expected an input of shape (batch, steps, …), each ", "step of shape ", features_, "; got ",
                  x.shape(), ".");
    require_shape(xs.size() == 1 || xs.size() == 1 + states(), "expected ", states(),
                  " first states beside the input, or none; got ", xs.size() - 1, ".");
    Tensors first(xs.begin() + 1, xs.end());
    if (s_.stateful && first.empty() && !on_meta(x)) first = kept(x.shape()[0]);
    CallContext own = context;
    own.mask.reset();
    own.masked_input = nullptr;
    const Tensor mask = context.mask && context.mask->defined() ? *context.mask : Tensor();
    Tensors out = on_meta(x) ? on_meta_steps(x, own) : run(x, mask, std::move(first), own);
    if (s_.stateful && !on_meta(x)) keep(out);
    if (!s_.return_state) out.resize(1);
    return out;
  }

  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor> masks) const override {
    Tensors all(s_.return_state ? 1 + states() : 1);
    if (s_.return_sequences) all[0] = masks[0];
    return all;
  }

  std::vector<Layer> sublayers() const override { return {cell_.layer()}; }
  void reset_states() const {
    const std::lock_guard lock(mutex_);
    kept_.clear();
  }
  const detail::RecurrentSettings& settings() const { return s_; }
  void set_zero_output_for_mask(bool zero) { s_.zero_output_for_mask = zero; }
  std::size_t states() const { return cell_.state_size().rank(); }
  /// A new layer with the same options, but for these; nothing if its cell cannot be copied.
  virtual std::optional<Layer> copy(const std::string& name, bool go_backwards) const = 0;

 protected:
  const InnerCell& cell() const { return cell_; }

 private:
  Tensors kept(index_t batch) const {
    const std::lock_guard lock(mutex_);
    if (!kept_.empty())
      require_shape(kept_[0].shape()[0] == batch, "expected a batch of ", kept_[0].shape()[0],
                    ", as the states it keeps are of; got ", batch, ". Hint: reset_states() lets them go.");
    return kept_;
  }
  void keep(const Tensors& out) const {
    const std::lock_guard lock(mutex_);
    kept_.clear();
    for (std::size_t i = 1; i < out.size(); ++i) kept_.push_back(detach(out[i]));
  }

  Tensors zero_states(index_t batch, DType dtype, bool meta) const {
    Tensors all;
    for (const Shape& shape : cell_.state_shapes(batch))
      all.push_back(meta ? Tensor::empty(shape, dtype, Device::meta()) : zeros(shape, dtype));
    return all;
  }

  /// The shapes alone: one step tells them.
  Tensors on_meta_steps(const Tensor& x, const CallContext& context) const {
    const DType type = is_float(x.dtype()) ? x.dtype() : dtype();
    Tensors out = cell_.step(Tensor::empty(detail::step_shape(x.shape()), type, Device::meta()),
                             zero_states(x.shape()[0], dtype(), true), {}, context);
    if (s_.return_sequences)
      out[0] = Tensor::empty(out[0].shape().inserted(1, x.shape()[1]), out[0].dtype(), Device::meta());
    return out;
  }

  Tensors run(const Tensor& x, const Tensor& mask, Tensors states, const CallContext& context) const {
    require_shape(x.shape()[1] > 0, "expected at least one step; got ", x.shape(), ".");
    CellMasks masks;
    if (context.training) {
      const NoGradient scope;
      masks = cell_.draw(detail::step_shape(x.shape()), context);
    }
    if (auto all =
            cell_.all_steps({x, mask, states, s_.return_sequences, s_.go_backwards, s_.zero_output_for_mask}, masks))
      return *all;
    if (states.empty()) states = zero_states(x.shape()[0], dtype(), false);
    return run_steps(x.cast(dtype()), mask, std::move(states), masks, context);
  }

  /// Step by step, for cells that have no op for all steps.
  Tensors run_steps(const Tensor& x, const Tensor& mask, Tensors states, const CellMasks& masks,
                    const CallContext& context) const {
    const Tensors xs = detail::steps_of(x), counts = mask.defined() ? ops::unstack(mask, 1) : Tensors();
    Tensors outputs;
    Tensor output;
    for (std::size_t i = 0; i < xs.size(); ++i) {
      const std::size_t t = s_.go_backwards ? xs.size() - 1 - i : i;
      Tensors next = cell_.step(xs[t], states, masks, context);
      if (mask.defined()) {
        const auto choose = [&](const Tensor& now, const Tensor& before) {
          Shape shape = now.shape();
          for (std::size_t a = 1; a < shape.rank(); ++a) shape[a] = 1;
          return ops::where(ops::reshape(counts[t].cast(bool_), shape), now, before);
        };
        const bool first = !output.defined() || s_.zero_output_for_mask;
        next[0] = choose(next[0], first ? Tensor::scalar(0, next[0].dtype()) : output);
        for (std::size_t k = 0; k < states.size(); ++k) next[k + 1] = choose(next[k + 1], states[k]);
      }
      output = next[0];
      states.assign(next.begin() + 1, next.end());
      if (s_.return_sequences) outputs.push_back(output);
    }
    Tensors out = {s_.return_sequences ? ops::stack(outputs, 1) : output};
    out.insert(out.end(), states.begin(), states.end());
    return out;
  }

  InnerCell cell_;
  detail::RecurrentSettings s_;
  Shape features_;
  mutable std::mutex mutex_;
  mutable Tensors kept_;
};

/// LSTM, GRU and SimpleRNN, with their own options.
template <class Options>
class RecurrentOfImpl final : public RecurrentImpl {
 public:
  RecurrentOfImpl(const char* class_name, index_t units, const Layer& cell, const Options& options)
      : RecurrentImpl(class_name, cell, options), class_(class_name), units_(units), options_(options) {}

  std::optional<Layer> copy(const std::string& name, bool go_backwards) const override {
    Options options = options_;
    options.name = name;
    options.trainable = trainable();
    options.go_backwards = go_backwards;
    options.zero_output_for_mask = settings().zero_output_for_mask;
    return Layer(Ref<LayerImpl>(new RecurrentOfImpl(class_, units_, *cell().copy(), options)));
  }
  void fields(Fields& f) const override {
    Int units = units_;
    f("units", units);
    Options options = options_;
    options.zero_output_for_mask = settings().zero_output_for_mask;
    options.fields(f);
  }

 private:
  const char* class_;
  index_t units_;
  Options options_;
};

}  // namespace keratin::layers
#endif
