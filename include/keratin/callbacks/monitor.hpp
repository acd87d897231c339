// What EarlyStopping, ModelCheckpoint and ReduceLROnPlateau share: a figure to watch, and when it is better than
// before.
#pragma once
#include <optional>
#include <string>

#include "callback.hpp"

#if KERATIN_DEFINE(callbacks)
#include <cmath>

#include "../core/warning.hpp"
#include "format.hpp"

namespace keratin::callbacks {

/// Base of the callbacks that watch a figure (Keras's MonitorCallback).
class MonitorCallback : public CustomCallback {
 public:
  bool wants_batches() override { return false; }

 protected:
  /// `mode`: "min", "max", or "auto", by the name of the figure.
  MonitorCallback(const char* name, std::string monitor, std::string mode, double min_delta)
      : name_(name), monitor_(std::move(monitor)), mode_(std::move(mode)), min_delta_(std::abs(min_delta)) {
    require(mode_ == "auto" || mode_ == "min" || mode_ == "max", name_,
            ": expected mode \"auto\", \"min\" or \"max\"; got \"", mode_, "\".");
  }

  /// Finds out which way is better, once the model has its metrics.
  void choose_direction() {
    if (higher_) return;
    if (mode_ != "auto") {
      higher_ = mode_ == "max";
      return;
    }
    const std::string metric = monitor_.starts_with("val_") ? monitor_.substr(4) : monitor_;
    if (metric == "loss") higher_ = false;
    if (const auto known = model().higher_is_better(metric)) higher_ = known;
    require(higher_.has_value(), name_, ": expected mode \"min\" or \"max\" with monitor \"", monitor_,
            "\", for nothing tells which is better; got mode \"auto\".");
  }
  bool improved(double value, const std::optional<double>& reference) const {
    if (!reference) return true;
    return *higher_ ? value - min_delta_ > *reference : value + min_delta_ < *reference;
  }
  /// The watched figure, if the logs have it.
  std::optional<double> watched(const Logs& logs) const {
    const auto found = logs.find(monitor_);
    return found == logs.end() ? std::nullopt : std::optional<double>(found->second);
  }
  static std::string names(const Logs& logs) {
    std::string all;
    for (const auto& entry : logs) all += (all.empty() ? "" : ",") + entry.first;
    return all;
  }

  const char* name_;
  std::string monitor_, mode_;
  double min_delta_;
  std::optional<double> best_;

 private:
  std::optional<bool> higher_;
};

}  // namespace keratin::callbacks
#endif
