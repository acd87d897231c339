// Tensor: an array of numbers, or a symbol for one.
//   Tensor a({{1.f, 2.f}, {3.f, 4.f}});   auto b = zeros({2, 2});   std::cout << a + b;
#pragma once
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <vector>

#include "storage.hpp"

namespace keratin {

/// A range of one axis, as Python's begin:end. Negative counts from the end; `Slice()` is the whole axis.
struct Slice {
  static constexpr index_t to_end = INT64_MAX;
  Slice() = default;
  Slice(Int begin_, Int end_ = to_end) : begin(begin_.value), end(end_.value) {}
  index_t begin = 0, end = to_end;
};

/// A handle: copying it shares the elements, clone() copies them. It holds data (float32, float64, int32, int64, uint8
/// or bool) or is symbolic, made by Input() and all that is applied to it. A default-constructed one is undefined.
class Tensor {
 public:
  Tensor() = default;
  Tensor(const Tensor&) = default;
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(const Tensor&) & = default;  // to a variable only: `a[0] = b` would do nothing, so it is an error
  Tensor& operator=(Tensor&&) & noexcept = default;
  ~Tensor() = default;
  explicit Tensor(Ref<TensorImpl> impl) : impl_(std::move(impl)) {}

  /// Braces hold values, never a shape: `Tensor({2, 3})` is the vector 2, 3.
  template <class T>
  requires std::is_arithmetic_v<T>
  explicit Tensor(std::initializer_list<T> values);
  template <class T>
  requires std::is_arithmetic_v<T>
  explicit Tensor(std::initializer_list<std::initializer_list<T>> values);
  template <class T>
  requires std::is_arithmetic_v<T>
  explicit Tensor(std::initializer_list<std::initializer_list<std::initializer_list<T>>> values);
  template <class T>
  requires std::is_arithmetic_v<T>
  explicit Tensor(std::initializer_list<std::initializer_list<std::initializer_list<std::initializer_list<T>>>> values);

  /// A copy of the range's values in row-major order; `shape` may leave one dimension open (-1).
  template <std::ranges::contiguous_range R>
  static Tensor from(const R& values, const Shape& shape);
  template <class T>
  requires std::is_arithmetic_v<T>
  static Tensor from(std::initializer_list<T> values, const Shape& shape) {
    return from(std::span<const T>(values.begin(), values.size()), shape);
  }
  /// Elements not set: for code that fills them next.
  static Tensor empty(const Shape& shape, DType dtype = float32, Device device = cpu{});
  /// A 0-dimensional tensor.
  static Tensor scalar(double value, DType dtype = float32, Device device = cpu{});

  bool defined() const { return static_cast<bool>(impl_); }
  bool symbolic() const { return impl_ && impl_->symbolic; }
  const Shape& shape() const { return get().shape; }
  index_t rank() const { return static_cast<index_t>(shape().rank()); }
  index_t size() const { return shape().size(); }
  DType dtype() const { return get().dtype; }
  Device device() const { return get().device; }

  /// One element. T must be the tensor's own type; a wrong type, rank or index throws.
  template <class T, Integer... I>
  T& at(I... indices) & {
    return element<T>({static_cast<index_t>(indices)...});
  }
  template <class T, Integer... I>
  const T& at(I... indices) const& {
    return element<T>({static_cast<index_t>(indices)...});
  }
  template <class T, Integer... I>
  T at(I... indices) && {
    return element<T>({static_cast<index_t>(indices)...});
  }
  /// All elements in row-major order. T must be the tensor's own type.
  template <class T>
  [[nodiscard]] std::span<T> span() & {
    return {checked<T>(), static_cast<std::size_t>(size())};
  }
  template <class T>
  [[nodiscard]] std::span<const T> span() const& {
    return {checked<T>(), static_cast<std::size_t>(size())};
  }
  template <class T>
  void span() && = delete;  // the elements would be gone
  template <class T>
  void span() const&& = delete;
  /// The value of a tensor of one element, converted to T.
  template <class T>
  [[nodiscard]] T item() const;

