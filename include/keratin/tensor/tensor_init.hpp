// The templates and functions of tensor.hpp.
#pragma once
#include <cmath>
#include <cstring>

#include "tensor.hpp"

namespace keratin {

namespace detail {

/// Copies nested braces into one row-major run; rows must be of one length.
template <class T, class Values>
void flatten(const Values& values, std::vector<T>& out, Shape& shape, std::size_t depth) {
  const auto n = static_cast<index_t>(values.size());
  if (shape.rank() == depth) shape.push_back(n);
  require<shape_error>(shape[depth] == n, "Tensor: expected rows of one length; got ", shape[depth], " and ", n, ".");
  for (const auto& v : values) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(v)>>)
      out.push_back(v);
    else
      flatten(v, out, shape, depth + 1);
  }
}
Tensor from_bytes(const void* values, std::size_t count, std::size_t element, DType dtype, Shape shape);

template <class T, class Values>
Tensor from_braces(const Values& values) {
  // A vector of bool packs its bits, so bools are kept as bytes, which is how a tensor holds them.
  using Kept = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;
  std::vector<Kept> flat;
  Shape shape;
  flatten(values, flat, shape, 0);
  return from_bytes(flat.data(), flat.size(), sizeof(T), dtype_of<T>(), shape);
}

}  // namespace detail

template <class T>
requires std::is_arithmetic_v<T> Tensor::Tensor(std::initializer_list<T> values)
    : Tensor(detail::from_braces<T>(values)) {}
template <class T>
requires std::is_arithmetic_v<T> Tensor::Tensor(std::initializer_list<std::initializer_list<T>> values)
    : Tensor(detail::from_braces<T>(values)) {}
template <class T>
requires std::is_arithmetic_v<T> Tensor::Tensor(
    std::initializer_list<std::initializer_list<std::initializer_list<T>>> values)
    : Tensor(detail::from_braces<T>(values)) {}
template <class T>
requires std::is_arithmetic_v<T> Tensor::Tensor(
    std::initializer_list<std::initializer_list<std::initializer_list<std::initializer_list<T>>>> values)
    : Tensor(detail::from_braces<T>(values)) {}

template <std::ranges::contiguous_range R>
Tensor Tensor::from(const R& values, const Shape& shape) {
  using T = std::remove_cv_t<std::ranges::range_value_t<R>>;
  static_assert(std::is_arithmetic_v<T>, "Tensor::from takes a range of numbers");
  static_assert(sizeof(T) == size_of(dtype_of<T>()), "Tensor::from takes 1-byte, 4-byte or 8-byte numbers");
  return detail::from_bytes(std::ranges::data(values), std::ranges::size(values), sizeof(T), dtype_of<T>(), shape);
}

