// Reductions of the middle axis of (outer, n, inner) on a device, in an order that depends on the shape alone.
#pragma once
#include <array>
#include <span>

#include "../../core/dtype.hpp"
#include "../../core/traced.hpp"

namespace keratin::cuda_backend {

/// How a reduction works: what is reduced (a functor of the inputs, by its tracer), how two numbers become one, and
/// from what it starts.
struct Reduction {
  trace::Tracer tracer;
  const void* f;
  const char* formula;  ///< Of a and b, as "a + b".
  double start;
};

/// out[r] = scale * the reduction over i of f(in0[r, i], …). Returns false, having done nothing, if f can't be traced.
bool reduce_rows(int device, const Reduction& reduction, DType dtype, index_t rows, index_t n, double scale, void* out,
                 std::span<const void* const> in);
/// out[o, j] = scale * the reduction over i of x[o, i, j].
void reduce_columns(int device, const Reduction& reduction, DType dtype, index_t outer, index_t n, index_t inner,
                    double scale, void* out, const void* x);
/// out[o, j] = the first i with the greatest (or least) x[o, i, j].
void arg_reduce(int device, bool greatest, DType dtype, index_t outer, index_t n, index_t inner, std::int32_t* out,
                const void* x);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "map_text.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

namespace detail {

/// What a reduction starts from, as text; the infinities of max and min are an integer's ends.
inline std::string start_text(DType dtype, double start) {
  if (start == 0 || start == 1) return start == 0 ? "0" : "1";
  const bool low = start < 0;
  switch (dtype) {
    case DType::float32:
      return low ? "-__int_as_float(0x7f800000)" : "__int_as_float(0x7f800000)";
    case DType::float64:
      return low ? "-__longlong_as_double(0x7ff0000000000000LL)" : "__longlong_as_double(0x7ff0000000000000LL)";
    case DType::int32:
      return low ? "(-2147483647 - 1)" : "2147483647";
    case DType::int64:
      return low ? "(-9223372036854775807LL - 1)" : "9223372036854775807LL";
    default:
      return low ? "0" : "255";
  }
}

inline std::string reduce_text(const trace::Trace& t, const Reduction& r, DType dtype, std::size_t inputs) {
  std::ostringstream text;
  text << "typedef " << cuda_backend::type_name(dtype) << " T;\n";
  write_numbers(text, t.constants.size());
  text << "#define START " << start_text(dtype, r.start) << "\n"
       << "__device__ T combine(T a, T b) { return " << r.formula << "; }\n"
       << "struct Inputs { const T* p[4]; };\n"
       << "__device__ T term(const Inputs& in, const Numbers& numbers, index_t i) {\n";
  for (std::size_t k = 0; k < inputs; ++k) text << "    const T x" << k << " = in.p[" << k << "][i];\n";
  write_steps(text, t);
  text << "    return s" << t.results[0] << ";\n}\n"
       << R"cuda(
// blockDim.x threads share a row's part, blockDim.y parts share a block. A row has `splits` parts of `part` elements.
KERNEL void reduce_rows(index_t rows, index_t n, index_t part, index_t splits, T scale, T* out, const Inputs in,
                        const Numbers numbers) {
  __shared__ T sums[32];
  const index_t item = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  T sum = START;
  if (item < rows * splits) {
    const index_t row = item / splits, first = item % splits * part, last = min(first + part, n);
    for (index_t i = first + threadIdx.x; i < last; i += blockDim.x) sum = combine(sum, term(in, numbers, row * n + i));
  }
  for (int o = 16; o > 0; o /= 2) sum = combine(sum, __shfl_down_sync(0xffffffff, sum, o));
  if (blockDim.x > 32) {
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x == 0)
      for (int w = 1; w < blockDim.x / 32; ++w) sum = combine(sum, sums[w]);
  }
  if (threadIdx.x == 0 && item < rows * splits) out[item] = sum * scale;
}
// 32 columns by 8 rows of threads; a column has gridDim.z parts of `part` rows.
KERNEL void reduce_columns(index_t n, index_t inner, index_t part, T scale, T* out, const Inputs in,
                           const Numbers numbers) {
  __shared__ T sums[8][33];
  const index_t j = blockIdx.x * (index_t)32 + threadIdx.x, outer = blockIdx.y, split = blockIdx.z;
  const index_t first = split * part, last = min(first + part, n);
  T sum = START;
  if (j < inner)
    for (index_t i = first + threadIdx.y; i < last; i += 8)
      sum = combine(sum, term(in, numbers, (outer * n + i) * inner + j));
  sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && j < inner) {
    for (int y = 1; y < 8; ++y) sum = combine(sum, sums[y][threadIdx.x]);
    out[(outer * gridDim.z + split) * inner + j] = sum * scale;
  }
}
)cuda";
  return text.str();
}

