// Reduction: how the values of the samples become one number.
#pragma once
#include <string_view>

#include "../core/platform.hpp"

namespace keratin::losses {

/// Their mean (by two names); their sum; not at all; or their sum over that of the weights.
enum class Reduction { sum_over_batch_size, sum, none, mean_with_sample_weight, mean };

/// Keras's text for it, "sum_over_batch_size".
std::string_view to_string_view(Reduction reduction);
/// The one of that text. Throws name_error for another.
Reduction reduction_named(std::string_view text);

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include <algorithm>
#include <iterator>

#include "../core/error.hpp"
#include "../core/names.hpp"

namespace keratin::losses {

namespace detail {
inline constexpr std::string_view reductions[] = {"sum_over_batch_size", "sum", "none", "mean_with_sample_weight",
                                                  "mean"};
}

KERATIN_INLINE std::string_view to_string_view(Reduction reduction) {
  return detail::reductions[static_cast<std::size_t>(reduction)];
}

KERATIN_INLINE Reduction reduction_named(std::string_view text) {
  const auto* const found = std::find(std::begin(detail::reductions), std::end(detail::reductions), text);
  const char* const known = "sum_over_batch_size, sum, none, mean_with_sample_weight, mean";
  require<name_error>(found != std::end(detail::reductions), "reduction: expected one of ", known, "; got \"", text,
                      "\".", suggestion(text, known));
  return static_cast<Reduction>(found - std::begin(detail::reductions));
}

}  // namespace keratin::losses
#endif
