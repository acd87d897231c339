// The kinds of datasets that change which elements come, and when: repeat, take, skip, prefetch, cache, concatenate,
// zip.
#pragma once
#include "dataset_nodes.hpp"

#if KERATIN_DEFINE(data)
#include <mutex>

#include "loader.hpp"

namespace keratin::data {

struct Repeated final : Changed {
  Repeated(Node from, index_t count) : Changed(std::move(from)), count_(count) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of([this, own = child(random), pass = Pass(), begun = index_t{0}]() mutable -> std::optional<Batch> {
      for (;;) {
        const bool fresh = !pass;
        if (fresh) {
          if (begun == count_) return std::nullopt;
          ++begun;
          pass = from_->start(own);
        }
        if (auto element = pass->next()) return element;
        pass.reset();
        if (fresh) return std::nullopt;  // nothing to repeat
      }
    });
  }
  index_t cardinality() const override {
    const index_t n = from_->cardinality();
    if (n == 0 || count_ == 0) return 0;
    if (count_ < 0 || n == infinite_cardinality) return infinite_cardinality;
    return n < 0 ? n : n * count_;
  }

 private:
  index_t count_;
};

struct Taken final : Changed {
  Taken(Node from, index_t count) : Changed(std::move(from)), count_(count) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of([this, pass = from_->start(random), given = index_t{0}]() mutable -> std::optional<Batch> {
      if (given == count_) return std::nullopt;
      ++given;
      return pass->next();
    });
  }
  index_t cardinality() const override {
    const index_t n = from_->cardinality();
    if (count_ < 0 || n == unknown_cardinality) return count_ == 0 ? 0 : n;
    return n == infinite_cardinality ? count_ : std::min(n, count_);
  }

 private:
  index_t count_;
};

struct Skipped final : Changed {
  Skipped(Node from, index_t count) : Changed(std::move(from)), count_(count) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of([this, pass = from_->start(random), skipped = false]() mutable -> std::optional<Batch> {
      if (count_ < 0) return std::nullopt;
      if (!std::exchange(skipped, true))
        for (index_t i = 0; i < count_; ++i)
          if (!pass->next()) return std::nullopt;
      return pass->next();
    });
  }
  index_t cardinality() const override {
    const index_t n = from_->cardinality();
    return count_ < 0 ? 0 : n < 0 ? n : std::max<index_t>(n - count_, 0);
  }

 private:
  index_t count_;
};

struct Prefetched final : Changed {
  Prefetched(Node from, index_t ahead) : Changed(std::move(from)), ahead_(ahead) {}
  Pass start(RandomGenerator& random) const override {
    struct Ahead final : DatasetPass {
      Ahead(Pass from, index_t ahead, RandomGenerator own)
          : pass(std::move(from)), loader([this](index_t) { return pass->next(); }, 1, ahead, own) {}
      std::optional<Batch> next() override { return loader.next(); }
      Pass pass;
      Loader loader;
    };
    Pass pass = from_->start(random);
    return std::make_unique<Ahead>(std::move(pass), ahead_, child(random));
  }

 private:
  index_t ahead_;
};

struct Cached final : Changed {
  using Changed::Changed;
  Pass start(RandomGenerator& random) const override {
    {
      const std::lock_guard lock(mutex_);
      if (kept_)
        return pass_of([kept = kept_, i = std::size_t{0}]() mutable -> std::optional<Batch> {
          return i == kept->size() ? std::nullopt : std::optional<Batch>((*kept)[i++]);
        });
    }
    return pass_of([this, pass = from_->start(random),
                    seen = std::make_shared<std::vector<Batch>>()]() mutable -> std::optional<Batch> {
      auto element = pass->next();
      if (element) {
        seen->push_back(*element);
      } else {
        const std::lock_guard lock(mutex_);
        if (!kept_) kept_ = seen;
      }
      return element;
    });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const std::vector<Batch>> kept_;
};

struct Concatenated final : Changed {
  Concatenated(Node first, Node second) : Changed(std::move(first)), second_(std::move(second)) {}
  Pass start(RandomGenerator& random) const override {
    return pass_of(
        [this, own = child(random), pass = from_->start(random), further = false]() mutable -> std::optional<Batch> {
          if (auto element = pass->next()) return element;
          if (std::exchange(further, true)) return std::nullopt;
          pass = second_->start(own);
          return pass->next();
        });
  }
  index_t cardinality() const override {
    const index_t a = from_->cardinality(), b = second_->cardinality();
    if (a == infinite_cardinality || b == infinite_cardinality) return infinite_cardinality;
    return a < 0 || b < 0 ? unknown_cardinality : a + b;
  }

 private:
  Node second_;
};

struct Zipped final : DatasetNode {
  explicit Zipped(std::vector<Node> from) : from_(std::move(from)) {}
  Pass start(RandomGenerator& random) const override {
    std::vector<Pass> passes;
    for (const Node& node : from_) passes.push_back(node->start(random));
    return pass_of([passes = std::move(passes)]() -> std::optional<Batch> {
      std::vector<Batch> parts;
      for (const Pass& pass : passes) {
        auto element = pass->next();
        if (!element) return std::nullopt;
        parts.push_back(std::move(*element));
      }
      return joined(parts);
    });
  }
  index_t cardinality() const override {
    index_t least = infinite_cardinality;
    for (const Node& node : from_) {
      const index_t n = node->cardinality();
      if (n == unknown_cardinality) return n;
      if (n >= 0 && (least < 0 || n < least)) least = n;
    }
    return least;
  }

 private:
  std::vector<Node> from_;
};

}  // namespace keratin::data
#endif
