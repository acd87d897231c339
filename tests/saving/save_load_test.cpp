// Models that are saved and loaded are the same to the bit: configuration, weights, predictions, and training that goes
// on. (Each class of the lists: listed_classes_test.cpp, layer_configs_test.cpp.)
#include <keratin/io/file.hpp>
#include <keratin/io/zip.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/temporary.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

namespace {

Sequential<> small_model() {
  return Sequential({Input({4}), Dense(5, {.activation = "tanh"}), Dense(3, {.activation = "softmax"})});
}
Tensor inputs() { return random_tensor({20, 4}, -1, 1, 1).cast(float32); }
Tensor targets() {
  return utils::to_categorical(
      Tensor::from(std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1}, {20}), 3);
}

History train(Model<>& model, int epochs = 2) {
  return model.fit(inputs(), targets(), {.batch_size = 8, .epochs = epochs, .verbose = 0, .shuffle = false});
}
void check_same(const Model<>& a, const Model<>& b) {
  const auto p = a.get_weights(), q = b.get_weights();
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(same_bits(p[i], q[i]));
}
void check_same_state(const Optimizer& a, const Optimizer& b) {
  const auto p = a.impl().variables(), q = b.impl().variables();
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    CHECK(p[i].name == q[i].name);
    CHECK(same_bits(p[i].value, q[i].value));
  }
}
/// Saves a trained model, loads it, and trains both on: the same all the way.
void check_resumed(Model<> model, const char* file) {
  const TemporaryFolder folder;
  train(model);
  model.save(folder / file);
  auto again = load_model(folder / file);
  REQUIRE(again.compiled());
  CHECK(again.optimizer().iterations() == model.optimizer().iterations());
  check_same(again, model);
  check_same_state(again.optimizer(), model.optimizer());
  const History one = train(model), other = train(again);
  CHECK(one.history == other.history);
  check_same(again, model);
}

struct Shift : CustomLayer {
  Variable by;
  Real scale = 1;
  KERATIN_FIELDS(scale)
  void build(const Shape& in) override { by = add_weight("by", {in.back()}, "ones"); }
  Tensor call(const Tensor& x, CallContext) override { return x + by * scale.value; }
};

}  // namespace

TEST_CASE("saving: each form keeps a model to the bit") {
  auto model = small_model();
  const Tensor y = model.predict(inputs(), {.verbose = 0});
  const TemporaryFolder folder;
  for (const char* file : {"m.keras", "m.h5", "m.hdf5"}) {
    INFO(file);
    model.save(folder / file);
    const auto again = load_model(folder / file);
    CHECK(same_bits(again.predict(inputs(), {.verbose = 0}), y));
    CHECK(again.to_json() == model.to_json());
    CHECK_FALSE(again.compiled());
  }
  for (const char* file : {"m.weights.h5", "weights.h5"}) {
    INFO(file);
    model.save_weights(folder / file);
    auto again = model_from_json(model.to_json());
    again.load_weights(folder / file);
    CHECK(same_bits(again.predict(inputs(), {.verbose = 0}), y));
  }
  auto from_whole = model_from_json(model.to_json());
  from_whole.load_weights(folder / "m.keras");
  CHECK(same_bits(from_whole.predict(inputs(), {.verbose = 0}), y));
  CHECK(folder.count() == 5);  // no temporary file is left
}

TEST_CASE("saving: a JSON text of to_json's text is read too") {
  const auto model = small_model();
  const std::string twice = nlohmann::json(model.to_json()).dump();
  CHECK(model_from_json(twice).to_json() == model.to_json());
}

TEST_CASE("saving: a model in double precision") {
  const TemporaryFolder folder;
  Sequential<double> model({Input({4}, {.dtype = float64}), Dense(3)});
  const Tensor x = random_tensor({5, 4}, -1, 1, 2);
  model.save(folder / "m.keras");
  const auto again = load_model<double>(folder / "m.keras");
  CHECK(same_bits(again.predict(x, {.verbose = 0}), model.predict(x, {.verbose = 0})));
  const auto narrow = load_model(folder / "m.keras");
  CHECK(narrow.predict(x, {.verbose = 0}).dtype() == float32);
  CHECK(all_close(narrow.predict(x, {.verbose = 0}), model.predict(x, {.verbose = 0}), 1e-5));
}

TEST_CASE("saving: training goes on with the same bits") {
  for (const char* file : {"m.keras", "m.h5"}) {
    INFO(file);
    auto model = small_model();
    model.compile({.optimizer = optimizers::Adam({.learning_rate = 0.01, .clipnorm = 1.0, .use_ema = true}),
                   .loss = losses::CategoricalCrossentropy({.label_smoothing = 0.1}),
                   .metrics = {"accuracy", metrics::TopKCategoricalAccuracy({.k = 2})},
                   .weighted_metrics = {"mae"}});
    check_resumed(model, file);
  }
}

