// NumpyOrder: rows in the random order that numpy.random.RandomState(seed).shuffle gives, which Keras's data sets have.
#pragma once
#include "../tensor/tensor.hpp"

#if KERATIN_DEFINE(datasets)
#include <random>
#include <utility>

namespace keratin::datasets::detail {

class NumpyOrder {
 public:
  explicit NumpyOrder(Int seed) : random_(static_cast<std::uint32_t>(seed.value)) {
    require(seed >= 0 && seed <= index_t{UINT32_MAX}, "load_data: expected a seed from 0 to 4294967295; got ", seed,
            ".");
  }

  /// 0 … n - 1 as numpy shuffles them. Each call goes on with the same random numbers.
  Tensor next(index_t n) {
    Tensor order = arange(0, n, 1, int64);
    auto* const at = order.data<std::int64_t>();
    for (index_t i = n - 1; i > 0; --i) std::swap(at[i], at[below(static_cast<std::uint32_t>(i))]);
    return order;
  }

 private:
  /// From 0 to `last`: numpy draws as many bits as that has until the number is not above.
  std::uint32_t below(std::uint32_t last) {
    std::uint32_t mask = last;
    for (int shift = 1; shift < 32; shift *= 2) mask |= mask >> shift;
    for (;;)
      if (const auto drawn = static_cast<std::uint32_t>(random_()) & mask; drawn <= last) return drawn;
  }
  std::mt19937 random_;
};

}  // namespace keratin::datasets::detail
#endif
