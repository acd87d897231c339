// StepWork: one piece of a step's work, written down; CapturedGraph: a CUDA graph of them. Included by step_graph.hpp.
#pragma once
#if KERATIN_CUDA
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "context.hpp"
#include "launch.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

/// A kernel with its arguments, a copy on the device, or a library's call.
class StepWork {
 public:
  static StepWork of_kernel(cudaKernel_t kernel, const Grid& grid, void** arguments) {
    StepWork w;
    w.kernel_ = kernel;
    w.grid_ = grid;
    std::size_t offset = 0, bytes = 0;
    for (std::size_t k = 0; cudaFuncGetParamInfo(kernel, k, &offset, &bytes) == cudaSuccess; ++k) {
      w.places_.push_back({offset, bytes});
      w.bytes_.resize(offset + bytes);
      std::memcpy(w.bytes_.data() + offset, arguments[k], bytes);
    }
    static_cast<void>(cudaGetLastError());  // that there are no more
    return w;
  }
  static StepWork of_copy(void* to, const void* from, std::size_t bytes) {
    StepWork w;
    w.to_ = to;
    w.from_ = from;
    w.copied_ = bytes;
    return w;
  }
  static StepWork of_call(const std::string& key, const LibraryCall& call) {
    StepWork w;
    w.key_ = key;
    w.call_ = call;
    return w;
  }

  /// Becomes the same work with other arguments, if it is of that kernel and grid.
  bool be_kernel(cudaKernel_t kernel, const Grid& grid, void** arguments) {
    const auto same = [](dim3 a, dim3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; };
    if (kernel_ == nullptr || kernel_ != kernel || !same(grid.blocks, grid_.blocks) ||
        !same(grid.threads, grid_.threads) || grid.shared != grid_.shared)
      return false;
    for (std::size_t k = 0; k < places_.size(); ++k) {
      char* const own = bytes_.data() + places_[k].offset;
      if (std::memcmp(own, arguments[k], places_[k].bytes) == 0) continue;
      std::memcpy(own, arguments[k], places_[k].bytes);
      changed_ = true;
    }
    return true;
  }
  bool be_copy(void* to, const void* from, std::size_t bytes) {
    if (copied_ == 0 || copied_ != bytes) return false;
    changed_ = changed_ || to_ != to || from_ != from;
    to_ = to;
    from_ = from;
    return true;
  }
  bool is_call(const std::string& key) const { return call_ != nullptr && key_ == key; }

  void issue(Context& context, cudaStream_t stream) const {
    if (kernel_ != nullptr) return launch_on(stream, kernel_, grid_, arguments().data());
    if (call_ != nullptr) return call_(context, stream);
    check(cudaMemcpyAsync(to_, from_, copied_, cudaMemcpyDeviceToDevice, stream), "cudaMemcpyAsync");
  }

 private:
  friend class CapturedGraph;
  struct Place {
    std::size_t offset, bytes;
  };
  std::vector<void*> arguments() const {
    std::vector<void*> all;
    for (const Place& p : places_) all.push_back(const_cast<char*>(bytes_.data()) + p.offset);
    return all;
  }

  cudaKernel_t kernel_ = nullptr;
  Grid grid_;
  std::vector<char> bytes_;  // the arguments, as the kernel has them
  std::vector<Place> places_;
  void* to_ = nullptr;
  const void* from_ = nullptr;
  std::size_t copied_ = 0;
  std::string key_;
  LibraryCall call_;
  cudaGraphNode_t node_ = nullptr;
  bool changed_ = false;  // since the graph was told
};

class CapturedGraph {
 public:
  bool ready() const { return executable_ != nullptr; }

  /// Comes before the step that is written down.
  void prepare(const Context& context) {
    if (stream_ == nullptr)
      check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
    if (!space_) space_ = std::make_unique<Scratch>(context.index(), space_bytes(context));
  }
  /// Captures the works one after the other; false if one of them can't be. The context's mutex is held.
  bool capture(Context& context, std::vector<StepWork>& works) {
    bool whole = true;
    try {
      context.direct_libraries(stream_, space_->data(), space_bytes(context));
      check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed), "cudaStreamBeginCapture");
      for (StepWork& w : works) {
        w.issue(context, stream_);
        w.node_ = last_node();
        w.changed_ = false;
      }
    } catch (const device_error&) {
      whole = false;
    }
    whole = cudaStreamEndCapture(stream_, &graph_) == cudaSuccess && whole &&
            cudaGraphInstantiate(&executable_, graph_, 0) == cudaSuccess;
    static_cast<void>(cudaGetLastError());
    context.direct_libraries_back();
    return whole;
  }
  /// What the work has become goes into the graph.
  void renew(StepWork& w) const {
    if (!w.changed_) return;
    w.changed_ = false;
    if (w.kernel_ == nullptr)
      return check(
          cudaGraphExecMemcpyNodeSetParams1D(executable_, w.node_, w.to_, w.from_, w.copied_, cudaMemcpyDeviceToDevice),
          "cudaGraphExecMemcpyNodeSetParams1D");
    std::vector<void*> arguments = w.arguments();
    cudaKernelNodeParams now{};
    now.func = reinterpret_cast<void*>(w.kernel_);
    now.gridDim = w.grid_.blocks;
    now.blockDim = w.grid_.threads;
    now.sharedMemBytes = static_cast<unsigned>(w.grid_.shared);
    now.kernelParams = arguments.data();
    check(cudaGraphExecKernelNodeSetParams(executable_, w.node_, &now), "cudaGraphExecKernelNodeSetParams");
  }
  void start(cudaStream_t stream) const { check(cudaGraphLaunch(executable_, stream), "cudaGraphLaunch"); }

  /// The device may still be at work on it: that is waited for.
  void clear(const Context& context) {
    if (stream_ == nullptr) return;
    context.synchronize();
    if (executable_ != nullptr) static_cast<void>(cudaGraphExecDestroy(std::exchange(executable_, nullptr)));
    if (graph_ != nullptr) static_cast<void>(cudaGraphDestroy(std::exchange(graph_, nullptr)));
    static_cast<void>(cudaStreamDestroy(std::exchange(stream_, nullptr)));
    space_.reset();
  }

 private:
  /// What cuBLAS itself takes for products.
  static std::size_t space_bytes(const Context& context) {
    return std::size_t{context.compute_capability() >= 90 ? 32u : 4u} << 20;
  }
  cudaGraphNode_t last_node() const {
    cudaStreamCaptureStatus status{};
    const cudaGraphNode_t* nodes = nullptr;
    std::size_t count = 0;
#if CUDART_VERSION >= 13000
    check(cudaStreamGetCaptureInfo(stream_, &status, nullptr, nullptr, &nodes, nullptr, &count),
          "cudaStreamGetCaptureInfo");
#else
    check(cudaStreamGetCaptureInfo_v2(stream_, &status, nullptr, nullptr, &nodes, &count), "cudaStreamGetCaptureInfo");
#endif
    return count > 0 ? nodes[count - 1] : nullptr;
  }

  cudaStream_t stream_ = nullptr;
  cudaGraph_t graph_ = nullptr;
  cudaGraphExec_t executable_ = nullptr;
  std::unique_ptr<Scratch> space_;
};

}  // namespace keratin::cuda_backend
#endif
