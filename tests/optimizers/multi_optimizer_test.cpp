// MultiOptimizer and OptimizerMap: along Keras's steps (golden/optimizers/multi_optimizer.json, by
// golden/make_multi_optimizer.py), in a model that Keras wrote, in callbacks.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include <keratin/io/hdf5.hpp>
#include <keratin/io/zip.hpp>

#include "support/check_optimizer.hpp"

using namespace keratin;
using optimizers::Adam;
using optimizers::MultiOptimizer;
using optimizers::OptimizerMap;
using optimizers::SGD;
using testing::Json;

namespace {

Json golden_rows() { return Json::parse(io::read_file(testing::golden("optimizers/multi_optimizer.json"))); }
bool same(const Optimizer& a, const Optimizer& b) { return &a.impl() == &b.impl(); }
Variable weight(const std::string& path) {
  Variable w(ones({2}), path.substr(path.rfind('/') + 1));
  w.info().path = path;
  return w;
}
std::vector<std::string> names_of(const Optimizer& optimizer) {
  std::vector<std::string> names;
  for (const Optimizer& one : optimizer.optimizers()) names.push_back(one.name());
  return names;
}

/// The file's weights, and its compile configuration.
struct Saved {
  explicit Saved(const std::string& path) {
    const auto zip = io::open_zip(path);
    compile = Json::parse(zip->read("config.json"))["compile_config"];
    weights = zip->read("model.weights.h5");
    h5 = io::open_hdf5_bytes(weights, path + ", model.weights.h5");
  }
  Json compile;
  std::string weights;
  std::unique_ptr<io::Hdf5Reader> h5;
};

/// The same groups with the same names and numbers.
void check_same_group(const io::Hdf5Reader& a, const io::Hdf5Reader& b, const std::string& group) {
  INFO(group);
  REQUIRE(a.children(group) == b.children(group));
  if (group.ends_with("/vars")) CHECK(a.text(group, "name") == b.text(group, "name"));
  for (const std::string& child : a.children(group)) {
    const std::string path = group + "/" + child;
    if (a.is_group(path))
      check_same_group(a, b, path);
    else
      CHECK(testing::same_bits(a.read(path), b.read(path)));
  }
}

Sequential<> encoder_and_head() {
  return Sequential<>(
      {Input({4}), layers::Dense(3, {.activation = "tanh", .name = "encoder"}), layers::Dense(2, {.name = "head"})});
}

}  // namespace

TEST_CASE("OptimizerMap finds a path, else the one expression that matches, else the default") {
  const SGD sgd;
  const Adam adam, other;
  const optimizers::RMSprop rest;
  OptimizerMap map(rest);
  map["encoder/layer_0/dense"] = adam;
  map["encoder/.*"] = sgd;
  map["decoder"] = other;
  CHECK(map.size() == 3);
  CHECK(same(map["decoder"], other));
  CHECK(same(map["encoder/layer_0/dense"], adam));  // though the expression matches too
  CHECK(same(map["encoder/layer_0/attention/query"], sgd));
  CHECK(same(map["decoder/layer_0/dense"], rest));  // the whole path must match
  CHECK(same(map(weight("encoder/kernel")), sgd));
  CHECK(same(map["my_encoder/kernel"], map.default_optimizer()));
  CHECK_THROWS_AS((map["decoder"] = sgd), value_error);
  CHECK_THROWS_WITH((map["a("] = sgd), Catch::Contains("regular expression; got \"a(\""));
  CHECK_THROWS_WITH((map["all"] = optimizers::LossScaleOptimizer(sgd)), Catch::Contains("got LossScaleOptimizer"));
  CHECK_THROWS_WITH((map["all"] = MultiOptimizer(map)), Catch::Contains("got MultiOptimizer"));
  CHECK_THROWS_AS(OptimizerMap(MultiOptimizer(map)), value_error);
  map[".*query"] = adam;
  CHECK_THROWS_WITH(map.find("encoder/layer_0/attention/query"),
                    Catch::Contains("one optimizer for encoder/layer_0/attention/query; got two"));
  CHECK(map.erase(".*query"));
  CHECK_FALSE(map.erase(".*query"));
  const OptimizerMap listed("sgd", {{"a/.*", "adam"}, {"b", adam}});
  CHECK(listed["a/kernel"].name() == "adam");
  CHECK(same(OptimizerMap(sgd, std::map<std::string, Optimizer>{{"b", adam}})["b"], adam));
}

