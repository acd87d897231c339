#include "stream.hpp"

#include <map>

namespace cuda_emulator {
namespace {

/// Runs one piece of work; a mistake in it is reported.
void perform(const Work& work) {
  if (sticky_error() != cudaSuccess) return;
  try {
    work();
  } catch (const Fault& fault) {
    report(fault.what(), cudaErrorIllegalAddress);
  }
}

/// A stream outlives its handle as long as an event names it.
struct Table {
  std::shared_ptr<Stream> standard = std::make_shared<Stream>(true);
  std::map<cudaStream_t, std::shared_ptr<Stream>> streams;
  std::map<cudaEvent_t, std::unique_ptr<Event>> events;
};
Table& table() {
  static Table& one = *new Table;
  return one;
}

std::shared_ptr<Stream> shared_stream(cudaStream_t handle) {
  if (handle == nullptr || handle == cudaStreamLegacy) return table().standard;
  const auto found = table().streams.find(handle);
  if (found == table().streams.end()) throw Fault("a stream that does not exist, or was destroyed, is used");
  return found->second;
}

/// The default stream waits for the blocking streams, and they for it.
void follow_default_stream_rules(Stream& stream) {
  if (!stream.blocking() || stream.capture()) return;
  if (&stream != table().standard.get()) return table().standard->drain();
  for (auto& [handle, other] : table().streams)
    if (other->blocking()) other->drain();
}

}  // namespace

void Stream::enqueue(Work work, NodeKind kind) {
  if (capture_) {
    capture_->nodes.push_back({std::move(work), kind});
    return;
  }
  ++issued_;
  queue_.push_back(std::move(work));
  if (!settings().deferred) drain();
}

bool Stream::step() {
  if (queue_.empty()) return false;
  const Work work = std::move(queue_.front());
  queue_.pop_front();
  perform(work);
  ++done_;
  return true;
}

void Stream::drain_until(std::size_t ticket) {
  while (done_ < ticket && step()) {
  }
}

Stream& stream_of(cudaStream_t handle) { return *shared_stream(handle); }

cudaStream_t create_stream(bool blocking) {
  auto stream = std::make_shared<Stream>(blocking);
  const auto handle = reinterpret_cast<cudaStream_t>(stream.get());
  table().streams.emplace(handle, std::move(stream));
  return handle;
}
void destroy_stream(cudaStream_t handle) {
  stream_of(handle).drain();
  table().streams.erase(handle);
}

void submit(cudaStream_t handle, Work work, NodeKind kind) {
  Stream& stream = stream_of(handle);
  follow_default_stream_rules(stream);
  stream.enqueue(std::move(work), kind);
}

void drain_all_streams() {
  table().standard->drain();
  for (auto& [handle, stream] : table().streams) stream->drain();
}

bool is_capturing() {
  for (auto& [handle, stream] : table().streams)
    if (stream->capture()) return true;
  return false;
}

void end_capture(const std::shared_ptr<Graph>& graph) {
  for (auto& [handle, stream] : table().streams)
    if (stream->capture() == graph) stream->set_capture(nullptr);
}

Event& event_of(cudaEvent_t handle) {
  const auto found = table().events.find(handle);
  if (found == table().events.end()) throw Fault("an event that does not exist, or was destroyed, is used");
  return *found->second;
}
cudaEvent_t create_event(bool timed) {
  auto event = std::make_unique<Event>();
  event->timed = timed;
  const auto handle = reinterpret_cast<cudaEvent_t>(event.get());
  table().events.emplace(handle, std::move(event));
  return handle;
}
void destroy_event(cudaEvent_t handle) {
  event_of(handle);
  table().events.erase(handle);
}

void record_event(Event& event, cudaStream_t handle) {
  event.stream = shared_stream(handle);
  event.capture = event.stream->capture();
  event.time = std::make_shared<std::chrono::steady_clock::time_point>();
  submit(handle, [time = event.time] { *time = std::chrono::steady_clock::now(); });
  event.ticket = event.stream->issued();
}

void wait_for_event(cudaStream_t handle, const Event& event) {
  Stream& stream = stream_of(handle);
  if (event.stream == nullptr || event.stream.get() == &stream) return;
  if (event.capture && event.capture == event.stream->capture()) {
    if (!stream.capture()) stream.set_capture(event.capture);
    return;
  }
  submit(handle, [source = event.stream, ticket = event.ticket] { source->drain_until(ticket); });
}

}  // namespace cuda_emulator
