// Batch, and all that can stand for data: arrays, or a generator of batches.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "../core/random.hpp"
#include "../tensor/inputs.hpp"

namespace keratin {

/// How much each sample counts: one array of shape (n), for all outputs; or {a, b}, one for each output, where
/// std::nullopt lets all of them count alike. An output's own may be of shape (n, steps).
class SampleWeight : public std::optional<Tensor> {
 public:
  using std::optional<Tensor>::optional;
  SampleWeight() = default;
  SampleWeight(const std::optional<Tensor>& all) : std::optional<Tensor>(all) {}
  SampleWeight(std::initializer_list<std::optional<Tensor>> each)
      : SampleWeight(std::vector<std::optional<Tensor>>(each)) {}
  SampleWeight(const std::vector<Tensor>& each)
      : SampleWeight(std::vector<std::optional<Tensor>>(each.begin(), each.end())) {}
  SampleWeight(const std::vector<std::optional<Tensor>>& each) : each_(each) {
    for (const auto& w : each)
      if (w && !has_value()) emplace(*w);
  }

  /// Those of one output.
  const std::optional<Tensor>& of(std::size_t output) const { return output < each_.size() ? each_[output] : *this; }
  /// One for each output, where they were given so.
  const std::vector<std::optional<Tensor>>& each() const { return each_; }
  /// The same weights, with f(w) for every array.
  template <class F>
  SampleWeight mapped(const F& f) const {
    if (each_.empty()) return has_value() ? SampleWeight(f(**this)) : SampleWeight();
    std::vector<std::optional<Tensor>> all;
    for (const auto& w : each_) all.push_back(w ? std::optional<Tensor>(f(*w)) : std::nullopt);
    return SampleWeight(all);
  }

 private:
  std::vector<std::optional<Tensor>> each_;
};

/// Some samples: inputs, targets, and how much each sample counts.
struct Batch {
  Inputs x = {}, y = {};
  SampleWeight sample_weight = {};

  /// The same batch, with f(a) for every array.
  template <class F>
  Batch mapped(const F& f) const {
    Batch all;
    for (const Tensor& a : x.list()) all.x.push_back(f(a));
    for (const Tensor& a : y.list()) all.y.push_back(f(a));
    all.sample_weight = sample_weight.mapped(f);
    return all;
  }
  /// use(a) for every array: inputs, targets, weights.
  template <class F>
  void each(const F& use) const {
    static_cast<void>(mapped([&](const Tensor& a) { return static_cast<void>(use(a)), a; }));
  }
};

/// Where batches come from, epoch by epoch: what stands behind a generator, a Dataset or a PyDataset.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  /// Begins a pass from the first batch. `key` decides what is random in it; `shuffle` is fit's.
  virtual void start(RandomKey key, bool shuffle) = 0;
  /// The next batch, or std::nullopt at the end of the pass.
  virtual std::optional<Batch> next() = 0;
  virtual void begin_epoch() {}
  virtual void end_epoch() {}
  /// The batches of a pass, if known.
  virtual std::optional<index_t> size() const { return std::nullopt; }
  virtual bool endless() const { return false; }
  /// Whether it is a plain function, which goes on where it is.
  virtual bool is_function() const { return false; }
};

/// A callable that gives one batch after another and std::nullopt at the end of an epoch.
template <class G>
concept GeneratorFunction = std::invocable<G&> && std::same_as<std::invoke_result_t<G&>, std::optional<Batch>>;
template <class S>
concept HasBatchSource = requires(const std::unwrap_reference_t<std::remove_cvref_t<S>>& s) {
  { s.source() } -> std::same_as<std::shared_ptr<BatchSource>>;
};
/// What fit, evaluate and predict take batches from: such a callable, a utils::Dataset or a utils::PyDataset.
template <class G>
concept Generator = GeneratorFunction<G> || HasBatchSource<G>;

/// A handle on any of them; by std::ref on one that outlives it.
class BatchGenerator {
 public:
  BatchGenerator() = default;
  template <Generator G>
  BatchGenerator(const G& generator) {
    if constexpr (HasBatchSource<G>) {
      const std::unwrap_reference_t<G>& whole = generator;
      source_ = whole.source();
    } else {
      source_ = std::make_shared<Function>(generator);
    }
  }
  explicit operator bool() const { return source_ != nullptr; }
  BatchSource& source() const { return *source_; }

 private:
  struct Function final : BatchSource {
    explicit Function(std::function<std::optional<Batch>()> f) : call(std::move(f)) {}
    void start(RandomKey, bool) override {}
    std::optional<Batch> next() override { return call(); }
    bool is_function() const override { return true; }
    std::function<std::optional<Batch>()> call;
  };
  std::shared_ptr<BatchSource> source_;
};

/// Validation data: {x, y}, {x, y, weight}, {{a, b}, y}, a Batch, a utils::Dataset, a utils::PyDataset, which must
/// outlive the run, or a generator.
class Validation {
 public:
  Validation() = default;
  Validation(Batch batch) : batch_(std::move(batch)) {}
  Validation(const Inputs& x, const Inputs& y, const SampleWeight& sample_weight = {})
      : batch_(Batch{x, y, sample_weight}) {}
  template <Generator G>  // a template, so that braces never reach it
  requires(!requires { typename G::by_reference; }) Validation(const G& generator) : generator_(generator) {}
  template <Generator G>
  requires(requires { typename G::by_reference; }) Validation(G& generator) : generator_(std::ref(generator)) {}

  bool given() const { return batch_.has_value() || static_cast<bool>(generator_); }
  const std::optional<Batch>& batch() const { return batch_; }
  const BatchGenerator& generator() const { return generator_; }

 private:
  std::optional<Batch> batch_;
  BatchGenerator generator_;
};

}  // namespace keratin
