// RnnPlan: cuDNN's descriptors of one recurrent layer, and where its kernels go. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "../../core/dtype.hpp"
#include "../cpu/recurrent_task.hpp"
#include "context.hpp"
#include "copy.hpp"
#include "scratch.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

/// Where cuDNN computes what Keras does: tanh and sigmoid, or a simple cell's tanh or ReLU; the reset gate after the
/// product; no mask.
inline bool dnn_computes(const cpu_backend::RecurrentSizes& s, bool masked) {
  using Kind = cpu_backend::RecurrentKind;
  using Gate = cpu_backend::GateActivation;
  const bool fits = s.batch > 0 && s.steps > 0 && s.in > 0 && s.units > 0 &&
                    std::max({s.batch, s.steps, s.in, s.units}) <= std::numeric_limits<std::int32_t>::max();
  if (masked || !fits || s.kind == Kind::gru_before) return false;
  if (s.kind == Kind::simple) return s.activation == Gate::tanh || s.activation == Gate::relu;
  return s.activation == Gate::tanh && s.recurrent_activation == Gate::sigmoid;
}

/// Kept, one for each kind and size of layer on a device.
class RnnPlan {
 public:
  using Sizes = cpu_backend::RecurrentSizes;
  using Kind = cpu_backend::RecurrentKind;

  static const RnnPlan& of(Context& context, DType dtype, const Sizes& s, bool biased) {
    static std::mutex mutex;
    using Key =
        std::tuple<int, bool, DType, Kind, cpu_backend::GateActivation, index_t, index_t, index_t, index_t, bool>;
    static auto& all = *new std::map<Key, std::unique_ptr<RnnPlan>>;
    const Key key{context.index(), rounds(context), dtype, s.kind,  s.activation,
                  s.batch,         s.steps,         s.in,  s.units, biased};
    const std::lock_guard lock(mutex);
    auto& own = all[key];
    if (!own) own = std::unique_ptr<RnnPlan>(new RnnPlan(context, dtype, s, biased));
    return *own;
  }

  cudnnRNNDescriptor_t rnn() const { return rnn_; }
  cudnnRNNDataDescriptor_t x() const { return x_; }
  cudnnRNNDataDescriptor_t y() const { return y_; }
  cudnnTensorDescriptor_t state() const { return state_; }
  /// In bytes: the weights; the workspace and what the forward pass keeps, with gradients to come or without.
  std::size_t weight_bytes = 0, work_bytes = 0, inference_bytes = 0, reserve_bytes = 0;

  /// Keras's kernels (in, gates units), recurrent ones and biases into cuDNN's weights, or (`back`) the other way.
  void pack(Context& context, void* weights, const void* kernel, const void* recurrent, const void* bias) const {
    each_gate(context, weights, [&](const Gate& g) {
      const index_t n = g.input ? s_.in : s_.units;
      copy_strided(context.index(), {s_.units, n}, size_of(dtype_), g.matrix, {n, 1},
                   at(g.input ? kernel : recurrent, g.number * s_.units), {1, columns()});
      if (const void* const row = bias_of(g, bias); row != nullptr)
        copy_on_device(context.index(), g.bias, row, bytes(s_.units));
    });
  }
  void unpack(Context& context, void* weights, void* kernel, void* recurrent, void* bias) const {
    each_gate(context, weights, [&](const Gate& g) {
      const index_t n = g.input ? s_.in : s_.units;
      copy_strided(context.index(), {n, s_.units}, size_of(dtype_),
                   at(g.input ? kernel : recurrent, g.number * s_.units), {columns(), 1}, g.matrix, {1, n});
      if (void* const row = bias_of(g, bias); row != nullptr)
        copy_on_device(context.index(), row, g.bias, bytes(s_.units));
    });
  }

 private:
  /// A gate's matrix, of units rows, and its bias in cuDNN's weights; `number`: which of Keras's gates it is.
  struct Gate {
    bool input;
    index_t number;
    void *matrix, *bias;
  };

