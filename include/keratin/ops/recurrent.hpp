// recurrent(x, …): a SimpleRNN, LSTM or GRU over all steps of sequences, as one op: what the layers of those names do.
//   x: (batch, steps, in), kernel: (in, gates units), recurrent_kernel: (units, gates units), states: (batch, units)
// With s = x kernel + h recurrent_kernel + bias for each step, cut into the gates:
//   simple:  h = f(s)
//   lstm:    i, f, g, o = r(s_i), r(s_f), f(s_g), r(s_o);   c = f c + i g;   h = o f(c)
//   gru:     z, r = r(s_z), r(s_r);   h = z h + (1 - z) f(candidate), whose recurrent part is r (h U + b), or, where
//   the
//            reset gate comes before the product, (r h) U
// The gradients go back through the steps in the same way.
//   S. Hochreiter and J. Schmidhuber, 1997; K. Cho et al., 2014.
#pragma once
#include "../autograd/symbolic.hpp"
#include "../backend/cpu/recurrent.hpp"

namespace keratin::ops {

using cpu_backend::GateActivation;
using cpu_backend::RecurrentKind;

struct RecurrentOptions {
  KERATIN_OPTIONS;
  RecurrentKind kind = RecurrentKind::simple;
  GateActivation activation = GateActivation::tanh;
  GateActivation recurrent_activation = GateActivation::sigmoid;
  Flag return_sequences = false;      ///< Whether the output is that of all steps, (batch, steps, units).
  Flag go_backwards = false;          ///< Whether the last step comes first; the outputs are in that order.
  Flag zero_output_for_mask = false;  ///< Whether a masked step's output is 0, else it is that of the step before.
};

/// The output and the last states: h, and c of an LSTM. `bias` may be undefined; of a `gru` it is (2, 3 units), the
/// second row for the recurrent product. `mask`, bools (batch, steps), may be undefined; a masked step changes no
/// state. `states` are the first ones, or none for zeros.
[[nodiscard]] Tensors recurrent(const Tensor& x, const Tensor& mask, const Tensors& states, const Tensor& kernel,
                                const Tensor& recurrent_kernel, const Tensor& bias, const RecurrentOptions& options);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cuda/recurrent.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// What a run of recurrent() is given; undefined tensors are null.
struct RecurrentRun {
  cpu_backend::RecurrentSizes sizes;
  Tensor x, mask, kernel, recurrent_kernel, bias, h0, c0;

  template <class T>
  static T* pointer(const Tensor& t) {
    return t.defined() ? t.data<T>() : nullptr;
  }
  template <class T>
  cpu_backend::RecurrentInputs<T> inputs() const {
    return {pointer<T>(x),    pointer<T>(kernel),          pointer<T>(recurrent_kernel),
            pointer<T>(bias), pointer<std::uint8_t>(mask), pointer<T>(h0),
            pointer<T>(c0)};
  }
  Tensor scratch() const {
    return visit_float(x.dtype(), "recurrent", [&](auto zero) {
      return Tensor::empty({cpu_backend::recurrent_scratch<decltype(zero)>(sizes)}, x.dtype());
    });
  }
  void forward(const Tensors& out, const Tensor& saved) const {
    const Tensor rest = scratch();
    visit_float(x.dtype(), "recurrent", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::recurrent_forward<T>(sizes, inputs<T>(), out[0].data<T>(), out[1].data<T>(),
                                        out.size() > 2 ? out[2].data<T>() : nullptr, pointer<T>(saved), rest.data<T>());
    });
  }
  void gradient(std::span<const Tensor> dys, std::span<const Tensor> made, const Tensor& saved) const {
    const Tensor rest = scratch();
    visit_float(x.dtype(), "recurrent", [&](auto zero) {
      using T = decltype(zero);
      const auto at = [&](std::size_t i) { return pointer<T>(made[i]); };
      const auto slope = [&](std::size_t i) { return i < dys.size() ? pointer<const T>(dys[i]) : nullptr; };
      cpu_backend::recurrent_gradient<T>(sizes, inputs<T>(), slope(0), slope(1), slope(2), saved.data<T>(),
                                         {at(0), at(1), at(2), at(3), at(4), at(5)}, rest.data<T>());
    });
  }
};

