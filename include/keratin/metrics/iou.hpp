// IoU: intersection over union, true positives / (true positives + false positives + false negatives), the mean over
// some classes.
#pragma once
#include <vector>

#include "metric.hpp"

namespace keratin::metrics {

struct IoUOptions {
  KERATIN_OPTIONS;
  std::string name = "";  ///< io_u, io_u_1, … if empty.
  std::string dtype =
      "int64";  ///< With it, as in Keras, weights are cut to whole numbers; "float32" takes them as they are.
  std::optional<Int> ignore_class = {};  ///< Where y_true is this, nothing counts.
  Flag sparse_y_true = true;             ///< Whether y_true are class numbers; else one-hot rows.
  Flag sparse_y_pred = true;             ///< Whether y_pred are class numbers; else a score for each class.
  Int axis = -1;                         ///< The axis of one-hot rows and scores.
};
/// The mean IoU of the target classes, of class numbers y_true and y_pred; a class that is nowhere does not count
/// (keras.metrics.IoU). Throws value_error for bad options.
struct IoU : Metric {
  explicit IoU(Int num_classes, const std::vector<index_t>& target_class_ids, const IoUOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "iou_impl.hpp"

namespace keratin::metrics {

namespace detail {

struct IoUConfig {
  Int num_classes = 0;
  std::vector<index_t> target_class_ids;
  IoUOptions options = {};
  void fields(Fields& f) {
    IoUOptions& o = options;
    f("name, dtype, num_classes, target_class_ids, ignore_class", o.name, o.dtype, num_classes, target_class_ids,
      o.ignore_class);
    f("sparse_y_true, sparse_y_pred, axis", o.sparse_y_true, o.sparse_y_pred, o.axis);
  }
  IoUSettings settings() const {
    const IoUOptions& o = options;
    return {num_classes, target_class_ids, o.name, o.dtype, o.ignore_class, o.sparse_y_true, o.sparse_y_pred, o.axis};
  }
};

}  // namespace detail

KERATIN_INLINE IoU::IoU(Int num_classes, const std::vector<index_t>& target_class_ids, const IoUOptions& options)
    : Metric([&] {
        const detail::IoUConfig config{num_classes, target_class_ids, options};
        return detail::configured_iou("IoU", config.settings(), config);
      }()) {}
KERATIN_INLINE Metric IoU::from(Fields* config) {
  detail::check_configured("IoU", config);
  detail::IoUConfig made;
  made.fields(*config);
  return IoU(made.num_classes, made.target_class_ids, made.options);
}

}  // namespace keratin::metrics
#endif
