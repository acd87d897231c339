// SeedSequence: where the random layers' keys come from.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include <atomic>

namespace keratin::layers {

/// A layer with a seed has a sequence of its own; others draw from the run's.
class SeedSequence {
 public:
  explicit SeedSequence(std::optional<Int> seed) : seed_(seed) {}
  RandomKey next(const CallContext& context) const {
    if (seed_) return {static_cast<std::uint64_t>(seed_->value), ++draws_};
    return context.run != nullptr ? context.run->random.next() : next_random_key();
  }

  std::atomic<std::uint64_t>* draws() const { return &draws_; }

 private:
  std::optional<Int> seed_;
  mutable std::atomic<std::uint64_t> draws_{0};
};

/// The shape of noise for an input: `asked`, where an open dimension is the input's; all of the input's if none is.
/// `where` is the layer's name.
inline Shape noise_shape(const Shape& asked, const Shape& input, const std::string& where) {
  if (asked.empty()) return input;
  require<shape_error>(asked.rank() == input.rank(), where, ": expected an input of rank ", asked.rank(),
                       ", as noise_shape ", asked, " has; got ", input, ".");
  Shape shape = asked;
  for (std::size_t i = 0; i < shape.rank(); ++i)
    if (shape[static_cast<index_t>(i)] < 0) shape[static_cast<index_t>(i)] = input[static_cast<index_t>(i)];
  return shape;
}

/// Writes the configuration of a dropout with a noise_shape; an empty one is no shape, but none.
inline void dropout_fields(Fields& f, Real rate, std::optional<Int> seed, Shape noise_shape) {
  f("rate, seed", rate, seed);
  if (!noise_shape.empty()) f("noise_shape", noise_shape);
}

}  // namespace keratin::layers
#endif
