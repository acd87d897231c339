// BinaryIoU: IoU of two classes, where y_pred >= threshold means class 1.
#pragma once
#include <vector>

#include "metric.hpp"

namespace keratin::metrics {

struct BinaryIoUOptions {
  KERATIN_OPTIONS;
  std::vector<index_t> target_class_ids = {0, 1};
  Real threshold = 0.5;
  std::string name = "";  ///< binary_io_u, binary_io_u_1, … if empty.
  std::string dtype =
      "int64";  ///< With it, as in Keras, weights are cut to whole numbers; "float32" takes them as they are.
};
/// The mean IoU of the target classes, of y_true (0 or 1) and probabilities y_pred (keras.metrics.BinaryIoU). Throws
/// value_error for bad options.
struct BinaryIoU : Metric {
  explicit BinaryIoU(const BinaryIoUOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "iou_impl.hpp"

namespace keratin::metrics {

namespace detail {

struct BinaryIoUConfig {
  BinaryIoUOptions options = {};
  void fields(Fields& f) {
    BinaryIoUOptions& o = options;
    f("target_class_ids, threshold, name, dtype", o.target_class_ids, o.threshold, o.name, o.dtype);
  }
  IoUSettings settings() const {
    const BinaryIoUOptions& o = options;
    return {.num_classes = 2,
            .target_class_ids = o.target_class_ids,
            .name = o.name,
            .dtype = o.dtype,
            .threshold = o.threshold};
  }
};

}  // namespace detail

KERATIN_INLINE BinaryIoU::BinaryIoU(const BinaryIoUOptions& options)
    : Metric([&] {
        const detail::BinaryIoUConfig config{options};
        return detail::configured_iou("BinaryIoU", config.settings(), config);
      }()) {}
KERATIN_INLINE Metric BinaryIoU::from(Fields* config) {
  detail::BinaryIoUConfig made;
  if (config != nullptr) made.fields(*config);
  return BinaryIoU(made.options);
}

}  // namespace keratin::metrics
#endif
