// Pooling: what is taken together is a window of up to three axes of an array (batch, depth, height, width, channels);
// vectors run over channels, threads over rows. Gradients are gathered, each input from the windows that cover it, so
// that no two threads write to one place. The gradient of a sum over windows is also what makes an image larger.
#pragma once
#include <algorithm>
#include <concepts>
#include <limits>
#include <type_traits>

#include "normalization.hpp"
#include "pool_windows.hpp"

namespace keratin::cpu_backend {

namespace detail {

/// Where a row (batch, depth, height) of the inputs or the outputs lies, and what belongs to it on the other side.
struct PoolRow {
  PoolRow(const PoolPlan& plan, bool output, index_t row)
      : d_at(row / count(plan.axes[1], output) % count(plan.axes[0], output)),
        h_at(row % count(plan.axes[1], output)),
        d(spans(plan.axes[0], output)[static_cast<std::size_t>(d_at)]),
        h(spans(plan.axes[1], output)[static_cast<std::size_t>(h_at)]),
        w(spans(plan.axes[2], output).data()),
        width(count(plan.axes[2], output)),
        other_height(count(plan.axes[1], !output)),
        other_width(count(plan.axes[2], !output)),
        image(row / (count(plan.axes[1], output) * count(plan.axes[0], output)) * count(plan.axes[0], !output)) {}
  static index_t count(const Windows& axis, bool output) { return output ? axis.outputs() : axis.inputs(); }
  static const Spans& spans(const Windows& axis, bool output) { return output ? axis.of_output : axis.of_input; }
  /// The pixel (i, j, k) of the other side.
  index_t pixel(index_t i, index_t j, index_t k) const { return ((image + i) * other_height + j) * other_width + k; }

