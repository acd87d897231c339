// split_dataset: a Dataset in two.
//   auto [train, test] = utils::split_dataset(x, y, {.left_size = 0.8, .shuffle = true, .seed = 7});
#pragma once
#include <utility>

#include "dataset.hpp"

namespace keratin::utils {

/// How much goes to one side: a share from 0 to 1, written with a point, or a number of samples.
class SplitSize {
 public:
  template <Number N>
  SplitSize(N size) : size_(static_cast<double>(size)), share_(std::floating_point<N>) {}
  double size() const { return size_; }
  bool is_share() const { return share_; }

 private:
  double size_;
  bool share_;
};

struct SplitDatasetOptions {
  KERATIN_OPTIONS;
  std::optional<SplitSize> left_size = {};   ///< By default what the right side leaves,
  std::optional<SplitSize> right_size = {};  ///< and the other way round. One of them has to be given.
  Flag shuffle = false;                      ///< Whether samples are put in another order first.
  std::optional<Int> seed = {};              ///< The same seed, the same order.
};

/// The first part of the samples, and the last (keras.utils.split_dataset). Of a Dataset the elements are the samples:
/// split it before batch(). Throws value_error for sizes that do not fit, and for a Dataset without a known end.
[[nodiscard]] std::pair<Dataset, Dataset> split_dataset(const Dataset& dataset, const SplitDatasetOptions& options);
/// The same of arrays, row by row, alone or with targets.
[[nodiscard]] std::pair<Dataset, Dataset> split_dataset(const Inputs& x, const SplitDatasetOptions& options);
[[nodiscard]] std::pair<Dataset, Dataset> split_dataset(const Inputs& x, const Inputs& y,
                                                        const SplitDatasetOptions& options);

}  // namespace keratin::utils

#if KERATIN_DEFINE(data)
#include <cmath>

namespace keratin::utils {

namespace detail {

inline std::pair<index_t, index_t> split_sizes(index_t total, const SplitDatasetOptions& o) {
  require(o.left_size || o.right_size, "split_dataset: expected left_size or right_size; got neither.");
  const auto count = [&](const SplitSize& size) {
    const double most = size.is_share() ? 1 : static_cast<double>(total);
    require(size.size() > 0 && size.size() < most,
            "split_dataset: expected sizes as a share between 0.0 and 1.0, or as ", "a number from 1 to below the ",
            total, " samples; got ", size.size(), ".");
    return static_cast<index_t>(size.is_share() ? std::nearbyint(size.size() * static_cast<double>(total))
                                                : size.size());
  };
  const index_t left = o.left_size ? count(*o.left_size) : total - count(*o.right_size);
  const index_t right = o.right_size ? count(*o.right_size) : total - left;
  require(left > 0 && right > 0 && left + right <= total,
          "split_dataset: expected parts of at least 1 and together at most ", total, " samples; got ", left, " and ",
          right, ".");
  return {left, right};
}

}  // namespace detail

KERATIN_INLINE std::pair<Dataset, Dataset> split_dataset(const Dataset& dataset, const SplitDatasetOptions& options) {
  const index_t total = dataset.cardinality();
  require(total >= 0, "split_dataset: expected a Dataset whose size is known; got one of unknown or endless size. ",
          "Hint: take(count).");
  const auto [left, right] = detail::split_sizes(total, options);
  const Dataset all =
      options.shuffle ? dataset.shuffle(total, {.seed = options.seed, .reshuffle_each_iteration = false}) : dataset;
  return {all.take(left), all.skip(total - right)};
}
KERATIN_INLINE std::pair<Dataset, Dataset> split_dataset(const Inputs& x, const SplitDatasetOptions& options) {
  return split_dataset(Dataset::from_tensor_slices(x), options);
}
KERATIN_INLINE std::pair<Dataset, Dataset> split_dataset(const Inputs& x, const Inputs& y,
                                                         const SplitDatasetOptions& options) {
  return split_dataset(Dataset::from_tensor_slices(x, y), options);
}

}  // namespace keratin::utils
#endif
