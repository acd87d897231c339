// What API.md shows of models: its blocks as written, each run on small data, with checks of what comes out.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>
#include <support/skip.hpp>
#include <support/temporary.hpp>

namespace api_models_test {

using namespace keratin;
using namespace keratin::layers;
// clang-format off: the blocks stand as on that page

/// Four clusters in 6 dimensions, and their one-hot classes: what a small net learns in a few epochs.
struct Clusters {
  Tensor x, y;
  explicit Clusters(index_t n = 256) {
    set_random_seed(3);
    const Tensor centers = random::normal({4, 6}, 0, 2, {.seed = 1}), classes = random::randint({n}, 0, 4, 2);
    x = ops::take(centers, classes, 0) + random::normal({n, 6}, 0, 0.3, {.seed = 3});
    y = utils::to_categorical(classes, 4);
  }
};

Sequential<> small_model() {
  Sequential model({Input({6}), Dense(16, {.activation = "relu"}), Dense(4, {.activation = "softmax"})});
  model.compile({.optimizer = optimizers::Adam(0.02), .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  return model;
}

/// Sends std::cout into a string while it lives.
struct Captured {
  std::ostringstream text;
  std::streambuf* before = std::cout.rdbuf(text.rdbuf());
  ~Captured() { std::cout.rdbuf(before); }
};

void mnist() {
  auto [train, test] = datasets::mnist::load_data();  // uint8-valued, (60000, 28, 28) and (60000)
  auto x_train = train.x.reshape({60000, 784}) / 255.0f;
  auto y_train = utils::to_categorical(train.y, 10);
  auto x_test = test.x.reshape({10000, 784}) / 255.0f;
  auto y_test = utils::to_categorical(test.y, 10);

  Sequential model;
  model.add(Dense(512, {.activation = "relu", .input_shape = {784}}));
  model.add(Dense(10, {.activation = "softmax"}));
  model.summary();  // Total params: 407,050

  model.compile({.optimizer = "sgd", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  auto history =
      model.fit(x_train, y_train, {.batch_size = 128, .epochs = 1, .verbose = 1, .validation_data = {x_test, y_test}});

  auto score = model.evaluate(x_test, y_test, {.verbose = 0});  // score["loss"], score[1]; a double: the loss
  auto p = model.predict(x_test);                               // (10000, 10)
  auto cls = model.predict_classes(x_test);                     // or ops::argmax(p, 1)
  std::vector<double> curve = history.history["val_accuracy"];  // of a std::map<std::string, std::vector<double>>
  Tensor counts = utils::confusion_matrix(y_test, p);           // (10, 10)

  CHECK(model.count_params() == 407050);
  CHECK(curve.size() == 1);
  CHECK(curve[0] == Approx(score[1]));
  CHECK(score["accuracy"] > 0.75);
  CHECK(p.shape() == Shape{10000, 10});
  CHECK(cls.shape() == Shape{10000});
  CHECK(counts.shape() == Shape{10, 10});
  double right = 0;
  for (int i = 0; i < 10; ++i) right += static_cast<double>(counts.at<std::int64_t>(i, i));
  CHECK(right / 10000 == Approx(score[1]));
}

TEST_CASE("API.md: the MNIST perceptron of seed 004", "[slow]") {
  const std::string data = testing::shared("data");
  if (data.empty()) KERATIN_SKIP("needs data/mnist.npz");
  const testing::Environment folder("KERATIN_DATA", data);
  const Captured printed;
  mnist();
  CHECK_THAT(printed.text.str(), Catch::Contains("Total params: 407,050"));
}

TEST_CASE("API.md: what stands below the MNIST perceptron") {
  Sequential model(
      {Dense(8, {.input_shape = {6}}), Dropout(0.2), Dense(4, {.activation = "softmax", .name = "dense_1"})});
  model.add(Activation("relu"));
  model.pop();
  Layer layer = model.get_layer("dense_1");
  std::vector<Layer> all = model.layers();
  CHECK(layer.count_params() == 8 * 4 + 4);
  CHECK(all.size() == 3);
  CHECK(model.count_params() == 6 * 8 + 8 + 36);
  model.set_weights(model.get_weights());
  Sequential from_input({Input({784}), Dense(10)});
  CHECK(from_input.count_params() == 7850);
  CHECK_THROWS_WITH(model.get_layer("dens"), Catch::Contains("dropout"));
  CHECK_THROWS_AS(model.get_layer(3), value_error);
}

TEST_CASE("API.md: compile") {
  const Clusters data;
  Sequential model({Input({6}), Dense(16, {.activation = "relu"}), Dense(4)});
  model.compile({.optimizer = optimizers::Adam({.learning_rate = 1e-2, .clipnorm = 1.0}),
                 .loss = losses::CategoricalCrossentropy({.from_logits = true}),
                 .metrics = {"accuracy", metrics::TopKCategoricalAccuracy({.k = 3})}});
  History h = model.fit(data.x, data.y, {.epochs = 6, .verbose = 0});
  CHECK(h.history["accuracy"].back() > 0.9);
  CHECK(h.history["top_k_categorical_accuracy"].back() >= h.history["accuracy"].back());
  model.compile(
      {.optimizer = optimizers::SGD({.learning_rate = 0.01}),
       .loss = [](const Tensor& y_true, const Tensor& y_pred) { return ops::mean(ops::square(y_true - y_pred)); }});
  h = model.fit(data.x, data.y, {.epochs = 3, .verbose = 0});
  CHECK(h.history["loss"].back() < h.history["loss"].front());
}

TEST_CASE("API.md: compile a model with two outputs") {
  const Clusters data;
  auto in = Input({6});
  auto h = Dense(8, {.activation = "tanh"})(in);
  Model model(in, {Dense(4, {.name = "out"})(h), Dense(4, {.activation = "sigmoid", .name = "aux"})(h)});
  model.compile(
      {.loss = {"mse", "binary_crossentropy"}, .loss_weights = {1.0, 0.2}, .metrics = {"mae", {"accuracy", "mse"}}});
  auto score = model.evaluate(data.x, {data.y, data.y}, {.verbose = 0});
  CHECK(score["loss"] == Approx(score["out_loss"] + 0.2 * score["aux_loss"]));
  CHECK(score.size() == 6);
  CHECK(score.contains("aux_accuracy"));
  CHECK(score.contains("out_mae"));
  model.compile({.loss = std::map<std::string, Loss>{{"out", "mse"}, {"aux", "mae"}}});
  CHECK(model.train_on_batch(data.x, {data.y, data.y}).size() == 3);
  CHECK(model.predict_all(data.x, {.verbose = 0}).size() == 2);
}

TEST_CASE("API.md: fit") {
  const Clusters data, held_out(64);
  auto model = small_model();
  const Tensor &x = data.x, &y = data.y, &x_val = held_out.x, &y_val = held_out.y;
  History h = model.fit(x, y, {.epochs = 5, .verbose = 0, .validation_data = {x_val, y_val}});
  CHECK(h.history["val_loss"].size() == 5);

  int i = 0;
  auto next = [&]() -> std::optional<Batch> {
    if (i == 50) return std::nullopt;
    ++i;
    return Batch{x, y};
  };
  h = model.fit(
      next, {.epochs = 5, .verbose = 0, .steps_per_epoch = 10});  // an epoch ends at nullopt or after steps_per_epoch
  CHECK(i == 50);
  CHECK(h.history["loss"].size() == 5);
  CHECK(h.history["accuracy"].back() > 0.9);

  model.train_on_batch(x, y);
  CHECK(model.test_on_batch(x, y)["accuracy"] > 0.9);
  CHECK(model.predict_on_batch(x).shape() == Shape{256, 4});
}

TEST_CASE("API.md: functional models") {
  auto inputs = Input({784});
  auto x = Dense(128, {.activation = "relu"})(inputs);
  x = Dropout(0.2)(x);
  x = x + 0.1 * Dense(128)(x);  // operators on symbols are nodes of the graph
  auto outputs = Dense(10, {.activation = "softmax"})(x);
  Model model(inputs, outputs);
  CHECK(model.count_params() == 784 * 128 + 128 + 128 * 128 + 128 + 1290);
  auto p = model.predict(random::uniform({3, 784}), {.verbose = 0});
  CHECK(p.shape() == Shape{3, 10});
  CHECK(ops::sum(p).item<double>() == Approx(3));

  // A model is a layer, and its inner outputs are those of a model too.
  auto in = Input({784});
  auto doubled = model(in) * 2;
  CHECK(Model(in, doubled).predict(ones({2, 784}), {.verbose = 0}).shape() == Shape{2, 10});
  auto first = model.layers()[0].class_name() == "Dense" ? model.layers()[0] : model.layers()[1];
  Model features(model.inputs(), {first.output()});
  CHECK(features.predict(ones({2, 784}), {.verbose = 0}).shape() == Shape{2, 128});
}

TEST_CASE("API.md: your own layer, loss, metric, callback, training loop") {
  const Clusters data;
  const Tensor &x = data.x, &y = data.y;
  Sequential model({Input({6}), Dense(16, {.activation = "relu"})});

  struct Scale : CustomLayer {  // weights and forward; gradients follow by themselves
    Variable gain;              // a Tensor that only assign() and optimizers change
    void build(const Shape& in) override { gain = add_weight("gain", {in.back()}, "ones"); }
    Tensor call(const Tensor& x, CallContext) override { return x * gain; }
  };  // register_layer<Scale>("Scale") makes it loadable
  model.add(make_layer<Scale>());
  model.add(Dense(4, {.activation = "softmax"}));
  model.compile({.optimizer = optimizers::Adam(0.03), .loss = "categorical_crossentropy"});

  struct Enough : CustomCallback {  // any of Keras's hooks
    void on_epoch_end(int, const Logs& logs) override {
      if (logs["loss"] < 0.1) stop_training();
    }
  };
  History h = model.fit(x, y, {.epochs = 200, .verbose = 0, .callbacks = {make_callback<Enough>()}});
  CHECK(h.epoch.size() < 200);
  CHECK(h.history["loss"].back() < 0.1);

  auto one_step = [&] {
    optimizers::Adam optimizer(1e-3);
    GradientTape tape;  // records the ops done until gradient()
    auto loss = ops::mean(losses::categorical_crossentropy(y, model(x, {.training = true})));
    auto grads = tape.gradient(loss, model.trainable_variables());
    optimizer.apply(grads, model.trainable_variables());
    CHECK(grads.size() == 5);
    return loss.item<double>();
  };
  const double before = one_step();
  CHECK(one_step() < before);
}

TEST_CASE("API.md: exact forms that programs rely on") {
  const Clusters data, held_out(64);
  const Tensor &x_val = held_out.x, &y_val = held_out.y;
  auto model = small_model();
  std::vector<Tensor> xs = {data.x}, ys = {data.y};  // wherever several arrays may stand, {a, b} or a vector
  std::vector<Tensor> out = model.predict_all(xs, {.batch_size = 32, .verbose = 0});
  FitOptions o;
  o.batch_size = 8;
  o.epochs = 4;
  o.shuffle = false;
  o.verbose = 0;
  o.class_weight = {{0, 0.5}, {1, 2.0}};  // std::map<int, double>
  o.sample_weight = ones({256});          // std::optional<Tensor>
  o.validation_data = {xs, ys};
  o.validation_data = {{x_val, y_val}};
  o.validation_data = Batch{x_val, y_val};  // struct Batch { Inputs x, y; std::optional<Tensor> sample_weight; }
  History h = model.fit(xs, ys, o);         // h.history: that map, whose [] throws for an unknown name
  std::vector<std::string> lines;
  model.summary({.line_length = 80,
                 .print_fn = [&](std::string_view line) { lines.emplace_back(line); },
                 .expand_nested = true,
                 .show_trainable = true});
  CHECK(out.size() == 1);
  CHECK(h.history["val_accuracy"].size() == 4);
  CHECK_THROWS_WITH(h.history["val_acc"],
                    Catch::Contains("expected one of the names accuracy, loss, val_accuracy, val_loss") &&
                        Catch::Contains("did you mean \"val_accuracy\"?"));
  CHECK(lines.size() > 5);
}

TEST_CASE("API.md: what the page says between its blocks") {
  const Clusters data;
  Sequential<double> in_double({Input({6}), Dense(4)});
  CHECK(in_double.predict(data.x, {.verbose = 0}).dtype() == float64);
  auto inner = small_model();
  Model<>& as_model = inner;
  auto same = inner;  // a copy is the same model
  CHECK(&same.weights()[0].get() == &as_model.weights()[0].get());
  Sequential outer;
  outer.add(inner);
  outer.add(Dense(1));
  CHECK(outer.count_params() == inner.count_params() + 5);
  if (list_devices().size() == 1) CHECK_THROWS_AS((Sequential<float, keratin::cuda>{}), device_error);
  std::vector<Tensor> v{data.x};
  auto open = Input({None, v.size()});
  CHECK(open.shape() == Shape{None, None, 1});
  CHECK(Dense(3)(open).shape() == Shape{None, None, 3});
  double loss = inner.evaluate(data.x, data.y, {.verbose = 0}),
         second = inner.evaluate(data.x, data.y, {.verbose = 0})[1];
  CHECK(loss > 0);
  CHECK(second <= 1);
  // A uint8 set is cast batch by batch.
  const Tensor pixels = random::randint({10, 6}, 0, 256, 1).cast(uint8);
  CHECK(inner.predict(pixels, {.verbose = 0}).shape() == Shape{10, 4});
}

TEST_CASE("names of earlier Keras work or are explained") {
  auto model = small_model();
  const Clusters data;
  model.compile({.optimizer = "Adam", .loss = "MSE", .metrics = {"acc"}});
  CHECK(model.evaluate(data.x, data.y, {.verbose = 0}).contains("acc"));
  CHECK_THROWS_WITH(model.compile({.optimizer = "adm"}), Catch::Contains("adam"));
  CHECK_THROWS_WITH(model.compile({.loss = "cross_entropy"}), Catch::Contains("categorical_crossentropy"));
}

}  // namespace api_models_test
