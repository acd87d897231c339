// Pointwise kernels: their text is made from what a functor does to numbers that write it down (core/traced.hpp).
#pragma once
#include <array>
#include <span>

#include "../../core/dtype.hpp"
#include "../../core/ref.hpp"
#include "../../core/shape.hpp"
#include "../../core/traced.hpp"

namespace keratin::cuda_backend {

/// One input of a pointwise kernel: an array on the device whose element for each place of the result is found by
/// strides, or (data is nullptr) one number.
struct MapInput {
  const void* data = nullptr;
  std::array<index_t, Shape::max_rank> strides{};
  std::uint64_t number = 0;  ///< Its bits.
  Ref<RefCounted> block;     ///< Holds the array.
};
/// One result: an array on the device, in row-major order.
struct MapOutput {
  void* data = nullptr;
  DType dtype = float32;
  const RefCounted* block = nullptr;  ///< What holds the array; it may go.
};

/// One array set of an update: what f changes, then what it reads, each of n elements.
struct UpdateArrays {
  static constexpr std::size_t most = 6;
  std::array<void*, most> arrays{};
  index_t n = 0;
};
/// f(arrays[0][i], arrays[1][i], …) for all elements of all sets, in as few launches as can be.
bool update(int device, trace::Tracer tracer, const void* f, DType dtype, std::size_t arrays,
            std::span<const UpdateArrays> sets);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "map_text.hpp"

namespace keratin::cuda_backend {

namespace detail {

/// Axes of a result with the strides of each input, neighbours joined where all inputs go on through them.
struct Axes {
  Shape sizes;
  std::vector<std::array<index_t, Shape::max_rank>> strides;
};

inline Axes join_axes(const Shape& shape, std::span<const MapInput> in) {
  Axes axes;
  axes.strides.resize(in.size());
  for (std::size_t a = 0; a < shape.rank(); ++a) {
    if (shape[a] == 1) continue;
    const std::size_t last = axes.sizes.rank();
    bool joins = last > 0;
    for (std::size_t k = 0; k < in.size() && joins; ++k)
      joins = axes.strides[k][last - 1] == in[k].strides[a] * shape[a];
    const std::size_t at = joins ? last - 1 : last;
    if (joins)
      axes.sizes[last - 1] *= shape[a];
    else
      axes.sizes.push_back(shape[a]);
    for (std::size_t k = 0; k < in.size(); ++k) axes.strides[k][at] = in[k].strides[a];
  }
  return axes;
}

inline bool aligned(const void* p) { return reinterpret_cast<std::uintptr_t>(p) % 16 == 0; }

inline InputForm input_form(const Axes& axes, std::size_t k) {
  if (axes.sizes.rank() > 1) return InputForm::strided;
  if (axes.sizes.rank() == 0 || axes.strides[k][0] == 0) return InputForm::fixed;
  return axes.strides[k][0] == 1 ? InputForm::flat : InputForm::strided;
}

/// How many neighbouring elements a thread takes at once: as many as 16 bytes hold, if all arrays allow it.
inline int lanes_of(const MapForm& form, std::span<const MapOutput> out, std::span<const MapInput> in, index_t n) {
  std::size_t largest = size_of(form.dtype);
  for (const MapOutput& o : out) {
    largest = std::max(largest, size_of(o.dtype));
    if (!aligned(o.data)) return 1;
  }
  const auto lanes = static_cast<index_t>(16 / largest);
  if (n % lanes != 0) return 1;
  for (std::size_t k = 0; k < in.size(); ++k)
    if (form.inputs[k] == InputForm::strided || (form.inputs[k] == InputForm::flat && !aligned(in[k].data))) return 1;
  return static_cast<int>(lanes);
}

}  // namespace detail

/// Starts one kernel: of the trace's results, the k-th goes to out[k] for every place of a result of that shape.
inline void start_map(int device, const trace::Trace& t, DType dtype, std::span<const MapOutput> out,
                      const Shape& shape, std::span<const MapInput> in) {
  const Context& context = Context::of(device);
  const index_t n = shape.size();
  const detail::Axes axes = detail::join_axes(shape, in);
  MapForm form{dtype, static_cast<int>(axes.sizes.rank()), 1, n >= (index_t{1} << 31), {}, {}};
  MapArrays arrays{};
  MapAxes shared{};
  for (std::size_t k = 0; k < in.size(); ++k) {
    form.inputs.push_back(detail::input_form(axes, k));
    arrays.in[k] = in[k].data;
    std::copy_n(axes.strides[k].begin(), axes.sizes.rank(), shared.strides[k]);
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    form.outputs.push_back(out[k].dtype);
    arrays.out[k] = out[k].data;
  }
  for (std::size_t a = 0; a < axes.sizes.rank(); ++a) shared.sizes[a] = axes.sizes[a];
  form.lanes = detail::lanes_of(form, out, in, n);
  const cudaKernel_t kernel =
      Kernels::of(device).get(context, map_key(t, form), "map_kernel", [&] { return map_text(t, form); });
  std::vector<char> numbers = detail::numbers_of(t, dtype);
  index_t count = n / form.lanes;
  void* arguments[] = {&count, &arrays, detail::numbers_argument(numbers), &shared};
  launch(context, kernel, grid_for(context, count), arguments);
}

KERATIN_INLINE bool update(int device, trace::Tracer tracer, const void* f, DType dtype, std::size_t arrays,
                           std::span<const UpdateArrays> sets) {
  if (tracer == nullptr) return false;
  tracer(f);
  const trace::Trace& t = trace::current();
  if (!t.complete) return false;
  const Context& context = Context::of(device);
  const cudaKernel_t kernel = Kernels::of(device).get(context, update_key(t, dtype, arrays), "update_kernel",
                                                      [&] { return update_text(t, dtype, arrays); });
  std::vector<char> numbers = detail::numbers_of(t, dtype);
  UpdateTable table;
  const auto run = [&] {
    if (table.count == 0) return;
    void* arguments[] = {&table, detail::numbers_argument(numbers)};
    launch(context, kernel, {dim3(static_cast<unsigned>(table.ends[table.count - 1])), dim3(256)}, arguments);
    table = {};
  };
  for (const UpdateArrays& set : sets) {
    if (set.n == 0) continue;
    if (table.count == UpdateTable::most) run();
    const int before = table.count > 0 ? table.ends[table.count - 1] : 0;
    table.ends[table.count] = before + static_cast<int>((set.n + UpdateTable::chunk - 1) / UpdateTable::chunk);
    table.sizes[table.count] = set.n;
    for (std::size_t k = 0; k < arrays; ++k) table.arrays[table.count][k] = set.arrays[k];
    ++table.count;
  }
  run();
  return true;
}

}  // namespace keratin::cuda_backend
#endif
