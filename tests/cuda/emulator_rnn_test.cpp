// cuDNN's recurrent layers on the emulated device: one LSTM and GRU step by their formulas, all gradients by finite
// differences.
#include <cudnn.h>

#include <cmath>
#include <numeric>

#include "device_program.hpp"

using namespace emulator_tests;

namespace {

#define OK(call) REQUIRE((call) == CUDNN_STATUS_SUCCESS)

std::vector<double> numbers(std::size_t n, double seed) {
  std::vector<double> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = 0.8 * std::sin(seed + static_cast<double>(i) * 1.3);
  return all;
}

struct Case {
  cudnnRNNMode_t mode;
  bool both_directions;
  int layers;
  cudnnRNNBiasMode_t bias = CUDNN_RNN_DOUBLE_BIAS;
};

/// A layer of doubles over sequences of 4 and 3 steps, batch by batch.
struct Layer {
  static constexpr int steps = 4, batch = 2, input = 3, hidden = 2;
  cudnnHandle_t handle = nullptr;
  cudnnRNNDescriptor_t rnn = nullptr;
  cudnnRNNDataDescriptor_t x_desc = nullptr, y_desc = nullptr;
  cudnnTensorDescriptor_t state = nullptr, matrix_desc = nullptr, bias_desc = nullptr;
  std::size_t weight_bytes = 0, work_bytes = 0, reserve_bytes = 0, states, outputs;
  std::vector<double> x, hx, cx, weights;

