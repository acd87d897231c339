// DType: what one element of a tensor is, and the rules by which two dtypes meet (those of Keras).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "args.hpp"
#include "error.hpp"

namespace keratin {

/// A 16-bit float with float's exponent: a compute type of the CUDA backend.
struct bfloat16 {
  std::uint16_t bits;
};

enum class DType : std::uint8_t { float32, float64, bfloat16, int32, int64, uint8, bool_ };

inline constexpr DType float32 = DType::float32, float64 = DType::float64, int32 = DType::int32, int64 = DType::int64,
                       uint8 = DType::uint8, bool_ = DType::bool_;

template <class T>
inline constexpr bool is_element = false;
template <>
inline constexpr bool is_element<float> = true;
template <>
inline constexpr bool is_element<double> = true;
template <>
inline constexpr bool is_element<bfloat16> = true;
template <>
inline constexpr bool is_element<std::int32_t> = true;
template <>
inline constexpr bool is_element<std::int64_t> = true;
template <>
inline constexpr bool is_element<std::uint8_t> = true;
template <>
inline constexpr bool is_element<bool> = true;

/// A type that a tensor can hold.
template <class T>
concept Element = is_element<T>;

/// What kernels read a bool as.
template <class T>
using BytesForBool = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;

/// The DType of a C++ type. Integers of other widths (long long, char …) map to the one of their size.
template <class T>
constexpr DType dtype_of() {
  if constexpr (std::same_as<T, bool>)
    return bool_;
  else if constexpr (std::same_as<T, bfloat16>)
    return DType::bfloat16;
  else if constexpr (std::floating_point<T>)
    return sizeof(T) == 4 ? float32 : float64;
  else if constexpr (sizeof(T) == 1)
    return uint8;
  else
    return sizeof(T) <= 4 ? int32 : int64;
}

constexpr std::size_t size_of(DType t) {
  switch (t) {
    case DType::float64:
    case DType::int64:
      return 8;
    case DType::float32:
    case DType::int32:
      return 4;
    case DType::bfloat16:
      return 2;
    default:
      return 1;
  }
}
/// What the variables of a model that computes in t are: bfloat16 is too coarse to add small steps up in.
constexpr DType variable_dtype(DType t) { return t == DType::bfloat16 ? DType::float32 : t; }
constexpr bool is_float(DType t) { return t <= DType::bfloat16; }
constexpr bool is_integer(DType t) { return t == int32 || t == int64 || t == uint8; }

constexpr std::string_view to_string_view(DType t) {
  constexpr std::string_view names[] = {"float32", "float64", "bfloat16", "int32", "int64", "uint8", "bool"};
  return names[static_cast<std::size_t>(t)];
}
inline std::string to_text(DType t) { return std::string(to_string_view(t)); }

/// The dtype of a op b: bool < uint8 < int32 < int64 < bfloat16 < float32 < float64.
constexpr DType result_type(DType a, DType b) {
  constexpr int order[] = {5, 6, 4, 2, 3, 1, 0};
  return order[static_cast<int>(a)] >= order[static_cast<int>(b)] ? a : b;
}
/// The dtype in which an op with a real-valued result computes: floats as they are, all else float32.
constexpr DType float_type(DType t) { return is_float(t) ? t : float32; }

/// Calls f with a value of the C++ type of `t`: `visit_dtype(t, [&](auto zero) { using T = decltype(zero); … })`.
template <class F>
decltype(auto) visit_dtype(DType t, F&& f) {
  switch (t) {
    case DType::float32:
      return f(float{});
    case DType::float64:
      return f(double{});
    case DType::int32:
      return f(std::int32_t{});
    case DType::int64:
      return f(std::int64_t{});
    case DType::uint8:
      return f(std::uint8_t{});
    case DType::bool_:
      return f(bool{});
    default:
      fail<dtype_error>("bfloat16: expected a dtype of the CPU backend; got bfloat16, which needs cuda.");
  }
}
/// The same for float32 and float64 alone; `where` names the op in the error.
template <class F>
decltype(auto) visit_float(DType t, std::string_view where, F&& f) {
  if (t == float32) return f(float{});
  if (t == float64) return f(double{});
  fail<dtype_error>(where, ": expected float32 or float64; got ", t, ".");
}

}  // namespace keratin
