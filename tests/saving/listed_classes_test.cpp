// Each loss, metric, optimizer, schedule, activation, initializer, regularizer and constraint in the rooms' lists is
// saved in a model and loaded again: the same configuration, and what it computes is the same to the bit. (Layers:
// layer_configs_test.cpp.)
#include <keratin/io/zip.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/keras_rows.hpp"
#include "support/listed_names.hpp"
#include "support/round_trip.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

Json table(const std::string& name) { return Json::parse(io::read_file(golden(name))); }

/// The first row of these about a class, if there is one.
Json row_of(const std::string& key, const std::string& class_name, const Json& a, const Json& b) {
  for (const Json& rows : {a, b})
    for (const Json& row : rows)
      if (row[key] == class_name && (!row.contains("mask") || row["mask"].is_null())) return row;
  return nullptr;
}

/// What the file says that compile was given.
Json compile_config(const std::string& path) {
  return Json::parse(io::open_zip(path)->read("config.json"))["compile_config"];
}

void check_same_scores(const Scores& a, const Scores& b) {
  REQUIRE(a.size() == b.size());
  for (const auto& [name, value] : a) {
    INFO(name);
    REQUIRE(b.contains(name));
    CHECK(same_bits(Tensor::scalar(value, float64), Tensor::scalar(b[name], float64)));
  }
}

/// The compiled model from each form of file: it evaluates the same, and what compile was given is written the same.
void check_compiled(Sequential<>& model, const Tensor& x, const Tensor& y) {
  const TemporaryFolder folder;
  const Scores want = model.evaluate(x, y, {.verbose = 0});
  model.save(folder / "m.keras");
  model.save(folder / "m.h5");
  for (const char* file : {"m.keras", "m.h5"}) {
    INFO(file);
    auto again = load_model(folder / file);
    check_same_scores(again.evaluate(x, y, {.verbose = 0}), want);
    again.save(folder / "again.keras");
    const Json ours = compile_config(folder / "m.keras"), theirs = compile_config(folder / "again.keras");
    const bool by_name = std::string(file) == "m.h5";  // old files have classes where names were given
    if (!by_name) CHECK(theirs == ours);
  }
}

Tensor likely() { return random_tensor({4, 3}, 0.1, 0.9, 2).cast(float32); }
Tensor yes_or_no() { return Tensor({{1.f, 0.f, 0.f}, {0.f, 1.f, 1.f}, {0.f, 0.f, 1.f}, {1.f, 0.f, 1.f}}); }

void check_loss(const Loss& loss, const Json& row) {
  const Tensor y = row.is_null() ? yes_or_no() : tensor_from(row["y_true"]);
  const Tensor p = row.is_null() ? likely() : tensor_from(row["y_pred"]).cast(float32);
  Sequential model({Input(p.shape().from(1)), layers::Identity()});
  model.compile({.loss = loss});
  check_compiled(model, p, y);
}

}  // namespace

TEST_CASE("saving: each loss that is listed") {
  const Json own = table("training/tables.json")["losses"], more = table("losses/losses.json");
  for (const std::string& name : listed_names(losses::deserialize)) {
    INFO(name);
    check_loss(Loss(name), row_of("loss", Loss(name).impl().class_name(), own, more));
    const std::string class_name = Loss(name).impl().class_name();
    if (class_name == "function") continue;  // the kind that fits the shapes: it has a name alone
    const Json row = row_of("loss", class_name, own, more);
    const Json config = row.is_null() ? fields_of(Loss(name).impl()) : row["config"];
    check_loss(loss_from({{"class_name", class_name}, {"config", config}}), row);
    parity("losses", class_name, Checked::save);
  }
}