inline std::string reduce_key(const trace::Trace& t, const Reduction& r, DType dtype, const char* name) {
  std::string key = name;
  key += r.formula;
  key += static_cast<char>(dtype);
  append_trace(key, t);
  return key;
}

/// A number of the dtype, as a kernel's argument.
struct NumberOf {
  alignas(8) char bytes[8] = {};
  NumberOf(DType dtype, double value) {
    visit_dtype(dtype, [&](auto zero) {
      const auto v = static_cast<BytesForBool<decltype(zero)>>(value);
      std::memcpy(bytes, &v, sizeof v);
    });
  }
};

/// One launch over rows that are cut into parts.
inline void run_rows(const Context& context, const Reduction& r, const trace::Trace& t, DType dtype, index_t rows,
                     index_t n, index_t part, double scale, void* out, std::span<const void* const> in) {
  const cudaKernel_t kernel =
      Kernels::of(context.index()).get(context, reduce_key(t, r, dtype, "reduce_rows"), "reduce_rows", [&] {
        return reduce_text(t, r, dtype, in.size());
      });
  index_t splits = (n + part - 1) / part, all = rows, length = n;
  if (n == 0) splits = 1;
  const unsigned wide = std::min(part, n) > 512 ? 256 : 32, high = 256 / wide;
  const Grid grid{dim3(static_cast<unsigned>((rows * splits + high - 1) / high)), dim3(wide, high)};
  std::array<const void*, 4> data{};
  std::copy(in.begin(), in.end(), data.begin());
  std::vector<char> numbers = numbers_of(t, dtype);
  NumberOf factor(dtype, scale);
  void* arguments[] = {&all, &length, &part, &splits, factor.bytes, &out, data.data(), numbers_argument(numbers)};
  launch(context, kernel, grid, arguments);
}

inline void trace_identity(DType dtype) {
  trace::Trace& t = trace::current();
  t.clear();
  constexpr char codes[] = {'f', 'd', 'u', 'i', 'l', 'u', 'u'};
  t.results.push_back(t.add(codes[static_cast<std::size_t>(dtype)], trace::Trace::input, 0));
}

}  // namespace detail

KERATIN_INLINE bool reduce_rows(int device, const Reduction& reduction, DType dtype, index_t rows, index_t n,
                                double scale, void* out, std::span<const void* const> in) {
  if (reduction.tracer == nullptr) return false;
  reduction.tracer(reduction.f);
  if (!trace::current().complete) return false;
  if (rows == 0) return true;
  const Context& context = Context::of(device);
  // A few long rows would leave most of the device idle: they are cut, and their parts' results reduced again.
  const index_t wanted = index_t{8} * context.multiprocessors();
  if (n < 8192 || rows >= wanted) {
    detail::run_rows(context, reduction, trace::current(), dtype, rows, n, std::max<index_t>(n, 1), scale, out, in);
    return true;
  }
  const index_t splits = std::min((wanted + rows - 1) / rows, n / 4096), part = (n + splits - 1) / splits;
  const index_t parts = (n + part - 1) / part;
  const Scratch partial(device, static_cast<std::size_t>(rows * parts) * size_of(dtype));
  detail::run_rows(context, reduction, trace::current(), dtype, rows, n, part, 1, partial.data(), in);
  detail::trace_identity(dtype);
  const void* const again[] = {partial.data()};
  detail::run_rows(context, reduction, trace::current(), dtype, rows, parts, parts, scale, out, again);
  return true;
}

