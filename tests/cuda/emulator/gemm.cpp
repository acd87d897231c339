#include "gemm.hpp"

#include <algorithm>
#include <vector>

#include "half.hpp"
#include "memory.hpp"

namespace cuda_emulator {
namespace {

double read(const std::byte* data, cudaDataType type, std::int64_t i) {
  switch (type) {
    case CUDA_R_16BF:
      return from_bfloat16(reinterpret_cast<const std::uint16_t*>(data)[i]);
    case CUDA_R_16F:
      return from_float16(reinterpret_cast<const std::uint16_t*>(data)[i]);
    case CUDA_R_32F:
      return reinterpret_cast<const float*>(data)[i];
    default:
      return reinterpret_cast<const double*>(data)[i];
  }
}
void write(std::byte* data, cudaDataType type, std::int64_t i, double x) {
  switch (type) {
    case CUDA_R_16BF:
      reinterpret_cast<std::uint16_t*>(data)[i] = to_bfloat16(static_cast<float>(x));
      return;
    case CUDA_R_16F:
      reinterpret_cast<std::uint16_t*>(data)[i] = to_float16(static_cast<float>(x));
      return;
    case CUDA_R_32F:
      reinterpret_cast<float*>(data)[i] = static_cast<float>(x);
      return;
    default:
      reinterpret_cast<double*>(data)[i] = x;
  }
}

/// The emulator's view of all of a matrix.
std::byte* view(const Matrix& m, std::int64_t batches, const std::string& what) {
  const std::int64_t last =
      std::abs(m.batch_step) * (batches - 1) + (m.rows - 1) * m.row_step + (m.columns - 1) * m.column_step;
  return device_span(static_cast<std::byte*>(m.data), static_cast<std::size_t>(last + 1) * size_of(m.type), what);
}

/// One batch of a matrix as rows of T, rounded as the multiplication does it.
template <class T>
std::vector<T> gather(const Matrix& m, const std::byte* data, std::int64_t batch, cublasComputeType_t compute) {
  std::vector<T> all(static_cast<std::size_t>(m.rows * m.columns));
  auto to = all.begin();
  const bool tf32 = compute == CUBLAS_COMPUTE_32F_FAST_TF32 && settings().capability >= 80;
  for (std::int64_t i = 0; i < m.rows; ++i)
    for (std::int64_t j = 0; j < m.columns; ++j, ++to) {
      *to = static_cast<T>(read(data, m.type, batch * m.batch_step + i * m.row_step + j * m.column_step));
      if (tf32) *to = static_cast<T>(to_tf32(static_cast<float>(*to)));
      if (compute == CUBLAS_COMPUTE_32F_FAST_16BF)
        *to = static_cast<T>(from_bfloat16(to_bfloat16(static_cast<float>(*to))));
    }
  return all;
}

template <class T>
void multiply_as(const Product& p, const std::string& what) {
  const bool uses_product = p.alpha != 0 && p.a.columns > 0, uses_c = p.beta != 0;
  const std::byte* const a = uses_product ? view(p.a, p.batches, what + ", a") : nullptr;
  const std::byte* const b = uses_product ? view(p.b, p.batches, what + ", b") : nullptr;
  const std::byte* const c = uses_c ? view(p.c, p.batches, what + ", c") : nullptr;
  std::byte* const d = view(p.d, p.batches, what + ", the result");
  const std::byte* const bias =
      p.bias == nullptr ? nullptr
                        : device_span(static_cast<const std::byte*>(p.bias),
                                      static_cast<std::size_t>(p.d.rows) * size_of(p.bias_type), what + ", the bias");
  std::vector<T> row(static_cast<std::size_t>(p.d.columns));
  for (std::int64_t batch = 0; batch < p.batches; ++batch) {
    const auto left = uses_product ? gather<T>(p.a, a, batch, p.compute) : std::vector<T>();
    const auto right = uses_product ? gather<T>(p.b, b, batch, p.compute) : std::vector<T>();
    for (std::int64_t i = 0; i < p.d.rows; ++i) {
      std::fill(row.begin(), row.end(), T(0));
      for (std::int64_t k = 0; k < (uses_product ? p.a.columns : 0); ++k) {
        const T x = left[static_cast<std::size_t>(i * p.a.columns + k)];
        const T* const y = right.data() + k * p.b.columns;
        for (std::size_t j = 0; j < row.size(); ++j) row[j] += x * y[j];
      }
      for (std::int64_t j = 0; j < p.d.columns; ++j) {
        T value = static_cast<T>(p.alpha) * row[static_cast<std::size_t>(j)];
        if (!uses_product) value = 0;
        if (uses_c)
          value += static_cast<T>(p.beta) *
                   static_cast<T>(read(c, p.c.type, batch * p.c.batch_step + i * p.c.row_step + j * p.c.column_step));
        if (bias != nullptr) value += static_cast<T>(read(bias, p.bias_type, i));
        if (p.relu && value < T(0)) value = 0;
        write(d, p.d.type, batch * p.d.batch_step + i * p.d.row_step + j * p.d.column_step, value);
      }
    }
  }
}

}  // namespace

std::size_t size_of(cudaDataType type) {
  return type == CUDA_R_64F ? 8 : type == CUDA_R_32F ? 4 : type == CUDA_R_16F || type == CUDA_R_16BF ? 2 : 0;
}

bool is_supported(const Product& p) {
  if (p.a.type != p.b.type || p.c.type != p.d.type || size_of(p.a.type) == 0 || size_of(p.d.type) == 0) return false;
  if (p.compute == CUBLAS_COMPUTE_64F) return p.a.type == CUDA_R_64F && p.d.type == CUDA_R_64F;
  if (p.compute == CUBLAS_COMPUTE_32F_FAST_TF32 || p.compute == CUBLAS_COMPUTE_32F_FAST_16BF)
    return p.a.type == CUDA_R_32F && p.d.type == CUDA_R_32F;
  if (p.compute != CUBLAS_COMPUTE_32F && p.compute != CUBLAS_COMPUTE_32F_PEDANTIC) return false;
  return p.a.type != CUDA_R_64F && (p.d.type == p.a.type || (size_of(p.a.type) == 2 && p.d.type == CUDA_R_32F));
}

double read_scale(const void* number, cublasComputeType_t compute) {
  return compute == CUBLAS_COMPUTE_64F ? *static_cast<const double*>(number)
                                       : static_cast<double>(*static_cast<const float*>(number));
}

void multiply(const Product& product, const std::string& what) {
  if (product.d.rows == 0 || product.d.columns == 0 || product.batches == 0) return;
  if (product.compute == CUBLAS_COMPUTE_64F)
    multiply_as<double>(product, what);
  else
    multiply_as<float>(product, what);
}

}  // namespace cuda_emulator
