// A layer, a loss, a metric and a callback of your own, in a training loop of your own and in fit.
// After Keras's guides "Making new layers and models via subclassing" and "Writing a training loop from scratch".
#include <algorithm>

#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

/// y = x w + b, the guide's first layer.
struct Linear : CustomLayer {
  Int units = 32;
  KERATIN_FIELDS(units)
  explicit Linear(Int units_ = 32) : units(units_) {}
  void build(const Shape& in) override {
    w = add_weight("w", {in.back(), units}, "he_normal");
    b = add_weight("b", {units}, "zeros");
  }
  Tensor call(const Tensor& x, CallContext) override { return ops::matmul(x, w) + b; }
  Variable w, b;
};

/// Cross-entropy that counts less what is known already: -(1 - p)^gamma log p.
struct Focal : CustomLoss {
  explicit Focal(double gamma_) : CustomLoss("focal"), gamma(gamma_) {}
  Tensor call(const Tensor& y_true, const Tensor& y_pred) override {
    const Tensor p = ops::clip(ops::sum(y_true * y_pred, -1), 1e-7, 1);
    return -ops::power(1 - p, Tensor::scalar(gamma)) * ops::log(p);
  }
  double gamma;
};

/// The share of right answers for the class that is read worst.
struct WorstClass : CustomMetric {
  WorstClass() : CustomMetric("worst_class") {}
  void reset_state() override { right = all = zeros({10}); }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>&) override {
    right = right + ops::sum(y_true * ops::one_hot(ops::argmax(y_pred, -1), 10), 0);
    all = all + ops::sum(y_true, 0);
  }
  double result() const override { return ops::min(right / ops::maximum(all, Tensor::scalar(1))).item<double>(); }
  Tensor right = zeros({10}), all = zeros({10});
};

/// Ends the training when the worst class is read well enough.
struct GoodEnough : CustomCallback {
  explicit GoodEnough(double wanted_) : wanted(wanted_) {}
  void on_epoch_end(int epoch, const Logs& logs) override {
    if (logs["val_worst_class"] < wanted) return;
    std::cout << "Good enough after epoch " << epoch + 1 << ".\n";
    stop_training();
  }
  double wanted;
};

Sequential<> make_model() {
  return Sequential(
      {Input({784}), make_layer<Linear>(64), Activation("relu"), make_layer<Linear>(10), Activation("softmax")});
}

/// What fit does, written out.
void loop(const Sequential<>& model, const utils::Dataset& batches, int epochs) {
  const optimizers::Adam optimizer(1e-3);
  const auto loss_fn = make_loss<Focal>(2.0);
  const metrics::CategoricalAccuracy accuracy;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    Tensor loss;
    for (const Batch& batch : batches) {
      GradientTape tape;
      const Tensor y_pred = model(batch.x, {.training = true});
      loss = loss_fn(batch.y[0], y_pred);
      optimizer.apply(tape.gradient(loss, model.trainable_variables()), model.trainable_variables());
      accuracy.update_state(batch.y[0], y_pred);
    }
    std::cout << "Epoch " << epoch << ": loss of the last batch " << loss.item<float>() << ", training accuracy "
              << accuracy.result() << "\n";
    accuracy.reset_state();
  }
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A layer, loss, metric, callback and training loop of your own.", "custom_training");
  return example.run(argc, argv, [&] {
    const auto [train, test] = load_images(example);
    const Tensor x_train = train.x.reshape({-1, 784}) / 255.0f, y_train = utils::to_categorical(train.y, 10);
    const Tensor x_test = test.x.reshape({-1, 784}) / 255.0f, y_test = utils::to_categorical(test.y, 10);

    auto by_hand = make_model();
    by_hand.summary();
    const auto batches = utils::Dataset::from_tensor_slices(x_train, y_train).shuffle(60000).batch(64);
    loop(by_hand, batches, example.epochs.value_or(2));
    const metrics::CategoricalAccuracy accuracy;
    const double loop_accuracy = accuracy(y_test, by_hand.predict(x_test, {.verbose = 0}));

    register_layer<Linear>("Linear");  // so that it can be loaded
    auto model = make_model();
    model.compile(
        {.optimizer = "adam", .loss = make_loss<Focal>(2.0), .metrics = {"accuracy", make_metric<WorstClass>()}});
    const History history =
        model.fit(x_train, y_train,
                  {.batch_size = 64,
                   .epochs = example.epochs.value_or(10),
                   .callbacks = {make_callback<GoodEnough>(0.94), callbacks::CSVLogger(example.path("history.csv"))},
                   .validation_data = {x_test, y_test}});
    example.draw([&] { utils::plot_history(history, example.path("history.png")); });
    const Scores score = model.evaluate(x_test, y_test, {.verbose = 0});
    model.save(example.path("custom.keras"));
    const auto loaded = load_model(example.path("custom.keras"), {.compile = false});
    std::cout << "Saved, loaded and evaluated again: " << accuracy(y_test, loaded.predict(x_test, {.verbose = 0}))
              << "\n";

    example.result(
        {{"loop_accuracy", loop_accuracy}, {"fit_accuracy", score["accuracy"]}, {"worst_class", score["worst_class"]}});
  });
}
