// One step of a recurrent cell, and its gradient.
#include <cmath>

#include "rnn.hpp"

namespace cuda_emulator {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

/// The gates stay in the record; of a GRU also, as the fourth, what the reset gate is multiplied with.
void RnnRun::step_forward(std::size_t pseudo, const Numbers& input, const double* h, const double* c,
                          const RnnRecord& r) const {
  const std::size_t n = shape_.hidden, gates = shape_.gates();
  std::vector<Numbers> in, recurrent;
  for (std::size_t g = 0; g < gates; ++g) {
    in.push_back(affine(pseudo, g, input.data(), input.size()));
    recurrent.push_back(affine(pseudo, gates + g, h, n));
  }
  for (std::size_t k = 0; k < n; ++k) {
    const auto sum = [&](std::size_t g) { return in[g][k] + recurrent[g][k]; };
    double* const gate = r.gates + k;
    if (shape_.mode == CUDNN_LSTM) {
      gate[0] = sigmoid(sum(0));
      gate[n] = sigmoid(sum(1));
      gate[2 * n] = std::tanh(sum(2));
      gate[3 * n] = sigmoid(sum(3));
      r.cell[k] = gate[n] * c[k] + gate[0] * gate[2 * n];
      r.out[k] = gate[3 * n] * std::tanh(r.cell[k]);
    } else if (shape_.mode == CUDNN_GRU) {
      gate[0] = sigmoid(sum(0));
      gate[n] = sigmoid(sum(1));
      gate[3 * n] = recurrent[2][k];
      gate[2 * n] = std::tanh(in[2][k] + gate[0] * recurrent[2][k]);
      r.out[k] = (1 - gate[n]) * gate[2 * n] + gate[n] * h[k];
    } else {
      r.out[k] = shape_.mode == CUDNN_RNN_TANH ? std::tanh(sum(0)) : std::max(sum(0), 0.0);
    }
  }
}

/// From the gradients by the step's h and c to those by its sums (kept in the record). dh and dc become what goes
/// straight to the step before, without the recurrent matrices.
void RnnRun::step_backward(const RnnRecord& r, const double* h, const double* c, Numbers& dh, Numbers& dc) const {
  const std::size_t n = shape_.hidden;
  for (std::size_t k = 0; k < n; ++k) {
    const double* const gate = r.gates + k;
    double* const d = r.d_gates + k;
    const double g = dh[k];
    dh[k] = 0;
    if (shape_.mode == CUDNN_LSTM) {
      const double i = gate[0], f = gate[n], a = gate[2 * n], o = gate[3 * n], t = std::tanh(r.cell[k]);
      const double cell = dc[k] + g * o * (1 - t * t);
      d[0] = cell * a * i * (1 - i);
      d[n] = cell * c[k] * f * (1 - f);
      d[2 * n] = cell * i * (1 - a * a);
      d[3 * n] = g * t * o * (1 - o);
      dc[k] = cell * f;
    } else if (shape_.mode == CUDNN_GRU) {
      const double reset = gate[0], z = gate[n], a = gate[2 * n], q = gate[3 * n];
      d[2 * n] = g * (1 - z) * (1 - a * a);
      d[0] = d[2 * n] * q * reset * (1 - reset);
      d[n] = g * (h[k] - a) * z * (1 - z);
      r.d_recurrent[k] = d[2 * n] * reset;
      dh[k] = g * z;
    } else {
      const double y = r.out[k];
      d[0] = g * (shape_.mode == CUDNN_RNN_TANH ? 1 - y * y : y > 0 ? 1.0 : 0.0);
    }
  }
}

}  // namespace cuda_emulator