template <class T>
T Tensor::item() const {
  require<shape_error>(size() == 1, "Tensor::item: expected one element; got shape ", shape(), ".");
  if (device().kind() != Device::Kind::cuda) check_access(dtype());
  return visit_dtype(dtype(), [&](auto zero) { return static_cast<T>(*data<const decltype(zero)>()); });
}

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
namespace keratin {

namespace detail {
void fill(const Tensor& x, double value);  // device_data.hpp
}

KERATIN_INLINE void Tensor::undefined() {
  fail<state_error>("Tensor: expected a tensor with a value; got one that was never set.");
}

KERATIN_INLINE Tensor Tensor::empty(const Shape& shape, DType dtype, Device device) {
  std::size_t bytes = size_of(dtype);
  bool fits = true;
  for (index_t d : shape) fits = fits && d >= 0 && !__builtin_mul_overflow(bytes, static_cast<std::size_t>(d), &bytes);
  require<shape_error>(fits && bytes <= PTRDIFF_MAX, "Tensor: expected known dimensions that fit into memory; got ",
                       shape, ".");
  auto impl = make_ref<TensorImpl>();
  impl->storage = make_ref<Storage>(bytes, device);
  impl->data = impl->storage->data();
  impl->shape = shape;
  impl->dtype = dtype;
  impl->device = device;
  return Tensor(std::move(impl));
}

KERATIN_INLINE Tensor Tensor::view(const Shape& shape, index_t first) const {
  const TensorImpl& self = get();
  auto impl = make_ref<TensorImpl>();
  impl->storage = self.storage;
  if (self.data != nullptr)
    impl->data = static_cast<char*>(self.data) + static_cast<std::size_t>(first) * size_of(self.dtype);
  impl->shape = shape;
  impl->dtype = self.dtype;
  impl->device = self.device;
  return Tensor(std::move(impl));
}

KERATIN_INLINE void* Tensor::on_host(bool read_only) const {
  const TensorImpl& self = get();
  const auto offset = static_cast<char*>(self.data) - static_cast<char*>(self.storage->data());
  return static_cast<char*>(self.storage->on_host(read_only ? Storage::Access::read : Storage::Access::write)) + offset;
}

KERATIN_INLINE void Tensor::check_access(DType dtype) const {
  const TensorImpl& self = get();
  require<state_error>(!self.symbolic && self.device.kind() != Device::Kind::meta,
                       "Tensor: expected data; got a symbolic tensor of shape ", self.shape,
                       ", which has none. Hint: run a model to get values.");
  require<device_error>(self.device == cpu{}, "Tensor: expected data on the CPU; got ", self.device,
                        ". Hint: x.to(cpu{}).");
  require<dtype_error>(self.dtype == dtype, "Tensor: expected its own dtype ", self.dtype, "; got ", dtype,
                       ". Hint: x.cast(", dtype, ").");
}

KERATIN_INLINE index_t Tensor::offset(std::initializer_list<index_t> indices) const {
  const Shape& s = shape();
  require<shape_error>(indices.size() == s.rank(), "Tensor::at: expected ", s.rank(), " indices for shape ", s,
                       "; got ", indices.size(), ".");
  index_t at = 0;
  std::size_t axis = 0;
  for (index_t i : indices) {
    const index_t n = s[axis++];
    require<shape_error>(i >= -n && i < n, "Tensor::at: expected an index below ", n, " on axis ", axis - 1, "; got ",
                         i, ".");
    at = at * n + (i < 0 ? i + n : i);
  }
  return at;
}

KERATIN_INLINE Tensor detail::from_bytes(const void* values, std::size_t count, std::size_t element, DType dtype,
                                         Shape shape) {
  index_t known = 1, open = -1;
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    if (shape[i] >= 0) {
      known *= shape[i];
    } else {
      require<shape_error>(open < 0, "Tensor::from: expected at most one open dimension; got ", shape, ".");
      open = static_cast<index_t>(i);
    }
  }
  if (open >= 0 && known > 0) shape[open] = static_cast<index_t>(count) / known;
  require<shape_error>(shape.known() && shape.size() == static_cast<index_t>(count), "Tensor::from: expected ", count,
                       " elements; got shape ", shape, ".");
  Tensor t = Tensor::empty(shape, dtype);
  if (count > 0) std::memcpy(t.data<void>(), values, count * element);
  return t;
}

KERATIN_INLINE Tensor full(const Shape& shape, Real value, DType dtype, Device device) {
  require<shape_error>(shape.known(), "full: expected known dimensions; got ", shape, ".");
  Tensor t = Tensor::empty(shape, dtype, device);
  detail::fill(t, value);
  return t;
}
KERATIN_INLINE Tensor zeros(const Shape& shape, DType dtype, Device device) { return full(shape, 0, dtype, device); }
KERATIN_INLINE Tensor ones(const Shape& shape, DType dtype) { return full(shape, 1, dtype); }
KERATIN_INLINE Tensor Tensor::scalar(double value, DType dtype, Device device) {
  Tensor t = empty({}, dtype, device);
  detail::fill(t, value);
  return t;
}
KERATIN_INLINE Tensor arange(Real stop, std::optional<DType> dtype) { return arange(0, stop, 1, dtype); }
KERATIN_INLINE Tensor arange(Real start, Real stop, Real step, std::optional<DType> asked) {
  const double count = (stop - start) / step;
  require(step != 0 && count < 0x1p53, "arange: expected finite numbers and a step other than 0; got ", start, ", ",
          stop, ", ", step, ".");
  const auto n =
      count > 0 ? static_cast<index_t>(count) + (static_cast<double>(static_cast<index_t>(count)) < count) : 0;
  const bool whole = std::floor(start) == start && std::floor(stop) == stop && std::floor(step) == step;
  const DType dtype = asked.value_or(whole ? int32 : float32);
  Tensor t = Tensor::empty({n}, dtype);
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (index_t i = 0; i < n; ++i) t.data<T>()[i] = static_cast<T>(start + static_cast<double>(i) * step);
  });
  return t;
}

KERATIN_INLINE Variable::Variable(const Tensor& value, std::string name, bool trainable) {
  const TensorImpl& source = value.get();
  auto impl = make_ref<VariableImpl>();
  impl->storage = source.storage;
  impl->data = source.data;
  impl->shape = source.shape;
  impl->dtype = source.dtype;
  impl->device = source.device;
  impl->path = name;
  impl->name = std::move(name);
  impl->trainable = trainable;
  impl_ = std::move(impl);
}

}  // namespace keratin
#endif
