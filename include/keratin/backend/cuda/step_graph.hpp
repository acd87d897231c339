// StepGraph: work of a device that is done again and again, such as a step of training, started as one CUDA graph.
// Twice it is done as ever; the third time it is written down too, and captured. From then on the program's
// calls are held against what was written: what they ask for is not asked of the device but put into the graph, where
// it is another than the last time (a learning rate, random numbers), and the whole starts at the end. Where the
// program takes another way, or waits for the device, what it asked for is started as ever and so is the rest.
// https://docs.nvidia.com/cuda/cuda-programming-guide/04-special-topics/cuda-graphs.html
#pragma once
#include <cstddef>
#include <memory>

#include "../../core/platform.hpp"

namespace keratin::cuda_backend {

class StepGraph {
 public:
  explicit StepGraph(int device);
  StepGraph(const StepGraph&) = delete;
  StepGraph& operator=(const StepGraph&) = delete;
  ~StepGraph();
  /// This thread's work for the device from here on is the step's.
  void begin();
  /// The step is whole: starts what has not been started. Comes after an error too.
  void end();

  /// Whether it has left its graph so often that it is never started as one again.
  bool given_up() const;

  /// How often, in this program, a step was captured, was started as a graph, and took another way or waited.
  struct Counts {
    std::size_t captured = 0, started = 0, left = 0;
  };
  static Counts& counts();

 private:
  class Record;
  std::unique_ptr<Record> record_;
};

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include <optional>
#include <utility>

#include "fused_maps.hpp"
#include "step_work.hpp"

namespace keratin::cuda_backend {

KERATIN_INLINE StepGraph::Counts& StepGraph::counts() {
  static Counts all;
  return all;
}

class StepGraph::Record final : public WorkListener {
 public:
  explicit Record(int device) : WorkListener(device), context_(Context::of(device)) { blocks_.emplace(device); }
  ~Record() override { forget(); }

  bool given_up() const { return !blocks_; }

  void begin() {
    start_maps(device());
    if (given_up() || work_listener() != nullptr) return;
    state_ = graph_.ready() ? State::follows : runs_ >= 2 ? State::writes : State::rests;
    if (state_ == State::writes) graph_.prepare(context_);
    blocks_->begin();
    done_ = 0;
    if (state_ != State::rests) work_listener() = this;
    running_ = true;
  }
  void end() {
    if (!std::exchange(running_, false)) return;
    ++runs_;
    try {
      start_maps(device());
      if (state_ == State::follows && done_ != works_.size()) leave(Way::other);
      work_listener() = nullptr;
      if (state_ == State::writes) capture();
      if (state_ == State::follows) start();
    } catch (...) {
      finish();
      throw;
    }
    finish();
  }

  void kernel(cudaKernel_t kernel, const Grid& grid, void** arguments) override {
    follow([&](StepWork& w) { return w.be_kernel(kernel, grid, arguments); });
    if (state_ == State::writes) works_.push_back(StepWork::of_kernel(kernel, grid, arguments));
    if (state_ != State::follows) launch_on(stream(), kernel, grid, arguments);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    follow([&](StepWork& w) { return w.be_copy(to, from, bytes); });
    if (state_ == State::writes) works_.push_back(StepWork::of_copy(to, from, bytes));
    if (state_ != State::follows) StepWork::of_copy(to, from, bytes).issue(context_, stream());
  }
  void call(const std::string& key, const LibraryCall& call) override {
    follow([&](StepWork& w) { return w.is_call(key); });
    if (state_ == State::writes) works_.push_back(StepWork::of_call(key, call));
    if (state_ == State::follows) return;
    const std::lock_guard lock(context_.mutex());
    const PastListener past;
    call(context_, context_.stream());
  }
  void other_work() override {
    if (state_ == State::writes || state_ == State::follows) leave(Way::same);
  }

 private:
  static constexpr int most_failures = 3;
  enum class State { rests, writes, follows };
  enum class Way { same, other };

  cudaStream_t stream() const {
    const PastListener past;
    return context_.stream();
  }

  /// be(work): whether the next work of a step that follows is what is asked for, or has become it.
  template <class Be>
  void follow(const Be& be) {
    if (state_ != State::follows) return;
    if (done_ < works_.size() && be(works_[done_]))
      ++done_;
    else
      leave(Way::other);
  }

  /// Starts what was held back; the rest of the step is done as ever. A step that does so each time is left alone.
  void leave(Way way) {
    ++counts().left;
    ++failures_;
    const bool held = state_ == State::follows;
    state_ = State::rests;
    if (held) {
      const std::lock_guard lock(context_.mutex());
      const PastListener past;
      for (std::size_t i = 0; i < done_; ++i) works_[i].issue(context_, context_.stream());
    }
    if (!held || way == Way::other) forget();
  }
  /// A step that could not be followed so often keeps no memory for itself either.
  void finish() {
    work_listener() = nullptr;
    blocks_->end();
    if (failures_ < most_failures) return;
    forget();
    blocks_.reset();
  }

  void capture() {
    const std::lock_guard lock(context_.mutex());
    if (!works_.empty() && graph_.capture(context_, works_)) return static_cast<void>(++counts().captured);
    failures_ = most_failures;
  }
  void start() {
    for (StepWork& w : works_) graph_.renew(w);
    graph_.start(context_.stream());
    failures_ = 0;
    ++counts().started;
  }
  void forget() {
    graph_.clear(context_);
    works_.clear();
  }

  Context& context_;
  std::optional<OwnBlocks> blocks_;  // none: the step is never started as a graph
  CapturedGraph graph_;
  std::vector<StepWork> works_;
  std::size_t done_ = 0;  // of works_, in the step that follows them
  State state_ = State::rests;
  bool running_ = false;
  int runs_ = 0;
  int failures_ = 0;  // in a row
};

KERATIN_INLINE StepGraph::StepGraph(int device) : record_(std::make_unique<Record>(device)) {}
KERATIN_INLINE StepGraph::~StepGraph() = default;
KERATIN_INLINE bool StepGraph::given_up() const { return record_->given_up(); }
KERATIN_INLINE void StepGraph::begin() { record_->begin(); }
KERATIN_INLINE void StepGraph::end() { record_->end(); }

}  // namespace keratin::cuda_backend
#endif
