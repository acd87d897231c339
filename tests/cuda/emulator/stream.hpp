// Streams and events of the emulated device: queues of work that is done at once, or (deferred) when someone waits.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "settings.hpp"

namespace cuda_emulator {

using Work = std::function<void()>;

/// What a capture recorded: the work of all its streams, in the order in which it was asked for. A node's handle is its
/// number, counted from 1.
enum class NodeKind { other, kernel, copy };
struct Node {
  Work work;
  NodeKind kind;
};
struct Graph {
  std::vector<Node> nodes;
};
/// Gives a node of an executable graph other work of its kind.
cudaError_t change_node(cudaGraphExec_t graph, cudaGraphNode_t node, NodeKind kind, Work work);

class Stream {
 public:
  explicit Stream(bool blocking) : blocking_(blocking) {}

  /// Does work in its turn: now, or when the stream is drained; or records it, while the stream is captured.
  void enqueue(Work work, NodeKind kind);
  /// Does what was asked for until the how manieth piece of work.
  void drain_until(std::size_t ticket);
  void drain() { drain_until(issued_); }
  /// Does one piece of work; false if there was none.
  bool step();

  std::size_t issued() const { return issued_; }
  bool is_done(std::size_t ticket) const { return done_ >= ticket; }
  bool blocking() const { return blocking_; }
  const std::shared_ptr<Graph>& capture() const { return capture_; }
  void set_capture(std::shared_ptr<Graph> graph) { capture_ = std::move(graph); }

 private:
  bool blocking_;
  std::size_t issued_ = 0, done_ = 0;
  std::deque<Work> queue_;
  std::shared_ptr<Graph> capture_;
};

/// The stream behind a handle; 0 is the default stream. Throws a Fault for what is no stream.
Stream& stream_of(cudaStream_t handle);
cudaStream_t create_stream(bool blocking);
void destroy_stream(cudaStream_t handle);
/// Enqueues work on a stream, after what the default stream's rules put before it.
void submit(cudaStream_t handle, Work work, NodeKind kind = NodeKind::other);
void drain_all_streams();
/// Whether some stream is captured, so that calls that wait are errors.
bool is_capturing();
/// The streams that are captured into a graph are no longer.
void end_capture(const std::shared_ptr<Graph>& graph);

/// A point of a stream.
struct Event {
  std::shared_ptr<Stream> stream;  ///< nullptr before the first record.
  std::size_t ticket = 0;
  std::shared_ptr<Graph> capture;  ///< The graph it was recorded into, if any.
  bool timed = true;
  std::shared_ptr<std::chrono::steady_clock::time_point> time;

  bool is_done() const { return stream == nullptr || stream->is_done(ticket); }
};
Event& event_of(cudaEvent_t handle);
cudaEvent_t create_event(bool timed);
void destroy_event(cudaEvent_t handle);
void record_event(Event& event, cudaStream_t stream);
/// What the stream does later comes after the event.
void wait_for_event(cudaStream_t stream, const Event& event);

}  // namespace cuda_emulator
