// Windows for pooling: which elements of an axis are taken together, and back. window.hpp has those of a kernel that
// moves; these may also cover an axis evenly.
#pragma once
#include <algorithm>
#include <array>
#include <vector>

#include "allocator.hpp"
#include "window.hpp"

namespace keratin::cpu_backend {

/// A run of indices.
struct Span {
  index_t begin, end;
  index_t size() const { return end - begin; }
};

/// Takes a list's memory from where tensors take theirs.
template <class T>
struct BlockAllocator {
  using value_type = T;
  BlockAllocator() = default;
  template <class U>
  BlockAllocator(const BlockAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(cpu_backend::allocate(n * sizeof(T))); }
  void deallocate(T* p, std::size_t n) { cpu_backend::release(p, n * sizeof(T)); }
  friend bool operator==(const BlockAllocator&, const BlockAllocator&) { return true; }
};
using Spans = std::vector<Span, BlockAllocator<Span>>;

/// The windows along one axis: for each output the inputs it covers, and for each input the outputs that cover it.
struct Windows {
  Spans of_output = Spans(1, Span{0, 1}), of_input = Spans(1, Span{0, 1});
  index_t longest = 1;
  index_t size = 1, stride = 1, before = 0;  ///< Of strided windows; size 0 of those that cover the axis evenly.
  index_t inputs() const { return static_cast<index_t>(of_input.size()); }
  index_t outputs() const { return static_cast<index_t>(of_output.size()); }
};
/// What of the windows lies in the input; what they see outside of it does not count.
Windows strided_windows(const Window& w);
/// `outputs` windows that cover n inputs evenly, and may share some: from floor(i n / outputs) to ceil((i + 1) n /
/// outputs).
Windows adaptive_windows(index_t n, index_t outputs);

struct PoolPlan {
  index_t batch = 0, channels = 0;
  std::array<Windows, 3> axes;  ///< depth, height, width
};

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

namespace detail {

/// Fills in which outputs cover each of n inputs. Windows begin and end in order.
inline Windows covered(Spans windows, index_t n) {
  Windows all;
  all.of_input.assign(static_cast<std::size_t>(n), Span{0, 0});
  const auto count = static_cast<index_t>(windows.size());
  index_t first = 0, last = 0;
  for (index_t i = 0; i < n; ++i) {
    while (first < count && windows[static_cast<std::size_t>(first)].end <= i) ++first;
    while (last < count && windows[static_cast<std::size_t>(last)].begin <= i) ++last;
    all.of_input[static_cast<std::size_t>(i)] = {std::min(first, last), last};
  }
  for (const Span& w : windows) all.longest = std::max(all.longest, w.size());
  all.of_output = std::move(windows);
  return all;
}

}  // namespace detail

KERATIN_INLINE Windows strided_windows(const Window& w) {
  Spans windows(static_cast<std::size_t>(w.out));
  for (index_t i = 0; i < w.out; ++i) {
    const index_t begin = i * w.stride - w.before;
    windows[static_cast<std::size_t>(i)] = {std::max<index_t>(begin, 0), std::min(begin + w.size, w.in)};
  }
  Windows all = detail::covered(std::move(windows), w.in);
  all.size = w.size;
  all.stride = w.stride;
  all.before = w.before;
  return all;
}

KERATIN_INLINE Windows adaptive_windows(index_t n, index_t outputs) {
  Spans windows(static_cast<std::size_t>(outputs));
  for (index_t i = 0; i < outputs; ++i)
    windows[static_cast<std::size_t>(i)] = {i * n / outputs, ((i + 1) * n + outputs - 1) / outputs};
  Windows all = detail::covered(std::move(windows), n);
  all.size = 0;
  return all;
}

}  // namespace keratin::cpu_backend
#endif