/// The same on a CUDA device.
class RecurrentOnCuda {
 public:
  RecurrentOnCuda(const RecurrentRun& run, Device device)
      : run_(run), device_(device), data_{of(run.x),    of(run.kernel), of(run.recurrent_kernel),
                                          of(run.bias), of(run.mask),   of(run.h0),
                                          of(run.c0)} {}
  void forward(const Tensors& out, const Tensor& saved) const {
    cuda_backend::recurrent_forward(device_.index(), run_.x.dtype(), run_.sizes, inputs(), device_output(out[0]),
                                    device_output(out[1]), out.size() > 2 ? device_output(out[2]) : nullptr,
                                    device_output(saved));
  }
  void gradient(std::span<const Tensor> dys, std::span<const Tensor> made, const Tensor& saved) const {
    const Tensor none;
    const auto slope = [&](std::size_t i) { return of(i < dys.size() ? dys[i] : none); };
    const DeviceData dy = slope(0), dh = slope(1), dc = slope(2);
    const auto at = [&](std::size_t i) { return device_output(made[i]); };
    cuda_backend::recurrent_gradient(device_.index(), run_.x.dtype(), run_.sizes, inputs(), dy.get(), dh.get(),
                                     dc.get(), of(saved).get(), {at(0), at(1), at(2), at(3), at(4), at(5)});
  }

 private:
  DeviceData of(const Tensor& t) const { return DeviceData(t, device_); }
  cuda_backend::RecurrentArrays inputs() const {
    const auto at = [&](std::size_t i) { return data_[i].get(); };
    return {at(0), at(1), at(2), at(3), at(4), at(5), at(6)};
  }
  const RecurrentRun& run_;
  Device device_;
  DeviceData data_[7];
};
inline void run_forward(const RecurrentRun& run, const Tensors& out, const Tensor& saved) {
  if constexpr (with_cuda)
    if (on_cuda(out[0])) return RecurrentOnCuda(run, out[0].device()).forward(out, saved);
  run.forward(out, saved);
}
/// What a forward pass keeps for the gradients.
inline Tensor recurrent_saved(const RecurrentRun& run, Device device) {
  const DType dtype = run.x.dtype();
  if constexpr (with_cuda)
    if (device.kind() == Device::Kind::cuda)
      return Tensor::empty(
          {cuda_backend::recurrent_saved(device.index(), dtype, run.sizes, run.mask.defined(), run.bias.defined())},
          dtype, device);
  return visit_float(dtype, "recurrent", [&](auto zero) {
    return Tensor::empty({cpu_backend::recurrent_saved<decltype(zero)>(run.sizes)}, dtype);
  });
}

struct RecurrentVjp {
  RecurrentRun run;
  Tensor saved;

  void operator()(std::span<const Tensor> dys, InputGradients& dx) const {
    const auto& s = run.sizes;
    const DType dtype = run.x.dtype();
    const Device device = saved.device();
    const Tensor none;
    const auto wanted = [&](std::size_t i, const Tensor& like) {
      return dx.wanted(i) ? Tensor::empty(like.shape(), dtype, device) : none;
    };
    const bool weights = dx.wanted(1) || dx.wanted(2) || dx.wanted(3);
    const auto weight = [&](const Tensor& like) {
      return weights && like.defined() ? Tensor::empty(like.shape(), dtype, device) : none;
    };
    const Tensor made[] = {
        wanted(0, run.x), weight(run.kernel), weight(run.recurrent_kernel),
        weight(run.bias), wanted(4, run.h0),  s.kind == RecurrentKind::lstm ? wanted(5, run.c0) : none};
    if (on_cuda(saved)) {
      if constexpr (with_cuda) RecurrentOnCuda(run, device).gradient(dys, made, saved);
    } else {
      run.gradient(dys, made, saved);
    }
    for (std::size_t i = 0; i < std::size(made); ++i)
      if (made[i].defined() && dx.wanted(i)) dx.add(i, made[i]);
  }
};

