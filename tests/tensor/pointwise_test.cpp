// tensor/pointwise.hpp: numpy's broadcasting, results into existing tensors, four inputs.
#include <keratin/tensor/pointwise.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

struct Mix {
  template <class V>
  V operator()(const V& a, const V& b, const V& c, const V& d) const {
    return a + V(10) * b + V(100) * c + V(1000) * d;
  }
};

/// x stretched to `shape`, element by element.
std::vector<double> stretched(const Tensor& x, const Shape& shape) {
  std::vector<double> out;
  for (index_t i = 0; i < shape.size(); ++i) {
    index_t rest = i, at = 0, step = 1;
    for (std::size_t a = 0; a < x.shape().rank(); ++a) {
      const index_t n = x.shape()[x.shape().rank() - 1 - a], m = shape[shape.rank() - 1 - a];
      at += (n == 1 ? 0 : rest % m) * step;
      step *= n;
      rest /= m;
    }
    out.push_back(x.data<double>()[at]);
  }
  return out;
}

}  // namespace

TEST_CASE("shapes broadcast by numpy's rule") {
  CHECK(broadcast_shape({2, 3}, {3}, "t") == Shape{2, 3});
  CHECK(broadcast_shape({4, 1}, {2, 1, 5}, "t") == Shape{2, 4, 5});
  CHECK(broadcast_shape({}, {2, 2}, "t") == Shape{2, 2});
  CHECK(broadcast_shape({0, 3}, {1, 3}, "t") == Shape{0, 3});
  CHECK(broadcast_shape({1}, {0}, "t") == Shape{0});
  CHECK_THROWS_WITH(broadcast_shape({2, 3}, {2}, "test"), "test: expected shapes that broadcast; got (2, 3) and (2,).");
  CHECK_THROWS_AS(broadcast_shape({0}, {2}, "test"), shape_error);
}

TEST_CASE("four inputs of any shapes meet element by element") {
  const std::vector<std::array<Shape, 5>> cases = {
      {Shape{2, 3, 4}, Shape{3, 1}, Shape{4}, Shape{}, Shape{2, 3, 4}},
      {Shape{2, 1, 4, 1}, Shape{3, 1, 5}, Shape{1, 1, 1, 5}, Shape{4, 1}, Shape{2, 3, 4, 5}},
      {Shape{1, 1}, Shape{1}, Shape{}, Shape{1, 1, 1}, Shape{1, 1, 1}},
      {Shape{200, 300}, Shape{300}, Shape{200, 1}, Shape{1, 1}, Shape{200, 300}},
      {Shape{0, 3}, Shape{1, 3}, Shape{3}, Shape{}, Shape{0, 3}},
      {Shape{2, 1, 2, 1, 2, 1, 2, 1}, Shape{2, 2}, Shape{2, 1, 1}, Shape{2, 1, 1, 1, 1},
       Shape{2, 1, 2, 2, 2, 2, 2, 2}}};
  for (const auto& shapes : cases) {
    Tensor in[4];
    for (std::size_t k = 0; k < 4; ++k) in[k] = random_tensor(shapes[k], -1, 1, k + 1);
    std::vector<double> want = stretched(in[0], shapes[4]);
    for (std::size_t k = 1; k < 4; ++k) {
      const auto more = stretched(in[k], shapes[4]);
      for (std::size_t i = 0; i < want.size(); ++i) want[i] += std::pow(10.0, k) * more[i];
    }
    each_level([&] {
      for (const int n : {1, 2, 3}) {
        const WithThreads threads(n);
        CHECK(all_close(map(Mix{}, in[0], in[1], in[2], in[3]), Tensor::from(want, shapes[4]), 1e-12));
      }
    });
  }
}

TEST_CASE("a result may go into one of the inputs") {
  const Tensor x = random_tensor({100, 33}), y = random_tensor({33});
  const Tensor want = map(functors::Multiply{}, x, y), own = x.clone();
  map_into(functors::Multiply{}, own, own, y);
  CHECK(same_bits(own, want));
}

TEST_CASE("lengths around the vector width") {
  for (index_t n = 0; n < 70; ++n)
    for (const DType dtype : {float32, float64, int32, int64, uint8}) {
      const Tensor x = arange(n, dtype);
      each_level([&] {
        const Tensor y = map_number(functors::Add{}, x, x);
        bool right = y.size() == n;
        const auto got = values(y);
        for (index_t i = 0; i < n; ++i)
          right = right && got[static_cast<std::size_t>(i)] == 2.0 * static_cast<double>(i);
        CHECK(right);
      });
    }
}

TEST_CASE("map is of floating-point tensors") { CHECK_THROWS_AS(map(functors::Exp{}, Tensor({1, 2})), dtype_error); }
