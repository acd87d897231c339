// MeanIoU: intersection over union, the mean over all classes.
#pragma once
#include <vector>

#include "metric.hpp"

namespace keratin::metrics {

struct MeanIoUOptions {
  KERATIN_OPTIONS;
  std::string name = "";  ///< mean_io_u, mean_io_u_1, … if empty.
  std::string dtype =
      "int64";  ///< With it, as in Keras, weights are cut to whole numbers; "float32" takes them as they are.
  std::optional<Int> ignore_class = {};  ///< Where y_true is this, nothing counts.
  Flag sparse_y_true = true;             ///< Whether y_true are class numbers; else one-hot rows.
  Flag sparse_y_pred = true;             ///< Whether y_pred are class numbers; else a score for each class.
  Int axis = -1;                         ///< The axis of one-hot rows and scores.
};
/// The mean IoU of all classes, of class numbers y_true and y_pred; a class that is nowhere does not count
/// (keras.metrics.MeanIoU). Throws value_error for bad options.
struct MeanIoU : Metric {
  explicit MeanIoU(Int num_classes, const MeanIoUOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "iou_impl.hpp"

namespace keratin::metrics {

namespace detail {

struct MeanIoUConfig {
  Int num_classes = 0;
  MeanIoUOptions options = {};
  void fields(Fields& f) {
    MeanIoUOptions& o = options;
    f("num_classes, name, dtype, ignore_class", num_classes, o.name, o.dtype, o.ignore_class);
    f("sparse_y_true, sparse_y_pred, axis", o.sparse_y_true, o.sparse_y_pred, o.axis);
  }
  IoUSettings settings() const {
    const MeanIoUOptions& o = options;
    return {num_classes,    all_classes(num_classes), o.name,          o.dtype,
            o.ignore_class, o.sparse_y_true,          o.sparse_y_pred, o.axis};
  }
};

}  // namespace detail

KERATIN_INLINE MeanIoU::MeanIoU(Int num_classes, const MeanIoUOptions& options)
    : Metric([&] {
        const detail::MeanIoUConfig config{num_classes, options};
        return detail::configured_iou("MeanIoU", config.settings(), config);
      }()) {}
KERATIN_INLINE Metric MeanIoU::from(Fields* config) {
  detail::check_configured("MeanIoU", config);
  detail::MeanIoUConfig made;
  made.fields(*config);
  return MeanIoU(made.num_classes, made.options);
}

}  // namespace keratin::metrics
#endif
