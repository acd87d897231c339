// Convolutions and their gradients against plain loops: sizes, padding, strides, dilation, groups, edges, threads and
// instruction sets. The numbers are small integers, so that every order of summing them gives the same.
#include <catch2/catch.hpp>
#include <vector>

#include "keratin/backend/cpu/conv.hpp"
#include "keratin/core/parallel.hpp"
#include "keratin/core/simd.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using cpu_backend::ConvShape;
using cpu_backend::Epilogue;
using cpu_backend::Window;

namespace {

template <class T>
std::vector<T> numbers(index_t n, unsigned seed) {
  std::vector<T> v(static_cast<std::size_t>(n));
  for (T& x : v) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<T>(static_cast<int>(seed >> 24) % 5 - 2);
  }
  return v;
}

ConvShape shape_of(index_t batch, std::vector<Window> windows, index_t channels, index_t filters, index_t groups = 1) {
  ConvShape s{batch, {}, channels, filters, groups};
  for (std::size_t i = 0; i < windows.size(); ++i) s.axis[windows.size() == 3 ? i : i + 1] = windows[i];
  return s;
}

/// Calls visit(x index, kernel index, y index) for every product of the convolution.
template <class Visit>
void each_product(const ConvShape& s, const Visit& visit) {
  const Window *a = s.axis, *b = s.axis + 1, *c = s.axis + 2;
  const index_t own = s.channels / s.groups, part = s.filters / s.groups;
  index_t y = 0;
  for (index_t n = 0; n < s.batch; ++n)
    for (index_t i = 0; i < a->out; ++i)
      for (index_t j = 0; j < b->out; ++j)
        for (index_t k = 0; k < c->out; ++k)
          for (index_t f = 0; f < s.filters; ++f, ++y)
            for (index_t t = 0; t < s.taps(); ++t) {
              const index_t t2 = t % c->size, t1 = t / c->size % b->size, t0 = t / c->size / b->size;
              const index_t p = i * a->stride + t0 * a->dilation - a->before,
                            q = j * b->stride + t1 * b->dilation - b->before,
                            r = k * c->stride + t2 * c->dilation - c->before;
              if (p < 0 || p >= a->in || q < 0 || q >= b->in || r < 0 || r >= c->in) continue;
              for (index_t u = 0; u < own; ++u)
                visit((((n * a->in + p) * b->in + q) * c->in + r) * s.channels + f / part * own + u,
                      (t * own + u) * s.filters + f, y);
            }
}

/// Doubles the numbers: so that a finish that comes twice, or not, is seen.
template <class T>
Epilogue doubling() {
  return {[](const void*, void* c, index_t, index_t rows, index_t, index_t cols, index_t ldc) {
            for (index_t i = 0; i < rows; ++i)
              for (index_t j = 0; j < cols; ++j) static_cast<T*>(c)[i * ldc + j] *= 2;
          },
          nullptr};
}

template <class T>
struct Convolution {
  explicit Convolution(const ConvShape& s)
      : shape(s),
        x(numbers<T>(s.batch * s.inputs() * s.channels, 1)),
        w(numbers<T>(s.taps() * (s.channels / s.groups) * s.filters, 2)),
        dy(numbers<T>(s.batch * s.outputs() * s.filters, 3)),
        filter_bias(numbers<T>(s.filters, 4)),
        channel_bias(numbers<T>(s.channels, 5)),
        y(dy.size()),
        dx(x.size()),
        dw(w.size()),
        db(filter_bias.size()) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = filter_bias[i % filter_bias.size()];
    for (std::size_t i = 0; i < dx.size(); ++i) dx[i] = channel_bias[i % channel_bias.size()];
    each_product(s, [&](index_t i, index_t k, index_t o) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(k), c = static_cast<std::size_t>(o);
      y[c] += x[a] * w[b];
      dx[a] += dy[c] * w[b];
      dw[b] += x[a] * dy[c];
    });
    for (std::size_t i = 0; i < dy.size(); ++i) db[i % db.size()] += dy[i];
    for (T& v : y) v *= 2;
    for (T& v : dx) v *= 2;
  }

  void check() const {
    // One element behind each array must stay as it is.
    std::vector<T> a(y.size() + 1, T(77)), b(dx.size() + 1, T(77)), c(dw.size() + 1, T(77)), d(db.size() + 1, T(77)),
        e(dw);
    cpu_backend::conv<T>(shape, x.data(), w.data(), filter_bias.data(), a.data(), doubling<T>());
    cpu_backend::conv_input_gradient<T>(shape, dy.data(), w.data(), channel_bias.data(), b.data(), doubling<T>());
    cpu_backend::conv_kernel_gradient<T>(shape, x.data(), dy.data(), c.data(), d.data());
    cpu_backend::conv_kernel_gradient<T>(shape, x.data(), dy.data(), e.data());
    for (std::vector<T>* v : {&a, &b, &c, &d}) {
      CHECK(v->back() == T(77));
      v->pop_back();
    }
    CHECK(a == y);
    CHECK(b == dx);
    CHECK(c == dw);
    CHECK(d == db);
    CHECK(e == dw);
  }

  ConvShape shape;
  std::vector<T> x, w, dy, filter_bias, channel_bias, y, dx, dw, db;
};

