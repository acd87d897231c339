// Callbacks, History, and what fit, evaluate and predict print.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <iostream>
#include <regex>
#include <sstream>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

/// What `body` prints to std::cout, its lines.
template <class Body>
std::vector<std::string> printed(const Body& body) {
  std::ostringstream text;
  std::streambuf* const before = std::cout.rdbuf(text.rdbuf());
  try {
    body();
  } catch (...) {
    std::cout.rdbuf(before);
    throw;
  }
  std::cout.rdbuf(before);
  std::vector<std::string> lines;
  std::istringstream in(text.str());
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}
bool matches(const std::string& line, const char* pattern) {
  INFO(line);
  return std::regex_match(line, std::regex(pattern));
}

Sequential<> model() {
  Sequential m({Input({2}), Dense(1)});
  m.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae"}});
  return m;
}
const Tensor x = ones({6, 2}), y = ones({6, 1});

}  // namespace

TEST_CASE("fit prints epochs and bars as Keras 3 does, plain where it is no terminal") {
  auto m = model();
  const auto lines = printed([&] { m.fit(x, y, {.batch_size = 2, .epochs = 2, .validation_data = {x, y}}); });
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "Epoch 1/2");
  CHECK(lines[2] == "Epoch 2/2");
  for (const int i : {1, 3})
    CHECK(matches(
        lines[static_cast<std::size_t>(i)],
        "3/3 .* \\d+[mu]?s/step - loss: [0-9.e-]+ - mae: [0-9.e-]+ - val_loss: [0-9.e-]+ - val_mae: [0-9.e-]+"));
}

TEST_CASE("verbose chooses: silence, a bar, a line for each epoch") {
  auto m = model();
  CHECK(printed([&] { m.fit(x, y, {.verbose = 0}); }).empty());
  CHECK(printed([&] { m.evaluate(x, y, {.verbose = 0}); }).empty());
  CHECK(printed([&] { static_cast<void>(m.predict(x, {.verbose = 0})); }).empty());
  const auto one_epoch = printed([&] { m.fit(x, y); });
  REQUIRE(one_epoch.size() == 1);  // no "Epoch 1/1"
  CHECK(matches(one_epoch[0], "1/1 .* - loss: [0-9.e-]+ - mae: [0-9.e-]+"));
  const auto two = printed([&] { m.fit(x, y, {.epochs = 2, .verbose = 2}); });
  REQUIRE(two.size() == 4);
  CHECK(matches(two[1], "1/1 - .*s - .*/step - loss: [0-9.e-]+ - mae: [0-9.e-]+"));
  const auto evaluated = printed([&] { m.evaluate(x, y, {.batch_size = 3}); });
  REQUIRE(evaluated.size() == 1);
  CHECK(matches(evaluated[0], "2/2 .* - loss: [0-9.e-]+ - mae: [0-9.e-]+"));
  const auto predicted = printed([&] { static_cast<void>(m.predict(x, {.batch_size = 1})); });
  REQUIRE(predicted.size() == 1);
  CHECK(matches(predicted[0], "6/6 .*"));
}

TEST_CASE("a generator of unknown length ends its bar with the steps it had") {
  auto m = model();
  int n = 0;
  const auto next = [&]() -> std::optional<Batch> {
    return n++ % 4 < 3 ? std::optional<Batch>(Batch{x, y}) : std::nullopt;
  };
  const auto lines = printed([&] { m.fit(next, {.epochs = 2}); });
  REQUIRE(lines.size() == 4);
  CHECK(matches(lines[1], "3/3 .*loss.*"));
  CHECK(matches(lines[3], "3/3 .*loss.*"));
}

TEST_CASE("a callback sees figures, and an exception of its own ends the run") {
  struct Watch : CustomCallback {
    std::vector<double> losses;
    void on_epoch_end(int, const Logs& logs) override { losses.push_back(logs["loss"]); }
  };
  struct Fails : CustomCallback {
    void on_train_batch_end(int, const Logs&) override { throw std::runtime_error("enough"); }
  };
  auto m = model();
  const auto watch = make_callback<Watch>();
  const History h = m.fit(x, y, {.epochs = 3, .verbose = 0, .callbacks = {watch}});
  CHECK(watch->losses == h.history["loss"]);
  CHECK_THROWS_WITH(m.fit(x, y, {.verbose = 0, .callbacks = {make_callback<Fails>()}}), "enough");
  m.fit(x, y, {.verbose = 0});  // and the model goes on
}

TEST_CASE("History adds figures by name") {
  History h;
  Logs first, second;
  first.insert_or_assign("loss", 2.0);
  second.insert_or_assign("loss", 1.0);
  second.insert_or_assign("val_loss", 3.0);
  h.add(4, first);
  h.add(5, second);
  CHECK(h.epoch == std::vector<index_t>{4, 5});
  CHECK(h.history["loss"] == std::vector<double>{2, 1});
  CHECK(h.history["val_loss"] == std::vector<double>{3});
  CHECK_THROWS_AS(h.history["lost"], name_error);
}