  explicit Layer(const Case& c) {
    const int directions = c.both_directions ? 2 : 1, lengths[] = {4, 3};
    double fill = 0;
    states = static_cast<std::size_t>(directions * c.layers * batch * hidden);
    outputs = static_cast<std::size_t>(directions * hidden * steps * batch);
    OK(cudnnCreate(&handle));
    OK(cudnnCreateRNNDescriptor(&rnn));
    OK(cudnnCreateRNNDataDescriptor(&x_desc));
    OK(cudnnCreateRNNDataDescriptor(&y_desc));
    for (auto* desc : {&state, &matrix_desc, &bias_desc}) OK(cudnnCreateTensorDescriptor(desc));
    OK(cudnnSetRNNDescriptor_v8(rnn, CUDNN_RNN_ALGO_STANDARD, c.mode, c.bias,
                                c.both_directions ? CUDNN_BIDIRECTIONAL : CUDNN_UNIDIRECTIONAL, CUDNN_LINEAR_INPUT,
                                CUDNN_DATA_DOUBLE, CUDNN_DATA_DOUBLE, CUDNN_FMA_MATH, input, hidden, hidden, c.layers,
                                nullptr, CUDNN_RNN_PADDED_IO_ENABLED));
    OK(cudnnSetRNNDataDescriptor(x_desc, CUDNN_DATA_DOUBLE, CUDNN_RNN_DATA_LAYOUT_BATCH_MAJOR_UNPACKED, steps, batch,
                                 input, lengths, &fill));
    OK(cudnnSetRNNDataDescriptor(y_desc, CUDNN_DATA_DOUBLE, CUDNN_RNN_DATA_LAYOUT_BATCH_MAJOR_UNPACKED, steps, batch,
                                 hidden * directions, lengths, &fill));
    const int sizes[] = {directions * c.layers, batch, hidden}, strides[] = {batch * hidden, hidden, 1};
    OK(cudnnSetTensorNdDescriptor(state, CUDNN_DATA_DOUBLE, 3, sizes, strides));
    OK(cudnnGetRNNWeightSpaceSize(handle, rnn, &weight_bytes));
    OK(cudnnGetRNNTempSpaceSizes(handle, rnn, CUDNN_FWD_MODE_TRAINING, x_desc, &work_bytes, &reserve_bytes));
    x = numbers(steps * batch * input, 1);
    hx = numbers(states, 2);
    cx = numbers(states, 3);
    weights = numbers(weight_bytes / sizeof(double), 4);
  }
  ~Layer() {
    for (auto* desc : {state, matrix_desc, bias_desc}) cudnnDestroyTensorDescriptor(desc);
    cudnnDestroyRNNDataDescriptor(x_desc);
    cudnnDestroyRNNDataDescriptor(y_desc);
    cudnnDestroyRNNDescriptor(rnn);
    cudnnDestroy(handle);
  }
};

struct Outputs {
  std::vector<double> y, hy, cy;
};
/// A number of which all outputs are part, each with a weight of its own.
double loss(const Outputs& o, bool has_cell) {
  const auto part = [](const std::vector<double>& v, double seed) {
    const auto w = numbers(v.size(), seed);
    return std::inner_product(v.begin(), v.end(), w.begin(), 0.0);
  };
  return part(o.y, 5) + part(o.hy, 6) + (has_cell ? part(o.cy, 7) : 0.0);
}

Outputs forward(const Layer& l, cudnnForwardMode_t mode, const DeviceArray<char>& reserve) {
  const DeviceArray<double> x(l.x), hx(l.hx), cx(l.cx), w(l.weights), y(l.outputs), hy(l.states),
      cy(std::vector<double>(l.states));
  const DeviceArray<char> work(l.work_bytes);
  const DeviceArray<std::int32_t> lengths(std::vector<std::int32_t>{4, 3});
  OK(cudnnRNNForward(l.handle, l.rnn, mode, lengths.data(), l.x_desc, x.data(), l.y_desc, y.data(), l.state, hx.data(),
                     hy.data(), l.state, cx.data(), cy.data(), l.weight_bytes, w.data(), l.work_bytes, work.data(),
                     l.reserve_bytes, reserve.data()));
  return {y.host(), hy.host(), cy.host()};
}

struct Gradients {
  std::vector<double> x, hx, cx, weights;
};
Gradients backward(const Layer& l, const Outputs& o, bool has_cell, const DeviceArray<char>& reserve) {
  const DeviceArray<double> x(l.x), hx(l.hx), cx(l.cx), w(l.weights), y(o.y), dy(numbers(o.y.size(), 5)),
      dhy(numbers(l.states, 6)), dcy(numbers(l.states, 7)), dx(l.x.size()), dhx(l.states),
      dcx(std::vector<double>(l.states)), dw(std::vector<double>(l.weights.size()));
  const DeviceArray<char> work(l.work_bytes);
  OK(cudnnRNNBackwardData_v8(l.handle, l.rnn, nullptr, l.y_desc, y.data(), dy.data(), l.x_desc, dx.data(), l.state,
                             hx.data(), dhy.data(), dhx.data(), l.state, cx.data(), has_cell ? dcy.data() : nullptr,
                             dcx.data(), l.weight_bytes, w.data(), l.work_bytes, work.data(), l.reserve_bytes,
                             reserve.data()));
  OK(cudnnRNNBackwardWeights_v8(l.handle, l.rnn, CUDNN_WGRAD_MODE_ADD, nullptr, l.x_desc, x.data(), l.state, hx.data(),
                                l.y_desc, y.data(), l.weight_bytes, dw.data(), l.work_bytes, work.data(),
                                l.reserve_bytes, reserve.data()));
  return {dx.host(), dhx.host(), dcx.host(), dw.host()};
}

}  // namespace

TEST_CASE("all gradients of recurrent layers are the finite differences") {
  const Case cases[] = {{CUDNN_LSTM, false, 1},
                        {CUDNN_LSTM, true, 2},
                        {CUDNN_GRU, false, 2},
                        {CUDNN_GRU, true, 1, CUDNN_RNN_SINGLE_INP_BIAS},
                        {CUDNN_RNN_TANH, true, 2, CUDNN_RNN_SINGLE_REC_BIAS},
                        {CUDNN_RNN_RELU, false, 1, CUDNN_RNN_NO_BIAS}};
  for (const Case& c : cases) {
    CAPTURE(c.mode, c.both_directions, c.layers);
    const bool has_cell = c.mode == CUDNN_LSTM;
    Layer l(c);
    const DeviceArray<char> reserve(l.reserve_bytes);
    const Outputs o = forward(l, CUDNN_FWD_MODE_TRAINING, reserve);
    CHECK(o.y == forward(l, CUDNN_FWD_MODE_INFERENCE, reserve).y);
    CHECK(o.y[o.y.size() - 1] == 0);  // padding
    forward(l, CUDNN_FWD_MODE_TRAINING, reserve);
    const Gradients g = backward(l, o, has_cell, reserve);
    const auto check = [&](std::vector<double>& values, const std::vector<double>& gradient, std::size_t step) {
      for (std::size_t i = 0; i < values.size(); i += step) {
        const double kept = values[i], e = 1e-5;
        values[i] = kept + e;
        const double above = loss(forward(l, CUDNN_FWD_MODE_INFERENCE, reserve), has_cell);
        values[i] = kept - e;
        const double below = loss(forward(l, CUDNN_FWD_MODE_INFERENCE, reserve), has_cell);
        values[i] = kept;
        CAPTURE(i);
        CHECK(gradient[i] == Approx((above - below) / (2 * e)).margin(1e-7));
      }
    };
    check(l.x, g.x, 3);
    check(l.hx, g.hx, 1);
    if (has_cell) check(l.cx, g.cx, 1);
    check(l.weights, g.weights, 5);
  }
}