namespace {

/// Of metrics that a name alone does not make, and no row is about.
const std::map<std::string, Json> metric_configs = {{"MeanIoU", {{"num_classes", 3}}},
                                                    {"OneHotMeanIoU", {{"num_classes", 3}}}};

/// The class of a listed name, "io_u" too, which is no metric without arguments.
std::string metric_class(const std::string& name, const Json& own, const Json& more) {
  try {
    return Metric(name).impl().class_name();
  } catch (const value_error&) {
  }
  for (const Json& rows : {own, more})
    for (const Json& row : rows)
      if (snake_case(row["metric"].get<std::string>()) == name) return row["metric"];
  for (const auto& [class_name, config] : metric_configs)
    if (snake_case(class_name) == name) return class_name;
  return {};
}

void check_metric(const Metric& metric, const Json& row) {
  const bool labels = metric.class_name() == "MeanIoU";
  const Json& first = row.is_null() ? row : row["updates"][0];
  const Tensor y = labels ? Tensor({0, 2, 1, 2}) : row.is_null() ? yes_or_no() : tensor_from(first["y_true"]);
  const Tensor p = labels ? Tensor({0.f, 1.f, 1.f, 2.f}) : row.is_null() ? likely() : tensor_from(first["y_pred"]);
  // A model needs a loss: that of its activity says nothing about y.
  Sequential model({Input(p.shape().from(1)), layers::ActivityRegularization({.l1 = 0.1})});
  model.compile({.metrics = {metric}});
  check_compiled(model, p.cast(float32), y);
}

}  // namespace

TEST_CASE("saving: each metric that is listed") {
  const Json own = table("training/tables.json")["metrics"], more = table("losses/metrics.json");
  for (const std::string& name : listed_names(metrics::deserialize)) {
    INFO(name);
    const std::string class_name = metric_class(name, own, more);
    REQUIRE_FALSE(class_name.empty());
    const Json row = row_of("metric", class_name, own, more);
    Json config = row.is_null() ? Json::object() : row["config"];
    if (row.is_null() && metric_configs.contains(class_name)) config = metric_configs.at(class_name);
    if (class_name == "function") {  // the kind that fits the shapes: it has a name alone
      check_metric(Metric(name), row);
      continue;
    }
    check_metric(metric_from({{"class_name", class_name}, {"config", config}}), row);
    parity("metrics", class_name, Checked::save);
  }
}

namespace {

Tensor inputs() { return random_tensor({20, 4}, -1, 1, 1).cast(float32); }
Tensor targets() { return random_tensor({20, 3}, -1, 1, 2).cast(float32); }
History train(Model<>& model) {
  return model.fit(inputs(), targets(), {.batch_size = 8, .epochs = 2, .verbose = 0, .shuffle = false});
}
void check_same_weights(const Model<>& a, const Model<>& b) {
  const auto p = a.get_weights(), q = b.get_weights();
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(same_bits(p[i], q[i]));
}

/// Trains, saves, loads, and trains both on: the same all the way.
void check_resumed(const Optimizer& optimizer, const char* file) {
  INFO(file);
  const TemporaryFolder folder;
  Sequential model({Input({4}), layers::Dense(5, {.activation = "tanh"}), layers::Dense(3)});
  model.compile({.optimizer = optimizer, .loss = "mse"});
  train(model);
  model.save(folder / file);
  auto again = load_model(folder / file);
  const auto kept = model.optimizer().variables(), loaded = again.optimizer().variables();
  REQUIRE(kept.size() == loaded.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    CHECK(kept[i].name == loaded[i].name);
    CHECK(same_bits(kept[i].value, loaded[i].value));
  }
  CHECK(fields_of(again.optimizer().impl()) == fields_of(model.optimizer().impl()));
  check_same_weights(again, model);
  CHECK(train(model).history == train(again).history);
  check_same_weights(again, model);
}

}  // namespace

TEST_CASE("saving: each optimizer that is listed goes on with the same bits") {
  for (const std::string& name : listed_names(optimizers::deserialize)) {
    INFO(name);
    const auto made = [&]() -> Optimizer {
      if (name == "lossscaleoptimizer") return optimizers::LossScaleOptimizer("adam");
      if (name == "multioptimizer")
        return optimizers::MultiOptimizer(optimizers::OptimizerMap("sgd", {{".*bias", "adam"}}));
      return Optimizer(name);
    };
    for (const char* file : {"m.keras", "m.h5"}) check_resumed(made(), file);
    parity("optimizers", made().impl().class_name(), Checked::save);
  }
}

