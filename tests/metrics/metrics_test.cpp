// Metrics against tables of Keras's results, batch after batch.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/parity.hpp"
#include "support/tensors.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/keras_rows.hpp"

using namespace keratin;
using testing::Json;

TEST_CASE("metrics match Keras's tables, batch after batch") {
  testing::for_each_row("metrics", "metric", testing::check_metric_row);
}

TEST_CASE("metrics match Keras, with masks and options that the tables have not") {
  for (const Json& row : testing::read_golden("metrics.json")) {
    INFO(row["metric"] << " " << row["config"] << (row["mask"].is_null() ? "" : ", masked"));
    testing::check_metric_row(row);
    testing::parity("metrics", row["metric"], testing::Checked::value);
  }
}

TEST_CASE("metrics have the configurations of Keras, and are read from them") {
  const Json configs = testing::read_golden("configs.json");
  const std::vector<std::string> keep = {"dtype", "curve",   "summation_method",  "num_labels",       "average",
                                         "beta",  "axis",    "class_aggregation", "target_class_ids", "ignore_class",
                                         "top_k", "class_id"};
  for (const auto& [name, config] : configs["metrics"].items()) {
    INFO(name);
    testing::FromJson fields(config);
    const Metric made = metrics::deserialize(name, fields);
    CHECK(made.impl().class_name() == name);
    CHECK(testing::fields_of(made.impl()) == config);
    for (const auto& [key, value] : config.items()) {
      if (std::find(keep.begin(), keep.end(), key) != keep.end()) continue;
      Json changed = config;
      changed[key] = testing::another(key, value);
      if (key == "label_weights") changed[key] = {1.0, 2.0};
      if (value.is_number() && key != "k" && key != "num_thresholds" && key != "num_classes" && key != "num_regressors")
        changed[key] = 0.25;
      INFO(key << ": " << changed[key]);
      testing::FromJson other(changed);
      CHECK(testing::fields_of(metrics::deserialize(name, other).impl()) == changed);
    }
  }
  for (const char* text : {R"({"thresholds": [0.2, 0.4], "num_thresholds": 4})",
                           R"({"curve": "PR", "num_labels": 3, "multi_label": true})"}) {
    testing::FromJson fields(Json::parse(text));
    const Json got = testing::fields_of(metrics::deserialize("AUC", fields).impl());
    const Json given = Json::parse(text);
    for (const auto& [key, value] : given.items()) CHECK(got[key] == value);
  }
  testing::FromJson sorted(Json{{"from_sorted_ids", true}, {"k", 2}});
  const Metric top = metrics::deserialize("SparseTopKCategoricalAccuracy", sorted);
  CHECK(testing::fields_of(top.impl())["from_sorted_ids"] == true);
  CHECK(testing::fields_of(top.impl())["k"] == 2);
}

TEST_CASE("a MeanMetricWrapper of Keras 2 is the metric of its function") {
  testing::FromJson fields(Json{{"name", "acc"}, {"dtype", "float32"}, {"fn", "categorical_accuracy"}});
  const Metric metric = metrics::deserialize("MeanMetricWrapper", fields);
  CHECK(metric.name() == "acc");
  CHECK(metric.impl().class_name() == "CategoricalAccuracy");
  testing::FromJson nothing(Json::object());
  CHECK_THROWS_AS(metrics::deserialize("MeanMetricWrapper", nothing), name_error);
  CHECK_THROWS_AS(metrics::deserialize("MeanMetric", nothing), name_error);
}

TEST_CASE("every name of keras.metrics.get is known") {
  const Json configs = testing::read_golden("configs.json");
  for (const Json& one : configs["metrics_names"]) {
    const auto name = one.get<std::string>();
    try {
      const Metric metric = name;
      CHECK(metric.name() == name);
    } catch (const value_error& e) {  // those that need an argument say so, as in Keras
      CHECK_THAT(e.what(), Catch::Contains("Hint: metrics::"));
    }
  }
}
#endif

TEST_CASE("Mean and Sum give the values of Keras's documentation") {
  const Tensor values({1.f, 3.f, 5.f, 7.f}), weights({1.f, 1.f, 0.f, 0.f});
  const metrics::Mean mean;
  mean.update_state(values);
  CHECK(mean.result() == 4);
  mean.reset_state();
  mean.update_state(values, weights);
  CHECK(mean.result() == 2);
  const metrics::Sum sum;
  sum.update_state(values);
  CHECK(sum.result() == 16);
  sum.reset_state();
  sum.update_state(values, weights);
  CHECK(sum.result() == 4);
  for (const char* name : {"Mean", "Sum"}) testing::parity("metrics", name, testing::Checked::value);
}

TEST_CASE("Sum adds values times their weights") {
  const metrics::Sum sum;
  sum.update_state(Tensor({1.f, 3.f}));
  CHECK(sum.result() == 4);
  sum.update_state(ones({2, 3}), Tensor({1.f, 0.5f}));
  CHECK(sum.result() == 8.5);
  sum.reset_state();
  CHECK(sum.result() == 0);
}