TEST_CASE("the weights lie where cudnnGetRNNWeightParams says, in cuDNN's order of gates") {
  for (const cudnnRNNMode_t mode : {CUDNN_LSTM, CUDNN_GRU}) {
    const Layer l({mode, false, 1});
    const int gates = mode == CUDNN_LSTM ? 4 : 3;
    const DeviceArray<double> w(l.weights);
    const DeviceArray<char> reserve(l.reserve_bytes);
    const Outputs o = forward(l, CUDNN_FWD_MODE_TRAINING, reserve);
    const auto sum = [&](int id, std::size_t k, const double* v, std::size_t width) {
      void *matrix = nullptr, *bias = nullptr;
      OK(cudnnGetRNNWeightParams(l.handle, l.rnn, 0, l.weight_bytes, w.data(), id, l.matrix_desc, &matrix, l.bias_desc,
                                 &bias));
      double total = l.weights[static_cast<std::size_t>(static_cast<double*>(bias) - w.data()) + k];
      const double* const row = l.weights.data() + (static_cast<double*>(matrix) - w.data()) + k * width;
      return std::inner_product(row, row + width, v, total);
    };
    const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
    for (std::size_t k = 0; k < 2; ++k) {
      const auto in = [&](int g) { return sum(g, k, l.x.data(), 3); };
      const auto back = [&](int g) { return sum(gates + g, k, l.hx.data(), 2); };
      const auto both = [&](int g) { return in(g) + back(g); };
      double expected = 0;
      if (mode == CUDNN_LSTM)  // i, f, c, o
        expected = sigmoid(both(3)) * std::tanh(sigmoid(both(1)) * l.cx[k] + sigmoid(both(0)) * std::tanh(both(2)));
      else  // r, z, h
        expected = (1 - sigmoid(both(1))) * std::tanh(in(2) + sigmoid(both(0)) * back(2)) + sigmoid(both(1)) * l.hx[k];
      CHECK(o.y[k] == Approx(expected));
    }
  }
}

TEST_CASE("wrong recurrent calls are seen") {
  const Layer l({CUDNN_LSTM, false, 1});
  const DeviceArray<double> x(l.x), w(l.weights), y(l.outputs);
  const DeviceArray<char> work(l.work_bytes), reserve(l.reserve_bytes);
  const DeviceArray<std::int32_t> lengths(std::vector<std::int32_t>{4, 4});
  const auto run = [&](const std::int32_t* given, std::size_t work_bytes, std::size_t reserve_bytes) {
    return cudnnRNNForward(l.handle, l.rnn, CUDNN_FWD_MODE_TRAINING, given, l.x_desc, x.data(), l.y_desc, y.data(),
                           l.state, nullptr, nullptr, l.state, nullptr, nullptr, l.weight_bytes, w.data(), work_bytes,
                           work.data(), reserve_bytes, reserve.data());
  };
  CHECK_MISTAKE([&] { CHECK(run(nullptr, 1, l.reserve_bytes) == CUDNN_STATUS_BAD_PARAM); },
                "the workspace is too small");
  CHECK_MISTAKE([&] { run(nullptr, l.work_bytes, l.reserve_bytes - 1); }, "the reserve space is too small");
  CHECK_MISTAKE([&] { run(lengths.data(), l.work_bytes, l.reserve_bytes); }, "not those of the descriptor");
  OK(run(nullptr, l.work_bytes, l.reserve_bytes));
}
