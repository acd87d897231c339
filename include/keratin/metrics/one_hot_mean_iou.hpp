// OneHotMeanIoU: IoU of one-hot labels, the mean over all classes.
#pragma once
#include <vector>

#include "metric.hpp"

namespace keratin::metrics {

struct OneHotMeanIoUOptions {
  KERATIN_OPTIONS;
  std::string name = "";  ///< one_hot_mean_io_u, one_hot_mean_io_u_1, … if empty.
  std::string dtype =
      "int64";  ///< With it, as in Keras, weights are cut to whole numbers; "float32" takes them as they are.
  std::optional<Int> ignore_class = {};  ///< Where y_true is this, nothing counts.
  Flag sparse_y_pred = false;            ///< Whether y_pred are class numbers; else a score for each class.
  Int axis = -1;                         ///< The axis of one-hot rows and scores.
};
/// The mean IoU of all classes, of one-hot rows y_true and scores y_pred (…, classes)
/// (keras.metrics.OneHotMeanIoU). Throws value_error for bad options.
struct OneHotMeanIoU : Metric {
  explicit OneHotMeanIoU(Int num_classes, const OneHotMeanIoUOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "iou_impl.hpp"

namespace keratin::metrics {

namespace detail {

struct OneHotMeanIoUConfig {
  Int num_classes = 0;
  OneHotMeanIoUOptions options = {};
  void fields(Fields& f) {
    OneHotMeanIoUOptions& o = options;
    f("num_classes, name, dtype, ignore_class", num_classes, o.name, o.dtype, o.ignore_class);
    f("sparse_y_pred, axis", o.sparse_y_pred, o.axis);
  }
  IoUSettings settings() const {
    const OneHotMeanIoUOptions& o = options;
    return {num_classes, all_classes(num_classes), o.name, o.dtype, o.ignore_class, false, o.sparse_y_pred, o.axis};
  }
};

}  // namespace detail

KERATIN_INLINE OneHotMeanIoU::OneHotMeanIoU(Int num_classes, const OneHotMeanIoUOptions& options)
    : Metric([&] {
        const detail::OneHotMeanIoUConfig config{num_classes, options};
        return detail::configured_iou("OneHotMeanIoU", config.settings(), config);
      }()) {}
KERATIN_INLINE Metric OneHotMeanIoU::from(Fields* config) {
  detail::check_configured("OneHotMeanIoU", config);
  detail::OneHotMeanIoUConfig made;
  made.fields(*config);
  return OneHotMeanIoU(made.num_classes, made.options);
}

}  // namespace keratin::metrics
#endif