TEST_CASE("metrics of several figures show their mean, and have all of them") {
  const Tensor y({1.f, 0.f, 1.f, 1.f}), p({0.9f, 0.6f, 0.4f, 0.8f});
  const Metric recall = metrics::Recall({.thresholds = {0.3, 0.5, 0.85}});
  recall.update_state(y, p);
  CHECK(testing::values(recall.results()) == std::vector<double>{1, 2.0 / 3, 1.0 / 3});
  CHECK(recall.result() == Approx(2.0 / 3));
  CHECK(metrics::Recall({.thresholds = 0.85})(y, p) == Approx(1.0 / 3));
  CHECK(metrics::Recall().results().rank() == 0);
  CHECK(metrics::Recall({.thresholds = {0.5}}).results().rank() == 0);
  const Metric f1 = metrics::F1Score();
  f1.update_state(Tensor({{1.f, 0.f}, {0.f, 1.f}}), Tensor({{0.8f, 0.2f}, {0.6f, 0.4f}}));
  CHECK(f1.results().shape() == Shape{2});
  CHECK(f1.results().at<double>(0) == Approx(2.0 / 3));
  CHECK(f1.results().at<double>(1) == 0);
}

TEST_CASE("metrics without a name are numbered, as in Keras") {
  clear_session();
  CHECK(metrics::AUC().name() == "auc");
  CHECK(metrics::AUC().name() == "auc_1");
  CHECK(metrics::AUC({.name = "area"}).name() == "area");
  CHECK(metrics::MeanIoU(2).name() == "mean_io_u");
  CHECK(metrics::TruePositives().name() == "true_positives");
}

TEST_CASE("a metric knows the name it was asked for by") {
  CHECK(Metric("acc").given_name() == "acc");
  CHECK(Metric(std::string("MeanSquaredError")).given_name() == "MeanSquaredError");
  CHECK(Metric(metrics::AUC()).given_name().empty());
  const metrics::Metrics list = {"mae", metrics::AUC()};
  CHECK(list.list()[0].given_name() == "mae");
  CHECK(list.list()[1].given_name().empty());
}

namespace {

struct Largest : CustomMetric {
  Largest() : CustomMetric("largest_error") {}
  void reset_state() override { largest = 0; }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>&) override {
    largest = std::max(largest, ops::max(ops::abs(y_true - y_pred)).item<double>());
    ++batches;
  }
  double result() const override { return largest; }
  double largest = 0;
  int batches = 0;
};

}  // namespace

TEST_CASE("a metric class of one's own has a state that fit resets and updates") {
  const auto metric = make_metric<Largest>();
  Sequential model({Input({1}), layers::Dense(1, {.kernel_initializer = "ones"})});
  model.compile({.optimizer = optimizers::SGD({.learning_rate = 0.0}), .loss = "mse", .metrics = {"mae", metric}});
  const Tensor x({{1.f}, {2.f}, {5.f}, {1.f}});
  const auto history = model.fit(x, x * 2.0, {.batch_size = 2, .epochs = 2, .verbose = 0});
  CHECK(history.history["largest_error"] == std::vector<double>{5, 5});
  CHECK(metric->batches == 4);
  CHECK(metric.name() == "largest_error");
}

TEST_CASE("metrics tell of options and shapes that are none") {
  CHECK_THROWS_WITH(metrics::Precision({.thresholds = {0.5, 1.5}}), Catch::Contains("from 0 to 1; got 1.5"));
  CHECK_THROWS_WITH(metrics::AUC({.curve = "RPC"}), Catch::Contains("ROC, PR or PRGAIN"));
  CHECK_THROWS_WITH(metrics::AUC({.summation_method = "mean"}), Catch::Contains("interpolation, majoring"));
  CHECK_THROWS_AS(metrics::AUC({.num_thresholds = 1}), value_error);
  CHECK_THROWS_AS(metrics::AUC({.num_labels = 2}), value_error);
  CHECK_THROWS_AS(metrics::AUC({.multi_label = true})(zeros({4}), zeros({4})), shape_error);
  CHECK_THROWS_AS(metrics::AUC({.label_weights = {1.0, 2.0}})(zeros({4, 3}), zeros({4, 3})), shape_error);
  CHECK_THROWS_AS(metrics::PrecisionAtRecall(1.5), value_error);
  CHECK_THROWS_AS(metrics::PrecisionAtRecall(0.5, {.num_thresholds = 0}), value_error);
  CHECK_THROWS_AS(metrics::FBetaScore({.beta = 0}), value_error);
  CHECK_THROWS_AS(metrics::F1Score({.average = "mean"}), value_error);
  CHECK_THROWS_AS(metrics::F1Score({.threshold = 0}), value_error);
  CHECK_THROWS_AS(metrics::F1Score()(zeros({4}), zeros({4})), shape_error);
  CHECK_THROWS_AS(metrics::R2Score({.class_aggregation = "mean"}), value_error);
  CHECK_THROWS_AS(metrics::R2Score({.num_regressors = -1}), value_error);
  CHECK_THROWS_AS(metrics::IoU(2, {0, 2}), value_error);
  CHECK_THROWS_AS(metrics::MeanIoU(0), value_error);
  CHECK_THROWS_AS(metrics::MeanIoU(2, {.dtype = "text"}), value_error);
  CHECK_THROWS_AS(metrics::MeanIoU(2)(zeros({3}), zeros({4})), shape_error);
  CHECK_THROWS_AS(metrics::Recall({.class_id = 3})(zeros({2, 3}), zeros({2, 3})), value_error);
  CHECK_THROWS_AS(metrics::Recall({.top_k = 4})(zeros({2, 3}), zeros({2, 3})), value_error);
  CHECK_THROWS_AS(metrics::Recall()(zeros({2, 3}), zeros({3, 3})), shape_error);
  CHECK_THROWS_WITH(Metric("mean_io_u"), Catch::Contains("num_classes") && Catch::Contains("metrics::MeanIoU"));
}

