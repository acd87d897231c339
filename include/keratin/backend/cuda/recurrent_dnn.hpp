// Recurrent cells over all steps by cuDNN, which takes one launch for what recurrent.hpp's own steps take several each.
// Included by recurrent.hpp's lower half.
#pragma once
#if KERATIN_CUDA
#include "launch.hpp"
#include "recurrent_plan.hpp"
#include "recurrent_text.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend::detail {

/// One run. What the forward pass keeps: the weights as cuDNN has them, the outputs of all steps, cuDNN's own numbers.
class DnnRun {
 public:
  DnnRun(int device, DType dtype, const RecurrentSizes& s, const RecurrentArrays& in)
      : device_(device),
        dtype_(dtype),
        s_(s),
        in_(in),
        context_(Context::of(device)),
        plan_(RnnPlan::of(context_, dtype, s, in.bias != nullptr)),
        rows_(s.batch * s.steps) {}

  /// What the forward pass keeps, in bytes.
  static std::size_t kept_bytes(int device, DType dtype, const RecurrentSizes& s, bool biased) {
    const RnnPlan& plan = RnnPlan::of(Context::of(device), dtype, s, biased);
    return reserve_at(plan, dtype, s) + plan.reserve_bytes;
  }

  void forward(void* y, void* h, void* c, void* saved) const {
    const bool trained = saved != nullptr;
    const Scratch own(device_, trained ? 1 : reserve_at()), turned(device_, s_.backwards ? bytes(rows_ * s_.in) : 1);
    void* const kept = trained ? saved : own.data();
    const Scratch work(device_, std::max<std::size_t>(1, trained ? plan_.work_bytes : plan_.inference_bytes));
    plan_.pack(context_, kept, in_.kernel, in_.recurrent, in_.bias);
    const void* const x = in_order(in_.x, turned);
    const auto run = [trained, kept, h, c, x, &plan = plan_, h0 = in_.h0, c0 = in_.c0, out = outputs(kept),
                      space = work.data(), rest = trained ? reserve(kept) : nullptr](Context& at, cudaStream_t) {
      check(cudnnRNNForward(at.dnn(), plan.rnn(), trained ? CUDNN_FWD_MODE_TRAINING : CUDNN_FWD_MODE_INFERENCE, nullptr,
                            plan.x(), x, plan.y(), out, plan.state(), h0, h, plan.state(), c0, c, plan.weight_bytes,
                            kept, trained ? plan.work_bytes : plan.inference_bytes, space,
                            trained ? plan.reserve_bytes : 0, rest),
            "cudnnRNNForward");
    };
    call_library(context_, "cudnnRNNForward", run, &plan_, x, kept, in_.h0, in_.c0, h, c, work.data(), trained);
    if (!s_.sequences)
      copy_on_device(device_, y, h, bytes(s_.batch * s_.units));
    else
      copy_on_device(device_, y, outputs(kept), bytes(rows_ * s_.units));
  }