TEST_CASE("MultiOptimizer follows Keras's trajectories") {
  for (const Json& row : golden_rows()["rows"]) {
    INFO(row["config"]);
    const auto make = [&] {
      return testing::optimizer_from({{"class_name", "MultiOptimizer"}, {"config", row["config"]}});
    };
    testing::check_optimizer(make, row);
    const Optimizer optimizer = make();
    static_cast<void>(testing::walk(optimizer, row, float32));
    std::vector<index_t> iterations = {optimizer.iterations()};
    for (const Optimizer& one : optimizer.optimizers()) iterations.push_back(one.iterations());
    CHECK(iterations == row["iterations"].get<std::vector<index_t>>());
  }
  testing::parity("optimizers", "MultiOptimizer", testing::Checked::training);
}

TEST_CASE("MultiOptimizer goes on in a model that Keras saved, and writes it as Keras does") {
  const Json want = golden_rows()["model"];
  const std::string file = testing::golden("saving/multi_optimizer.keras");
  auto model = load_model(file);
  const testing::TemporaryFolder folder;
  model.save(folder / "m.keras");
  const Saved theirs(file), ours(folder / "m.keras");
  CHECK(ours.compile["optimizer"] == theirs.compile["optimizer"]);
  check_same_group(*ours.h5, *theirs.h5, "optimizer");
  const Tensor x = testing::tensor_from(want["x"]), y = testing::tensor_from(want["y"]);
  for (const Json& step : want["steps"]) {
    CHECK(model.train_on_batch(x, y)["loss"] == Approx(step["loss"].get<double>()));
    const auto weights = model.get_weights();
    for (std::size_t i = 0; i < weights.size(); ++i)
      testing::check_near(weights[i], testing::tensor_from(step["weights"][i]));
    testing::check_variables(model.optimizer(), step);
  }
  const auto check_rates = [&](const Callback& callback, const char* name, index_t epochs) {
    const History history = model.fit(x, y, {.epochs = epochs, .verbose = 0, .callbacks = {callback}});
    CHECK(history.history.size() == want[name].size() + 1);
    for (const auto& [key, rates] : want[name].items())
      for (std::size_t i = 0; i < rates.size(); ++i)
        CHECK(history.history[key][i] == Approx(rates[i].get<double>()).epsilon(1e-6));
  };
  check_rates(callbacks::LearningRateScheduler([](int, double rate) { return rate * 0.5; }), "scheduler", 2);
  check_rates(callbacks::ReduceLROnPlateau(
                  {.monitor = "loss", .factor = 0.1, .patience = 1, .min_delta = 1e9, .min_lr = 0.002}),
              "plateau", 4);
  model.fit(x, y, {.verbose = 0, .callbacks = {callbacks::TensorBoard(folder / "logs")}});
}

TEST_CASE("MultiOptimizer: files, also of one optimizer with two keys, and around it a LossScaleOptimizer") {
  const Tensor x = testing::random_tensor({16, 4}).cast(float32),
               y = testing::random_tensor({16, 2}, -1, 1, 2).cast(float32);
  const testing::TemporaryFolder folder;
  const FitOptions two{.epochs = 2, .verbose = 0, .shuffle = false};
  for (const bool scaled : {false, true})
    for (const char* file : {"m.keras", "m.h5"}) {
      INFO(scaled << " " << file);
      const Adam twice(0.01);
      OptimizerMap map(SGD(0.1));
      map[".*head/kernel"] = twice;
      map[".*encoder/kernel"] = twice;
      map["nobody"] = SGD(0.2);
      const MultiOptimizer multi(map);
      CHECK(names_of(multi) == std::vector<std::string>{"adam", "sgd", "sgd_1"});
      auto model = encoder_and_head();
      model.compile(
          {.optimizer = scaled ? Optimizer(optimizers::LossScaleOptimizer(multi)) : Optimizer(multi), .loss = "mse"});
      model.fit(x, y, two);
      model.save(folder / file);
      auto again = load_model(folder / file);
      CHECK(again.optimizer().iterations() == 2);
      CHECK(names_of(again.optimizer()) == names_of(multi));
      CHECK(again.optimizer().variables().size() == model.optimizer().variables().size());
      CHECK(again.fit(x, y, two).history == model.fit(x, y, two).history);
    }
}

