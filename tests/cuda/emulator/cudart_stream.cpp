// Emulated calls of libcudart: streams and events.
#include "call.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

extern "C" {

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return runtime_call("cudaStreamCreateWithFlags", [&] {
    *stream = create_stream((flags & cudaStreamNonBlocking) == 0);
    return cudaSuccess;
  });
}
cudaError_t cudaStreamCreate(cudaStream_t* stream) { return cudaStreamCreateWithFlags(stream, cudaStreamDefault); }
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return runtime_call("cudaStreamDestroy", [&] {
    destroy_stream(stream);
    return cudaSuccess;
  });
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return runtime_call("cudaStreamSynchronize", [&] {
    if (stream_of(stream).capture()) return cudaErrorStreamCaptureUnsupported;
    stream_of(stream).drain();
    return cudaSuccess;
  });
}
/// Each question lets the stream do one more piece of work, so that a program that asks again and again gets on.
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  return runtime_call("cudaStreamQuery", [&] {
    Stream& s = stream_of(stream);
    if (s.is_done(s.issued())) return cudaSuccess;
    s.step();
    return cudaErrorNotReady;
  });
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  return runtime_call("cudaStreamWaitEvent", [&] {
    wait_for_event(stream, event_of(event));
    return cudaSuccess;
  });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  return runtime_call("cudaEventCreateWithFlags", [&] {
    *event = create_event((flags & cudaEventDisableTiming) == 0);
    return cudaSuccess;
  });
}
cudaError_t cudaEventCreate(cudaEvent_t* event) { return cudaEventCreateWithFlags(event, cudaEventDefault); }
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return runtime_call("cudaEventDestroy", [&] {
    destroy_event(event);
    return cudaSuccess;
  });
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return runtime_call("cudaEventRecord", [&] {
    record_event(event_of(event), stream);
    return cudaSuccess;
  });
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return runtime_call("cudaEventSynchronize", [&] {
    const Event& e = event_of(event);
    if (e.stream) e.stream->drain_until(e.ticket);
    return cudaSuccess;
  });
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  return runtime_call("cudaEventQuery", [&] {
    const Event& e = event_of(event);
    if (e.is_done()) return cudaSuccess;
    e.stream->step();
    return cudaErrorNotReady;
  });
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return runtime_call("cudaEventElapsedTime", [&] {
    const Event &a = event_of(start), &b = event_of(end);
    if (!a.time || !b.time || !a.timed || !b.timed) return cudaErrorInvalidResourceHandle;
    if (!a.is_done() || !b.is_done()) return cudaErrorNotReady;
    *milliseconds = std::chrono::duration<float, std::milli>(*b.time - *a.time).count();
    return cudaSuccess;
  });
}

}  // extern "C"
