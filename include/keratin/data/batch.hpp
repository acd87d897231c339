// Batch, and all that can stand for data: arrays, or a generator of batches.
#pragma once
#include <concepts>
#include <functional>
#include <optional>

#include "../tensor/inputs.hpp"

namespace keratin {

/// Some samples: inputs, targets, and how much each sample counts.
struct Batch {
  Inputs x = {}, y = {};
  std::optional<Tensor> sample_weight = {};
};

/// A callable that gives one batch after another and std::nullopt at the end of an epoch.
template <class G>
concept Generator = std::invocable<G&> && std::same_as<std::invoke_result_t<G&>, std::optional<Batch>>;
using BatchGenerator = std::function<std::optional<Batch>()>;

/// Validation data: {x, y}, {x, y, weight}, {{a, b}, y}, a Batch, or a generator.
class Validation {
 public:
  Validation() = default;
  Validation(Batch batch) : batch_(std::move(batch)) {}
  Validation(const Inputs& x, const Inputs& y, const std::optional<Tensor>& sample_weight = {})
      : batch_(Batch{x, y, sample_weight}) {}
  template <Generator G>  // a template, so that braces never reach it
  Validation(const G& generator) : generator_(generator) {}

  bool given() const { return batch_.has_value() || generator_; }
  const std::optional<Batch>& batch() const { return batch_; }
  const BatchGenerator& generator() const { return generator_; }

 private:
  std::optional<Batch> batch_;
  BatchGenerator generator_;
};

}  // namespace keratin
