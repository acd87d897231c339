// Bfloat16Products: in what a thread's products are computed.
#pragma once

namespace keratin {

/// While it lives, matrix products and convolutions of float32 that this thread asks a CUDA device for round what they
/// multiply to bfloat16 (8 binary digits) and add up in float32: tensor cores are at their fastest so. The gradient of
/// an op is computed as the op was. On the CPU, and on devices before compute capability 8.0, nothing changes. A model
/// whose scalar is bfloat16 runs in one.
class Bfloat16Products {
 public:
  explicit Bfloat16Products(bool on = true) : before_(state()) { state() = on; }
  ~Bfloat16Products() { state() = before_; }
  Bfloat16Products(const Bfloat16Products&) = delete;
  Bfloat16Products& operator=(const Bfloat16Products&) = delete;
  [[nodiscard]] static bool active() { return state(); }

 private:
  static bool& state() {
    static thread_local bool on = false;
    return on;
  }
  bool before_;
};

}  // namespace keratin
