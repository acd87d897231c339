// pad_sequences: lists of different lengths as the rows of one array.
//   auto x = utils::pad_sequences(tok.texts_to_sequences(docs), {.maxlen = 140});   // (texts, 140)
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

struct PadSequencesOptions {
  KERATIN_OPTIONS;
  std::optional<Int> maxlen = {};  ///< The length of a row; by default that of the longest sequence.
  DType dtype = int32;
  std::string padding = "pre";     ///< Where short sequences are filled up: "pre", before them, or "post".
  std::string truncating = "pre";  ///< Where long ones are cut off: "pre", at their beginning, or "post".
  Real value = 0;                  ///< What they are filled up with.
};

namespace detail {
struct PadRow {
  const void* data;
  index_t length;
};
Tensor pad_rows(const std::vector<PadRow>& rows, DType from, const Shape& step, const PadSequencesOptions& options);
}  // namespace detail

/// (sequences, maxlen) (keras.utils.pad_sequences). Numbers become the dtype as C++ converts them, which cuts off
/// fractions. Throws value_error for options that are none, for a number that the dtype has not, and where there is
/// neither a sequence nor a maxlen.
template <Number T>
[[nodiscard]] Tensor pad_sequences(const std::vector<std::vector<T>>& sequences,
                                   const PadSequencesOptions& options = {}) {
  std::vector<detail::PadRow> rows;
  for (const auto& s : sequences) rows.push_back({s.data(), static_cast<index_t>(s.size())});
  return detail::pad_rows(rows, dtype_of<T>(), {}, options);
}
template <Number T>
[[nodiscard]] Tensor pad_sequences(std::initializer_list<std::initializer_list<T>> sequences,
                                   const PadSequencesOptions& options = {}) {
  std::vector<detail::PadRow> rows;
  for (const auto& s : sequences) rows.push_back({s.begin(), static_cast<index_t>(s.size())});
  return detail::pad_rows(rows, dtype_of<T>(), {}, options);
}
/// The same of tensors (steps, …) with equal shapes after the first axis: (sequences, maxlen, …).
[[nodiscard]] Tensor pad_sequences(const std::vector<Tensor>& sequences, const PadSequencesOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "../backend/cpu/copy.hpp"

namespace keratin::utils {

namespace detail {

/// Throws unless every number is one of the dtype, where that has only whole numbers within limits.
inline void require_fit(const void* data, index_t n, DType from, DType to) {
  if (!is_integer(to) || from == to) return;
  const auto [low, high] = visit_dtype(to, [](auto zero) {
    using T = decltype(zero);
    return std::pair(static_cast<double>(std::numeric_limits<T>::lowest()),
                     static_cast<double>(std::numeric_limits<T>::max()));
  });
  visit_dtype(from, [&, low = low, high = high](auto zero) {
    const auto* const numbers = static_cast<const decltype(zero)*>(data);
    for (index_t i = 0; i < n; ++i) {
      const double v = std::trunc(static_cast<double>(numbers[i]));
      // the largest int64 is no double, and the next one is too large
      require(v >= low && v <= high && !(to == int64 && v >= high), "pad_sequences: expected numbers of ", to, "; got ",
              v, ". Hint: {.dtype = float64}.");
    }
  });
}

KERATIN_INLINE Tensor pad_rows(const std::vector<PadRow>& rows, DType from, const Shape& step,
                               const PadSequencesOptions& options) {
  for (const auto& [name, place] : {std::pair("padding", options.padding), std::pair("truncating", options.truncating)})
    require<name_error>(place == "pre" || place == "post", "pad_sequences: expected pre or post as ", name, "; got \"",
                        place, "\".");
  require(!options.maxlen || *options.maxlen > 0, "pad_sequences: expected a maxlen above 0; got ",
          options.maxlen ? options.maxlen->value : 0, ".");
  require(!rows.empty() || options.maxlen, "pad_sequences: expected at least one sequence, or maxlen; got neither.");
  index_t longest = 0;
  for (const PadRow& row : rows) longest = std::max(longest, row.length);
  const index_t length = options.maxlen ? options.maxlen->value : longest;

  Shape shape{static_cast<index_t>(rows.size()), length};
  for (const index_t d : step) shape.push_back(d);
  const double value = options.value;
  require_fit(&value, 1, float64, options.dtype);
  Tensor padded =
      full(shape, options.dtype == bool_ || !is_integer(options.dtype) ? value : std::trunc(value), options.dtype);
  const index_t each = step.size();  // of numbers in a step
  const auto from_bytes = static_cast<index_t>(size_of(from)), bytes = static_cast<index_t>(size_of(options.dtype));
  char* out = padded.data<char>();
  for (const PadRow& row : rows) {
    const index_t kept = std::min(row.length, length);
    const index_t skipped = options.truncating == "pre" ? row.length - kept : 0;
    const index_t before = options.padding == "pre" ? length - kept : 0;
    const char* const in = static_cast<const char*>(row.data) + skipped * each * from_bytes;
    if (kept * each > 0) {
      require_fit(in, kept * each, from, options.dtype);
      cpu_backend::cast(kept * each, out + before * each * bytes, options.dtype, in, from);
    }
    out += length * each * bytes;
  }
  return padded;
}

}  // namespace detail

KERATIN_INLINE Tensor pad_sequences(const std::vector<Tensor>& sequences, const PadSequencesOptions& options) {
  Shape step;
  DType dtype = int32;
  bool found = false;  // empty sequences need not have the others' shape
  std::vector<detail::PadRow> rows;
  for (const Tensor& s : sequences) {
    require<shape_error>(s.rank() > 0, "pad_sequences: expected sequences; got a scalar.");
    require<state_error>(!s.symbolic(), "pad_sequences: expected data; got a symbolic tensor.");
    if (s.size() > 0) {
      if (!found) step = s.shape().from(1);
      dtype = found ? result_type(dtype, s.dtype()) : s.dtype();
      require<shape_error>(s.shape().from(1) == step, "pad_sequences: expected sequences of steps ", step, "; got ",
                           s.shape().from(1), ".");
      found = true;
    }
  }
  std::vector<Tensor> kept;
  for (const Tensor& s : sequences) {
    kept.push_back(s.cast(dtype));
    rows.push_back({kept.back().data<void>(), s.size() > 0 ? s.shape()[0] : 0});
  }
  return detail::pad_rows(rows, dtype, step, options);
}

}  // namespace keratin::utils
#endif
