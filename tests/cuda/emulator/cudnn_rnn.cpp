// Emulated calls of libcudnn: descriptors of recurrent layers, their sizes and weights.
#include <algorithm>

#include "rnn.hpp"

using namespace cuda_emulator;

namespace {

struct Dropout {
  float rate = 0;
};

bool is_real(cudnnDataType_t type) { return type == CUDNN_DATA_FLOAT || type == CUDNN_DATA_DOUBLE; }

/// A matrix or a bias as cuDNN describes it: three axes, the first of size 1; none for what is not there.
void describe(cudnnTensorDescriptor_t handle, cudnnDataType_t type, int rows, int columns) {
  Handles<DnnTensor>::get(handle) = {type, {1, rows, columns}, {rows * columns, columns, 1}};
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnCreateDropoutDescriptor(cudnnDropoutDescriptor_t* handle) {
  *handle = Handles<Dropout>::make<cudnnDropoutDescriptor_t>();
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyDropoutDescriptor(cudnnDropoutDescriptor_t handle) {
  return dnn_call("cudnnDestroyDropoutDescriptor", [&] {
    Handles<Dropout>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnDropoutGetStatesSize(cudnnHandle_t, std::size_t* bytes) {
  *bytes = 1024;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetDropoutDescriptor(cudnnDropoutDescriptor_t handle, cudnnHandle_t, float rate, void*, std::size_t,
                                        unsigned long long) {
  return dnn_call("cudnnSetDropoutDescriptor", [&] {
    Handles<Dropout>::get(handle).rate = rate;
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnCreateRNNDescriptor(cudnnRNNDescriptor_t* handle) {
  *handle = Handles<RnnShape>::make<cudnnRNNDescriptor_t>();
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyRNNDescriptor(cudnnRNNDescriptor_t handle) {
  return dnn_call("cudnnDestroyRNNDescriptor", [&] {
    Handles<RnnShape>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetRNNDescriptor_v8(cudnnRNNDescriptor_t handle, cudnnRNNAlgo_t algorithm, cudnnRNNMode_t mode,
                                       cudnnRNNBiasMode_t bias, cudnnDirectionMode_t direction,
                                       cudnnRNNInputMode_t input_mode, cudnnDataType_t type, cudnnDataType_t precision,
                                       cudnnMathType_t, std::int32_t input, std::int32_t hidden, std::int32_t projected,
                                       std::int32_t layers, cudnnDropoutDescriptor_t dropout, std::uint32_t flags) {
  return dnn_call("cudnnSetRNNDescriptor_v8", [&] {
    if (input < 1 || hidden < 1 || layers < 1 || projected < 1 || projected > hidden) return CUDNN_STATUS_BAD_PARAM;
    if (projected != hidden && mode != CUDNN_LSTM) return CUDNN_STATUS_NOT_SUPPORTED;
    const bool drops = dropout != nullptr && layers > 1 && Handles<Dropout>::get(dropout).rate > 0;
    if (algorithm != CUDNN_RNN_ALGO_STANDARD || input_mode != CUDNN_LINEAR_INPUT || !is_real(type) ||
        precision != type || projected != hidden || drops)
      throw Fault("this kind of recurrent layer is not emulated");
    const auto count = [](std::int32_t n) { return static_cast<std::size_t>(n); };
    Handles<RnnShape>::get(handle) = {
        mode,          bias,         type,          direction == CUDNN_BIDIRECTIONAL ? std::size_t{2} : std::size_t{1},
        count(layers), count(input), count(hidden), (flags & CUDNN_RNN_PADDED_IO_ENABLED) != 0};
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnCreateRNNDataDescriptor(cudnnRNNDataDescriptor_t* handle) {
  *handle = Handles<RnnData>::make<cudnnRNNDataDescriptor_t>();
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyRNNDataDescriptor(cudnnRNNDataDescriptor_t handle) {
  return dnn_call("cudnnDestroyRNNDataDescriptor", [&] {
    Handles<RnnData>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetRNNDataDescriptor(cudnnRNNDataDescriptor_t handle, cudnnDataType_t type,
                                        cudnnRNNDataLayout_t layout, int steps, int batch, int width,
                                        const int lengths[], void* fill) {
  return dnn_call("cudnnSetRNNDataDescriptor", [&] {
    if (steps < 1 || batch < 1 || width < 1 || lengths == nullptr) return CUDNN_STATUS_BAD_PARAM;
    if (std::any_of(lengths, lengths + batch, [&](int n) { return n < 0 || n > steps; })) return CUDNN_STATUS_BAD_PARAM;
    if (layout == CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_PACKED || !is_real(type))
      throw Fault("packed sequences, and others than float and double, are not emulated");
    RnnData data;
    data.type = type;
    data.batch_major = layout == CUDNN_RNN_DATA_LAYOUT_BATCH_MAJOR_UNPACKED;
    data.steps = static_cast<std::size_t>(steps);
    data.batch = static_cast<std::size_t>(batch);
    data.width = static_cast<std::size_t>(width);
    data.lengths.assign(lengths, lengths + batch);
    if (fill != nullptr) data.fill = read_factor(fill, type);
    Handles<RnnData>::get(handle) = data;
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnGetRNNWeightSpaceSize(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, std::size_t* bytes) {
  return dnn_call("cudnnGetRNNWeightSpaceSize", [&] {
    Handles<DnnHandle>::get(handle);
    const RnnShape& shape = Handles<RnnShape>::get(rnn);
    *bytes = shape.weight_count() * size_of(shape.type);
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnGetRNNWeightParams(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, std::int32_t pseudo,
                                      std::size_t bytes, const void* weights, std::int32_t id,
                                      cudnnTensorDescriptor_t matrix_desc, void** matrix,
                                      cudnnTensorDescriptor_t bias_desc, void** bias) {
  return dnn_call("cudnnGetRNNWeightParams", [&] {
    Handles<DnnHandle>::get(handle);
    const RnnShape& shape = Handles<RnnShape>::get(rnn);
    const auto p = static_cast<std::size_t>(pseudo), k = static_cast<std::size_t>(id);
    if (pseudo < 0 || p >= shape.pseudo_layers() || id < 0 || k >= 2 * shape.gates() ||
        bytes < shape.weight_count() * size_of(shape.type))
      return CUDNN_STATUS_BAD_PARAM;
    auto* const base = static_cast<char*>(const_cast<void*>(weights));
    const int rows = static_cast<int>(shape.hidden),
              columns = static_cast<int>(k < shape.gates() ? shape.layer_input(p) : shape.hidden);
    describe(matrix_desc, shape.type, rows, columns);
    *matrix = base + shape.matrix_at(p, k) * size_of(shape.type);
    const auto place = shape.bias_at(p, k);
    *bias = place ? base + *place * size_of(shape.type) : nullptr;
    if (place)
      describe(bias_desc, shape.type, rows, 1);
    else
      Handles<DnnTensor>::get(bias_desc) = {};
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnGetRNNTempSpaceSizes(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, cudnnForwardMode_t mode,
                                        cudnnRNNDataDescriptor_t x, std::size_t* work, std::size_t* reserve) {
  return dnn_call("cudnnGetRNNTempSpaceSizes", [&] {
    Handles<DnnHandle>::get(handle);
    const RnnShape& shape = Handles<RnnShape>::get(rnn);
    const RnnData& data = Handles<RnnData>::get(x);
    if (data.width != shape.input || data.type != shape.type) return CUDNN_STATUS_BAD_PARAM;
    if (work != nullptr) *work = 512;
    if (reserve != nullptr)
      *reserve = mode == CUDNN_FWD_MODE_TRAINING ? RnnRun::reserve_count(shape, data) * sizeof(double) : 0;
    return CUDNN_STATUS_SUCCESS;
  });
}

}  // extern "C"
