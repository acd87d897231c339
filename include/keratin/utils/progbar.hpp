// Progbar: the line that shows how far a run is, as keras.utils.Progbar of Keras 3 draws it.
//   Progbar bar(60);  for (int i = 1; i <= 60; ++i) bar.update(i, {{"loss", loss}});
//   60/60 ━━━━━━━━━━━━━━━━━━━━ 1s 12ms/step - loss: 0.1250
#pragma once
#include <functional>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::utils {

/// Names and values to show behind the bar, in their order.
using ProgbarValues = std::vector<std::pair<std::string, double>>;

struct ProgbarOptions {
  KERATIN_OPTIONS;
  Int width = 20;        ///< Characters of the bar.
  Int verbose = 1;       ///< 0: silent; 1: the bar; 2: one line at the end.
  Real interval = 0.05;  ///< Seconds that pass at least between two redraws.
  /// The metrics shown as they are; all others are averaged over the steps.
  std::vector<std::string> stateful_metrics = {};
  /// Instead: the metrics that are averaged; all others are shown as they are.
  std::optional<std::vector<std::string>> stateless_metrics = {};
  std::string unit_name = "step";  ///< What is counted, as in "12ms/step".
};

/// Where a Progbar draws. The defaults find out.
struct ProgbarOutput {
  KERATIN_OPTIONS;
  std::ostream* stream = nullptr;    ///< Null means std::cout.
  std::optional<bool> dynamic = {};  ///< Whether to redraw the line, in colours; by default if `stream` is a terminal.
  std::optional<bool> utf8 = {};     ///< Whether to draw with "━" or "="; by default as the locale says.
  Int columns = 0;                   ///< The terminal's width; 0 asks it at each redraw.
  std::function<double()> clock = {};  ///< Seconds; by default the steady clock.
};

/// A progress bar. On a terminal one line is redrawn, at most once in `interval` seconds, and shortened where the
/// terminal is narrow. Into a file or pipe goes only the last state, as one plain line without control characters.
class Progbar {
 public:
  /// `target`: the steps expected; std::nullopt or None if unknown. Throws value_error if width, interval or columns
  /// are negative, or if both stateful_metrics and stateless_metrics are given.
  explicit Progbar(std::optional<Int> target, ProgbarOptions options = {}, ProgbarOutput output = {});

  /// Shows that `current` steps are done, with the values of the last of them. `finalize` ends the line; by default
  /// that happens when the target is reached.
  void update(Int current, const ProgbarValues& values = {}, std::optional<Flag> finalize = std::nullopt);
  /// `update`, `n` steps further than before.
  void add(Int n, const ProgbarValues& values = {}) { update(seen_ + n.value, values); }
  /// Whether an update now would be shown or timed: so that a fast loop need not gather values for nothing.
  bool due() const {
    if (options_.verbose == 0) return false;
    return !after_first_step_ ||
           (options_.verbose == 1 && dynamic_ && output_.clock() - last_update_ >= options_.interval);
  }
  /// Sets the target that was unknown, as after the first epoch of a generator.
  void set_target(Int target) { target_ = target; }

 private:
  struct Metric {
    std::string name;
    bool averaged;
    double sum, count;
  };

  void store(const ProgbarValues& values, index_t steps, bool last);
  Metric& metric(const std::string& name);
  double step_duration(index_t current, double now);
  bool has_target() const { return target_ > 0; }
  std::string count_text(index_t current) const;
  std::string metrics_text(bool negative_as_exponent) const;
  std::pair<std::string, std::string> bar(index_t current, index_t room) const;
  void draw(index_t current, double now, double per_step, bool last);
  void draw_line(index_t current, double now, double per_step);
  void write(std::string_view text);

  index_t target_;  // negative if unknown
  ProgbarOptions options_;
  ProgbarOutput output_;
  std::ostream* stream_ = nullptr;
  bool dynamic_ = false;
  bool utf8_ = true;
  index_t seen_ = 0;
  std::vector<Metric> metrics_;
  double start_ = 0;
  double last_update_ = -std::numeric_limits<double>::infinity();
  std::optional<double> after_first_step_;
  std::size_t drawn_width_ = 0;
};

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <chrono>
#include <iostream>

#include "progbar_drawing.hpp"
#include "terminal.hpp"

namespace keratin::utils {
namespace progbar_detail {

inline double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace progbar_detail

KERATIN_INLINE Progbar::Progbar(std::optional<Int> target, ProgbarOptions options, ProgbarOutput output)
    : target_(target ? target->value : -1), options_(std::move(options)), output_(std::move(output)) {
  require(options_.width >= 0, "Progbar: expected width >= 0; got ", options_.width, ".");
  require(options_.interval >= 0, "Progbar: expected interval >= 0; got ", options_.interval, ".");
  require(output_.columns >= 0, "Progbar: expected columns >= 0; got ", output_.columns, ".");
  require(
      options_.stateful_metrics.empty() || !options_.stateless_metrics,
      "Progbar: expected stateful_metrics or stateless_metrics; got both. Hint: the metrics not named are of the other "
      "kind.");
  if (options_.verbose == 0) return;
  if (!output_.clock) output_.clock = progbar_detail::steady_seconds;
  stream_ = output_.stream ? output_.stream : &std::cout;
  dynamic_ = output_.dynamic.value_or(is_terminal(*stream_));
  utf8_ = output_.utf8 ? *output_.utf8 : is_utf8();
  start_ = output_.clock();
}

KERATIN_INLINE void Progbar::update(Int current, const ProgbarValues& values, std::optional<Flag> finalize) {
  const index_t steps = current - std::exchange(seen_, current);
  if (options_.verbose == 0) return;
  const bool last = finalize ? finalize->value : target_ >= 0 && current >= target_;
  store(values, steps, last);
  const double now = output_.clock();
  const double per_step = step_duration(current, now);
  if (options_.verbose == 1) {
    if (!last && (!dynamic_ || now - last_update_ < options_.interval)) return;
    draw(current, now, per_step, last);
  } else if (options_.verbose == 2 && last && has_target()) {
    draw_line(current, now, per_step);
  }
  last_update_ = now;
}

KERATIN_INLINE Progbar::Metric& Progbar::metric(const std::string& name) {
  const auto known = std::find_if(metrics_.begin(), metrics_.end(), [&](const Metric& m) { return m.name == name; });
  if (known != metrics_.end()) return *known;
  const auto names = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  const bool averaged =
      options_.stateless_metrics ? names(*options_.stateless_metrics) : !names(options_.stateful_metrics);
  return metrics_.emplace_back(Metric{name, averaged, 0, 0});
}

KERATIN_INLINE void Progbar::store(const ProgbarValues& values, index_t steps, bool last) {
  for (const auto& [name, value] : values) {
    Metric& m = metric(name);
    const double weight = static_cast<double>(std::max<index_t>(steps, 1));
    if (m.averaged && !last) {
      m.sum += value * weight;
      m.count += weight;
    } else {  // what comes last are the epoch's own results
      m.sum = value;
      m.count = 1;
    }
  }
}

/// Seconds per step. Once there are more, the first step does not count: it builds and allocates.
KERATIN_INLINE double Progbar::step_duration(index_t current, double now) {
  if (current == 0) return 0;
  const auto steps = static_cast<double>(current);
  const double duration =
      after_first_step_ && current > 1 ? (now - *after_first_step_) / (steps - 1) : (now - start_) / steps;
  if (current == 1) after_first_step_ = now;
  return duration;
}

}  // namespace keratin::utils
#endif
