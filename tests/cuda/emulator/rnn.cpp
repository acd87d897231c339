#include "rnn.hpp"

#include <algorithm>
#include <limits>

namespace cuda_emulator {

std::size_t RnnShape::matrix_count() const {
  std::size_t count = 0;
  for (std::size_t p = 0; p < pseudo_layers(); ++p) count += gates() * hidden * (layer_input(p) + hidden);
  return count;
}
std::size_t RnnShape::matrix_at(std::size_t pseudo, std::size_t id) const {
  std::size_t place = 0;
  for (std::size_t p = 0; p < pseudo; ++p) place += gates() * hidden * (layer_input(p) + hidden);
  const std::size_t of_input = std::min(id, gates());
  return place + of_input * hidden * layer_input(pseudo) + (id - of_input) * hidden * hidden;
}
std::optional<std::size_t> RnnShape::bias_at(std::size_t pseudo, std::size_t id) const {
  const bool recurrent = id >= gates();
  if (bias == CUDNN_RNN_NO_BIAS || (bias == CUDNN_RNN_SINGLE_INP_BIAS && recurrent) ||
      (bias == CUDNN_RNN_SINGLE_REC_BIAS && !recurrent))
    return std::nullopt;
  const std::size_t sets = bias == CUDNN_RNN_DOUBLE_BIAS ? 2 * gates() : gates();
  return matrix_count() + (pseudo * sets + (bias == CUDNN_RNN_DOUBLE_BIAS ? id : id % gates())) * hidden;
}
std::size_t RnnShape::weight_count() const {
  const std::size_t sets = bias == CUDNN_RNN_NO_BIAS ? 0 : bias == CUDNN_RNN_DOUBLE_BIAS ? 2 * gates() : gates();
  return matrix_count() + pseudo_layers() * sets * hidden;
}

std::size_t RnnRun::time(std::size_t pseudo, std::size_t step, std::size_t b) const {
  return shape_.directions == 2 && pseudo % 2 == 1 ? length(b) - 1 - step : step;
}

Numbers RnnRun::affine(std::size_t pseudo, std::size_t id, const double* v, std::size_t width) const {
  Numbers sums(shape_.hidden);
  const double* row = weights_.data() + shape_.matrix_at(pseudo, id);
  const auto bias = shape_.bias_at(pseudo, id);
  for (std::size_t k = 0; k < sums.size(); ++k, row += width) {
    if (bias) sums[k] = weights_[*bias + k];
    for (std::size_t j = 0; j < width; ++j) sums[k] += row[j] * v[j];
  }
  return sums;
}

void RnnRun::add_transposed(std::size_t pseudo, std::size_t id, const double* d, double* to, std::size_t width) const {
  const double* row = weights_.data() + shape_.matrix_at(pseudo, id);
  for (std::size_t k = 0; k < shape_.hidden; ++k, row += width)
    for (std::size_t j = 0; j < width; ++j) to[j] += row[j] * d[k];
}

/// x, or the outputs of the layer below, of both directions.
Numbers RnnRun::layer_input(std::size_t pseudo, std::size_t t, std::size_t b, const Numbers& x) const {
  if (pseudo < shape_.directions) {
    const auto from = x.begin() + static_cast<std::ptrdiff_t>(x_.at(t, b));
    return {from, from + static_cast<std::ptrdiff_t>(x_.width)};
  }
  Numbers all;
  const std::size_t below = (pseudo / shape_.directions - 1) * shape_.directions;
  for (std::size_t d = 0; d < shape_.directions; ++d) {
    const double* const out = record(below + d, t, b).out;
    all.insert(all.end(), out, out + shape_.hidden);
  }
  return all;
}

Numbers RnnRun::forward(const Numbers& x, const RnnData& y, States& states) {
  for (std::size_t p = 0; p < shape_.pseudo_layers(); ++p)
    for (std::size_t b = 0; b < x_.batch; ++b) {
      const double *h = states.h.data() + state_at(p, b), *c = states.c.data() + state_at(p, b);
      for (std::size_t s = 0; s < length(b); ++s) {
        const std::size_t t = time(p, s, b);
        const RnnRecord r = record(p, t, b);
        step_forward(p, layer_input(p, t, b, x), h, c, r);
        h = r.out;
        c = r.cell;
      }
      std::copy_n(h, shape_.hidden, states.h.data() + state_at(p, b));
      std::copy_n(c, shape_.hidden, states.c.data() + state_at(p, b));
    }
  Numbers all(y.size(), y.fill.value_or(std::numeric_limits<double>::quiet_NaN()));
  const std::size_t last = shape_.pseudo_layers() - shape_.directions;
  for (std::size_t b = 0; b < x_.batch; ++b)
    for (std::size_t t = 0; t < length(b); ++t)
      for (std::size_t d = 0; d < shape_.directions; ++d)
        std::copy_n(record(last + d, t, b).out, shape_.hidden, all.data() + y.at(t, b) + d * shape_.hidden);
  return all;
}

/// Back through one sequence of one pseudo layer, whose outputs' gradients are `d_out`. Adds to those of its inputs.
void RnnRun::backward_sequence(std::size_t pseudo, std::size_t b, const Gradient& d_out, const States& first,
                               States& gradients, Gradient& d_in) {
  const std::size_t n = shape_.hidden, gates = shape_.gates(), state = state_at(pseudo, b);
  double *const dh_at = gradients.h.data() + state, *const dc_at = gradients.c.data() + state;
  Numbers dh(dh_at, dh_at + n), dc(dc_at, dc_at + n);
  for (std::size_t s = length(b); s-- > 0;) {
    const std::size_t t = time(pseudo, s, b);
    const RnnRecord r = record(pseudo, t, b), before = s > 0 ? record(pseudo, time(pseudo, s - 1, b), b) : r;
    const double *const h = s > 0 ? before.out : first.h.data() + state, *const c = s > 0 ? before.cell
                                                                                          : first.c.data() + state;
    for (std::size_t k = 0; k < n; ++k)
      dh[k] += d_out.numbers[d_out.layout.at(t, b) + pseudo % shape_.directions * n + k];
    step_backward(r, h, c, dh, dc);
    for (std::size_t g = 0; g < gates; ++g) {
      const double* const d = r.d_gates + g * n;
      add_transposed(pseudo, g, d, d_in.numbers.data() + d_in.layout.at(t, b), d_in.layout.width);
      add_transposed(pseudo, gates + g, shape_.mode == CUDNN_GRU && g == 2 ? r.d_recurrent : d, dh.data(), n);
    }
  }
  std::copy(dh.begin(), dh.end(), dh_at);
  std::copy(dc.begin(), dc.end(), dc_at);
}

Numbers RnnRun::backward_data(const RnnData& y, const Numbers& dy, const States& first, States& gradients) {
  Gradient d_out{y, dy};
  for (std::size_t layer = shape_.layers; layer-- > 0;) {
    Gradient d_in{x_, {}};
    d_in.layout.width = shape_.layer_input(layer * shape_.directions);
    d_in.numbers.resize(d_in.layout.size());
    for (std::size_t p = layer * shape_.directions; p < (layer + 1) * shape_.directions; ++p)
      for (std::size_t b = 0; b < x_.batch; ++b) backward_sequence(p, b, d_out, first, gradients, d_in);
    d_out = std::move(d_in);
  }
  const double padding = x_.fill.value_or(std::numeric_limits<double>::quiet_NaN());
  for (std::size_t b = 0; b < x_.batch; ++b)
    for (std::size_t t = length(b); t < x_.steps; ++t)
      std::fill_n(d_out.numbers.data() + x_.at(t, b), x_.width, padding);
  return d_out.numbers;
}

void RnnRun::backward_weights(const Numbers& x, const Numbers& first_h, Numbers& gradient) const {
  const std::size_t n = shape_.hidden, gates = shape_.gates();
  const auto add = [&](std::size_t p, std::size_t id, const double* d, const double* v, std::size_t width) {
    double* row = gradient.data() + shape_.matrix_at(p, id);
    const auto bias = shape_.bias_at(p, id);
    for (std::size_t k = 0; k < n; ++k, row += width) {
      for (std::size_t j = 0; j < width; ++j) row[j] += d[k] * v[j];
      if (bias) gradient[*bias + k] += d[k];
    }
  };
  for (std::size_t p = 0; p < shape_.pseudo_layers(); ++p)
    for (std::size_t b = 0; b < x_.batch; ++b)
      for (std::size_t s = 0; s < length(b); ++s) {
        const std::size_t t = time(p, s, b);
        const RnnRecord r = record(p, t, b);
        const double* const h = s > 0 ? record(p, time(p, s - 1, b), b).out : first_h.data() + state_at(p, b);
        const Numbers input = layer_input(p, t, b, x);
        for (std::size_t g = 0; g < gates; ++g) {
          const double* const d = r.d_gates + g * n;
          add(p, g, d, input.data(), input.size());
          add(p, gates + g, shape_.mode == CUDNN_GRU && g == 2 ? r.d_recurrent : d, h, n);
        }
      }
}

}  // namespace cuda_emulator