  void gradient(const void* dy, const void* dh, const void* dc, void* saved, const RecurrentSlopes& out) const {
    static constexpr TypedKernel<index_t, void*, const void*, const void*> add{recurrent_text, "add_states"};
    const index_t state = s_.batch * s_.units;
    const bool all = s_.sequences && dy != nullptr, turns = s_.backwards,
               direct = out.dx != nullptr && !turns;  // outputs stand in the order of the steps
    const Scratch work(device_, std::max<std::size_t>(1, plan_.work_bytes)), sum(device_, bytes(state)),
        slopes(device_, all ? 1 : bytes(rows_ * s_.units)), dx(device_, direct ? 1 : bytes(rows_ * s_.in)),
        x(device_, turns ? bytes(rows_ * s_.in) : 1), dweights(device_, plan_.weight_bytes);
    if (!all) fill_zero(device_, slopes.data(), bytes(rows_ * s_.units));
    if (!s_.sequences && dy != nullptr && dh != nullptr)
      add(context_, dtype_, grid_for(context_, state), state, sum.data(), dy, dh);
    const void* const last = s_.sequences || dy == nullptr ? dh : dh == nullptr ? dy : sum.data();
    const void* const steps = all ? dy : slopes.data();
    void* const to = direct ? out.dx : dx.data();
    const auto by_data = [last, steps, to, saved, dc, &plan = plan_, h0 = in_.h0, c0 = in_.c0, dh0 = out.dh0,
                          dc0 = out.dc0, y = outputs(saved), space = work.data(),
                          rest = reserve(saved)](Context& own, cudaStream_t) {
      check(cudnnRNNBackwardData_v8(own.dnn(), plan.rnn(), nullptr, plan.y(), y, steps, plan.x(), to, plan.state(), h0,
                                    last, dh0, plan.state(), c0, dc, dc0, plan.weight_bytes, saved, plan.work_bytes,
                                    space, plan.reserve_bytes, rest),
            "cudnnRNNBackwardData_v8");
    };
    call_library(context_, "cudnnRNNBackwardData_v8", by_data, &plan_, steps, to, in_.h0, last, out.dh0, in_.c0, dc,
                 out.dc0, saved, work.data());
    if (out.dx != nullptr && turns) turn(out.dx, to);
    if (out.dkernel == nullptr) return;
    fill_zero(device_, dweights.data(), plan_.weight_bytes);
    const void* const from = in_order(in_.x, x);
    const auto by_weights = [from, &plan = plan_, h0 = in_.h0, y = outputs(saved), slope = dweights.data(),
                             space = work.data(), rest = reserve(saved)](Context& own, cudaStream_t) {
      check(cudnnRNNBackwardWeights_v8(own.dnn(), plan.rnn(), CUDNN_WGRAD_MODE_ADD, nullptr, plan.x(), from,
                                       plan.state(), h0, plan.y(), y, plan.weight_bytes, slope, plan.work_bytes, space,
                                       plan.reserve_bytes, rest),
            "cudnnRNNBackwardWeights_v8");
    };
    call_library(context_, "cudnnRNNBackwardWeights_v8", by_weights, &plan_, from, in_.h0, saved, dweights.data(),
                 work.data());
    plan_.unpack(context_, dweights.data(), out.dkernel, out.drecurrent, out.dbias);
  }

 private:
  static std::size_t rounded(std::size_t n) { return (n + 255) / 256 * 256; }
  std::size_t bytes(index_t n) const { return static_cast<std::size_t>(n) * size_of(dtype_); }
  static std::size_t reserve_at(const RnnPlan& plan, DType dtype, const RecurrentSizes& s) {
    return rounded(plan.weight_bytes) + rounded(static_cast<std::size_t>(s.batch * s.steps * s.units) * size_of(dtype));
  }
  std::size_t reserve_at() const { return reserve_at(plan_, dtype_, s_); }
  void* outputs(void* kept) const { return static_cast<char*>(kept) + rounded(plan_.weight_bytes); }
  void* reserve(void* kept) const { return static_cast<char*>(kept) + reserve_at(); }

  /// Inputs with the last step first, or back.
  void turn(void* to, const void* from) const {
    const index_t n = s_.in;
    const char* const last = static_cast<const char*>(from) + bytes((s_.steps - 1) * n);
    copy_strided(device_, {s_.batch, s_.steps, n}, size_of(dtype_), to, {s_.steps * n, n, 1}, last,
                 {s_.steps * n, -n, 1});
  }
  const void* in_order(const void* inputs, const Scratch& turned) const {
    if (!s_.backwards) return inputs;
    turn(turned.data(), inputs);
    return turned.data();
  }

  int device_;
  DType dtype_;
  const RecurrentSizes& s_;
  const RecurrentArrays& in_;
  Context& context_;
  const RnnPlan& plan_;
  index_t rows_;
};

}  // namespace keratin::cuda_backend::detail
#endif