TEST_CASE("saving: schedules of the learning rate") {
  auto model = small_model();
  model.compile({.optimizer = optimizers::SGD({.learning_rate = optimizers::schedules::ExponentialDecay(
                                                   {.initial_learning_rate = 0.1, .decay_steps = 3, .decay_rate = 0.9}),
                                               .momentum = 0.9}),
                 .loss = "categorical_crossentropy"});
  check_resumed(model, "m.keras");
}

TEST_CASE("saving: whether steps are compiled") {
  const TemporaryFolder folder;
  const auto written = [&](const char* file) {
    return nlohmann::json::parse(io::open_zip(folder / file)->read("config.json"))["compile_config"]["jit_compile"];
  };
  for (const bool jit : {false, true}) {
    Model<> model = small_model();
    model.compile({.optimizer = "sgd", .loss = "mse", .jit_compile = jit});
    model.save(folder / "a.keras");
    CHECK(written("a.keras") == jit);
    load_model(folder / "a.keras").save(folder / "b.keras");
    CHECK(written("b.keras") == jit);
  }
}

TEST_CASE("saving: what compile was given for several outputs") {
  const auto in = Input({4});
  const auto shared = Dense(6, {.activation = "relu"})(in);
  Model<> model(in, {Dense(3, {.activation = "softmax", .name = "kind"})(shared), Dense(1, {.name = "size"})(shared)});
  const Tensor sizes = random_tensor({20, 1}, 0, 1, 3).cast(float32);
  const TemporaryFolder folder;
  const auto check = [&](const CompileOptions& options) {
    model.compile(options);
    model.fit(inputs(), {targets(), sizes}, {.verbose = 0});
    model.save(folder / "m.keras");
    auto again = load_model(folder / "m.keras");
    const FitOptions fit{.epochs = 2, .verbose = 0, .shuffle = false};
    CHECK(again.fit(inputs(), {targets(), sizes}, fit).history == model.fit(inputs(), {targets(), sizes}, fit).history);
  };
  check({.loss = {"categorical_crossentropy", "mse"},
         .loss_weights = {1.0, 0.25},
         .metrics = {"accuracy", {"mae", "mse"}}});
  check(
      {.optimizer = "adam",
       .loss = std::map<std::string, Loss>{{"kind", "categorical_crossentropy"}, {"size", losses::MeanAbsoluteError()}},
       .loss_weights = std::map<std::string, double>{{"size", 0.5}},
       .metrics = std::map<std::string, metrics::Metrics>{{"kind", "accuracy"}}});
}

TEST_CASE("saving: a loss that is a function") {
  auto model = small_model();
  model.compile({.loss = [](const Tensor& y, const Tensor& p) { return ops::mean(ops::square(y - p), -1); }});
  const TemporaryFolder folder;
  model.save(folder / "m.keras");
  CHECK_THROWS_WITH(static_cast<void>(load_model(folder / "m.keras")),
                    Catch::Contains("m.keras") && Catch::Contains("compile = false"));
  check_same(load_model(folder / "m.keras", {.compile = false}), model);
}

TEST_CASE("saving: graphs of layers and ops") {
  const auto a = Input({6}, {.name = "left"}), b = Input({6}, {.name = "right"});
  const Dense twice(6, {.activation = "relu", .name = "twice"});
  Sequential inner({Input({6}), Dense(6, {.name = "inside"})}, {.name = "tower"});
  auto x = twice(a) * 0.5 + twice(b);
  x = ops::concatenate({x, inner(a), 2.0 - inner(b), ops::mean(x, 1, {.keepdims = true})}, 1);
  x = ops::softmax(ops::reshape(x, {-1, 19, 1}), 1);
  x = ops::squeeze(x, -1).slice({{}, {1, 9}}) / 3.0 + Tensor({1.f, 2.f, 3.f, 4.f, 5.f, 6.f, 7.f, 8.f});
  x = ops::where(ops::greater(x, Tensor::scalar(3)), ops::exp(ops::negative(x)), ops::clip(x, 0.1, 2));
  const Model<> model({a, b}, {Dense(2)(x), twice(b)});
  const Tensors data = {random_tensor({3, 6}, -1, 1, 4).cast(float32), random_tensor({3, 6}, -1, 1, 5).cast(float32)};
  const TemporaryFolder folder;
  for (const char* file : {"m.keras", "m.h5"}) {
    model.save(folder / file);
    const auto again = load_model(folder / file);
    CHECK(again.to_json() == model.to_json());
    const auto p = model.predict_all(data, {.verbose = 0}), q = again.predict_all(data, {.verbose = 0});
    REQUIRE(p.size() == q.size());
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(same_bits(p[i], q[i]));
  }
}

