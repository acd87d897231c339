// Batches: what a training loop takes its batches from, one epoch after another.
#pragma once
#include "../core/random.hpp"
#include "batch.hpp"

namespace keratin::data {

/// Batches from arrays, in order or shuffled anew for each epoch, or from a generator, a Dataset or a PyDataset.
class Batches {
 public:
  /// From arrays of equally many rows; all of them at once where batch_size is 0.
  Batches(Batch arrays, index_t batch_size, bool shuffle);
  /// From another source; an epoch ends where it does or after `steps` batches, and the next one goes on from there.
  /// Where it ends before `steps`, a warning says so, and the next epoch begins anew.
  Batches(BatchGenerator generator, std::optional<index_t> steps, bool shuffle = false);

  /// Begins an epoch. `key` decides the order of a shuffled one.
  void start(RandomKey key);
  /// The next batch, until the epoch ends.
  std::optional<Batch> next();
  /// The batches of an epoch, if known.
  std::optional<index_t> steps() const;
  index_t samples() const { return samples_; }
  /// Whether the batches are made by a generator, a Dataset or a PyDataset.
  bool from_source() const { return static_cast<bool>(generator_); }
  /// Forgets where the last epoch ended: the next one begins with the first row or batch.
  void rewind() {
    at_ = 0;
    running_ = false;
  }
  /// Ends each epoch after this many batches; arrays then go on where the last one ended.
  void limit(index_t steps) { limit_ = steps; }

 private:
  Tensor rows(const Tensor& x, index_t first, index_t count) const;
  std::optional<Batch> next_of_source();

  Batch arrays_;
  BatchGenerator generator_;
  index_t samples_ = 0, batch_size_ = 0, at_ = 0, done_ = 0;
  bool shuffle_ = false, running_ = false;  // running_: a pass through a source has begun
  index_t given_ = 0;                       // batches of that pass
  RandomKey key_;
  std::optional<index_t> limit_;
  Tensor order_;
};

}  // namespace keratin::data

#if KERATIN_DEFINE(data)
#include "../core/warning.hpp"
#include "../ops/random.hpp"
#include "../tensor/copy.hpp"

namespace keratin::data {

KERATIN_INLINE Batches::Batches(Batch arrays, index_t batch_size, bool shuffle)
    : arrays_(std::move(arrays)), shuffle_(shuffle) {
  samples_ = arrays_.x[0].shape()[0];
  batch_size_ = batch_size > 0 ? batch_size : samples_;
}
KERATIN_INLINE Batches::Batches(BatchGenerator generator, std::optional<index_t> steps, bool shuffle)
    : generator_(std::move(generator)), shuffle_(shuffle), limit_(steps) {
  require(limit_ || !generator_.source().endless(),
          "steps: expected a number of batches for a dataset without end; got none. Hint: steps_per_epoch, "
          "validation_steps or steps.");
}

KERATIN_INLINE std::optional<index_t> Batches::steps() const {
  if (limit_) return limit_;
  if (generator_) return generator_.source().size();
  return (samples_ + batch_size_ - 1) / batch_size_;
}

KERATIN_INLINE void Batches::start(RandomKey key) {
  done_ = 0;
  key_ = key;
  if (generator_) {
    generator_.source().begin_epoch();
    if (!limit_ || !running_) {
      generator_.source().start(key, shuffle_);
      given_ = 0;
    }
    running_ = true;
    return;
  }
  if (limit_ && at_ > 0 && at_ < samples_) return;
  at_ = 0;
  if (shuffle_) order_ = lent_to(random::permutation(samples_, key), arrays_.x[0].device());
}

namespace detail {
inline void warn_of_end() {
  warn(
      "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at "
      "least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building your "
      "dataset.");
}
}  // namespace detail

KERATIN_INLINE std::optional<Batch> Batches::next_of_source() {
  BatchSource& source = generator_.source();
  std::optional<Batch> batch;
  if (!limit_ || done_ < *limit_) {
    batch = source.next();
    if (!batch && limit_) {
      detail::warn_of_end();
      if (done_ == 0 && given_ > 0 && !source.is_function()) {  // it ended with the last epoch: this one begins anew
        source.start(key_, shuffle_);
        given_ = 0;
        batch = source.next();
      }
    }
  }
  if (batch) {
    ++done_;
    ++given_;
    return batch;
  }
  const bool whole = source.size() && given_ >= *source.size();
  if (!limit_ || done_ < *limit_ || whole) running_ = false;
  source.end_epoch();
  return std::nullopt;
}

KERATIN_INLINE Tensor Batches::rows(const Tensor& x, index_t first, index_t count) const {
  Shape shape = x.shape();
  shape[0] = count;
  const index_t row = shape.product(1, shape.rank());
  if (!shuffle_) return x.view(shape, first * row);
  Tensor y = Tensor::empty(shape, x.dtype(), x.device());
  gather_rows(y, x, order_.view({count}, first), row);
  return y;
}

KERATIN_INLINE std::optional<Batch> Batches::next() {
  if (generator_) return next_of_source();
  if (limit_ && done_ >= *limit_) return std::nullopt;
  if (at_ >= samples_) {
    if (limit_) detail::warn_of_end();
    return std::nullopt;
  }
  ++done_;
  const index_t first = at_, count = std::min(batch_size_, samples_ - at_);
  at_ += count;
  Batch batch;
  for (const Tensor& x : arrays_.x.list()) batch.x.push_back(rows(x, first, count));
  for (const Tensor& y : arrays_.y.list()) batch.y.push_back(rows(y, first, count));
  if (arrays_.sample_weight)
    batch.sample_weight = arrays_.sample_weight.mapped([&](const Tensor& w) { return rows(w, first, count); });
  return batch;
}

}  // namespace keratin::data
#endif