TEST_CASE("saving: each schedule that is listed goes on with the same bits") {
  const Json config = {{"initial_learning_rate", 0.1}, {"decay_steps", 5},     {"decay_rate", 0.9},
                       {"first_decay_steps", 4},       {"boundaries", {1, 3}}, {"values", {0.1, 0.05, 0.02}}};
  for (const std::string& name : listed_names(optimizers::schedules::deserialize)) {
    INFO(name);
    FromJson fields(config);
    check_resumed(optimizers::SGD(optimizers::schedules::deserialize(name, fields)), "m.keras");
    parity("schedules", name, Checked::save);
  }
}

TEST_CASE("saving: each activation that is listed") {
  for (const std::string& name : listed_names(activations::deserialize)) {
    INFO(name);
    const Sequential model({Input({4}), layers::Activation(name), layers::Dense(2, {.activation = name})});
    check_round_trip(model, {inputs()});
    parity("activations", name, Checked::save);
  }
}

namespace {

/// An object of that name, with options that are not the defaults.
template <class T>
T changed(const std::string& name, T (*deserialize)(std::string_view, Fields&), const Json& options) {
  const T plain(name);
  Json config = fields_of(plain.impl());
  for (const auto& [key, value] : options.items())
    if (config.contains(key)) config[key] = value;
  FromJson fields(config);
  return deserialize(plain.impl().class_name(), fields);
}

}  // namespace

TEST_CASE("saving: each initializer that is listed begins the same weights") {
  for (const std::string& name : listed_names(initializers::deserialize)) {
    INFO(name);
    const auto initializer = changed(name, initializers::deserialize,
                                     {{"seed", 5}, {"gain", 1.5}, {"value", 0.25}, {"stddev", 0.3}, {"scale", 2.0}});
    const Sequential model({Input({4}), layers::Dense(3, {.kernel_initializer = initializer})});
    const auto again = model_from_json(model.to_json());
    CHECK(again.to_json() == model.to_json());
    check_same_weights(again, model);
    parity("initializers", initializer.impl().class_name(), Checked::save);
  }
}

TEST_CASE("saving: each regularizer that is listed adds the same to the loss") {
  for (const std::string& name : listed_names(regularizers::deserialize)) {
    INFO(name);
    const auto regularizer =
        changed(name, regularizers::deserialize, {{"l1", 0.2}, {"l2", 0.3}, {"factor", 0.4}, {"mode", "columns"}});
    const Sequential model({Input({4}), layers::Dense(3, {.kernel_regularizer = regularizer})});
    check_round_trip(model, {inputs()});
    const TemporaryFolder folder;
    model.save(folder / "m.keras");
    const auto again = load_model(folder / "m.keras");
    REQUIRE(again.losses().size() == 1);
    CHECK(same_bits(again.losses()[0], model.losses()[0]));
    CHECK(again.losses()[0].item<float>() > 0);
    parity("regularizers", regularizer.impl().class_name(), Checked::save);
  }
}

TEST_CASE("saving: each constraint that is listed keeps weights the same way") {
  for (const std::string& name : listed_names(constraints::deserialize)) {
    INFO(name);
    const auto constraint =
        changed(name, constraints::deserialize, {{"max_value", 0.5}, {"min_value", 0.25}, {"rate", 0.75}, {"axis", 1}});
    const Sequential model({Input({4}), layers::Dense(3, {.kernel_constraint = constraint})});
    check_round_trip(model, {inputs()});
    const auto again = model_from_json(model.to_json());
    const Tensor w = random_tensor({4, 3}).cast(float32);
    CHECK(same_bits(again.weights()[0].info().constraint(w), constraint(w)));
    CHECK_FALSE(same_bits(constraint(w), w));
    parity("constraints", constraint.impl().class_name(), Checked::save);
  }
}
#endif
