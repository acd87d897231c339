// Emulated calls of libcudnn: the three passes of recurrent layers.
#include <algorithm>
#include <cstring>

#include "rnn.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

constexpr std::size_t workspace_needed = 512;

/// What all passes are given. The data pointers are the device's.
struct Arguments {
  const char* name;
  RnnShape shape;
  RnnData x, y;
  const std::int32_t* lengths;
  struct Sizes {
    std::size_t weights, work, reserve;
  } bytes;
  void *work, *reserve;
};
Arguments arguments(const char* name, cudnnRNNDescriptor_t rnn, cudnnRNNDataDescriptor_t x, cudnnRNNDataDescriptor_t y,
                    const std::int32_t* lengths, const Arguments::Sizes& bytes, void* work, void* reserve) {
  return {name,   Handles<RnnShape>::get(rnn), Handles<RnnData>::get(x), Handles<RnnData>::get(y), lengths, bytes, work,
          reserve};
}

void check(const Arguments& a) {
  const RnnShape& s = a.shape;
  if (a.x.width != s.input || a.y.width != s.hidden * s.directions || a.x.type != s.type || a.y.type != s.type)
    throw Fault("the sequences do not have the layer's widths and type");
  if (a.x.steps != a.y.steps || a.x.lengths != a.y.lengths || a.x.batch_major != a.y.batch_major)
    throw Fault("the sequences of inputs and outputs differ");
  const auto full = [&](int n) { return static_cast<std::size_t>(n) == a.x.steps; };
  if (!s.padded && !std::all_of(a.x.lengths.begin(), a.x.lengths.end(), full))
    throw Fault("sequences of different lengths need CUDNN_RNN_PADDED_IO_ENABLED");
  if (a.bytes.weights < s.weight_count() * size_of(s.type)) throw Fault("the weight space is too small");
  if (a.bytes.work < workspace_needed) throw Fault("the workspace is too small");
}

/// Numbers of the device as double; zeros for a null pointer.
Numbers read(const RnnShape& shape, const void* data, std::size_t count, const std::string& what) {
  Numbers all(count);
  if (data == nullptr || count == 0) return all;
  with_type(shape.type, [&](auto* null) {
    using T = std::remove_pointer_t<decltype(null)>;
    const T* const from = device_span(static_cast<T*>(const_cast<void*>(data)), count, what);
    std::copy(from, from + count, all.begin());
  });
  return all;
}
void write(const RnnShape& shape, void* data, const Numbers& numbers, const std::string& what) {
  if (data == nullptr || numbers.empty()) return;
  with_type(shape.type, [&](auto* null) {
    using T = std::remove_pointer_t<decltype(null)>;
    T* const to = device_span(static_cast<T*>(data), numbers.size(), what);
    std::transform(numbers.begin(), numbers.end(), to, [](double x) { return static_cast<T>(x); });
  });
}

std::size_t state_count(const Arguments& a) { return a.shape.pseudo_layers() * a.x.batch * a.shape.hidden; }

/// At the time when the pass runs: the workspace is overwritten, the lengths on the device must be the host's.
double* begin_pass(const Arguments& a) {
  const std::string what = a.name;
  std::memset(device_span(static_cast<char*>(a.work), a.bytes.work, what + ", the workspace"), 0xFF, a.bytes.work);
  if (a.lengths != nullptr) {
    const std::int32_t* const lengths =
        device_span(const_cast<std::int32_t*>(a.lengths), a.x.batch, what + ", the lengths");
    if (!std::equal(lengths, lengths + a.x.batch, a.x.lengths.begin()))
      throw Fault(what + ": the lengths on the device are not those of the descriptor");
  }
  const std::size_t needed = RnnRun::reserve_count(a.shape, a.x);
  if (a.bytes.reserve < needed * sizeof(double)) return nullptr;
  return device_span(static_cast<double*>(a.reserve), needed, what + ", the reserve space");
}

