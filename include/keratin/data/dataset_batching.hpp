// Rows of batches, and batches of rows.
#pragma once
#include "batch.hpp"

#if KERATIN_DEFINE(data)
#include "../autograd/tape.hpp"
#include "../ops/concatenate.hpp"

namespace keratin::data {

/// How many rows all arrays of a batch have.
inline index_t rows_in(const Batch& batch, const char* where) {
  require(!batch.x.empty(), where, ": expected at least one array; got none.");
  std::optional<index_t> count;
  const auto look_at = [&](const Tensor& x) {
    require<shape_error>(x.rank() > 0, where, ": expected arrays of at least one axis; got a scalar.");
    if (!count) count = x.shape()[0];
    require<shape_error>(x.shape()[0] == *count, where, ": expected arrays of equally many rows; got ", *count, " and ",
                         x.shape()[0], ".");
    return x;
  };
  for (const Tensor& x : batch.x.list()) look_at(x);
  for (const Tensor& y : batch.y.list()) look_at(y);
  static_cast<void>(batch.sample_weight.mapped(look_at));
  return *count;
}

/// One row of all arrays, which shares their elements.
inline Batch row_of(const Batch& batch, index_t row) {
  Batch one;
  for (const Tensor& x : batch.x.list()) one.x.push_back(x[row]);
  for (const Tensor& y : batch.y.list()) one.y.push_back(y[row]);
  one.sample_weight = batch.sample_weight.mapped([&](const Tensor& w) { return w[row]; });
  return one;
}

/// The arrays that `part` finds in each element, one upon the other.
template <class Part>
Tensor stacked_part(const std::vector<Batch>& elements, const Part& part) {
  Tensors parts;
  for (const Batch& e : elements) {
    const Tensor* const x = part(e);
    require<shape_error>(x != nullptr, "Dataset.batch: expected elements with equally many arrays; got others.");
    require<shape_error>(parts.empty() || (x->shape() == parts[0].shape() && x->dtype() == parts[0].dtype()),
                         "Dataset.batch: expected elements of one shape and dtype; got shape ",
                         parts.empty() ? x->shape() : parts[0].shape(), " and ", x->shape(), ".");
    parts.push_back(*x);
  }
  return ops::stack(parts, 0);
}

/// Elements joined along a new first axis.
inline Batch stacked(const std::vector<Batch>& elements) {
  const NoGradient scope;
  Batch whole;
  for (std::size_t i = 0; i < elements[0].x.size(); ++i)
    whole.x.push_back(stacked_part(elements, [&](const Batch& e) { return i < e.x.size() ? &e.x[i] : nullptr; }));
  for (std::size_t i = 0; i < elements[0].y.size(); ++i)
    whole.y.push_back(stacked_part(elements, [&](const Batch& e) { return i < e.y.size() ? &e.y[i] : nullptr; }));
  std::size_t output = 0;
  const auto& first = elements[0].sample_weight;
  if (first.each().empty()) {
    whole.sample_weight = first.mapped([&](const Tensor&) {
      return stacked_part(elements, [](const Batch& e) { return e.sample_weight ? &*e.sample_weight : nullptr; });
    });
    return whole;
  }
  std::vector<std::optional<Tensor>> each(first.each().size());
  for (; output < each.size(); ++output)
    if (first.each()[output])
      each[output] = stacked_part(elements, [&](const Batch& e) {
        const auto& w = e.sample_weight.of(output);
        return w ? &*w : nullptr;
      });
  whole.sample_weight = SampleWeight(each);
  return whole;
}

/// An element of the inputs of several: inputs, targets, weights of samples.
inline Batch joined(const std::vector<Batch>& parts) {
  for (const Batch& p : parts)
    require(p.y.empty() && !p.sample_weight,
            "Dataset.zip: expected datasets with inputs alone; got one with targets or weights.");
  Batch whole{parts[0].x, parts[1].x, {}};
  if (parts.size() < 3) return whole;
  require(parts[2].x.size() == 1, "Dataset.zip: expected one array of weights; got ", parts[2].x.size(), ".");
  whole.sample_weight = SampleWeight(std::optional<Tensor>(parts[2].x[0]));
  return whole;
}

}  // namespace keratin::data
#endif
