// Dataset: samples that are made when they are asked for, changed on the way, and put together to batches, as tf.data.
//   auto train = utils::Dataset::from_tensor_slices(x, y).shuffle(1000).batch(32).prefetch(2);
//   model.fit(train, {.epochs = 5});
#pragma once
#include <iterator>

#include "dataset_node.hpp"

namespace keratin {
namespace utils {

struct ShuffleOptions {
  KERATIN_OPTIONS;
  std::optional<Int> seed = {};          ///< With one, every run has the same orders.
  Flag reshuffle_each_iteration = true;  ///< Whether each pass has an order of its own.
};
struct DatasetBatchOptions {
  KERATIN_OPTIONS;
  Flag drop_remainder = false;  ///< Whether a last batch with fewer samples is left out.
};

/// A row of elements, each a Batch: one sample, or after batch() many. A copy is the same dataset, and each function
/// gives a new one; nothing is computed before its elements are asked for. Each pass through it begins anew.
class Dataset {
 public:
  /// One element for each row of the arrays' first axis. Throws shape_error unless they have equally many.
  static Dataset from_tensor_slices(const Inputs& x, const Inputs& y = {}, const SampleWeight& sample_weight = {});
  /// One element: the arrays as they are.
  static Dataset from_tensors(const Inputs& x, const Inputs& y = {}, const SampleWeight& sample_weight = {});
  /// The elements of a generator: `make()` gives a new one for each pass.
  template <std::invocable F>
  requires GeneratorFunction<std::invoke_result_t<F&>>
  static Dataset from_generator(F make) {
    return from_function([make]() mutable -> std::function<std::optional<Batch>()> { return make(); });
  }

  /// f(element) for each; it may give a Batch of another kind.
  [[nodiscard]] Dataset map(std::function<Batch(const Batch&)> f) const;
  /// Those for which f gives true.
  [[nodiscard]] Dataset filter(std::function<bool(const Batch&)> f) const;
  /// The elements in another order: each is drawn from the next `buffer_size`, so a buffer of all elements gives all
  /// orders alike.
  [[nodiscard]] Dataset shuffle(Int buffer_size, const ShuffleOptions& options = {}) const;
  /// Joins so many elements to one, along a new first axis. Throws shape_error where their shapes differ.
  [[nodiscard]] Dataset batch(Int batch_size, const DatasetBatchOptions& options = {}) const;
  /// Takes batches apart to their rows.
  [[nodiscard]] Dataset unbatch() const;
  /// All elements `count` times; without end if count is -1.
  [[nodiscard]] Dataset repeat(Int count = -1) const;
  /// The first `count` elements (all if it is -1), or all but those (none if it is -1).
  [[nodiscard]] Dataset take(Int count) const;
  [[nodiscard]] Dataset skip(Int count) const;
  /// Makes up to `buffer_size` elements in a thread of its own before they are asked for. What is thrown there is
  /// thrown to who asks.
  [[nodiscard]] Dataset prefetch(Int buffer_size) const;
  /// Keeps the elements in memory when they are made for the first time.
  [[nodiscard]] Dataset cache() const;
  /// These elements, then those of another dataset.
  [[nodiscard]] Dataset concatenate(const Dataset& other) const;
  /// Elements made of those of several datasets with inputs alone: inputs, targets, and how much each sample counts. It
  /// ends with the shortest.
  [[nodiscard]] static Dataset zip(const Dataset& x, const Dataset& y);
  [[nodiscard]] static Dataset zip(const Dataset& x, const Dataset& y, const Dataset& sample_weight);

  /// The number of elements of a pass, infinite_cardinality or unknown_cardinality.
  [[nodiscard]] index_t cardinality() const { return node_->cardinality(); }

  /// For loops: `for (const Batch& b : dataset)`.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;
    Iterator(std::shared_ptr<const data::DatasetNode> node, std::shared_ptr<data::DatasetPass> pass)
        : node_(std::move(node)), pass_(std::move(pass)) {
      ++*this;
    }
    const Batch& operator*() const { return *batch_; }
    const Batch* operator->() const { return &*batch_; }
    Iterator& operator++() {
      batch_ = pass_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& i, std::default_sentinel_t) { return !i.batch_; }

   private:
    std::shared_ptr<const data::DatasetNode> node_;  // the pass refers to it
    std::shared_ptr<data::DatasetPass> pass_;
    std::optional<Batch> batch_;
  };
  Iterator begin() const;
  std::default_sentinel_t end() const { return {}; }

  /// For fit, evaluate and predict.
  std::shared_ptr<BatchSource> source() const;

 private:
  explicit Dataset(std::shared_ptr<const data::DatasetNode> node) : node_(std::move(node)) {}
  static Dataset from_function(std::function<std::function<std::optional<Batch>()>()> make);
  std::shared_ptr<const data::DatasetNode> node_;
};

}  // namespace utils
}  // namespace keratin

#if KERATIN_DEFINE(data)
#include "dataset_flow.hpp"

