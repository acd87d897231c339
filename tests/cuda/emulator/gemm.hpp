// The matrix product behind cuBLAS and cuBLASLt: plain loops, with the rounding that the compute type asks for.
#pragma once
#include <cublas_v2.h>

#include <cstdint>
#include <string>

namespace cuda_emulator {

/// A matrix on the device: element (i, j) of batch b at data[b * batch_step + i * row_step + j * column_step].
struct Matrix {
  void* data = nullptr;
  cudaDataType type = CUDA_R_32F;
  std::int64_t rows = 0, columns = 0, row_step = 1, column_step = 0, batch_step = 0;

  Matrix transposed() const { return {data, type, columns, rows, column_step, row_step, batch_step}; }
};

/// d = relu(alpha * a b + beta * c + bias), bias a number for each row; the last two only if asked for.
struct Product {
  Matrix a, b, c, d;
  double alpha = 1, beta = 0;
  std::int64_t batches = 1;
  cublasComputeType_t compute = CUBLAS_COMPUTE_32F;
  bool relu = false;
  const void* bias = nullptr;
  cudaDataType bias_type = CUDA_R_32F;
};

std::size_t size_of(cudaDataType type);
/// Whether the emulator can do it: types that go together.
bool is_supported(const Product& product);
/// A number in the host's memory, of the type in which a compute type scales.
double read_scale(const void* number, cublasComputeType_t compute);
/// Computes it. Throws a Fault, beginning with `what`, if a matrix does not lie in device memory.
void multiply(const Product& product, const std::string& what);

}  // namespace cuda_emulator