double* require_reserve(double* reserve, const char* name) {
  if (reserve == nullptr) throw Fault(std::string(name) + ": the reserve space is too small");
  return reserve;
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnRNNForward(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, cudnnForwardMode_t mode,
                              const std::int32_t lengths[], cudnnRNNDataDescriptor_t x_desc, const void* x,
                              cudnnRNNDataDescriptor_t y_desc, void* y, cudnnTensorDescriptor_t, const void* hx,
                              void* hy, cudnnTensorDescriptor_t, const void* cx, void* cy, std::size_t weight_bytes,
                              const void* weights, std::size_t work_bytes, void* work, std::size_t reserve_bytes,
                              void* reserve) {
  return dnn_call("cudnnRNNForward", [&] {
    const Arguments a = arguments("cudnnRNNForward", rnn, x_desc, y_desc, lengths,
                                  {weight_bytes, work_bytes, reserve_bytes}, work, reserve);
    check(a);
    submit(Handles<DnnHandle>::get(handle).stream, [=] {
      double* kept = begin_pass(a);
      Numbers own;
      if (mode == CUDNN_FWD_MODE_TRAINING) require_reserve(kept, a.name);
      if (mode != CUDNN_FWD_MODE_TRAINING) {
        own.resize(RnnRun::reserve_count(a.shape, a.x));
        kept = own.data();
      }
      const Numbers w = read(a.shape, weights, a.shape.weight_count(), "cudnnRNNForward, the weights");
      RnnRun::States states{read(a.shape, hx, state_count(a), "cudnnRNNForward, hx"),
                            read(a.shape, cx, state_count(a), "cudnnRNNForward, cx")};
      RnnRun run(a.shape, a.x, w, kept);
      write(a.shape, y, run.forward(read(a.shape, x, a.x.size(), "cudnnRNNForward, x"), a.y, states),
            "cudnnRNNForward, y");
      write(a.shape, hy, states.h, "cudnnRNNForward, hy");
      if (a.shape.mode == CUDNN_LSTM) write(a.shape, cy, states.c, "cudnnRNNForward, cy");
    });
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnRNNBackwardData_v8(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, const std::int32_t lengths[],
                                      cudnnRNNDataDescriptor_t y_desc, const void*, const void* dy,
                                      cudnnRNNDataDescriptor_t x_desc, void* dx, cudnnTensorDescriptor_t,
                                      const void* hx, const void* dhy, void* dhx, cudnnTensorDescriptor_t,
                                      const void* cx, const void* dcy, void* dcx, std::size_t weight_bytes,
                                      const void* weights, std::size_t work_bytes, void* work,
                                      std::size_t reserve_bytes, void* reserve) {
  return dnn_call("cudnnRNNBackwardData_v8", [&] {
    const Arguments a = arguments("cudnnRNNBackwardData_v8", rnn, x_desc, y_desc, lengths,
                                  {weight_bytes, work_bytes, reserve_bytes}, work, reserve);
    check(a);
    submit(Handles<DnnHandle>::get(handle).stream, [=] {
      const std::string what = a.name;
      double* const kept = require_reserve(begin_pass(a), a.name);
      const Numbers w = read(a.shape, weights, a.shape.weight_count(), what + ", the weights");
      const RnnRun::States first{read(a.shape, hx, state_count(a), what + ", hx"),
                                 read(a.shape, cx, state_count(a), what + ", cx")};
      RnnRun::States gradients{read(a.shape, dhy, state_count(a), what + ", dhy"),
                               read(a.shape, dcy, state_count(a), what + ", dcy")};
      RnnRun run(a.shape, a.x, w, kept);
      write(a.shape, dx, run.backward_data(a.y, read(a.shape, dy, a.y.size(), what + ", dy"), first, gradients),
            what + ", dx");
      write(a.shape, dhx, gradients.h, what + ", dhx");
      if (a.shape.mode == CUDNN_LSTM) write(a.shape, dcx, gradients.c, what + ", dcx");
    });
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnRNNBackwardWeights_v8(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, cudnnWgradMode_t mode,
                                         const std::int32_t lengths[], cudnnRNNDataDescriptor_t x_desc, const void* x,
                                         cudnnTensorDescriptor_t, const void* hx, cudnnRNNDataDescriptor_t y_desc,
                                         const void*, std::size_t weight_bytes, void* gradient, std::size_t work_bytes,
                                         void* work, std::size_t reserve_bytes, void* reserve) {
  return dnn_call("cudnnRNNBackwardWeights_v8", [&] {
    const Arguments a = arguments("cudnnRNNBackwardWeights_v8", rnn, x_desc, y_desc, lengths,
                                  {weight_bytes, work_bytes, reserve_bytes}, work, reserve);
    if (mode != CUDNN_WGRAD_MODE_ADD) return CUDNN_STATUS_NOT_SUPPORTED;
    check(a);
    submit(Handles<DnnHandle>::get(handle).stream, [=] {
      const std::string what = a.name;
      double* const kept = require_reserve(begin_pass(a), a.name);
      const Numbers none;
      Numbers sums = read(a.shape, gradient, a.shape.weight_count(), what + ", the gradients");
      RnnRun(a.shape, a.x, none, kept)
          .backward_weights(read(a.shape, x, a.x.size(), what + ", x"),
                            read(a.shape, hx, state_count(a), what + ", hx"), sums);
      write(a.shape, gradient, sums, what + ", the gradients");
    });
    return CUDNN_STATUS_SUCCESS;
  });
}

}  // extern "C"
