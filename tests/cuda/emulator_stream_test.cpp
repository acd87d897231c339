// Streams, events and graphs, and what forgetting to wait for them does.
#include <cmath>

#include "device_program.hpp"

using namespace emulator_tests;

namespace {

/// Streams that put their work off, for one test.
struct Deferred {
  Deferred() { cuda_emulator::set_deferred_streams(true); }
  ~Deferred() {
    static_cast<void>(cudaDeviceSynchronize());
    const char* const asked = std::getenv("KERATIN_EMULATED_STREAMS");
    cuda_emulator::set_deferred_streams(asked != nullptr && std::string(asked) == "deferred");
  }
};
struct Stream {
  cudaStream_t own = nullptr;
  Stream() { REQUIRE(cudaStreamCreateWithFlags(&own, cudaStreamNonBlocking) == cudaSuccess); }
  ~Stream() { cudaStreamDestroy(own); }
};
struct Event {
  cudaEvent_t own = nullptr;
  Event() { REQUIRE(cudaEventCreate(&own) == cudaSuccess); }
  ~Event() { cudaEventDestroy(own); }
};
struct Pinned {
  float* data = nullptr;
  explicit Pinned(std::size_t n) {
    void* block = nullptr;
    REQUIRE(cudaMallocHost(&block, n * sizeof(float)) == cudaSuccess);
    data = static_cast<float*>(block);
  }
  ~Pinned() { cudaFreeHost(data); }
};

const DeviceProgram& program() {
  static const DeviceProgram& one = *new DeviceProgram(
      R"(extern "C" __global__ void add(float* y, const float* x, float a, int n) { int i = threadIdx.x; if (i < n) y[i] = x[i] + a; })");
  return one;
}
void add(cudaStream_t stream, float* y, const float* x, float a) {
  REQUIRE(program().launch_on(stream, "add", 1, 4, 0, y, x, a, 4) == cudaSuccess);
}

}  // namespace

TEST_CASE("a forgotten synchronisation reads NaN") {
  const Deferred deferred;
  const Stream stream;
  const Pinned host(4);
  const DeviceArray<float> x(std::vector<float>{1, 2, 3, 4}), y(4);
  add(stream.own, y.data(), x.data(), 10);
  CHECK(std::isnan(y.host()[0]));  // cudaMemcpy does not wait for a non-blocking stream
  REQUIRE(cudaMemcpyAsync(host.data, y.data(), 16, cudaMemcpyDeviceToHost, stream.own) == cudaSuccess);
  CHECK(std::isnan(host.data[0]));
  REQUIRE(cudaStreamSynchronize(stream.own) == cudaSuccess);
  CHECK(host.data[3] == 14);
}

TEST_CASE("a page-locked buffer that changes too early, and a pageable one that may change at once") {
  const Deferred deferred;
  const Stream stream;
  const Pinned pinned(4);
  std::vector<float> pageable{1, 2, 3, 4};
  std::copy(pageable.begin(), pageable.end(), pinned.data);
  const DeviceArray<float> a(4), b(4);
  REQUIRE(cudaMemcpyAsync(a.data(), pinned.data, 16, cudaMemcpyHostToDevice, stream.own) == cudaSuccess);
  REQUIRE(cudaMemcpyAsync(b.data(), pageable.data(), 16, cudaMemcpyHostToDevice, stream.own) == cudaSuccess);
  pinned.data[0] = pageable[0] = 100;
  REQUIRE(cudaStreamSynchronize(stream.own) == cudaSuccess);
  CHECK(a.host()[0] == 100);
  CHECK(b.host()[0] == 1);
}

TEST_CASE("events order streams, tell when they are done, and take the time") {
  const Deferred deferred;
  const Stream first, second;
  const Event begin, done;
  const DeviceArray<float> x(std::vector<float>{1, 2, 3, 4}), y(4), z(4);
  REQUIRE(cudaEventRecord(begin.own, first.own) == cudaSuccess);
  add(first.own, y.data(), x.data(), 1);
  REQUIRE(cudaEventRecord(done.own, first.own) == cudaSuccess);
  REQUIRE(cudaStreamWaitEvent(second.own, done.own, 0) == cudaSuccess);
  add(second.own, z.data(), y.data(), 1);
  CHECK(cudaEventQuery(done.own) == cudaErrorNotReady);
  REQUIRE(cudaStreamSynchronize(second.own) == cudaSuccess);
  CHECK(cudaEventQuery(done.own) == cudaSuccess);
  CHECK(z.host()[0] == 3);
  float milliseconds = -1;
  REQUIRE(cudaEventElapsedTime(&milliseconds, begin.own, done.own) == cudaSuccess);
  CHECK(milliseconds >= 0);
  add(first.own, y.data(), z.data(), 1);
  int questions = 0;
  while (cudaStreamQuery(first.own) == cudaErrorNotReady) ++questions;
  CHECK(questions == 1);
  CHECK(y.host()[3] == 7);
}

TEST_CASE("without the event the second stream reads what is not there yet") {
  const Deferred deferred;
  const Stream first, second;
  const DeviceArray<float> x(std::vector<float>{1, 2, 3, 4}), y(4), z(4);
  add(first.own, y.data(), x.data(), 1);
  add(second.own, z.data(), y.data(), 1);
  REQUIRE(cudaStreamSynchronize(second.own) == cudaSuccess);
  CHECK(std::isnan(z.host()[0]));
}

