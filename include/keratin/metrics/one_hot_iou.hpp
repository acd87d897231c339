// OneHotIoU: IoU of one-hot labels, the mean over some classes.
#pragma once
#include <vector>

#include "metric.hpp"

namespace keratin::metrics {

struct OneHotIoUOptions {
  KERATIN_OPTIONS;
  std::string name = "";  ///< one_hot_io_u, one_hot_io_u_1, … if empty.
  std::string dtype =
      "int64";  ///< With it, as in Keras, weights are cut to whole numbers; "float32" takes them as they are.
  std::optional<Int> ignore_class = {};  ///< Where y_true is this, nothing counts.
  Flag sparse_y_pred = false;            ///< Whether y_pred are class numbers; else a score for each class.
  Int axis = -1;                         ///< The axis of one-hot rows and scores.
};
/// The mean IoU of the target classes, of one-hot rows y_true and scores y_pred (…, classes)
/// (keras.metrics.OneHotIoU). Throws value_error for bad options.
struct OneHotIoU : Metric {
  explicit OneHotIoU(Int num_classes, const std::vector<index_t>& target_class_ids,
                     const OneHotIoUOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "iou_impl.hpp"

namespace keratin::metrics {

namespace detail {

struct OneHotIoUConfig {
  Int num_classes = 0;
  std::vector<index_t> target_class_ids;
  OneHotIoUOptions options = {};
  void fields(Fields& f) {
    OneHotIoUOptions& o = options;
    f("num_classes, target_class_ids, name, dtype", num_classes, target_class_ids, o.name, o.dtype);
    f("ignore_class, sparse_y_pred, axis", o.ignore_class, o.sparse_y_pred, o.axis);
  }
  IoUSettings settings() const {
    const OneHotIoUOptions& o = options;
    return {num_classes, target_class_ids, o.name, o.dtype, o.ignore_class, false, o.sparse_y_pred, o.axis};
  }
};

}  // namespace detail

KERATIN_INLINE OneHotIoU::OneHotIoU(Int num_classes, const std::vector<index_t>& target_class_ids,
                                    const OneHotIoUOptions& options)
    : Metric([&] {
        const detail::OneHotIoUConfig config{num_classes, target_class_ids, options};
        return detail::configured_iou("OneHotIoU", config.settings(), config);
      }()) {}
KERATIN_INLINE Metric OneHotIoU::from(Fields* config) {
  detail::check_configured("OneHotIoU", config);
  detail::OneHotIoUConfig made;
  made.fields(*config);
  return OneHotIoU(made.num_classes, made.target_class_ids, made.options);
}

}  // namespace keratin::metrics
#endif
