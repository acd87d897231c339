// Rows of an embedding that a batch used more than once. Keras on TensorFlow, where an embedding's gradient is a list
// of uses, has rules such as Adam's sum up the squares of the uses' gradients; elsewhere they square the sum. The list
// is kept apart until then, so that other rules cost nothing more. Included by update.hpp.
#pragma once
#include "weight_update.hpp"

#if KERATIN_DEFINE(optimizers)
#include "../autograd/uses.hpp"
#include "../backend/cpu/copy.hpp"
#include "../tensor/copy.hpp"

namespace keratin::optimizers {

struct AddSquare {
  template <class V>
  V operator()(const V& sum, const V& g) const {
    return sum + g * g;
  }
};
struct UsesSquare {
  template <class V>
  V operator()(const V& g) const {
    return g * g;
  }
};

/// The rows that are among the uses, and those that are more than once, in order.
struct UsedRows {
  List<index_t> all, repeated;
};
/// `count`: rows of the table.
inline UsedRows used_rows(const Uses& uses, index_t count) {
  List<std::uint8_t> seen(static_cast<std::size_t>(count), 0);
  for (const std::int64_t row : uses.rows.span<std::int64_t>()) {
    std::uint8_t& times = seen[static_cast<std::size_t>(row)];
    times = times < 2 ? static_cast<std::uint8_t>(times + 1) : times;
  }
  UsedRows rows;
  for (std::size_t r = 0; r < seen.size(); ++r) {
    if (seen[r] > 0) rows.all.push_back(static_cast<index_t>(r));
    if (seen[r] > 1) rows.repeated.push_back(static_cast<index_t>(r));
  }
  return rows;
}

/// The sum of the squares of the uses of each of these rows, (rows, n). `place`: of each row of the table among them,
/// or -1.
inline Tensor sum_of_use_squares(const Uses& uses, std::size_t rows, std::span<const index_t> place) {
  const index_t n = uses.gradients.shape().back();
  const Tensor sum = zeros({rows, n}, uses.gradients.dtype());
  const auto add = [&]<class T>(T) {
    for (index_t i = 0; i < uses.rows.size(); ++i) {
      const index_t at = place[static_cast<std::size_t>(uses.rows.data<std::int64_t>()[i])];
      if (at < 0) continue;
      T* const to = sum.data<T>() + at * n;
      cpu_backend::map_serial(AddSquare{}, n, to, cpu_backend::Operand<T>{to},
                              cpu_backend::Operand<T>{uses.gradients.data<T>() + i * n});
    }
  };
  uses.gradients.dtype() == float32 ? add(0.f) : add(0.0);
  return sum;
}
inline List<index_t> places_of(std::span<const index_t> rows, index_t count) {
  List<index_t> place(static_cast<std::size_t>(count), -1);
  for (std::size_t i = 0; i < rows.size(); ++i) place[static_cast<std::size_t>(rows[i])] = static_cast<index_t>(i);
  return place;
}

/// Such rows of one weight, as they were before the step.
class RepeatedRows {
 public:
  RepeatedRows(const WeightUpdate& update, const Uses& uses, List<index_t> rows)
      : rows_(std::move(rows)), n_(update.weight.shape().back()) {
    arrays_.push_back(update.weight);
    for (const Tensor& slot : update.slots)
      if (slot.defined()) arrays_.push_back(slot);
    for (const Tensor& x : arrays_) before_.push_back(copy(x));
    before_.push_back(copy(update.gradient));
    before_.push_back(sum_of_use_squares(uses, rows_.size(), places_of(rows_, update.weight.shape()[0])));
  }

  /// Makes the step for these rows anew, with the squares of their uses.
  void update(std::span<const cpu_backend::UpdateVersions, 2> kernels, const void* step) const {
    const DType dtype = arrays_[0].dtype();
    const auto kernel = kernels[dtype == float32 ? 0 : 1].best();
    parallel::for_range(static_cast<index_t>(rows_.size()) * n_, cpu_backend::pointwise_grain,
                        [&](index_t begin, index_t end) {
                          void* parts[8] = {};
                          for (std::size_t k = 0; k < before_.size(); ++k)
                            parts[k] = before_[k].data<char>() + static_cast<std::size_t>(begin) * size_of(dtype);
                          kernel(step, end - begin, parts);
                        });
    const std::size_t bytes = static_cast<std::size_t>(n_) * size_of(dtype);
    for (std::size_t k = 0; k < arrays_.size(); ++k)
      for (std::size_t i = 0; i < rows_.size(); ++i)
        std::memcpy(arrays_[k].data<char>() + static_cast<std::size_t>(rows_[i]) * bytes,
                    before_[k].data<char>() + i * bytes, bytes);
  }

 private:
  Tensor copy(const Tensor& x) const {
    const Tensor some = Tensor::empty({rows_.size(), n_}, x.dtype());
    cpu_backend::gather_rows(static_cast<index_t>(rows_.size()), static_cast<std::size_t>(n_) * size_of(x.dtype()),
                             some.data<char>(), x.data<char>(), rows_.data());
    return some;
  }

  List<index_t> rows_;
  index_t n_;
  List<Tensor> arrays_, before_;  // weight and slots; those rows of them, of the gradient, and the squares
};

/// The sum of the squares of each row's uses, on the weights' CUDA device: of a row of one use that is the square of
/// its gradient, so all rows can be updated by it at once, and none need be looked for.
inline Tensor squares_on_cuda(const WeightUpdate& u, const Uses& uses) {
  const Tensor sum = zeros(u.weight.shape(), u.gradient.dtype(), u.weight.device());
  scatter_add_rows(sum, map(UsesSquare{}, uses.gradients), uses.rows, u.weight.shape().back());
  return sum;
}

/// Those of all weights that have some.
inline List<RepeatedRows> take_repeated_rows(std::span<const WeightUpdate> weights) {
  List<RepeatedRows> all;
  for (const WeightUpdate& u : weights) {
    const Uses uses = uses_of(u.gradient);
    if (!uses.rows.defined()) continue;
    List<index_t> rows = used_rows(uses, u.weight.shape()[0]).repeated;
    if (!rows.empty()) all.emplace_back(u, uses, std::move(rows));
  }
  return all;
}

}  // namespace keratin::optimizers
#endif