  RnnPlan(Context& context, DType dtype, const Sizes& s, bool biased) : dtype_(dtype), s_(s) {
    const cudnnRNNMode_t mode = s.kind == Kind::lstm                                ? CUDNN_LSTM
                                : s.kind == Kind::gru                               ? CUDNN_GRU
                                : s.activation == cpu_backend::GateActivation::relu ? CUDNN_RNN_RELU
                                                                                    : CUDNN_RNN_TANH;
    const cudnnRNNBiasMode_t bias = !biased               ? CUDNN_RNN_NO_BIAS
                                    : s.kind == Kind::gru ? CUDNN_RNN_DOUBLE_BIAS
                                                          : CUDNN_RNN_SINGLE_INP_BIAS;
    const cudnnDataType_t type = dtype == float64 ? CUDNN_DATA_DOUBLE : CUDNN_DATA_FLOAT;
    const auto whole = [](index_t n) { return static_cast<int>(n); };
    const int in = whole(s.in), units = whole(s.units), batch = whole(s.batch), steps = whole(s.steps);
    check(cudnnCreateRNNDescriptor(&rnn_), "cudnnCreateRNNDescriptor");
    check(cudnnCreateRNNDataDescriptor(&x_), "cudnnCreateRNNDataDescriptor");
    check(cudnnCreateRNNDataDescriptor(&y_), "cudnnCreateRNNDataDescriptor");
    for (auto* descriptor : {&state_, &matrix_, &bias_})
      check(cudnnCreateTensorDescriptor(descriptor), "cudnnCreateTensorDescriptor");
    check(cudnnSetRNNDescriptor_v8(rnn_, CUDNN_RNN_ALGO_STANDARD, mode, bias, CUDNN_UNIDIRECTIONAL, CUDNN_LINEAR_INPUT,
                                   type, type, rounds(context) ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH, in, units, units,
                                   1, nullptr, CUDNN_RNN_PADDED_IO_ENABLED),
          "cudnnSetRNNDescriptor_v8");
    const std::vector<int> lengths(static_cast<std::size_t>(batch), steps);
    const auto set_data = [&](cudnnRNNDataDescriptor_t data, int width) {
      check(cudnnSetRNNDataDescriptor(data, type, CUDNN_RNN_DATA_LAYOUT_BATCH_MAJOR_UNPACKED, steps, batch, width,
                                      lengths.data(), nullptr),
            "cudnnSetRNNDataDescriptor");
    };
    set_data(x_, in);
    set_data(y_, units);
    const int sizes[] = {1, batch, units}, strides[] = {batch * units, units, 1};
    check(cudnnSetTensorNdDescriptor(state_, type, 3, sizes, strides), "cudnnSetTensorNdDescriptor");
    check(cudnnGetRNNWeightSpaceSize(context.dnn(), rnn_, &weight_bytes), "cudnnGetRNNWeightSpaceSize");
    check(cudnnGetRNNTempSpaceSizes(context.dnn(), rnn_, CUDNN_FWD_MODE_INFERENCE, x_, &inference_bytes, nullptr),
          "cudnnGetRNNTempSpaceSizes");
    check(cudnnGetRNNTempSpaceSizes(context.dnn(), rnn_, CUDNN_FWD_MODE_TRAINING, x_, &work_bytes, &reserve_bytes),
          "cudnnGetRNNTempSpaceSizes");
  }

  /// cuDNN numbers an LSTM's gates as Keras does, a GRU's reset gate before its update gate.
  template <class Use>
  void each_gate(Context& context, void* weights, const Use& use) const {
    const auto n = static_cast<int>(s_.gates());
    for (int id = 0; id < 2 * n; ++id) {
      const int gate = id % n;
      Gate g{id < n, s_.kind == Kind::gru && gate < 2 ? 1 - gate : gate, nullptr, nullptr};
      check(cudnnGetRNNWeightParams(context.dnn(), rnn_, 0, weight_bytes, weights, id, matrix_, &g.matrix, bias_,
                                    &g.bias),
            "cudnnGetRNNWeightParams");
      use(g);
    }
  }
  index_t columns() const { return s_.gates() * s_.units; }
  std::size_t bytes(index_t n) const { return static_cast<std::size_t>(n) * size_of(dtype_); }
  template <class P>
  P* at(P* array, index_t first) const {
    return element_at(array, first, dtype_);
  }
  /// Keras's bias of a gate; null if it or cuDNN has none there.
  template <class P>
  P* bias_of(const Gate& g, P* bias) const {
    if (bias == nullptr || g.bias == nullptr) return nullptr;
    return at(bias, (g.input ? 0 : columns()) + g.number * s_.units);
  }

  DType dtype_;
  Sizes s_;
  cudnnRNNDescriptor_t rnn_ = nullptr;
  cudnnRNNDataDescriptor_t x_ = nullptr, y_ = nullptr;
  cudnnTensorDescriptor_t state_ = nullptr, matrix_ = nullptr, bias_ = nullptr;
};

}  // namespace keratin::cuda_backend
#endif
