// What API.md shows of tensors and data: its blocks as written, with checks of what comes out.
#include <keratin/eigen.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <sstream>
#include <support/temporary.hpp>

namespace api_tensors_test {

using namespace keratin;
using namespace keratin::layers;
// clang-format off: the blocks stand as on that page

TEST_CASE("API.md: tensors") {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  Tensor a({{1.f, 2.f}, {3.f, 4.f}});
  auto b = zeros({2, 2});
  auto c = Tensor::from(values, {2, 3});  // any contiguous range
  a.shape();
  a.rank();
  a.size();
  a.dtype();
  a.device();
  a.at<float>(0, 1) = 5.f;
  std::span<float> v = a.span<float>();
  v[0] = ops::sum(a).item<float>();  // a wrong dtype or index throws
  auto r = a.reshape({4}), s = a.slice(0, 1), row = a[0], t = a.transpose(), u = a.cast(float64), w = a.to(cpu{}),
       k = a.clone();
  auto d = (a + b) * 2.0f - ops::exp(a);
  auto e = ops::matmul(a, b);  // numpy broadcasting
  std::ostringstream text;
  text << a;           // numpy's layout
  set_random_seed(7);  // same seed, machine and thread count: the same bits

  CHECK(a.at<float>(0, 0) == 13);
  CHECK(r.at<float>(1) == 5);
  CHECK(s.shape() == Shape{1, 2});
  CHECK(row.at<float>(1) == 5);
  CHECK(t.at<float>(1, 0) == 5);
  CHECK(u.dtype() == float64);
  CHECK(c.at<float>(1, 2) == 6);
  CHECK(ops::sum(e).item<float>() == 0);
  CHECK(d.shape() == Shape{2, 2});
  CHECK(text.str() == "[[13.  5.]\n [ 3.  4.]]");
  row.assign(Tensor({0.f, 0.f}));
  CHECK(a.at<float>(0, 0) == 0);
  CHECK(w.at<float>(0, 0) == 0);
  CHECK(k.at<float>(0, 0) == 13);
  CHECK_THROWS_AS(a.span<double>(), dtype_error);
  CHECK_THROWS_AS(a.at<float>(2, 0), shape_error);
  CHECK(Tensor({2, 3}).shape() == Shape{2});
  auto mask = a.cast(bool_), ids = a.cast(int32);
  CHECK((mask.dtype() == bool_ && ids.dtype() == int32));
  CHECK_THROWS_AS(a.cast(DType::bfloat16), dtype_error);
  CHECK_THROWS_AS(a.to(keratin::cuda{99}), device_error);
#if KERATIN_HAS_EIGEN
  auto m = as_eigen<float>(a);
  auto f = from_eigen(m * m.transpose());  // an Eigen::Map, no copy; <keratin/eigen.hpp>
  CHECK(f.at<float>(1, 1) == 25);
#endif
}

TEST_CASE("API.md: the same seed gives the same numbers") {
  utils::set_random_seed(7);
  const Tensor first = random::normal({5});
  set_random_seed(7);
  const Tensor second = random::normal({5});
  CHECK(ops::max(ops::abs(first - second)).item<float>() == 0);
}

TEST_CASE("API.md: data") {
  const testing::TemporaryFolder folder;
  auto xy = datasets::make_circles({.n_samples = 5000, .noise = 0.05, .factor = 0.3});
  CHECK(xy.x.shape() == Shape{5000, 2});
  save_npy(folder / "x.npy", xy.x);
  Tensor a = load_npy(folder / "x.npy");
  save_npy(folder / "y.npy", a);
  save_npz(folder / "circles.npz", {{"x", xy.x}, {"y", xy.y}});
  auto z = load_npz(folder / "circles.npz");
  CHECK(ops::max(ops::abs(z["x"] - a)).item<float>() == 0);
  CHECK(z["y"].dtype() == int64);
}

TEST_CASE("API.md: a bad argument throws what is both an error of keratin and a std::exception") {
  CHECK_THROWS_AS(zeros({2, 2}) + zeros({3}), std::invalid_argument);
  CHECK_THROWS_AS(zeros({2, 2}) + zeros({3}), keratin::error);
  CHECK_THROWS_AS(load_npy("/nowhere/x.npy"), std::runtime_error);
  CHECK_THROWS_AS(load_npy("/nowhere/x.npy"), file_error);
}

}  // namespace api_tensors_test
