// Tensors as Eigen matrices: the same elements, rows first.
#include <keratin/eigen.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <concepts>

#if KERATIN_HAS_EIGEN
namespace eigen_test {

using namespace keratin;

template <class T>
concept EigenCanTake = requires(T&& x) {
  { as_eigen<float>(std::forward<T>(x)).rows() } -> std::convertible_to<Eigen::Index>;
};
static_assert(EigenCanTake<Tensor&> && EigenCanTake<const Tensor&>);
static_assert(!EigenCanTake<Tensor> && !EigenCanTake<const Tensor>);  // the elements would be gone

TEST_CASE("as_eigen shares a tensor's elements") {
  Tensor a({{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}});
  auto m = as_eigen<float>(a);
  REQUIRE(m.rows() == 2);
  REQUIRE(m.cols() == 3);
  CHECK(m(0, 2) == 3);
  CHECK(m(1, 0) == 4);
  m(1, 0) = 40;
  CHECK(a.at<float>(1, 0) == 40);
  m *= 2;
  CHECK(a.at<float>(0, 1) == 4);
  const Tensor seen = a;
  CHECK(as_eigen<float>(seen).sum() == 2 * (1 + 2 + 3 + 40 + 5 + 6));
}

TEST_CASE("as_eigen takes a vector as a column and a scalar as 1 x 1") {
  const Tensor v({1.0, 2.0, 3.0}), s = Tensor::scalar(7, int32);
  CHECK(as_eigen<double>(v).rows() == 3);
  CHECK(as_eigen<double>(v).cols() == 1);
  CHECK(as_eigen<std::int32_t>(s)(0, 0) == 7);
  const Tensor empty = zeros({0, 3});
  CHECK(as_eigen<float>(empty).size() == 0);
}

TEST_CASE("from_eigen gives the tensor of an expression") {
  Tensor a({{1.f, 2.f}, {3.f, 4.f}});
  auto m = as_eigen<float>(a);
  Tensor product = from_eigen(m * m.transpose());
  CHECK(product.shape() == Shape{2, 2});
  CHECK(product.dtype() == float32);
  CHECK(product.at<float>(0, 0) == 5);
  CHECK(product.at<float>(1, 0) == 11);
  Eigen::MatrixXd columns_first(2, 3);
  columns_first << 1, 2, 3, 4, 5, 6;
  const Tensor c = from_eigen(columns_first);
  CHECK(c.dtype() == float64);
  CHECK(c.at<double>(0, 2) == 3);
  CHECK(from_eigen(columns_first.row(1)).shape() == Shape{3});
  CHECK(from_eigen(Eigen::Vector2i(7, 8)).at<std::int32_t>(1) == 8);
  CHECK(from_eigen(columns_first.array() + 1).at<double>(1, 2) == 7);
  CHECK(from_eigen(columns_first.leftCols(0)).shape() == Shape{2, 0});
}

TEST_CASE("as_eigen names what does not fit") {
  Tensor cube = zeros({2, 3, 4}), ints({1, 2});
  CHECK_THROWS_WITH(as_eigen<float>(cube), Catch::Contains("at most 2 axes; got shape (2, 3, 4)"));
  CHECK_THROWS_AS(as_eigen<float>(ints), dtype_error);
  const Tensor symbol = Input({3});
  CHECK_THROWS_AS(as_eigen<float>(symbol), state_error);
}

}  // namespace eigen_test
#endif