TEST_CASE("weights of samples weigh whole rows of a metric, also where there are as many columns") {
  const Tensor y = zeros({2, 2, 1}), p = Tensor({{{1.f}, {1.f}}, {{3.f}, {3.f}}});
  CHECK(metrics::MeanAbsoluteError()(y, p, Tensor({3.f, 1.f})) == Approx(1.5));
  Sequential model({Input({2, 1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "ones"})});
  model.compile({.optimizer = optimizers::SGD({.learning_rate = 0.0}), .loss = "mae", .weighted_metrics = {"mae"}});
  const Tensor x({{{1.f}, {2.f}}, {{3.f}, {6.f}}});
  const auto history = model.fit(x, zeros({2, 2, 1}), {.verbose = 0, .sample_weight = Tensor({1.f, 0.f})});
  CHECK(history.history["loss"][0] == Approx((1 + 2) / 4.0));
  CHECK(history.history["mae"][0] == Approx(1.5));
}

TEST_CASE("predictions that are NaN exceed no threshold") {
  const Tensor y({1.f, 1.f}), p({std::nanf(""), 0.9f});
  CHECK(metrics::Recall()(y, p) == 0.5);
  CHECK(metrics::TruePositives({.thresholds = {0, 0.5, 1}}).results().shape() == Shape{3});
  CHECK(metrics::SensitivityAtSpecificity(0.0)(y, p) == 0.5);
}

TEST_CASE("Mean weighs values and is 0 without any") {
  const metrics::Mean mean;
  CHECK(mean.result() == 0);
  mean.update_state(Tensor({1.f, 3.f}));
  CHECK(mean.result() == Approx(2));
  mean.update_state(Tensor({5.f, 7.f}), Tensor({0.f, 2.f}));
  CHECK(mean.result() == Approx(4.5));
  mean.update_state(ones({2, 2}), Tensor({1.f, 0.f}));  // a weight for each row
  CHECK(mean.result() == Approx(19.0 / 5));
  mean.reset_state();
  CHECK(mean.result() == 0);
}

TEST_CASE("accuracy picks its kind by the shapes") {
  const Tensor p({{0.1f, 0.9f}, {0.8f, 0.2f}});
  CHECK(Metric("accuracy")(Tensor({{0.f, 1.f}, {0.f, 1.f}}), p) == Approx(0.5));  // one-hot
  CHECK(Metric("acc")(Tensor({1, 1}), p) == Approx(0.5));                         // class numbers
  CHECK(Metric("accuracy")(Tensor({{1}, {0}}), p) == Approx(1.0));                // (batch, 1)
  CHECK(Metric("accuracy")(Tensor({1, 0, 1}), Tensor({{0.9f}, {0.2f}, {0.4f}})) == Approx(2.0 / 3));
  CHECK(Metric("acc").name() == "acc");
}

TEST_CASE("metrics go by name, object and function; a wrong name lists those known") {
  CHECK(Metric("MeanSquaredError").name() == "MeanSquaredError");  // as Keras's compile names it
  CHECK(Metric("mse").name() == "mse");
  const Metric own = [](const Tensor& y, const Tensor& p) { return ops::abs(y - p); };
  CHECK(own(Tensor({1.f, 2.f}), Tensor({3.f, 2.f})) == Approx(1.0));
  CHECK_THROWS_WITH(Metric("acuracy"), Catch::Contains("accuracy, ") && Catch::Contains("got \"acuracy\""));
}

TEST_CASE("metrics tell of shapes that do not fit") {
  CHECK_THROWS_AS(Metric("mse")(zeros({3, 2}), zeros({3, 4})), shape_error);
  CHECK_THROWS_AS(Metric("categorical_accuracy")(zeros({3}), zeros({3, 4})), shape_error);
  CHECK_THROWS_AS(Metric("accuracy")(zeros({2}), zeros({3, 4})), shape_error);
}