  index_t d_at, h_at;
  Span d, h;
  const Span* w;
  index_t width, other_height, other_width, image;
};

// What is done with channels is written once, for a vector of them and for one: W is either.
template <class W, class T>
W take(const T* p) {
  if constexpr (std::is_arithmetic_v<W>)
    return *p;
  else
    return W::load(p);
}
template <class W, class T>
void put(const W& w, T* p) {
  if constexpr (std::is_arithmetic_v<W>)
    *p = w;
  else
    w.store(p);
}
/// a where place = k, 0 elsewhere.
template <class W, class I>
W where_at(const I& place, index_t k, const W& a) {
  if constexpr (std::is_arithmetic_v<W>)
    return place == static_cast<I>(k) ? a : W(0);
  else
    return select(typename W::Mask((place == I(k)).m), a, W(0));
}
/// Makes v the best one, and k its place, where v is greater or the first NaN.
template <class W, class I>
void improve(W& best, I& place, const W& v, index_t k) {
  if constexpr (std::is_arithmetic_v<W>) {
    if (v <= best || best != best) return;
    best = v;
    place = static_cast<I>(k);
  } else {
    const auto better = ~((v <= best) | (best != best));
    best = select(better, v, best);
    place = select(typename I::Mask(better.m), I(k), place);
  }
}
template <class W>
struct PlacesOf {
  using Type = typename W::Bits;
};
template <std::floating_point T>
struct PlacesOf<T> {
  using Type = simd::BitsOf<T>;
};

/// body.operator()<W>(c) for vectors of channels from c on, and for those that are left one by one.
template <class V, class Body>
void for_channels(index_t n, const Body& body) {
  index_t c = 0;
  for (; c + V::width <= n; c += V::width) body.template operator()<V>(c);
  for (; c < n; ++c) body.template operator()<typename V::value_type>(c);
}

/// body.operator()<V>(row, place of its first pixel) for each row of the inputs or outputs.
template <class T, class Body>
void for_pool_rows(const PoolPlan& plan, bool output, const Body& body) {
  index_t rows = plan.batch, work = plan.channels;
  for (std::size_t a = 0; a < 3; ++a) {
    if (a < 2) rows *= PoolRow::count(plan.axes[a], output);
    work *= output ? plan.axes[a].longest : a == 2 ? plan.axes[a].inputs() : 1;
  }
  const index_t width = PoolRow::count(plan.axes[2], output);
  if (output) work *= width;
  for_pieces<T>(rows, grain_of(work),
                [&]<class V>(index_t row) { body.template operator()<V>(PoolRow(plan, output, row), row * width); });
}

/// visit(i, j, k, pixel) for the outputs (i, j, k) whose windows cover pixel `at` of a row of inputs.
template <class Visit>
void for_windows_of(const PoolRow& row, index_t at, const Visit& visit) {
  for (index_t i = row.d.begin; i < row.d.end; ++i)
    for (index_t j = row.h.begin; j < row.h.end; ++j)
      for (index_t k = row.w[at].begin; k < row.w[at].end; ++k) visit(i, j, k, row.pixel(i, j, k));
}

}  // namespace detail

/// y = the greatest of each window, NaN before all; `places`, if not null, where in its window the first of them is.
template <class T>
void max_pool(const PoolPlan& plan, T* y, simd::BitsOf<T>* places, const T* x) {
  const index_t channels = plan.channels, high = plan.axes[1].longest, wide = plan.axes[2].longest;
  detail::for_pool_rows<T>(plan, true, [&]<class V>(const detail::PoolRow& row, index_t first) {
    for (index_t o = 0; o < row.width; ++o) {
      const Span w = row.w[o];
      const index_t to = (first + o) * channels;
      detail::for_channels<V>(channels, [&]<class W>(index_t c) {
        using Places = typename detail::PlacesOf<W>::Type;
        W best(-std::numeric_limits<T>::infinity());
        Places place(0);
        for (index_t i = row.d.begin; i < row.d.end; ++i)
          for (index_t j = row.h.begin; j < row.h.end; ++j) {
            const index_t start = ((i - row.d.begin) * high + (j - row.h.begin)) * wide;
            const T* const from = x + row.pixel(i, j, w.begin) * channels + c;
            for (index_t k = 0; k < w.size(); ++k)
              detail::improve(best, place, detail::take<W>(from + k * channels), start + k);
          }
        detail::put(best, y + to + c);
        if (places != nullptr) detail::put(place, places + to + c);
      });
    }
  });
}

/// dx = the sum of dy over the windows whose greatest it is.
template <class T>
void max_pool_gradient(const PoolPlan& plan, T* dx, const T* dy, const simd::BitsOf<T>* places) {
  const index_t channels = plan.channels;
  const Windows &deep = plan.axes[0], &high = plan.axes[1], &wide = plan.axes[2];
  const auto from_begin = [](const Windows& axis, index_t output, index_t input) {
    return input - axis.of_output[static_cast<std::size_t>(output)].begin;
  };
  detail::for_pool_rows<T>(plan, false, [&]<class V>(const detail::PoolRow& row, index_t first) {
    for (index_t at = 0; at < row.width; ++at) {
      T* const to = dx + (first + at) * channels;
      bool fresh = true;
      detail::for_windows_of(row, at, [&](index_t i, index_t j, index_t k, index_t pixel) {
        const index_t place =
            (from_begin(deep, i, row.d_at) * high.longest + from_begin(high, j, row.h_at)) * wide.longest +
            from_begin(wide, k, at);
        const T* const from = dy + pixel * channels;
        const auto* const chosen = places + pixel * channels;
        detail::for_channels<V>(channels, [&]<class W>(index_t c) {
          using Places = typename detail::PlacesOf<W>::Type;
          const W own = detail::where_at(detail::take<Places>(chosen + c), place, detail::take<W>(from + c));
          detail::put(fresh ? own : detail::take<W>(to + c) + own, to + c);
        });
        fresh = false;
      });
      if (fresh) std::fill(to, to + channels, T(0));
    }
  });
}

/// y = the sum of each window, or its mean.
template <class T>
void sum_pool(const PoolPlan& plan, bool mean, T* y, const T* x) {
  const index_t channels = plan.channels;
  detail::for_pool_rows<T>(plan, true, [&]<class V>(const detail::PoolRow& row, index_t first) {
    for (index_t o = 0; o < row.width; ++o) {
      const Span w = row.w[o];
      const T scale = mean ? T(1) / static_cast<T>(row.d.size() * row.h.size() * w.size()) : T(1);
      detail::for_channels<V>(channels, [&]<class W>(index_t c) {
        W sum(0);
        for (index_t i = row.d.begin; i < row.d.end; ++i)
          for (index_t j = row.h.begin; j < row.h.end; ++j) {
            const T* const from = x + row.pixel(i, j, w.begin) * channels + c;
            for (index_t k = 0; k < w.size(); ++k) sum += detail::take<W>(from + k * channels);
          }
        detail::put(sum * W(scale), y + (first + o) * channels + c);
      });
    }
  });
}

/// dx = the sum of dy over the windows that cover it, or of its share of them.
template <class T>
void sum_pool_gradient(const PoolPlan& plan, bool mean, T* dx, const T* dy) {
  const index_t channels = plan.channels;
  const auto size = [&](std::size_t a, index_t i) {
    return plan.axes[a].of_output[static_cast<std::size_t>(i)].size();
  };
  detail::for_pool_rows<T>(plan, false, [&]<class V>(const detail::PoolRow& row, index_t first) {
    for (index_t at = 0; at < row.width; ++at) {
      T* const to = dx + (first + at) * channels;
      bool fresh = true;
      detail::for_windows_of(row, at, [&](index_t i, index_t j, index_t k, index_t pixel) {
        const T scale = mean ? T(1) / static_cast<T>(size(0, i) * size(1, j) * size(2, k)) : T(1);
        const T* const from = dy + pixel * channels;
        detail::for_channels<V>(channels, [&]<class W>(index_t c) {
          const W own = detail::take<W>(from + c) * W(scale);
          detail::put(fresh ? own : detail::take<W>(to + c) + own, to + c);
        });
        fresh = false;
      });
      if (fresh) std::fill(to, to + channels, T(0));
    }
  });
}

}  // namespace keratin::cpu_backend
