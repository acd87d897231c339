// Maps on a device that wait for one another: a chain of pointwise ops becomes one kernel. A map is not started when it
// is asked for. The thread's next one joins it, if it goes over as many places and takes numbers of the same dtype; all
// are started together, with the steps of all in one text, when anything else touches what they make or would write
// over what they read. What nobody holds any more by then is not written at all.
#pragma once
#include "map.hpp"

namespace keratin::cuda_backend {

/// out[i] = f(in0[i], in1[i], …) for every place of a result of that shape.
struct Map {
  int device = 0;
  DType dtype = float32;  ///< Of the inputs.
  Shape shape;
  MapOutput out;
  std::span<const MapInput> in;
};
/// Asks for a map. Returns false, having done nothing, if f can't be traced.
bool map(trace::Tracer tracer, const void* f, const Map& m);

/// Whether this thread's waiting maps make the elements at that address, all of that shape: then a map may take them
/// before they are there.
bool is_waited_for(const void* data, const Shape& shape);
/// Comes before a block is read or written: starts the maps that make its elements and, if it is to be written, those
/// that read it.
void start_maps_of(const RefCounted& block, bool written);
/// Comes when nobody holds a block any more.
void forget_maps_of(const RefCounted& block);
/// Starts those of this thread for the device.
void start_maps(int device);

/// How many maps this program asked for, and the kernels that were started for them.
struct MapCounts {
  std::size_t asked = 0, started = 0;
};
MapCounts& map_counts();

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

namespace keratin::cuda_backend {

KERATIN_INLINE MapCounts& map_counts() {
  static MapCounts all;
  return all;
}

/// The maps of one thread that wait. All threads' are under one lock, for a tensor may go from one to another.
class FusedMaps {
 public:
  /// What is let go of when the maps are started: a block that goes asks for the lock again.
  using Held = std::vector<MapInput>;

  FusedMaps() {
    const std::lock_guard lock(mutex());
    all().push_back(this);
  }
  ~FusedMaps() {
    Held held;
    const std::lock_guard lock(mutex());
    try {
      start(held);
    } catch (const device_error&) {  // the thread is at its end: nobody would hear of it
    }
    std::erase(all(), this);
  }
  FusedMaps(const FusedMaps&) = delete;
  FusedMaps& operator=(const FusedMaps&) = delete;

  static FusedMaps& own() {
    static thread_local FusedMaps maps;
    return maps;
  }
  static std::mutex& mutex() {  // never destroyed, as the tensors of the program's statics may go later
    static auto& mutex = *new std::mutex;
    return mutex;
  }
  static std::vector<FusedMaps*>& all() {
    static auto& threads = *new std::vector<FusedMaps*>;
    return threads;
  }

  int device() const { return device_; }
  bool makes(const void* data, const Shape& shape) const { return output_at(data) < out_.size() && shape == shape_; }
  bool makes(const RefCounted& block) const {
    return std::ranges::any_of(out_, [&](const MapOutput& o) { return o.block == &block; });
  }
  bool reads(const RefCounted& block) const {
    return std::ranges::any_of(in_, [&](const MapInput& i) { return i.block.get() == &block; });
  }

  /// `f`: what the functor does.
  void add(const trace::Trace& f, const Map& m, Held& held) {
    if (!joins(f, m)) {
      start(held);
      device_ = m.device;
      dtype_ = m.dtype;
      shape_ = m.shape;
    }
    const std::uint16_t result = append(f, m.in);
    const std::size_t k = output_at(m.out.data);
    if (k == out_.size()) {
      out_.push_back(m.out);
      trace_.results.push_back(result);
    } else {  // written in place: the steps that took what was there stay as they are
      trace_.results[k] = result;
    }
  }

  void forget(const RefCounted& block, Held& held) {
    for (std::size_t k = out_.size(); k-- > 0;) {
      if (out_[k].block != &block) continue;
      out_.erase(out_.begin() + static_cast<std::ptrdiff_t>(k));
      trace_.results.erase(trace_.results.begin() + static_cast<std::ptrdiff_t>(k));
    }
    if (out_.empty()) clear(held);
  }

  void start(Held& held) {
    if (out_.empty()) return;
    std::optional<PastListener> past;  // another thread's work must not come into this one's step graph
    if (thread_ != std::this_thread::get_id()) past.emplace();
    const trace::Trace t = std::move(trace_);
    const std::vector<MapOutput> out = std::move(out_);
    const std::size_t first = held.size();
    clear(held);
    ++map_counts().started;
    start_map(device_, t, dtype_, out, shape_, std::span(held).subspan(first));
  }

 private:
  static constexpr std::size_t most_steps = 128;

