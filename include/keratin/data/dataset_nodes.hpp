// The kinds of datasets: sources of elements, and what changes the elements of another.
#pragma once
#include "dataset_node.hpp"

#if KERATIN_DEFINE(data)
#include <atomic>

#include "dataset_batching.hpp"

namespace keratin::data {

using Node = std::shared_ptr<const DatasetNode>;
using Pass = std::unique_ptr<DatasetPass>;

/// A pass that is a function.
template <class F>
Pass pass_of(F f) {
  struct Function final : DatasetPass {
    explicit Function(F g) : call(std::move(g)) {}
    std::optional<Batch> next() override { return call(); }
    F call;
  };
  return std::make_unique<Function>(std::move(f));
}

struct Slices final : DatasetNode {
  explicit Slices(Batch arrays) : arrays_(std::move(arrays)), count_(rows_in(arrays_, "Dataset.from_tensor_slices")) {}
  Pass start(RandomGenerator&) const override {
    return pass_of([this, i = index_t{0}]() mutable -> std::optional<Batch> {
      if (i == count_) return std::nullopt;
      return row_of(arrays_, i++);
    });
  }
  index_t cardinality() const override { return count_; }

 private:
  Batch arrays_;
  index_t count_;
};

struct Single final : DatasetNode {
  explicit Single(Batch element) : element_(std::move(element)) {}
  Pass start(RandomGenerator&) const override {
    return pass_of([this, given = false]() mutable -> std::optional<Batch> {
      return std::exchange(given, true) ? std::nullopt : std::optional<Batch>(element_);
    });
  }
  index_t cardinality() const override { return 1; }

 private:
  Batch element_;
};

struct Generated final : DatasetNode {
  explicit Generated(std::function<std::function<std::optional<Batch>()>()> make) : make_(std::move(make)) {}
  Pass start(RandomGenerator&) const override {
    return pass_of([next = make_(), ended = false]() mutable -> std::optional<Batch> {
      if (ended) return std::nullopt;  // a generator need not stay at its end
      auto element = next();
      ended = !element;
      return element;
    });
  }
  index_t cardinality() const override { return unknown_cardinality; }

 private:
  std::function<std::function<std::optional<Batch>()>()> make_;
};

/// Base of those that change another dataset.
struct Changed : DatasetNode {
  explicit Changed(Node from) : from_(std::move(from)) {}
  index_t cardinality() const override { return from_->cardinality(); }

 protected:
  Node from_;
};

struct Mapped final : Changed {
  Mapped(Node from, std::function<Batch(const Batch&)> f) : Changed(std::move(from)), f_(std::move(f)) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of([this, pass = from_->start(random)]() -> std::optional<Batch> {
      const auto element = pass->next();
      return element ? std::optional<Batch>(f_(*element)) : std::nullopt;
    });
  }

 private:
  std::function<Batch(const Batch&)> f_;
};

struct Filtered final : Changed {
  Filtered(Node from, std::function<bool(const Batch&)> f) : Changed(std::move(from)), f_(std::move(f)) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of([this, pass = from_->start(random)]() -> std::optional<Batch> {
      auto element = pass->next();
      while (element && !f_(*element)) element = pass->next();
      return element;
    });
  }
  index_t cardinality() const override {
    return from_->cardinality() == infinite_cardinality ? infinite_cardinality : unknown_cardinality;
  }

 private:
  std::function<bool(const Batch&)> f_;
};

struct Shuffled final : Changed {
  Shuffled(Node from, index_t buffer, std::optional<std::uint64_t> seed, bool anew)
      : Changed(std::move(from)), buffer_(static_cast<std::size_t>(buffer)), seed_(seed), anew_(anew) {}
  Pass start(RandomGenerator& random) const override {
    RandomKey key = random.next();
    if (seed_) key = {*seed_, anew_ ? ++passes_ : 1};
    return pass_of([this, draw = philox::Stream(key), pass = from_->start(random), waiting = std::vector<Batch>(),
                    ended = false]() mutable -> std::optional<Batch> {
      while (!ended && waiting.size() < buffer_) {
        auto element = pass->next();
        ended = !element;
        if (element) waiting.push_back(std::move(*element));
      }
      if (waiting.empty()) return std::nullopt;
      std::swap(waiting[draw.below(waiting.size())], waiting.back());
      Batch drawn = std::move(waiting.back());
      waiting.pop_back();
      return drawn;
    });
  }

 private:
  std::size_t buffer_;
  std::optional<std::uint64_t> seed_;
  bool anew_;
  mutable std::atomic<std::uint64_t> passes_{0};
};

struct Batched final : Changed {
  Batched(Node from, index_t size, bool drop) : Changed(std::move(from)), size_(size), drop_(drop) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of([this, pass = from_->start(random)]() -> std::optional<Batch> {
      std::vector<Batch> elements;
      while (std::ssize(elements) < size_) {
        auto element = pass->next();
        if (!element) break;
        elements.push_back(std::move(*element));
      }
      if (elements.empty() || (drop_ && std::ssize(elements) < size_)) return std::nullopt;
      return stacked(elements);
    });
  }
  index_t cardinality() const override {
    const index_t n = from_->cardinality();
    return n < 0 ? n : (n + (drop_ ? 0 : size_ - 1)) / size_;
  }

 private:
  index_t size_;
  bool drop_;
};

struct Unbatched final : Changed {
  using Changed::Changed;
  Pass start(RandomGenerator& random) const override {
    return pass_of([pass = from_->start(random), batch = std::optional<Batch>(), row = index_t{0},
                    count = index_t{0}]() mutable -> std::optional<Batch> {
      for (; row == count; row = 0) {
        batch = pass->next();
        if (!batch) return std::nullopt;
        count = rows_in(*batch, "Dataset.unbatch");
      }
      return row_of(*batch, row++);
    });
  }
  index_t cardinality() const override {
    return from_->cardinality() == infinite_cardinality ? infinite_cardinality : unknown_cardinality;
  }
};

}  // namespace keratin::data
#endif
