// PyDataset: base of datasets of your own that give whole batches by their number; several threads may make them.
//   struct Pictures : utils::PyDataset {
//     Pictures() : PyDataset({.workers = 4}) {}
//     index_t size() const override { return 100; }
//     Batch operator[](index_t i) override { return load_pictures(i); }
//   };
//   Pictures pictures;   model.fit(pictures, {.epochs = 5});
#pragma once
#include "batch.hpp"

namespace keratin::utils {

struct PyDatasetOptions {
  KERATIN_OPTIONS;
  Int workers = 1;          ///< With more than one, so many threads call operator[] at the same time.
  Int max_queue_size = 10;  ///< So many batches are made before they are needed, with more than one worker.
};

/// A dataset of batches by number (keras.utils.PyDataset). fit takes them in a new order each epoch, unless shuffle is
/// false. It must outlive the run. What operator[] throws is thrown by fit.
class PyDataset {
 public:
  using by_reference = void;  // a run refers to it
  explicit PyDataset(const PyDatasetOptions& options = {});
  virtual ~PyDataset() = default;
  /// The number of batches; None for one without end.
  virtual index_t size() const = 0;
  /// Batch `index`. With several workers it is called from several threads at once.
  virtual Batch operator[](index_t index) = 0;
  virtual void on_epoch_begin() {}
  virtual void on_epoch_end() {}

  /// For fit, evaluate and predict.
  std::shared_ptr<BatchSource> source() const;

 private:
  PyDatasetOptions options_;
};
using Sequence = PyDataset;  ///< Its older name.

}  // namespace keratin::utils

#if KERATIN_DEFINE(data)
#include "../ops/random.hpp"
#include "loader.hpp"

namespace keratin::utils {

KERATIN_INLINE PyDataset::PyDataset(const PyDatasetOptions& options) : options_(options) {
  require(options.workers >= 0, "PyDataset: expected workers from 0; got ", options.workers, ".");
  require(options.max_queue_size > 0, "PyDataset: expected max_queue_size above 0; got ", options.max_queue_size, ".");
}

namespace detail {

class PyDatasetSource final : public BatchSource {
 public:
  PyDatasetSource(PyDataset& dataset, const PyDatasetOptions& options) : dataset_(dataset), options_(options) {}

  void start(RandomKey key, bool shuffle) override {
    loader_.reset();
    at_ = 0;
    order_ = Tensor();
    const index_t n = dataset_.size();
    if (shuffle && n > 0) order_ = random::permutation(n, key);
    if (options_.workers <= 1) return;
    RandomGenerator random(key.seed + 1);
    loader_ = std::make_unique<data::Loader>([this](index_t i) { return load(i); }, options_.workers,
                                             options_.max_queue_size, data::child(random));
  }
  std::optional<Batch> next() override { return loader_ ? loader_->next() : load(at_++); }
  void begin_epoch() override { dataset_.on_epoch_begin(); }
  void end_epoch() override { dataset_.on_epoch_end(); }
  std::optional<index_t> size() const override {
    const index_t n = dataset_.size();
    return n < 0 ? std::nullopt : std::optional<index_t>(n);
  }
  bool endless() const override { return dataset_.size() < 0; }

 private:
  std::optional<Batch> load(index_t i) {
    const index_t n = dataset_.size();
    if (n >= 0 && i >= n) return std::nullopt;
    return dataset_[order_.defined() ? order_.data<std::int64_t>()[i] : i];
  }

  PyDataset& dataset_;
  PyDatasetOptions options_;
  index_t at_ = 0;
  Tensor order_;
  std::unique_ptr<data::Loader> loader_;
};

}  // namespace detail

KERATIN_INLINE std::shared_ptr<BatchSource> PyDataset::source() const {
  return std::make_shared<detail::PyDatasetSource>(const_cast<PyDataset&>(*this), options_);
}

}  // namespace keratin::utils
#endif
