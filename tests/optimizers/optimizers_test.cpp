// Optimizers along trajectories of Keras, by name, and from configurations.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/check_optimizer.hpp"

using namespace keratin;
using testing::Json;

namespace {

Json own_table() { return Json::parse(io::read_file(testing::golden("optimizers/table.json"))); }

Optimizer optimizer_of(const Json& row) {
  const Optimizer optimizer = testing::optimizer_from({{"class_name", row["optimizer"]}, {"config", row["config"]}});
  const auto names = row.value("exclude", std::vector<std::string>());
  if (!names.empty()) optimizer.exclude_from_weight_decay({.var_names = names});
  return optimizer;
}

}  // namespace

TEST_CASE("optimizers follow Keras's trajectories") {
  testing::for_each_row("optimizers", "optimizer",
                        [](const Json& row) { testing::check_optimizer([&] { return optimizer_of(row); }, row); });
}

TEST_CASE("optimizers follow Keras in what the tables lack") {
  const Json table = own_table();
  for (const Json& row : table["rows"]) {
    INFO(row["optimizer"] << " " << row["config"]);
    testing::check_optimizer([&] { return optimizer_of(row); }, row);
    testing::parity("optimizers", row["optimizer"], testing::Checked::training);
  }
}

TEST_CASE("learning rate schedules give Keras's values") {
  const auto check = [](const Json& row, const Json& steps) {
    INFO(row["class_name"] << " " << row["config"]);
    testing::FromJson config(row["config"]);
    const auto schedule = optimizers::schedules::deserialize(row["class_name"].get<std::string>(), config);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      INFO("step " << steps[i]);
      CHECK(schedule(steps[i].get<index_t>()) == Approx(row["lr"][i].get<double>()).epsilon(1e-5).margin(1e-8));
    }
    CHECK(schedule.impl().class_name() == row["class_name"].get<std::string>());
    CHECK(testing::fields_of(schedule.impl()) == row["config"]);
    testing::parity("schedules", row["class_name"], testing::Checked::value);
  };
  const Json own = own_table();
  for (const Json& row : own["schedules"]) check(row, row["steps"]);
  const std::string outside = testing::shared("golden/tables/schedules.json");
  if (outside.empty()) return;
  const Json table = Json::parse(io::read_file(outside));
  testing::GoldenCount count("tables/schedules");
  for (const Json& row : table["rows"]) {
    check(row, table["steps"]);
    count.ran();
  }
}

TEST_CASE("every optimizer's fields are read as they are written") {
  for (const char* name : {"Adadelta", "Adafactor", "Adagrad", "Adam", "Adamax", "AdamW", "Ftrl", "Lamb", "Lion",
                           "Muon", "Nadam", "RMSprop", "ScheduleFreeAdamW", "SGD"}) {
    testing::check_fields(name, [&](Fields& f) { return optimizers::deserialize(name, f); });
    CHECK(Optimizer(std::string(name)).impl().class_name() == name);
    CHECK(Optimizer(std::string(name)).name() == snake_case(name));
  }
  testing::FromJson none(Json::object());
  CHECK_THROWS_AS(optimizers::deserialize("Adamm", none), name_error);
  CHECK_THROWS_AS(optimizers::schedules::deserialize("CosineDecay", none), value_error);  // it needs numbers
}

TEST_CASE("a configuration holds the learning rate of now, and a schedule") {
  const optimizers::Adam adam(0.5);
  adam.set_learning_rate(0.25);
  CHECK(testing::fields_of(adam.impl())["learning_rate"] == 0.25);
  CHECK(testing::fields_of(optimizers::SGD(0.1).impl())["learning_rate"] == static_cast<double>(0.1f));
  const optimizers::SGD sgd(
      {.learning_rate = optimizers::schedules::PolynomialDecay({.initial_learning_rate = 0.1, .decay_steps = 10})});
  const Json rate = testing::fields_of(sgd.impl())["learning_rate"];
  CHECK(rate["class_name"] == "PolynomialDecay");
  CHECK(rate["config"]["decay_steps"] == 10);
  testing::FromJson fields(testing::fields_of(sgd.impl()));
  CHECK(testing::fields_of(optimizers::deserialize("SGD", fields).impl()) == testing::fields_of(sgd.impl()));
}
#endif
