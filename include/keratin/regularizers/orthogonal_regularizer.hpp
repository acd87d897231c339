// OrthogonalRegularizer: factor times the mean of |cosine| over the pairs of rows or columns of a matrix
// (keras.regularizers.OrthogonalRegularizer).
#pragma once
#include "regularizer.hpp"

namespace keratin::regularizers {

struct OrthogonalRegularizerOptions {
  KERATIN_OPTIONS;
  Real factor = 0.01;
  std::string mode = "rows";  ///< Or "columns".
  KERATIN_FIELDS(factor, mode)
};

/// Draws the rows, or the columns, of a matrix towards right angles: factor · Σ |aᵢ · aⱼ| / pairs, over the pairs i < j
/// of those rows at length 1; 0 where there is no pair. Throws shape_error when called with what is no matrix,
/// value_error for a bad option.
struct OrthogonalRegularizer : Regularizer {
  using Options = OrthogonalRegularizerOptions;
  explicit OrthogonalRegularizer(const OrthogonalRegularizerOptions& options = {});
};

}  // namespace keratin::regularizers

#if KERATIN_DEFINE(regularizers)
#include <algorithm>

#include "../ops/abs.hpp"
#include "../ops/cast.hpp"
#include "../ops/comparisons.hpp"
#include "../ops/matmul.hpp"
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "../ops/sqrt.hpp"
#include "../ops/square.hpp"
#include "../ops/transpose.hpp"
#include "penalty.hpp"

namespace keratin::regularizers {

namespace detail {

/// x / max(|x|, 1e-7) along one axis: a row of zeros stays one, and has a gradient.
inline Tensor normalized(const Tensor& x, Int axis) {
  const Tensor squares = ops::sum(ops::square(x), axis.value, {.keepdims = true});
  return x / ops::sqrt(ops::maximum(squares, Tensor::scalar(1e-14, squares.dtype())));
}

class OrthogonalRegularizerImpl final : public RegularizerImpl {
 public:
  explicit OrthogonalRegularizerImpl(const OrthogonalRegularizerOptions& options) : options_(options) {
    check_factor("OrthogonalRegularizer", "factor", options.factor);
    require(options.mode == "rows" || options.mode == "columns",
            "OrthogonalRegularizer: expected mode rows or columns; got \"", options.mode, "\".");
  }
  Tensor call(const Tensor& w) const override {
    require<shape_error>(w.rank() == 2, "OrthogonalRegularizer: expected a matrix; got shape ", w.shape(), ".");
    const bool rows = options_.mode == "rows";
    const Tensor x = normalized(w, rows ? 1 : 0), turned = ops::transpose(x);
    const Tensor cosines = rows ? ops::matmul(x, turned) : ops::matmul(turned, x);
    const index_t n = cosines.shape()[0];
    const Tensor index = arange(n), apart = ops::not_equal(index, index.view({n, 1})).cast(x.dtype());
    const auto pairs_twice = static_cast<double>(std::max<index_t>(n * (n - 1), 1));
    return options_.factor / pairs_twice * ops::sum(ops::abs(cosines * apart));
  }
  std::string class_name() const override { return "OrthogonalRegularizer"; }
  void fields(Fields& f) const override { OrthogonalRegularizerOptions(options_).fields(f); }

 private:
  OrthogonalRegularizerOptions options_;
};

}  // namespace detail

KERATIN_INLINE OrthogonalRegularizer::OrthogonalRegularizer(const OrthogonalRegularizerOptions& options)
    : Regularizer(make_ref<detail::OrthogonalRegularizerImpl>(options)) {}

}  // namespace keratin::regularizers
#endif
