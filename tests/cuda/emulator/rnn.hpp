// The recurrent layers behind cuDNN, in double: LSTM, GRU (its reset gate after the product) and simple cells.
#pragma once
#include <optional>

#include "dnn.hpp"

namespace cuda_emulator {

struct RnnShape {
  cudnnRNNMode_t mode = CUDNN_LSTM;
  cudnnRNNBiasMode_t bias = CUDNN_RNN_DOUBLE_BIAS;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  std::size_t directions = 1, layers = 1, input = 0, hidden = 0;
  bool padded = false;

  std::size_t gates() const { return mode == CUDNN_LSTM ? 4 : mode == CUDNN_GRU ? 3 : 1; }
  std::size_t pseudo_layers() const { return layers * directions; }
  /// How many numbers a pseudo layer (a layer in one direction) reads at a step.
  std::size_t layer_input(std::size_t pseudo) const { return pseudo < directions ? input : hidden * directions; }
  /// Where a gate's matrix (rows by rows) begins among the weights. `id`: the gates of the input, then the recurrent
  /// ones.
  std::size_t matrix_at(std::size_t pseudo, std::size_t id) const;
  /// Where its bias begins, if the bias mode has it.
  std::optional<std::size_t> bias_at(std::size_t pseudo, std::size_t id) const;
  std::size_t weight_count() const;

 private:
  std::size_t matrix_count() const;
};

/// Sequences of vectors, of lengths of their own.
struct RnnData {
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  bool batch_major = false;
  std::size_t steps = 0, batch = 0, width = 0;
  std::vector<int> lengths;
  std::optional<double> fill;  ///< What padding gets; NaN without it.

  std::size_t at(std::size_t t, std::size_t b) const { return (batch_major ? b * steps + t : t * batch + b) * width; }
  std::size_t size() const { return steps * batch * width; }
};

/// What the forward pass keeps of each step for the backward passes.
struct RnnRecord {
  double *gates, *cell, *out, *d_gates, *d_recurrent;

  static std::size_t size(std::size_t hidden) { return 11 * hidden; }
  static RnnRecord at(double* place, std::size_t h) {
    return {place, place + 4 * h, place + 5 * h, place + 6 * h, place + 10 * h};
  }
};

using Numbers = std::vector<double>;

/// One pass over all layers. States are (pseudo layers, batch, hidden).
class RnnRun {
 public:
  RnnRun(const RnnShape& shape, const RnnData& x, const Numbers& weights, double* reserve)
      : shape_(shape), x_(x), weights_(weights), reserve_(reserve) {}
  static std::size_t reserve_count(const RnnShape& shape, const RnnData& x) {
    return shape.pseudo_layers() * x.steps * x.batch * RnnRecord::size(shape.hidden);
  }

  struct States {
    Numbers h, c;
  };
  /// The last layer's outputs, laid out as `y`; `states` become the last ones.
  Numbers forward(const Numbers& x, const RnnData& y, States& states);
  /// The gradient by x; `gradients` (of the last states) become those of the first.
  Numbers backward_data(const RnnData& y, const Numbers& dy, const States& first, States& gradients);
  /// Adds the gradients by the weights, after backward_data.
  void backward_weights(const Numbers& x, const Numbers& first_h, Numbers& gradient) const;

 private:
  struct Gradient {
    RnnData layout;
    Numbers numbers;
  };
  void backward_sequence(std::size_t pseudo, std::size_t b, const Gradient& d_out, const States& first,
                         States& gradients, Gradient& d_in);
  RnnRecord record(std::size_t pseudo, std::size_t t, std::size_t b) const {
    return RnnRecord::at(reserve_ + ((pseudo * x_.steps + t) * x_.batch + b) * RnnRecord::size(shape_.hidden),
                         shape_.hidden);
  }
  /// The time of a sequence's how manieth step: from the end in the second direction.
  std::size_t time(std::size_t pseudo, std::size_t step, std::size_t b) const;
  std::size_t length(std::size_t b) const { return static_cast<std::size_t>(x_.lengths[b]); }
  std::size_t state_at(std::size_t pseudo, std::size_t b) const { return (pseudo * x_.batch + b) * shape_.hidden; }
  Numbers layer_input(std::size_t pseudo, std::size_t t, std::size_t b, const Numbers& x) const;
  /// W v + bias for a gate.
  Numbers affine(std::size_t pseudo, std::size_t id, const double* v, std::size_t width) const;
  /// to += Wᵀ d.
  void add_transposed(std::size_t pseudo, std::size_t id, const double* d, double* to, std::size_t width) const;

  void step_forward(std::size_t pseudo, const Numbers& input, const double* h, const double* c,
                    const RnnRecord& r) const;
  void step_backward(const RnnRecord& r, const double* h, const double* c, Numbers& dh, Numbers& dc) const;

  const RnnShape& shape_;
  const RnnData& x_;
  const Numbers& weights_;
  double* reserve_;
};

}  // namespace cuda_emulator
