// Batches: what a training loop takes its batches from, one epoch after another.
#pragma once
#include "../core/random.hpp"
#include "batch.hpp"

namespace keratin::data {

/// Batches from arrays, in order or shuffled anew for each epoch, or from a generator.
class Batches {
 public:
  /// From arrays of equally many rows; all of them at once where batch_size is 0.
  Batches(Batch arrays, index_t batch_size, bool shuffle);
  /// From a generator; an epoch ends where it says so or after `steps` batches.
  Batches(BatchGenerator generator, std::optional<index_t> steps);

  /// Begins an epoch. `key` decides the order of a shuffled one.
  void start(RandomKey key);
  /// The next batch, until the epoch ends.
  std::optional<Batch> next();
  /// The batches of an epoch, if known.
  std::optional<index_t> steps() const;
  index_t samples() const { return samples_; }
  /// Forgets where the last epoch ended: the next one begins with the first row.
  void rewind() { at_ = 0; }
  /// Ends each epoch after this many batches; arrays then go on where the last one ended.
  void limit(index_t steps) { limit_ = steps; }

 private:
  Tensor rows(const Tensor& x, index_t first, index_t count) const;

  Batch arrays_;
  BatchGenerator generator_;
  index_t samples_ = 0, batch_size_ = 0, at_ = 0, done_ = 0;
  bool shuffle_ = false;
  std::optional<index_t> limit_;
  Tensor order_;
};

}  // namespace keratin::data

#if KERATIN_DEFINE(data)
#include "../ops/random.hpp"
#include "../tensor/pointwise.hpp"

namespace keratin::data {

KERATIN_INLINE Batches::Batches(Batch arrays, index_t batch_size, bool shuffle)
    : arrays_(std::move(arrays)), shuffle_(shuffle) {
  samples_ = arrays_.x[0].shape()[0];
  batch_size_ = batch_size > 0 ? batch_size : samples_;
}
KERATIN_INLINE Batches::Batches(BatchGenerator generator, std::optional<index_t> steps)
    : generator_(std::move(generator)), limit_(steps) {}

KERATIN_INLINE std::optional<index_t> Batches::steps() const {
  if (limit_) return limit_;
  if (generator_) return std::nullopt;
  return (samples_ + batch_size_ - 1) / batch_size_;
}

KERATIN_INLINE void Batches::start(RandomKey key) {
  done_ = 0;
  if (generator_ || (limit_ && at_ > 0 && at_ < samples_)) return;
  at_ = 0;
  if (shuffle_) order_ = random::permutation(samples_, key);
}

KERATIN_INLINE Tensor Batches::rows(const Tensor& x, index_t first, index_t count) const {
  Shape shape = x.shape();
  shape[0] = count;
  const index_t row = shape.product(1, shape.rank());
  if (!shuffle_) return x.view(shape, first * row);
  Tensor y = Tensor::empty(shape, x.dtype(), x.device());
  cpu_backend::gather_rows(count, static_cast<std::size_t>(row) * size_of(x.dtype()), y.data<char>(), x.data<char>(),
                           order_.data<std::int64_t>() + first);
  return y;
}

KERATIN_INLINE std::optional<Batch> Batches::next() {
  if (limit_ && done_ >= *limit_) return std::nullopt;
  ++done_;
  if (generator_) return generator_();
  if (at_ >= samples_) return std::nullopt;
  const index_t first = at_, count = std::min(batch_size_, samples_ - at_);
  at_ += count;
  Batch batch;
  for (const Tensor& x : arrays_.x.list()) batch.x.push_back(rows(x, first, count));
  for (const Tensor& y : arrays_.y.list()) batch.y.push_back(rows(y, first, count));
  if (arrays_.sample_weight) batch.sample_weight = rows(*arrays_.sample_weight, first, count);
  return batch;
}

}  // namespace keratin::data
#endif