  [[nodiscard]] Tensor operator[](Int index) const;                    ///< Row `index` of axis 0; shares elements.
  [[nodiscard]] Tensor slice(Int begin, Int end, Int axis = 0) const;  ///< begin:end of one axis; shares on axis 0.
  [[nodiscard]] Tensor slice(
      std::initializer_list<Slice> slices) const;           ///< Several axes: `m.slice({{0, 2}, {1, 3}})`.
  [[nodiscard]] Tensor reshape(const Shape& shape) const;   ///< Shares elements; one dimension may be -1.
  [[nodiscard]] Tensor transpose() const;                   ///< A copy with the axes reversed.
  [[nodiscard]] Tensor transpose(const Shape& axes) const;  ///< A copy with the axes in this order.
  [[nodiscard]] Tensor cast(DType dtype) const;             ///< A copy, unless it is of that dtype.
  [[nodiscard]] Tensor to(Device device) const;
  [[nodiscard]] Tensor clone() const;  ///< A copy with elements of its own.

  /// Writes values into these elements, broadcast and cast as numpy does: `m[0].assign(row)`, `m.assign(b)`.
  void assign(const Tensor& values) const;
  /// Writes into a part: `m.assign({{0, 2}, {1, 3}}, values)` is numpy's m[0:2, 1:3] = values.
  void assign(std::initializer_list<Slice> slices, const Tensor& values) const;

  // For code inside the library.
  TensorImpl& get() const {
    if (!impl_) [[unlikely]]
      undefined();
    return *impl_;
  }
  const Ref<TensorImpl>& impl() const { return impl_; }
  /// The elements in the CPU's memory, unchecked; nullptr if symbolic. Of a tensor on a CUDA device they are a copy,
  /// which the device takes back when it needs them, unless T is const: this is how code for the CPU runs on any
  /// tensor.
  template <class T>
  T* data() const {
    if constexpr (with_cuda)
      if (impl_->device.kind() == Device::Kind::cuda) [[unlikely]]
        return static_cast<T*>(on_host(std::is_const_v<T>));
    return static_cast<T*>(impl_->data);
  }
  /// A tensor of another shape over this one's elements, from element `first` on. No gradient, no check.
  Tensor view(const Shape& shape, index_t first = 0) const;

 protected:
  Ref<TensorImpl> impl_;

 private:
  [[noreturn]] static void undefined();
  void* on_host(bool read_only) const;
  void check_access(DType dtype) const;
  index_t offset(std::initializer_list<index_t> indices) const;
  template <class T>
  T* checked() const {
    check_access(dtype_of<T>());
    return data<T>();
  }
  template <class T>
  T& element(std::initializer_list<index_t> indices) const {
    return checked<T>()[offset(indices)];
  }
};

/// numpy's layout: `[[1. 2.]\n [3. 4.]]`, large ones abbreviated.
std::ostream& operator<<(std::ostream& os, const Tensor& tensor);

[[nodiscard]] Tensor full(const Shape& shape, Real value, DType dtype = float32, Device device = cpu{});
[[nodiscard]] Tensor zeros(const Shape& shape, DType dtype = float32, Device device = cpu{});
[[nodiscard]] Tensor ones(const Shape& shape, DType dtype = float32);
/// 0 1 2 … before `stop`; or start, start + step … before stop.
/// Without a dtype int32 if all three are whole numbers, else float32.
[[nodiscard]] Tensor arange(Real stop, std::optional<DType> dtype = {});
[[nodiscard]] Tensor arange(Real start, Real stop, Real step = 1, std::optional<DType> dtype = {});

/// A weight: the same handle, changed by assign() and by optimizers alone.
class Variable : public Tensor {
 public:
  Variable() = default;
  /// Takes the elements of `value` as its own.
  Variable(const Tensor& value, std::string name, bool trainable = true);
  template <class = void>
  void operator=(const Tensor&) = delete;  // would leave the weight as it was: assign() changes it
  const std::string& name() const { return info().name; }
  const std::string& path() const { return info().path; }  ///< With the layers around it: "dense/kernel".
  bool trainable() const { return info().trainable; }
  VariableImpl& info() const { return static_cast<VariableImpl&>(get()); }
};

}  // namespace keratin

#include "device_data.hpp"
#include "tensor_init.hpp"