void check(const ConvShape& s) {
  INFO("batch " << s.batch << ", channels " << s.channels << ", filters " << s.filters << ", groups " << s.groups);
  for (const Window& w : s.axis)
    UNSCOPED_INFO("in " << w.in << " out " << w.out << " size " << w.size << " stride " << w.stride << " dilation "
                        << w.dilation << " before " << w.before);
  const Convolution<float> narrow(s);
  const Convolution<double> wide(s);
  testing::each_level([&] {
    narrow.check();
    wide.check();
    const testing::WithThreads two(2);
    narrow.check();
    wide.check();
  });
}

}  // namespace

TEST_CASE("convolutions of any number of channels and filters") {
  for (const index_t channels : {1, 2, 3, 10})
    for (const index_t filters : {1, 5, 8, 10, 16, 17, 33, 50})
      check(shape_of(2, {Window::same(7, 3), Window::same(6, 3)}, channels, filters));
  check(shape_of(3, {Window::valid(9, 3), Window::valid(8, 3)}, 32, 32));
  check(shape_of(1, {Window::same(4, 1), Window::same(4, 1)}, 40, 24));
}

TEST_CASE("convolutions of every padding, stride and dilation") {
  for (const index_t size : {1, 2, 3, 4, 5})
    for (const index_t stride : {1, 2, 3})
      for (const index_t dilation : {1, 2, 3}) {
        const index_t in = 14 + stride;
        check(shape_of(2, {Window::same(in, size, stride, dilation), Window::same(7, 3)}, 3, 4));
        check(shape_of(2, {Window::valid(in, size, stride, dilation), Window::same(5, 2, 2)}, 2, 9));
        check(shape_of(2, {Window::causal(in, size, stride, dilation)}, 3, 4));
        check(shape_of(2, {Window::same(9, 3), Window::valid(in, size, stride, dilation)}, 4, 6, 2));
      }
  check(shape_of(2, {Window::same(2, 5, 1), Window::same(3, 7, 2)}, 2, 3));
  check(shape_of(2, {Window::same(5, 1, 3), Window::same(1, 1, 2)}, 2, 3));
}

TEST_CASE("convolutions in groups, and of each channel by itself") {
  for (const index_t groups : {2, 3, 4})
    check(shape_of(2, {Window::same(6, 3), Window::same(5, 3, 2)}, 2 * groups, 3 * groups, groups));
  check(shape_of(2, {Window::valid(6, 3), Window::valid(5, 3)}, 16, 32, 2));
  for (const index_t channels : {2, 7, 16, 33})
    for (const index_t each : {1, 2, 3})
      for (const index_t stride : {1, 2}) {
        check(
            shape_of(2, {Window::same(7, 3, stride), Window::same(6, 2, stride)}, channels, channels * each, channels));
        check(shape_of(2, {Window::valid(7, 3, stride), Window::valid(6, 2, stride)}, channels, channels * each,
                       channels));
      }
}

TEST_CASE("convolutions along three axes") {
  check(shape_of(2, {Window::same(4, 2), Window::same(5, 3), Window::same(6, 3)}, 3, 5));
  check(shape_of(2, {Window::same(5, 3, 2), Window::valid(5, 3), Window::same(6, 2, 3)}, 2, 8));
  check(shape_of(3, {Window::valid(4, 2, 1, 2), Window::valid(5, 3), Window::valid(6, 3)}, 1, 3));
  check(shape_of(2, {Window::same(3, 2), Window::same(3, 3), Window::same(4, 3)}, 4, 8, 4));
}

TEST_CASE("convolutions of sizes that are cut into bands, images and parts") {
  check(shape_of(40, {Window::same(3, 3), Window::same(2, 3)}, 3, 10));
  check(shape_of(1, {Window::same(60, 3), Window::same(40, 3)}, 4, 6));
  check(shape_of(5, {Window::valid(400, 5)}, 6, 20));
  check(shape_of(2, {Window::same(90, 3, 2), Window::same(33, 3, 2)}, 8, 12));
  check(shape_of(3, {Window::same(4, 3), Window::same(4, 3)}, 180, 190));  // its kernel is divided among the threads
  check(shape_of(0, {Window::same(4, 3), Window::same(4, 3)}, 3, 3));
}
