// The only place that starts threads: OpenMP, where the compiler has it on (-fopenmp; CMake and pkg-config set it).
#pragma once
#include "args.hpp"
#include "platform.hpp"

namespace keratin {

/// The number of threads an op may use: all cores, or what OMP_NUM_THREADS or set_num_threads says; 1 without OpenMP.
int num_threads();
/// Sets it for the whole program, from now on. 0 gives the default back.
void set_num_threads(Int n);

namespace parallel {

inline int& requested_threads() {
  static int n = 0;
  return n;
}

/// A loop body of any type, called through a pointer: so the threads' code is compiled once.
using Body = void (*)(const void* context, index_t begin, index_t end);
void run(index_t n, index_t grain, Body body, const void* context);

/// Splits [0, n) into one run of whole `grain`s per thread and calls body(begin, end) on each. The split depends on n,
/// grain and the number of threads alone, so the same run gives the same bits. `body` must not throw.
template <class F>
void for_range(index_t n, index_t grain, const F& body) {
  if (n <= grain) {
    if (n > 0) body(index_t{0}, n);
    return;
  }
  run(n, grain, [](const void* f, index_t begin, index_t end) { (*static_cast<const F*>(f))(begin, end); }, &body);
}

}  // namespace parallel
}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <algorithm>
#if defined(_OPENMP)
#include <omp.h>
#endif

namespace keratin {

KERATIN_INLINE int num_threads() {
#if defined(_OPENMP)
  const int asked = parallel::requested_threads();
  return asked > 0 ? asked : omp_get_max_threads();
#else
  return 1;
#endif
}

namespace parallel {

KERATIN_INLINE void run(index_t n, index_t grain, Body body, const void* context) {
#if defined(_OPENMP)
  const index_t pieces = (n + grain - 1) / grain;
  const int threads = static_cast<int>(std::min<index_t>(pieces, num_threads()));
  if (threads > 1 && !omp_in_parallel()) {
    const index_t each = (pieces + threads - 1) / threads * grain;
#pragma omp parallel num_threads(threads)
    for (int t = omp_get_thread_num(); t < threads; t += omp_get_num_threads()) {  // a team may be smaller than asked
      const index_t begin = each * t;
      if (begin < n) body(context, begin, std::min(begin + each, n));
    }
    return;
  }
#endif
  static_cast<void>(grain);
  body(context, 0, n);
}

}  // namespace parallel

KERATIN_INLINE void set_num_threads(Int n) { parallel::requested_threads() = static_cast<int>(n.value); }

}  // namespace keratin
#endif
