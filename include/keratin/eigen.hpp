// Tensors as Eigen matrices, and the reverse.
//   auto m = as_eigen<float>(a);   m *= 2;   Tensor b = from_eigen(m * m.transpose());
#pragma once
#include "tensor/tensor.hpp"

#if !defined(KERATIN_NO_EIGEN) && __has_include(<Eigen/Core>)
#define KERATIN_HAS_EIGEN 1
#include <Eigen/Core>
#else
#define KERATIN_HAS_EIGEN 0
#endif

namespace keratin {

#if KERATIN_HAS_EIGEN

/// Row-major, as tensors are.
template <class T>
using EigenMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

namespace detail {

/// (rows, columns) are those of the matrix, a vector of n is n x 1 as Eigen's own vectors are, a scalar 1 x 1.
template <class Map, class Elements>
Map map_elements(Elements elements, const Shape& shape) {
  require<shape_error>(shape.rank() <= 2, "as_eigen: expected a tensor of at most 2 axes; got shape ", shape,
                       ". Hint: x.reshape({rows, columns}).");
  return Map(elements.data(), shape.rank() > 0 ? shape[0] : 1, shape.rank() > 1 ? shape[1] : 1);
}

}  // namespace detail

/// The tensor's own elements as an Eigen::Map: nothing is copied, what the one changes the other sees. (m, n) -> m x n,
/// (n) -> n x 1, () -> 1 x 1. It must not outlive the tensor. T is the tensor's own type; else dtype_error. More than
/// two axes: shape_error.
template <Element T>
[[nodiscard]] Eigen::Map<EigenMatrix<T>> as_eigen(Tensor& x) {
  return detail::map_elements<Eigen::Map<EigenMatrix<T>>>(x.span<T>(), x.shape());
}
/// The same for a tensor that is only read.
template <Element T>
[[nodiscard]] Eigen::Map<const EigenMatrix<T>> as_eigen(const Tensor& x) {
  return detail::map_elements<Eigen::Map<const EigenMatrix<T>>>(x.span<T>(), x.shape());
}
template <Element T>
void as_eigen(Tensor&&) = delete;  // the elements would be gone
template <Element T>
void as_eigen(const Tensor&&) = delete;

/// What an Eigen expression gives, as a new tensor: a matrix m x n -> (m, n), a vector, row or column -> (n).
template <class Expression>
[[nodiscard]] Tensor from_eigen(const Eigen::DenseBase<Expression>& expression) {
  using T = typename Expression::Scalar;
  static_assert(std::is_arithmetic_v<T>, "from_eigen takes a matrix of numbers");
  static_assert(sizeof(T) == size_of(dtype_of<T>()), "from_eigen takes 1-byte, 4-byte or 8-byte numbers");
  const index_t rows = expression.rows(), columns = expression.cols();
  constexpr bool vector = Expression::IsVectorAtCompileTime;
  Tensor x = Tensor::empty(vector ? Shape{rows * columns} : Shape{rows, columns}, dtype_of<T>());
  Eigen::Map<EigenMatrix<T>>(x.data<T>(), rows, columns).noalias() = expression.derived().matrix();
  return x;
}
#else
template <class T>
void as_eigen(const Tensor&) {
  static_assert(sizeof(T) == 0, "as_eigen needs Eigen 3: install libeigen3-dev and build without KERATIN_NO_EIGEN");
}
template <class Expression>
Tensor from_eigen(const Expression&) {
  static_assert(sizeof(Expression) == 0,
                "from_eigen needs Eigen 3: install libeigen3-dev and build without KERATIN_NO_EIGEN");
}
#endif

}  // namespace keratin
