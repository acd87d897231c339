// What a dataset consists of: nodes, each of which can begin a pass.
#pragma once
#include "batch.hpp"

namespace keratin {

/// What Dataset::cardinality gives where there is no number, as tf.data.
inline constexpr index_t infinite_cardinality = -1, unknown_cardinality = -2;

namespace data {

/// One pass through a dataset.
class DatasetPass {
 public:
  virtual ~DatasetPass() = default;
  virtual std::optional<Batch> next() = 0;
};

/// What a dataset consists of: where its elements come from, or one change of another.
class DatasetNode {
 public:
  virtual ~DatasetNode() = default;
  /// Begins a pass. What is random in it is drawn from `random`.
  virtual std::unique_ptr<DatasetPass> start(RandomGenerator& random) const = 0;
  virtual index_t cardinality() const = 0;
};

}  // namespace data

}  // namespace keratin