TEST_CASE("saving: layers of one's own") {
  register_layer<Shift>("Shift");
  Sequential model({Input({4}), make_layer<Shift>(), Dense(2)});
  model.set_weights({Tensor({1.f, 2.f, 3.f, 4.f}), random_tensor({4, 2}, -1, 1, 6).cast(float32), zeros({2})});
  const TemporaryFolder folder;
  model.save(folder / "m.keras");
  const auto again = load_model(folder / "m.keras");
  CHECK(again.to_json() == model.to_json());
  CHECK(same_bits(again.predict(inputs(), {.verbose = 0}), model.predict(inputs(), {.verbose = 0})));
}

TEST_CASE("saving: models without a shape yet, frozen layers, files that are there") {
  Sequential unbuilt;
  unbuilt.add(Dense(3));
  CHECK(model_from_json(unbuilt.to_json()).to_json() == unbuilt.to_json());
  const TemporaryFolder folder;
  CHECK_THROWS_AS(unbuilt.save_weights(folder / "m.weights.h5"), state_error);
  CHECK_THROWS_AS(unbuilt.load_weights(folder / "m.weights.h5"), state_error);

  auto model = small_model();
  model.get_layer(0).set_trainable(false);
  model.save(folder / "m.keras");
  const auto again = load_model(folder / "m.keras");
  CHECK_FALSE(again.get_layer(0).trainable());
  CHECK(again.trainable_variables().size() == 2);

  const std::string before = io::read_file(folder / "m.keras");
  CHECK_THROWS_WITH(model.save(folder / "m.keras", {.overwrite = false}), Catch::Contains("overwrite"));
  CHECK_THROWS_WITH(model.save(folder / "m.txt"), Catch::Contains("m.txt"));
  CHECK_THROWS_AS(model.save(folder / "no/m.keras"), file_error);
  CHECK_THROWS_AS(static_cast<void>(load_model(folder / "none.keras")), file_error);
  CHECK_THROWS_AS(static_cast<void>(load_model(folder / "none.h5")), file_error);
  CHECK(io::read_file(folder / "m.keras") == before);
  CHECK(folder.count() == 1);
}

TEST_CASE("saving: weights by name, and those that don't fit") {
  const auto in = Input({4});
  const Model<> model(in, Dense(2, {.name = "out"})(Dense(3, {.name = "mid"})(in)));
  const TemporaryFolder folder;
  model.save_weights(folder / "m.h5");
  model.save_weights(folder / "m.weights.h5");
  Model<> other(in, Dense(5, {.name = "out"})(Dense(3, {.name = "mid"})(in)));
  const auto before = other.get_weights();
  for (const char* file : {"m.h5", "m.weights.h5"}) {
    CHECK_THROWS_WITH(other.load_weights(folder / file), Catch::Contains(file) && Catch::Contains("out"));
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(same_bits(other.get_weights()[i], before[i]));
  }
  other.load_weights(folder / "m.weights.h5", {.skip_mismatch = true});
  CHECK(same_bits(other.get_weights()[0], model.get_weights()[0]));
  CHECK(same_bits(other.get_weights()[2], before[2]));
  Model<> fewer(in, Dense(2, {.name = "out"})(Dense(3, {.name = "new"})(in)));
  const auto fresh = fewer.get_weights();
  fewer.load_weights(folder / "m.h5", {.by_name = true});
  CHECK(same_bits(fewer.get_weights()[0], fresh[0]));
  CHECK(same_bits(fewer.get_weights()[2], model.get_weights()[2]));
}

TEST_CASE("saving: ModelCheckpoint writes files that load") {
  auto model = small_model();
  model.compile({.optimizer = "adam", .loss = "categorical_crossentropy"});
  const TemporaryFolder folder;
  model.fit(inputs(), targets(),
            {.epochs = 2,
             .verbose = 0,
             .callbacks = {callbacks::ModelCheckpoint(folder / "{epoch}.keras", {.monitor = "loss"}),
                           callbacks::ModelCheckpoint(folder / "w.weights.h5", {.save_weights_only = true})}});
  check_same(load_model(folder / "2.keras"), model);
  CHECK(load_model(folder / "1.keras").optimizer().iterations() == 1);
}