namespace keratin::utils {

KERATIN_INLINE Dataset Dataset::from_tensor_slices(const Inputs& x, const Inputs& y, const SampleWeight& w) {
  return Dataset(std::make_shared<data::Slices>(Batch{x, y, w}));
}
KERATIN_INLINE Dataset Dataset::from_tensors(const Inputs& x, const Inputs& y, const SampleWeight& w) {
  require(!x.empty(), "Dataset.from_tensors: expected at least one array; got none.");
  return Dataset(std::make_shared<data::Single>(Batch{x, y, w}));
}
KERATIN_INLINE Dataset Dataset::from_function(std::function<std::function<std::optional<Batch>()>()> make) {
  return Dataset(std::make_shared<data::Generated>(std::move(make)));
}
KERATIN_INLINE Dataset Dataset::map(std::function<Batch(const Batch&)> f) const {
  return Dataset(std::make_shared<data::Mapped>(node_, std::move(f)));
}
KERATIN_INLINE Dataset Dataset::filter(std::function<bool(const Batch&)> f) const {
  return Dataset(std::make_shared<data::Filtered>(node_, std::move(f)));
}
KERATIN_INLINE Dataset Dataset::shuffle(Int buffer_size, const ShuffleOptions& options) const {
  require(buffer_size > 0, "Dataset.shuffle: expected a buffer_size above 0; got ", buffer_size, ".");
  std::optional<std::uint64_t> seed;
  if (options.seed) seed = static_cast<std::uint64_t>(options.seed->value);
  if (!seed && !options.reshuffle_each_iteration) seed = next_random_key().stream;
  return Dataset(std::make_shared<data::Shuffled>(node_, buffer_size, seed, options.reshuffle_each_iteration));
}
KERATIN_INLINE Dataset Dataset::batch(Int batch_size, const DatasetBatchOptions& options) const {
  require(batch_size > 0, "Dataset.batch: expected a batch_size above 0; got ", batch_size, ".");
  return Dataset(std::make_shared<data::Batched>(node_, batch_size, options.drop_remainder));
}
KERATIN_INLINE Dataset Dataset::unbatch() const { return Dataset(std::make_shared<data::Unbatched>(node_)); }
KERATIN_INLINE Dataset Dataset::repeat(Int count) const {
  require(count >= -1, "Dataset.repeat: expected a count from -1; got ", count, ".");
  return Dataset(std::make_shared<data::Repeated>(node_, count));
}
KERATIN_INLINE Dataset Dataset::take(Int count) const {
  require(count >= -1, "Dataset.take: expected a count from -1; got ", count, ".");
  return Dataset(std::make_shared<data::Taken>(node_, count));
}
KERATIN_INLINE Dataset Dataset::skip(Int count) const {
  require(count >= -1, "Dataset.skip: expected a count from -1; got ", count, ".");
  return Dataset(std::make_shared<data::Skipped>(node_, count));
}
KERATIN_INLINE Dataset Dataset::prefetch(Int buffer_size) const {
  require(buffer_size > 0, "Dataset.prefetch: expected a buffer_size above 0; got ", buffer_size, ".");
  return Dataset(std::make_shared<data::Prefetched>(node_, buffer_size));
}
KERATIN_INLINE Dataset Dataset::cache() const { return Dataset(std::make_shared<data::Cached>(node_)); }
KERATIN_INLINE Dataset Dataset::concatenate(const Dataset& other) const {
  return Dataset(std::make_shared<data::Concatenated>(node_, other.node_));
}
KERATIN_INLINE Dataset Dataset::zip(const Dataset& x, const Dataset& y) {
  return Dataset(std::make_shared<data::Zipped>(std::vector{x.node_, y.node_}));
}
KERATIN_INLINE Dataset Dataset::zip(const Dataset& x, const Dataset& y, const Dataset& sample_weight) {
  return Dataset(std::make_shared<data::Zipped>(std::vector{x.node_, y.node_, sample_weight.node_}));
}

KERATIN_INLINE Dataset::Iterator Dataset::begin() const {
  RandomGenerator random = RandomGenerator::fresh();
  return Iterator(node_, node_->start(random));
}

KERATIN_INLINE std::shared_ptr<BatchSource> Dataset::source() const {
  struct Source final : BatchSource {
    explicit Source(std::shared_ptr<const data::DatasetNode> n) : node(std::move(n)) {}
    void start(RandomKey key, bool) override {
      pass.reset();
      const philox::Block words = philox::block(key, 0);
      RandomGenerator random(std::uint64_t{words[0]} << 32 | words[1]);
      pass = node->start(random);
    }
    std::optional<Batch> next() override { return pass->next(); }
    std::optional<index_t> size() const override {
      const index_t n = node->cardinality();
      return n < 0 ? std::nullopt : std::optional<index_t>(n);
    }
    bool endless() const override { return node->cardinality() == infinite_cardinality; }
    std::shared_ptr<const data::DatasetNode> node;
    std::unique_ptr<data::DatasetPass> pass;
  };
  return std::make_shared<Source>(node_);
}

}  // namespace keratin::utils
#endif