KERATIN_INLINE void reduce_columns(int device, const Reduction& reduction, DType dtype, index_t outer, index_t n,
                                   index_t inner, double scale, void* out, const void* x) {
  if (outer * inner == 0) return;
  const Context& context = Context::of(device);
  detail::trace_identity(dtype);
  const trace::Trace& t = trace::current();
  const cudaKernel_t kernel =
      Kernels::of(device).get(context, detail::reduce_key(t, reduction, dtype, "reduce_columns"), "reduce_columns",
                              [&] { return detail::reduce_text(t, reduction, dtype, 1); });
  const auto run = [&](index_t planes, index_t rows, index_t part, double factor, void* to, const void* from) {
    // A grid has at most 65535 planes.
    constexpr index_t most = 65535;
    for (index_t first = 0; first < planes; first += most) {
      const index_t count = std::min(most, planes - first), splits = std::max<index_t>(1, (rows + part - 1) / part);
      const Grid grid{
          dim3(static_cast<unsigned>((inner + 31) / 32), static_cast<unsigned>(count), static_cast<unsigned>(splits)),
          dim3(32, 8)};
      const auto size = static_cast<index_t>(size_of(dtype));
      std::array<const void*, 4> data{static_cast<const char*>(from) + first * rows * inner * size};
      void* target = static_cast<char*>(to) + first * splits * inner * size;
      index_t length = rows, columns = inner, each = part;
      std::vector<char> numbers = detail::numbers_of(t, dtype);
      detail::NumberOf number(dtype, factor);
      void* arguments[] = {
          &length, &columns, &each, number.bytes, &target, data.data(), detail::numbers_argument(numbers)};
      launch(context, kernel, grid, arguments);
    }
  };
  const index_t blocks = outer * ((inner + 31) / 32), wanted = index_t{8} * context.multiprocessors();
  if (n < 256 || blocks >= wanted) return run(outer, n, std::max<index_t>(n, 1), scale, out, x);
  const index_t splits = std::min((wanted + blocks - 1) / blocks, n / 64), part = (n + splits - 1) / splits;
  const index_t parts = (n + part - 1) / part;
  const Scratch partial(device, static_cast<std::size_t>(outer * parts * inner) * size_of(dtype));
  run(outer, n, part, 1, partial.data(), x);
  run(outer, parts, parts, scale, out, partial.data());
}

inline constexpr const char* arg_reduce_text = R"cuda(
// A warp for each (outer, inner): its lanes' bests, the first of equals.
KERNEL void arg_reduce(index_t items, index_t n, index_t inner, int greatest, int* out, const T* x) {
  const index_t item = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (item >= items) return;
  const T* const from = x + item / inner * n * inner + item % inner;
  index_t place = threadIdx.x < n ? threadIdx.x : 0;
  T best = from[place * inner];
  for (index_t i = place + 32; i < n; i += 32) {
    const T v = from[i * inner];
    if (greatest ? v > best : v < best) best = v, place = i;
  }
  for (int o = 16; o > 0; o /= 2) {
    const T v = __shfl_down_sync(0xffffffff, best, o);
    const index_t at = __shfl_down_sync(0xffffffff, place, o);
    if ((greatest ? v > best : v < best) || (v == best && at < place)) best = v, place = at;
  }
  if (threadIdx.x == 0) out[item] = (int)place;
}
)cuda";

KERATIN_INLINE void arg_reduce(int device, bool greatest, DType dtype, index_t outer, index_t n, index_t inner,
                               std::int32_t* out, const void* x) {
  static constexpr TypedKernel<index_t, index_t, index_t, int, std::int32_t*, const void*> kernel{arg_reduce_text,
                                                                                                  "arg_reduce"};
  if (outer * inner == 0) return;
  const Grid grid{dim3(static_cast<unsigned>((outer * inner + 7) / 8)), dim3(32, 8)};
  kernel(Context::of(device), dtype, grid, outer * inner, n, inner, greatest, out, x);
}

}  // namespace keratin::cuda_backend
#endif
