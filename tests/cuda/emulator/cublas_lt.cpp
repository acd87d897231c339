// Emulated calls of libcublasLt: products with a bias and a relu behind them.
#include <cublasLt.h>

#include <cstring>

#include "gemm.hpp"
#include "handle.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

struct LtHandle {};
struct LtDescription {
  cublasComputeType_t compute;
  cudaDataType_t scale;
  cublasOperation_t op_a = CUBLAS_OP_N, op_b = CUBLAS_OP_N;
  cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
  const void* bias = nullptr;
  cudaDataType_t bias_type = CUDA_R_32F;
  bool has_bias_type = false;
};
struct LtLayout {
  cudaDataType_t type;
  std::int64_t rows, columns, ld;
  cublasLtOrder_t order = CUBLASLT_ORDER_COL;
  std::int32_t batches = 1;
  std::int64_t batch_step = 0;
};
struct LtPreference {
  std::size_t workspace = 0;
};

template <class Body>
cublasStatus_t lt_call(const char* name, const Body& body) {
  return library_call(name, CUBLAS_STATUS_NOT_INITIALIZED, CUBLAS_STATUS_INVALID_VALUE, body);
}

/// Sets a field from a caller's buffer, which must have its size.
template <class T>
cublasStatus_t set_field(T& field, const void* buffer, std::size_t bytes) {
  if (buffer == nullptr || bytes != sizeof(T)) return CUBLAS_STATUS_INVALID_VALUE;
  std::memcpy(&field, buffer, bytes);
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t not_emulated(const char* call, int attribute) {
  report(std::string(call) + ": attribute " + std::to_string(attribute) + " is not emulated", cudaSuccess);
  return CUBLAS_STATUS_NOT_SUPPORTED;
}

Matrix matrix(const LtLayout& layout, const void* data, const char* name) {
  const bool by_columns = layout.order == CUBLASLT_ORDER_COL;
  if (layout.ld < (by_columns ? layout.rows : layout.columns))
    throw Fault(std::string("the leading dimension of ") + name + " is " + std::to_string(layout.ld) + ", too small");
  return {const_cast<void*>(data),    layout.type,      layout.rows, layout.columns, by_columns ? 1 : layout.ld,
          by_columns ? layout.ld : 1, layout.batch_step};
}

/// What a call asks for; INVALID_VALUE and NOT_SUPPORTED are decided by the caller.
Product product_of(const LtDescription& d, const LtLayout& a, const LtLayout& b, const LtLayout& c,
                   const LtLayout& to) {
  Product p;
  p.a = matrix(a, nullptr, "a");
  p.b = matrix(b, nullptr, "b");
  p.c = matrix(c, nullptr, "c");
  p.d = matrix(to, nullptr, "d");
  if (d.op_a != CUBLAS_OP_N) p.a = p.a.transposed();
  if (d.op_b != CUBLAS_OP_N) p.b = p.b.transposed();
  if (p.a.rows != p.d.rows || p.a.columns != p.b.rows || p.b.columns != p.d.columns || p.c.rows != p.d.rows ||
      p.c.columns != p.d.columns)
    throw Fault("the shapes do not go together");
  p.batches = to.batches;
  p.compute = d.compute;
  p.relu = d.epilogue == CUBLASLT_EPILOGUE_RELU || d.epilogue == CUBLASLT_EPILOGUE_RELU_BIAS;
  if (d.epilogue == CUBLASLT_EPILOGUE_BIAS || d.epilogue == CUBLASLT_EPILOGUE_RELU_BIAS) p.bias = d.bias;
  p.bias_type = d.has_bias_type ? d.bias_type : p.d.type;
  return p;
}

bool can_do(const LtDescription& d, const Product& p) {
  const auto e = d.epilogue;
  return is_supported(p) && (e == CUBLASLT_EPILOGUE_DEFAULT || e == CUBLASLT_EPILOGUE_RELU ||
                             e == CUBLASLT_EPILOGUE_BIAS || e == CUBLASLT_EPILOGUE_RELU_BIAS);
}

}  // namespace