TEST_CASE("MultiOptimizer takes a function of the weight, which no file can hold") {
  const Adam adam(0.5);
  const SGD sgd(0.5);
  const MultiOptimizer multi(
      [=](const Variable& w) -> Optimizer { return w.name() == "bias" ? Optimizer(sgd) : Optimizer(adam); });
  CHECK(multi.optimizers().empty());
  auto model = encoder_and_head();
  model.compile({.optimizer = multi, .loss = "mse"});
  model.fit(ones({4, 4}), ones({4, 2}), {.verbose = 0});
  CHECK(names_of(multi) == std::vector<std::string>{"adam", "sgd"});
  CHECK(adam.variables().size() == 2 + 2 * 2);
  const testing::TemporaryFolder folder;
  CHECK_THROWS_WITH(model.save(folder / "m.keras"), Catch::Contains("expected an OptimizerMap"));
  model.save_weights(folder / "m.weights.h5");
  CHECK_THROWS_AS(MultiOptimizer([](const Variable&) -> Optimizer {
                    return MultiOptimizer(OptimizerMap("sgd"));
                  }).build({weight("kernel")}),
                  value_error);
}

TEST_CASE("MultiOptimizer's loss_scale_factor takes the place of those inside") {
  const SGD first({.learning_rate = 0.5, .loss_scale_factor = 1024}), rest(0.25);
  const MultiOptimizer multi(OptimizerMap(rest, {{"a", first}}), {.loss_scale_factor = 8});
  const Variable a = weight("a"), b = weight("b");
  CHECK(multi.scale_loss(Tensor::scalar(1)).item<double>() == 8);
  multi.apply({full({2}, 8), full({2}, 8)}, {a, b});
  CHECK(a.at<float>(0) == 0.5f);
  CHECK(b.at<float>(0) == 0.75f);
  const MultiOptimizer plain(OptimizerMap(SGD({.loss_scale_factor = 2})));
  CHECK(plain.scale_loss(Tensor::scalar(1)).item<double>() == 1);
  CHECK(plain.optimizers()[0].scale_loss(Tensor::scalar(1)).item<double>() == 1);
}

TEST_CASE("MultiOptimizer's learning rates and averages are those inside") {
  const SGD averaged({.learning_rate = 1, .use_ema = true, .ema_momentum = 0.5}), rest(1);
  const MultiOptimizer multi(OptimizerMap(rest, {{"a", averaged}}));
  CHECK_THROWS_WITH(multi.learning_rate(), Catch::Contains("ask each of optimizers()"));
  CHECK_THROWS_AS(multi.set_learning_rate(0.1), state_error);
  CHECK_THROWS_AS(multi.exclude_from_weight_decay({.var_names = {"bias"}}), state_error);
  const Variable a = weight("a"), b = weight("b");
  CHECK_THROWS_AS(multi.impl().swap_averages(std::vector{a, b}), state_error);
  multi.apply({ones({2}), ones({2})}, {a, b});  // both 0, the average too
  multi.apply({ones({2}), ones({2})}, {a, b});  // both -1, the average -1/2
  multi.impl().swap_averages(std::vector{a, b});
  CHECK(a.at<float>(0) == -0.5f);
  CHECK(b.at<float>(0) == -1);
  multi.impl().swap_averages(std::vector{a, b});
  CHECK(a.at<float>(0) == -1);
  multi.apply({Tensor(), ones({2})}, {a, b});
  CHECK(multi.iterations() == 3);
  CHECK(averaged.iterations() == 2);  // it had no gradient
  CHECK(b.at<float>(0) == -2);
  CHECK_THROWS_AS(multi.apply({Tensor(), Tensor()}, {a, b}), value_error);
  CHECK_THROWS_AS(MultiOptimizer(OptimizerMap(rest)).impl().swap_averages(std::vector{a, b}), state_error);
  CHECK_THROWS_WITH(Optimizer("MultiOptimizer"), Catch::Contains("expected an OptimizerMap"));
}
#endif
