# keratin::cuda, the CUDA backend: headers of the toolkit and of cuDNN, and their libraries. No nvcc is needed: kernels
# are compiled when a program runs. KERATIN_CUDA=ON puts it below both of keratin's libraries.
#   KERATIN_CUDA_EMULATED=ON links the tests' emulator in their place: the same code runs without a GPU.
option(KERATIN_CUDA "Build keratin with the CUDA backend" OFF)
option(KERATIN_CUDA_EMULATED "Run the CUDA backend's kernels in the tests' emulator" OFF)
if(NOT KERATIN_CUDA)
  return()
endif()

find_package(CUDAToolkit 12.4 REQUIRED)
find_path(KERATIN_CUDNN_INCLUDE cudnn.h HINTS ${CUDAToolkit_INCLUDE_DIRS} REQUIRED)
add_library(keratin_cuda INTERFACE)
add_library(keratin::cuda ALIAS keratin_cuda)
target_compile_definitions(keratin_cuda INTERFACE KERATIN_CUDA=1)
target_include_directories(keratin_cuda SYSTEM INTERFACE
  $<BUILD_INTERFACE:${CUDAToolkit_INCLUDE_DIRS}> $<BUILD_INTERFACE:${KERATIN_CUDNN_INCLUDE}>)
if(KERATIN_CUDA_EMULATED)
  add_subdirectory(tests/cuda/emulator)
  target_link_libraries(keratin_cuda INTERFACE keratin_cuda_emulator CUDA::nvrtc)
else()
  find_library(KERATIN_CUDNN_LIBRARY cudnn HINTS ${CUDAToolkit_LIBRARY_DIR} REQUIRED)
  target_link_libraries(keratin_cuda INTERFACE
    CUDA::cudart CUDA::cublas CUDA::cublasLt CUDA::nvrtc ${KERATIN_CUDNN_LIBRARY})
endif()
