// contract: every kind of label, against sums written out.
#include <keratin/ops/contract.hpp>
#include <keratin/ops/operators.hpp>

#include <map>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// The definition: for each element of the result, the sum over all other labels.
Tensor by_definition(const Tensor& a, const std::string& p, const Tensor& b, const std::string& q,
                     const std::string& y) {
  std::map<char, index_t> sizes;
  for (std::size_t i = 0; i < p.size(); ++i) sizes[p[i]] = a.shape()[i];
  for (std::size_t i = 0; i < q.size(); ++i) sizes[q[i]] = b.shape()[i];
  Shape shape;
  for (const char c : y) shape.push_back(sizes[c]);
  Tensor out = zeros(shape, float64);
  index_t all = 1;
  for (const auto& [c, n] : sizes) all *= n;
  for (index_t i = 0; i < all; ++i) {
    std::map<char, index_t> at;
    index_t rest = i;
    for (const auto& [c, n] : sizes) {
      at[c] = rest % n;
      rest /= n;
    }
    const auto place = [&](const std::string& labels) {
      index_t k = 0;
      for (const char c : labels) k = k * sizes[c] + at[c];
      return k;
    };
    out.data<double>()[place(y)] += a.data<double>()[place(p)] * b.data<double>()[place(q)];
  }
  return out;
}

}  // namespace

TEST_CASE("contract") {
  struct Case {
    std::string a, b, y;
    Shape p, q;
  };
  for (const Case& c : std::vector<Case>{{"ab", "bc", "ac", {2, 3}, {3, 4}},
                                         {"abc", "cde", "abde", {2, 3, 4}, {4, 2, 3}},
                                         {"abcd", "cde", "abe", {2, 3, 2, 4}, {2, 4, 3}},
                                         {"abc", "dc", "adb", {2, 3, 4}, {5, 4}},
                                         {"abc", "acd", "abd", {2, 3, 4}, {2, 4, 5}},
                                         {"acb", "cad", "dcb", {2, 3, 4}, {3, 2, 5}},
                                         {"ab", "ab", "ab", {2, 3}, {2, 3}},
                                         {"ab", "cd", "ad", {2, 3}, {2, 4}},
                                         {"a", "b", "ba", {2}, {3}}}) {
    INFO(c.a << "," << c.b << "->" << c.y);
    const Tensor a = random_tensor(c.p), b = random_tensor(c.q, -2, 2, 2);
    const auto op = [&](const Tensor& x, const Tensor& w) { return ops::contract(x, c.a, w, c.b, c.y); };
    CHECK(all_close(op(a, b), by_definition(a, c.a, b, c.b, c.y), 1e-12));
    check_op_on("contract", op, {a, b}, {.open_batch = false});
  }
}

TEST_CASE("contract refuses labels that do not fit") {
  const Tensor a = zeros({2, 3}), b = zeros({3, 4});
  CHECK_THROWS_AS(static_cast<void>(ops::contract(a, "abc", b, "bc", "ac")), shape_error);
  CHECK_THROWS_AS(static_cast<void>(ops::contract(a, "ab", b, "ac", "bc")), shape_error);
  CHECK_THROWS_AS(static_cast<void>(ops::contract(a, "aa", b, "bc", "ac")), value_error);
  CHECK_THROWS_WITH(static_cast<void>(ops::contract(a, "ab", b, "bc", "ad")), Catch::Contains("got \"ad\""));
}