  static bool same(const MapInput& a, const MapInput& b) {
    return a.data != nullptr && a.data == b.data && a.strides == b.strides;
  }
  std::size_t input_like(const MapInput& input) const {
    std::size_t k = 0;
    while (k < in_.size() && !same(in_[k], input)) ++k;
    return k;
  }
  std::size_t output_at(const void* data) const {
    std::size_t k = 0;
    while (k < out_.size() && out_[k].data != data) ++k;
    return k;
  }

  bool joins(const trace::Trace& f, const Map& m) const {
    if (out_.empty() || m.device != device_ || m.dtype != dtype_ || !(m.shape == shape_)) return false;
    std::size_t more = 0;
    for (const MapInput& i : m.in)
      more += i.data != nullptr && output_at(i.data) == out_.size() && input_like(i) == in_.size();
    return in_.size() + more <= MapArrays::most && out_.size() < MapArrays::most &&
           trace_.steps.size() + f.steps.size() <= most_steps;
  }

  /// Adds a functor's steps; returns the one that is its result.
  std::uint16_t append(const trace::Trace& f, std::span<const MapInput> in) {
    std::vector<std::uint16_t> places;
    for (const trace::Step& step : f.steps) {
      const char type = step.type;
      if (detail::is_form(step, trace::Trace::input)) {
        places.push_back(value_of(in[step.args[0]], type));
      } else if (detail::is_form(step, trace::Trace::constant)) {
        places.push_back(constant(f.constants[step.args[0]], type));
      } else {
        const auto at = [&](std::uint16_t arg) { return arg < places.size() ? places[arg] : std::uint16_t{0}; };
        places.push_back(trace_.add(type, step.form, at(step.args[0]), at(step.args[1]), at(step.args[2])));
      }
    }
    return places[f.results[0]];
  }
  std::uint16_t constant(std::uint64_t bits, char type) {
    trace_.constants.push_back(bits);
    return trace_.add(type, trace::Trace::constant, static_cast<std::uint16_t>(trace_.constants.size() - 1));
  }
  std::uint16_t value_of(const MapInput& input, char type) {
    if (input.data == nullptr) return constant(input.number, type);
    if (const std::size_t k = output_at(input.data); k < out_.size()) return trace_.results[k];
    const std::size_t k = input_like(input);
    if (k < in_.size()) return steps_of_inputs_[k];
    in_.push_back(input);
    steps_of_inputs_.push_back(trace_.add(type, trace::Trace::input, static_cast<std::uint16_t>(k)));
    return steps_of_inputs_[k];
  }

  void clear(Held& held) {
    held.insert(held.end(), std::make_move_iterator(in_.begin()), std::make_move_iterator(in_.end()));
    in_.clear();
    steps_of_inputs_.clear();
    out_.clear();
    trace_.clear();
  }

  const std::thread::id thread_ = std::this_thread::get_id();
  int device_ = 0;
  DType dtype_ = float32;
  Shape shape_;
  trace::Trace trace_;  // its results go to out_
  std::vector<MapInput> in_;
  std::vector<std::uint16_t> steps_of_inputs_;
  std::vector<MapOutput> out_;
};

KERATIN_INLINE bool map(trace::Tracer tracer, const void* f, const Map& m) {
  if (tracer == nullptr) return false;
  tracer(f);
  const trace::Trace& t = trace::current();
  if (!t.complete) return false;
  if (m.shape.size() == 0) return true;
  FusedMaps& own = FusedMaps::own();
  FusedMaps::Held held;
  const std::lock_guard lock(FusedMaps::mutex());
  ++map_counts().asked;
  own.add(t, m, held);
  return true;
}
KERATIN_INLINE bool is_waited_for(const void* data, const Shape& shape) {
  const FusedMaps& own = FusedMaps::own();
  const std::lock_guard lock(FusedMaps::mutex());
  return own.makes(data, shape);
}
KERATIN_INLINE void start_maps_of(const RefCounted& block, bool written) {
  FusedMaps::Held held;
  const std::lock_guard lock(FusedMaps::mutex());
  for (FusedMaps* const maps : FusedMaps::all())
    if (maps->makes(block) || (written && maps->reads(block))) maps->start(held);
}
KERATIN_INLINE void forget_maps_of(const RefCounted& block) {
  FusedMaps::Held held;
  const std::lock_guard lock(FusedMaps::mutex());
  for (FusedMaps* const maps : FusedMaps::all()) maps->forget(block, held);
}
KERATIN_INLINE void start_maps(int device) {
  FusedMaps& own = FusedMaps::own();
  FusedMaps::Held held;
  const std::lock_guard lock(FusedMaps::mutex());
  if (own.device() == device) own.start(held);
}

}  // namespace keratin::cuda_backend
#endif
