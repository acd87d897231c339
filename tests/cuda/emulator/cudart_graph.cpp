// Emulated calls of libcudart: CUDA graphs. A capture records the work of a stream; a launch does it again, with the
// pointers and numbers of then.
#include <map>

#include "call.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

/// Graphs and executable graphs by handle: an executable one is a copy.
template <class Handle>
std::map<Handle, std::shared_ptr<Graph>>& graphs() {
  static auto& all = *new std::map<Handle, std::shared_ptr<Graph>>;
  return all;
}

template <class Handle>
std::shared_ptr<Graph> graph_of(Handle handle) {
  const auto found = graphs<Handle>().find(handle);
  if (found == graphs<Handle>().end()) throw Fault("a graph that does not exist, or was destroyed, is used");
  return found->second;
}

template <class Handle>
Handle keep(std::shared_ptr<Graph> graph) {
  const auto handle = reinterpret_cast<Handle>(graph.get());
  graphs<Handle>()[handle] = std::move(graph);
  return handle;
}

cudaError_t instantiate(cudaGraphExec_t* executable, cudaGraph_t graph) {
  *executable = keep<cudaGraphExec_t>(std::make_shared<Graph>(*graph_of(graph)));
  return cudaSuccess;
}

}  // namespace

cudaError_t cuda_emulator::change_node(cudaGraphExec_t executable, cudaGraphNode_t node, NodeKind kind, Work work) {
  const std::shared_ptr<Graph> graph = graph_of(executable);
  const auto number = reinterpret_cast<std::size_t>(node);
  if (number == 0 || number > graph->nodes.size() || graph->nodes[number - 1].kind != kind)
    return cudaErrorInvalidValue;
  graph->nodes[number - 1].work = std::move(work);
  return cudaSuccess;
}

extern "C" {

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  return runtime_call("cudaStreamBeginCapture", [&] {
    if (stream == nullptr || stream_of(stream).capture()) return cudaErrorStreamCaptureUnsupported;
    stream_of(stream).set_capture(std::make_shared<Graph>());
    return cudaSuccess;
  });
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  return runtime_call("cudaStreamEndCapture", [&] {
    std::shared_ptr<Graph> recorded = stream_of(stream).capture();
    if (!recorded) return cudaErrorIllegalState;
    end_capture(recorded);
    *graph = keep<cudaGraph_t>(std::move(recorded));
    return cudaSuccess;
  });
}
cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  return runtime_call("cudaStreamIsCapturing", [&] {
    *status = stream_of(stream).capture() ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusNone;
    return cudaSuccess;
  });
}

/// A stream's next work depends on the last node alone.
cudaError_t cudaStreamGetCaptureInfo(cudaStream_t stream, cudaStreamCaptureStatus* status, unsigned long long* id,
                                     cudaGraph_t* graph, const cudaGraphNode_t** nodes, const cudaGraphEdgeData** edges,
                                     std::size_t* count) {
  return runtime_call("cudaStreamGetCaptureInfo", [&] {
    static thread_local cudaGraphNode_t last = nullptr;
    const std::shared_ptr<Graph> own = stream_of(stream).capture();
    *status = own ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusNone;
    if (id != nullptr || graph != nullptr || edges != nullptr) return cudaErrorNotSupported;
    last = reinterpret_cast<cudaGraphNode_t>(own ? own->nodes.size() : 0);
    if (nodes != nullptr) *nodes = &last;
    if (count != nullptr) *count = last != nullptr ? 1 : 0;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  return runtime_call("cudaGraphInstantiate", [&] { return instantiate(executable, graph); });
}
cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  return runtime_call("cudaGraphInstantiateWithFlags", [&] { return instantiate(executable, graph); });
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  return runtime_call("cudaGraphLaunch", [&] {
    for (const Node& node : graph_of(executable)->nodes) submit(stream, node.work);
    return cudaSuccess;
  });
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  return runtime_call("cudaGraphDestroy", [&] {
    graph_of(graph);
    graphs<cudaGraph_t>().erase(graph);
    return cudaSuccess;
  });
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  return runtime_call("cudaGraphExecDestroy", [&] {
    graph_of(executable);
    graphs<cudaGraphExec_t>().erase(executable);
    return cudaSuccess;
  });
}

}  // extern "C"
