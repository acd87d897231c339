// Window: how a kernel or a pool moves along one spatial axis, and what padding that takes.
#pragma once
#include <algorithm>

#include "../../core/args.hpp"

namespace keratin::cpu_backend {

/// Output element o sees the input elements o * stride + t * dilation - before, for t in [0, size); those outside of
/// [0, in) are padding.
struct Window {
  index_t in = 1, out = 1, size = 1, stride = 1, dilation = 1, before = 0;

  /// Elements from the first to the last that one output sees.
  index_t span() const { return (size - 1) * dilation + 1; }

  /// Without padding; `out` is 0 or less where the window does not fit.
  static Window valid(index_t in, index_t size, index_t stride = 1, index_t dilation = 1) {
    Window w{in, 0, size, stride, dilation, 0};
    w.out = in < w.span() ? 0 : (in - w.span()) / stride + 1;
    return w;
  }
  /// As many outputs as strides, as TensorFlow pads: the odd element comes at the end.
  static Window same(index_t in, index_t size, index_t stride = 1, index_t dilation = 1) {
    Window w{in, (in + stride - 1) / stride, size, stride, dilation, 0};
    w.before = std::max<index_t>((w.out - 1) * stride + w.span() - in, 0) / 2;
    return w;
  }
  /// All padding comes before, so that no output sees what comes after it.
  static Window causal(index_t in, index_t size, index_t stride = 1, index_t dilation = 1) {
    Window w{in, (in + stride - 1) / stride, size, stride, dilation, 0};
    w.before = w.span() - 1;
    return w;
  }
};

}  // namespace keratin::cpu_backend
