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
    check(cudnnRNNForward(context_.dnn(), plan_.rnn(), trained ? CUDNN_FWD_MODE_TRAINING : CUDNN_FWD_MODE_INFERENCE,
                          nullptr, plan_.x(), in_order(in_.x, turned), plan_.y(), outputs(kept), plan_.state(), in_.h0,
                          h, plan_.state(), in_.c0, c, plan_.weight_bytes, kept,
                          trained ? plan_.work_bytes : plan_.inference_bytes, work.data(),
                          trained ? plan_.reserve_bytes : 0, trained ? reserve(kept) : nullptr),
          "cudnnRNNForward");
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
    check(cudnnRNNBackwardData_v8(context_.dnn(), plan_.rnn(), nullptr, plan_.y(), outputs(saved), steps, plan_.x(), to,
                                  plan_.state(), in_.h0, last, out.dh0, plan_.state(), in_.c0, dc, out.dc0,
                                  plan_.weight_bytes, saved, plan_.work_bytes, work.data(), plan_.reserve_bytes,
                                  reserve(saved)),
          "cudnnRNNBackwardData_v8");
    if (out.dx != nullptr && turns) turn(out.dx, to);
    if (out.dkernel == nullptr) return;
    fill_zero(device_, dweights.data(), plan_.weight_bytes);
    check(cudnnRNNBackwardWeights_v8(context_.dnn(), plan_.rnn(), CUDNN_WGRAD_MODE_ADD, nullptr, plan_.x(),
                                     in_order(in_.x, x), plan_.state(), in_.h0, plan_.y(), outputs(saved),
                                     plan_.weight_bytes, dweights.data(), plan_.work_bytes, work.data(),
                                     plan_.reserve_bytes, reserve(saved)),
          "cudnnRNNBackwardWeights_v8");
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