inline void check_recurrent(const cpu_backend::RecurrentSizes& s, const RecurrentRun& run) {
  const index_t columns = s.gates() * s.units;
  require<shape_error>(run.kernel.shape() == Shape{s.in, columns}, "recurrent: expected a kernel of shape ",
                       Shape{s.in, columns}, "; got ", run.kernel.shape(), ".");
  require<shape_error>(run.recurrent_kernel.shape() == Shape{s.units, columns},
                       "recurrent: expected a recurrent kernel of shape ", Shape{s.units, columns}, "; got ",
                       run.recurrent_kernel.shape(), ".");
  if (run.mask.defined())
    require<shape_error>(run.mask.shape() == Shape{s.batch, s.steps}, "recurrent: expected a mask of shape ",
                         Shape{s.batch, s.steps}, "; got ", run.mask.shape(), ".");
  for (const Tensor* state : {&run.h0, &run.c0})
    if (state->defined())
      require<shape_error>(state->shape() == Shape{s.batch, s.units}, "recurrent: expected first states of shape ",
                           Shape{s.batch, s.units}, "; got ", state->shape(), ".");
}

}  // namespace detail

KERATIN_INLINE Tensors recurrent(const Tensor& x, const Tensor& mask, const Tensors& states, const Tensor& kernel,
                                 const Tensor& recurrent_kernel, const Tensor& bias, const RecurrentOptions& options) {
  require<shape_error>(x.rank() == 3, "recurrent: expected x of shape (batch, steps, features); got ", x.shape(), ".");
  const cpu_backend::RecurrentSizes s{options.kind,
                                      options.activation,
                                      options.recurrent_activation,
                                      x.shape()[0],
                                      x.shape()[1],
                                      x.shape()[2],
                                      recurrent_kernel.shape()[0],
                                      options.go_backwards,
                                      options.return_sequences,
                                      options.zero_output_for_mask};
  const bool lstm = s.kind == RecurrentKind::lstm;
  const Shape state{s.batch, s.units};
  const DType dtype = kernel.dtype();
  const Device device = common_device(x, kernel);
  Tensors out = {Tensor::empty(s.sequences ? Shape{s.batch, s.steps, s.units} : state, dtype, device),
                 Tensor::empty(state, dtype, device)};
  if (lstm) out.push_back(Tensor::empty(state, dtype, device));
  if (on_meta(out[0])) return out;
  const auto given = [&](std::size_t i) { return i < states.size() ? states[i].cast(dtype) : Tensor(); };
  const Tensor in = x.cast(dtype), h0 = given(0), c0 = given(1);
  detail::RecurrentRun run{s, in, mask.defined() ? mask.cast(bool_) : mask, kernel, recurrent_kernel, bias, h0, c0};
  detail::check_recurrent(s, run);
  const Tensors inputs = {in, kernel, recurrent_kernel, bias, h0, c0};
  List<const Tensor*> places;
  for (const Tensor& t : inputs) places.push_back(&t);
  const bool followed = keratin::detail::followed(places);
  const Tensor saved = followed ? detail::recurrent_saved(run, device) : Tensor();
  detail::run_forward(run, out, saved);
  if (!followed) return out;
  const auto without_history = [](Tensor& t) {
    if (t.defined()) t = detach(t);
  };
  for (Tensor* t : {&run.x, &run.h0, &run.c0}) without_history(*t);
  record_all(out, inputs, detail::RecurrentVjp{std::move(run), saved});
  return out;
}

}  // namespace keratin::ops
#endif
