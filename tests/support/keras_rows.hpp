// Rows of losses and metrics as Keras computes them, in golden/losses (by golden/make_losses.py) and the tables.
//   check_loss_row(row);   check_metric_row(row);
#pragma once
#include "golden_table.hpp"
#include "on_cuda.hpp"

namespace keratin::testing {

/// The row's prediction on a device, with its mask beside it, if it has one.
inline Tensor prediction_from(const Json& p, const Json& row, Device device) {
  const Tensor y = tensor_from(p).to(device);
  if (!row.contains("mask") || row["mask"].is_null()) return y;
  std::vector<std::uint8_t> bits;
  for (const Json& line : row["mask"])
    for (const Json& bit : line) bits.push_back(bit.get<bool>());
  const auto rows = static_cast<index_t>(row["mask"].size());
  return with_mask(y, Tensor::from(bits, {rows, -1}).cast(bool_));
}

/// A loss's value and gradient.
inline void check_loss_row_on(Device device, const Json& row) {
  Json config = row["config"];
  config["reduction"] = row["reduction"];
  const Loss loss = loss_from({{"class_name", row["loss"]}, {"config", config}});
  const Tensor y = tensor_from(row["y_true"]), p = prediction_from(row["y_pred"], row, device).cast(float32);
  const auto weights = weights_from(row["sample_weight"]);
  INFO("reduction " << row["reduction"] << (weights ? ", weighted" : ""));
  GradientTape tape;
  tape.watch(p);
  const Tensor value = loss(y, p, weights);
  check_near(value, tensor_from(row["value"]).cast(float32));
  if (row.contains("grad_y_pred")) check_near(tape.gradient(ops::sum(value), p), tensor_from(row["grad_y_pred"]));
}

inline void check_loss_row(const Json& row) {
  for (const Device device : test_devices()) {
    INFO("on " << to_text(device));
    check_loss_row_on(device, row);
  }
}

/// A metric's figures after each batch, twice, the second time after reset_state.
inline void check_metric_row_on(Device device, const Json& row) {
  const Metric metric = metric_from({{"class_name", row["metric"]}, {"config", row["config"]}});
  for (int round = 0; round < 2; ++round) {
    metric.reset_state();
    for (std::size_t i = 0; i < row["updates"].size(); ++i) {
      INFO("after batch " << i << ", round " << round);
      const Json& u = row["updates"][i];
      metric.update_state(tensor_from(u["y_true"]), prediction_from(u["y_pred"], row, device),
                          weights_from(u["sample_weight"]));
      const Tensor want = tensor_from(row["result_after_each"][i]).cast(float64), got = metric.results();
      check_near(got, want, 2e-5, 1e-6);
      double mean = 0;
      for (const double x : values(got)) mean += x / static_cast<double>(got.size());
      CHECK(metric.result() == Approx(mean));
    }
  }
}

inline void check_metric_row(const Json& row) {
  for (const Device device : test_devices()) {
    INFO("on " << to_text(device));
    check_metric_row_on(device, row);
  }
}

inline Json read_golden(const std::string& name) { return Json::parse(io::read_file(golden("losses/" + name))); }

}  // namespace keratin::testing