TEST_CASE("memory that is freed in stream order is gone afterwards") {
  const Stream stream;
  void* block = nullptr;
  REQUIRE(cudaMallocAsync(&block, 16, stream.own) == cudaSuccess);
  auto* const y = static_cast<float*>(block);
  REQUIRE(cudaMemsetAsync(y, 0, 16, stream.own) == cudaSuccess);
  REQUIRE(cudaFreeAsync(y, stream.own) == cudaSuccess);
  CHECK_MISTAKE([&] { program().launch_on(stream.own, "add", 1, 4, 0, y, y, 1.0f, 4); }, "after the free");
}

TEST_CASE("a node of a graph is given other arguments, and the graph that was captured keeps its own") {
  const Stream stream;
  const DeviceArray<float> x(std::vector<float>{1, 2, 3, 4}), y(std::vector<float>(4)), z(std::vector<float>(4));
  const auto last_node = [&] {
    cudaStreamCaptureStatus status{};
    const cudaGraphNode_t* nodes = nullptr;
    std::size_t count = 0;
    REQUIRE(cudaStreamGetCaptureInfo(stream.own, &status, nullptr, nullptr, &nodes, nullptr, &count) == cudaSuccess);
    REQUIRE(count == 1);
    return nodes[0];
  };
  REQUIRE(cudaStreamBeginCapture(stream.own, cudaStreamCaptureModeRelaxed) == cudaSuccess);
  add(stream.own, y.data(), x.data(), 1);
  const cudaGraphNode_t kernel = last_node();
  REQUIRE(cudaMemcpyAsync(z.data(), y.data(), 16, cudaMemcpyDeviceToDevice, stream.own) == cudaSuccess);
  const cudaGraphNode_t copy = last_node();
  cudaGraph_t graph = nullptr;
  REQUIRE(cudaStreamEndCapture(stream.own, &graph) == cudaSuccess);
  cudaGraphExec_t first = nullptr, second = nullptr;
  REQUIRE(cudaGraphInstantiate(&first, graph, 0) == cudaSuccess);
  REQUIRE(cudaGraphInstantiate(&second, graph, 0) == cudaSuccess);

  float *to = y.data(), *from = x.data(), a = 100;
  int n = 4;
  void* arguments[] = {&to, &from, &a, &n};
  cudaKernelNodeParams params{};
  params.func = reinterpret_cast<void*>(program().kernel("add"));
  params.gridDim = params.blockDim = dim3(4);
  params.gridDim = dim3(1);
  params.kernelParams = arguments;
  REQUIRE(cudaGraphExecKernelNodeSetParams(first, kernel, &params) == cudaSuccess);
  a = 7;  // was read
  REQUIRE(cudaGraphExecMemcpyNodeSetParams1D(first, copy, z.data(), y.data() + 2, 8, cudaMemcpyDeviceToDevice) ==
          cudaSuccess);
  CHECK(cudaGraphExecKernelNodeSetParams(first, copy, &params) == cudaErrorInvalidValue);
  static_cast<void>(cudaGetLastError());
  REQUIRE(cudaGraphLaunch(first, stream.own) == cudaSuccess);
  REQUIRE(cudaStreamSynchronize(stream.own) == cudaSuccess);
  CHECK(z.host() == std::vector<float>{103, 104, 0, 0});
  REQUIRE(cudaGraphLaunch(second, stream.own) == cudaSuccess);
  REQUIRE(cudaStreamSynchronize(stream.own) == cudaSuccess);
  CHECK(z.host() == std::vector<float>{2, 3, 4, 5});
  for (const cudaGraphExec_t each : {first, second}) CHECK(cudaGraphExecDestroy(each) == cudaSuccess);
  CHECK(cudaGraphDestroy(graph) == cudaSuccess);
}

TEST_CASE("a graph does again what was captured, with the arguments of then") {
  const Stream stream, helper;
  const Event fork, join;
  const DeviceArray<float> x(std::vector<float>{1, 2, 3, 4}), y(std::vector<float>(4)), z(std::vector<float>(4));
  REQUIRE(cudaStreamBeginCapture(stream.own, cudaStreamCaptureModeGlobal) == cudaSuccess);
  add(stream.own, x.data(), x.data(), 1);
  REQUIRE(cudaEventRecord(fork.own, stream.own) == cudaSuccess);
  REQUIRE(cudaStreamWaitEvent(helper.own, fork.own, 0) == cudaSuccess);
  add(helper.own, y.data(), x.data(), 0);
  REQUIRE(cudaEventRecord(join.own, helper.own) == cudaSuccess);
  REQUIRE(cudaStreamWaitEvent(stream.own, join.own, 0) == cudaSuccess);
  add(stream.own, z.data(), y.data(), 100);
  void* block = nullptr;
  CHECK(cudaMalloc(&block, 4) == cudaErrorStreamCaptureUnsupported);
  CHECK(cudaStreamSynchronize(stream.own) == cudaErrorStreamCaptureUnsupported);
  cudaGraph_t graph = nullptr;
  REQUIRE(cudaStreamEndCapture(stream.own, &graph) == cudaSuccess);
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusActive;
  REQUIRE(cudaStreamIsCapturing(helper.own, &status) == cudaSuccess);
  CHECK(status == cudaStreamCaptureStatusNone);
  static_cast<void>(cudaGetLastError());
  CHECK(z.host()[0] == 0);  // nothing was done yet
  cudaGraphExec_t executable = nullptr;
  REQUIRE(cudaGraphInstantiate(&executable, graph, 0) == cudaSuccess);
  for (int i = 0; i < 3; ++i) REQUIRE(cudaGraphLaunch(executable, stream.own) == cudaSuccess);
  REQUIRE(cudaStreamSynchronize(stream.own) == cudaSuccess);
  CHECK(z.host() == std::vector<float>{104, 105, 106, 107});
  CHECK(cudaGraphExecDestroy(executable) == cudaSuccess);
  CHECK(cudaGraphDestroy(graph) == cudaSuccess);
}
