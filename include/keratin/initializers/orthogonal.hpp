// Orthogonal: a random matrix with orthonormal rows or columns (keras.initializers.Orthogonal; Saxe et al., 2014).
#pragma once
#include <optional>

#include "initializer.hpp"

namespace keratin::initializers {

struct OrthogonalOptions {
  KERATIN_OPTIONS;
  Real gain = 1.0;
  std::optional<Int> seed = {};  ///< The same seed, the same numbers.
  KERATIN_FIELDS(seed, gain)
};

/// The shape seen as the matrix (all axes but the last, last): its rows or its columns, whichever are fewer, are
/// orthogonal and of length `gain`; each such matrix is equally likely. Throws shape_error with fewer than two axes.
struct Orthogonal : Initializer {
  using Options = OrthogonalOptions;
  explicit Orthogonal(const OrthogonalOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
#include <algorithm>
#include <cmath>

#include "../ops/random.hpp"
#include "../ops/subtract.hpp"
#include "../ops/transpose.hpp"
#include "../tensor/gemm.hpp"

namespace keratin::initializers {

namespace detail {

/// Gram and Schmidt: takes from row i what it shares with those before, and makes its length 1.
inline void orthonormalize(index_t rows, index_t columns, double* x) {
  const auto dot = [columns](const double* a, const double* b) {
    double sum = 0;
    for (index_t j = 0; j < columns; ++j) sum += a[j] * b[j];
    return sum;
  };
  for (index_t i = 0; i < rows; ++i) {
    double* const row = x + i * columns;
    for (const double* before = x; before < row; before += columns) {
      const double shared = dot(before, row);
      for (index_t j = 0; j < columns; ++j) row[j] -= shared * before[j];
    }
    const double length = std::sqrt(dot(row, row));
    for (index_t j = 0; j < columns; ++j) row[j] /= length;
  }
}

/// Makes the rows of x (float64, not more than columns) orthonormal, a panel of rows at a time: what a panel shares
/// with the rows before goes by matrix products. Twice is enough for full accuracy (Giraud et al., 2005). The lengths
/// are positive, as a QR decomposition with a positive diagonal has it, which makes each result equally likely
/// (Mezzadri, 2007).
inline void orthonormalize_rows(const Tensor& x) {
  constexpr index_t panel_rows = 16;
  for (index_t first = 0; first < x.shape()[0]; first += panel_rows) {
    const Tensor before = x.slice(0, first), panel = x.slice(first, std::min(first + panel_rows, x.shape()[0]));
    for (int pass = 0; pass < 2; ++pass) {
      if (first > 0) panel.assign(ops::subtract(panel, gemm(gemm(panel, before, {.transpose_b = true}), before)));
      orthonormalize(panel.shape()[0], panel.shape()[1], panel.data<double>());
    }
  }
}

class OrthogonalImpl final : public InitializerImpl {
 public:
  explicit OrthogonalImpl(const OrthogonalOptions& options) : options_(options) {}
  Tensor make(const Shape& shape, DType dtype) const override {
    require<shape_error>(shape.rank() >= 2, "Orthogonal: expected at least two axes; got shape ", shape, ".");
    const index_t rows = shape.product(0, shape.rank() - 1), columns = shape.back();
    const Tensor x = random::normal({std::min(rows, columns), std::max(rows, columns)}, 0, 1,
                                    {.dtype = float64, .seed = options_.seed});
    if (x.size() > 0) orthonormalize_rows(x);
    for (index_t i = 0; i < x.size(); ++i) x.data<double>()[i] *= options_.gain;
    return (rows <= columns ? x : ops::transpose(x)).view(shape).cast(dtype);
  }
  std::string class_name() const override { return "Orthogonal"; }
  void fields(Fields& f) const override { OrthogonalOptions(options_).fields(f); }

 private:
  OrthogonalOptions options_;
};

}  // namespace detail

KERATIN_INLINE Orthogonal::Orthogonal(const OrthogonalOptions& options)
    : Initializer(make_ref<detail::OrthogonalImpl>(options)) {}

}  // namespace keratin::initializers
#endif
