// Instructions that compute each lane's result from its one, two or three sources.
#pragma once
#include "opcode.hpp"
#include "warp.hpp"

namespace cuda_emulator {

/// to = F::of(a), of(a, b), of(a, b, c), for a type that of_integer or of_real chooses.
template <class F>
struct Unary {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    each_lane(w, [&](std::uint32_t l) { put<T>(to[l], F::of(get<T>(a[l]))); });
  }
};
template <class F>
struct Binary {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
    each_lane(w, [&](std::uint32_t l) { put<T>(to[l], F::of(get<T>(a[l]), get<T>(b[l]))); });
  }
};
template <class F>
struct Ternary {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                               *const c = w.lane_values(i.from[2]);
    each_lane(w, [&](std::uint32_t l) { put<T>(to[l], F::of(get<T>(a[l]), get<T>(b[l]), get<T>(c[l]))); });
  }
};

}  // namespace cuda_emulator