extern "C" {

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  return lt_call("cublasLtCreate", [&] {
    *handle = Handles<LtHandle>::make<cublasLtHandle_t>();
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
  return lt_call("cublasLtDestroy", [&] {
    Handles<LtHandle>::destroy(handle);
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* desc, cublasComputeType_t compute, cudaDataType_t scale) {
  *desc = Handles<LtDescription>::make<cublasLtMatmulDesc_t>({compute, scale});
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t desc) {
  return lt_call("cublasLtMatmulDescDestroy", [&] {
    Handles<LtDescription>::destroy(desc);
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t desc, cublasLtMatmulDescAttributes_t attribute,
                                              const void* buffer, std::size_t bytes) {
  return lt_call("cublasLtMatmulDescSetAttribute", [&] {
    LtDescription& d = Handles<LtDescription>::get(desc);
    switch (attribute) {
      case CUBLASLT_MATMUL_DESC_TRANSA:
        return set_field(d.op_a, buffer, bytes);
      case CUBLASLT_MATMUL_DESC_TRANSB:
        return set_field(d.op_b, buffer, bytes);
      case CUBLASLT_MATMUL_DESC_EPILOGUE:
        return set_field(d.epilogue, buffer, bytes);
      case CUBLASLT_MATMUL_DESC_BIAS_POINTER:
        return set_field(d.bias, buffer, bytes);
      case CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE:
        d.has_bias_type = true;
        return set_field(d.bias_type, buffer, bytes);
      default:
        return not_emulated("cublasLtMatmulDescSetAttribute", attribute);
    }
  });
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType type, std::uint64_t rows,
                                          std::uint64_t columns, std::int64_t ld) {
  *layout = Handles<LtLayout>::make<cublasLtMatrixLayout_t>(
      {type, static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns), ld});
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
  return lt_call("cublasLtMatrixLayoutDestroy", [&] {
    Handles<LtLayout>::destroy(layout);
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasLtMatrixLayoutSetAttribute(cublasLtMatrixLayout_t layout,
                                                cublasLtMatrixLayoutAttribute_t attribute, const void* buffer,
                                                std::size_t bytes) {
  return lt_call("cublasLtMatrixLayoutSetAttribute", [&] {
    LtLayout& l = Handles<LtLayout>::get(layout);
    switch (attribute) {
      case CUBLASLT_MATRIX_LAYOUT_ORDER:
        return set_field(l.order, buffer, bytes);
      case CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT:
        return set_field(l.batches, buffer, bytes);
      case CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET:
        return set_field(l.batch_step, buffer, bytes);
      case CUBLASLT_MATRIX_LAYOUT_LD:
        return set_field(l.ld, buffer, bytes);
      default:
        return not_emulated("cublasLtMatrixLayoutSetAttribute", attribute);
    }
  });
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* preference) {
  *preference = Handles<LtPreference>::make<cublasLtMatmulPreference_t>();
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
  return lt_call("cublasLtMatmulPreferenceDestroy", [&] {
    Handles<LtPreference>::destroy(preference);
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t preference,
                                                    cublasLtMatmulPreferenceAttributes_t attribute, const void* buffer,
                                                    std::size_t bytes) {
  return lt_call("cublasLtMatmulPreferenceSetAttribute", [&] {
    LtPreference& p = Handles<LtPreference>::get(preference);
    if (attribute == CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES) return set_field(p.workspace, buffer, bytes);
    return not_emulated("cublasLtMatmulPreferenceSetAttribute", attribute);
  });
}

cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t handle, cublasLtMatmulDesc_t desc,
                                              cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                              cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t preference, int wanted,
                                              cublasLtMatmulHeuristicResult_t results[], int* found) {
  return lt_call("cublasLtMatmulAlgoGetHeuristic", [&] {
    Handles<LtHandle>::get(handle);
    const LtDescription& description = Handles<LtDescription>::get(desc);
    const Product p = product_of(description, Handles<LtLayout>::get(a), Handles<LtLayout>::get(b),
                                 Handles<LtLayout>::get(c), Handles<LtLayout>::get(d));
    *found = 0;
    if (wanted < 1) return CUBLAS_STATUS_INVALID_VALUE;
    if (!can_do(description, p)) return CUBLAS_STATUS_NOT_SUPPORTED;
    results[0] = {};
    results[0].workspaceSize = std::min<std::size_t>(Handles<LtPreference>::get(preference).workspace, 4096);
    results[0].state = CUBLAS_STATUS_SUCCESS;
    *found = 1;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t desc, const void* alpha, const void* a,
                              cublasLtMatrixLayout_t layout_a, const void* b, cublasLtMatrixLayout_t layout_b,
                              const void* beta, const void* c, cublasLtMatrixLayout_t layout_c, void* d,
                              cublasLtMatrixLayout_t layout_d, const cublasLtMatmulAlgo_t*, void* workspace,
                              std::size_t workspace_bytes, cudaStream_t stream) {
  return lt_call("cublasLtMatmul", [&] {
    Handles<LtHandle>::get(handle);
    const LtDescription& description = Handles<LtDescription>::get(desc);
    Product p = product_of(description, Handles<LtLayout>::get(layout_a), Handles<LtLayout>::get(layout_b),
                           Handles<LtLayout>::get(layout_c), Handles<LtLayout>::get(layout_d));
    if (!can_do(description, p)) return CUBLAS_STATUS_NOT_SUPPORTED;
    p.a.data = const_cast<void*>(a);
    p.b.data = const_cast<void*>(b);
    p.c.data = const_cast<void*>(c);
    p.d.data = d;
    p.alpha = read_scale(alpha, p.compute);
    p.beta = read_scale(beta, p.compute);
    submit(stream, [=] {
      if (workspace_bytes > 0)
        device_span(static_cast<char*>(workspace), workspace_bytes, "cublasLtMatmul, the workspace");
      multiply(p, "cublasLtMatmul");
    });
    return CUBLAS_STATUS_SUCCESS;
  });
}

}  // extern "C"
