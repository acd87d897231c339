// A convolutional network tells clothes apart, as one would write it today: the model takes pictures as they are,
// shifts and mirrors them while it trains, and callbacks keep the best epoch and end the training.
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

const std::vector<std::string> class_names = {"T-shirt", "trouser", "pullover", "dress", "coat",
                                              "sandal",  "shirt",   "sneaker",  "bag",   "boot"};

/// Another view of each picture in each epoch: mirrored, or shifted by a pixel.
Sequential<> augmentation() {
  return Sequential(
      {Input({28, 28, 1}), RandomFlip("horizontal"), RandomTranslation(0.04, 0.04, {.fill_mode = "constant"})},
      {.name = "augmentation"});
}

/// Convolution, normalization, relu.
Tensor block(const Tensor& x, int filters) {
  const Tensor y = Conv2D(filters, 3, {.padding = "same", .use_bias = false})(x);
  return ReLU()(BatchNormalization({.momentum = 0.9})(y));
}

Model<> make_model(const Sequential<>& augment) {
  const Tensor inputs = Input({28, 28, 1});
  Tensor x = Rescaling(1 / 255.0)(augment(inputs));
  x = MaxPooling2D(2)(block(x, 32));
  x = MaxPooling2D(2)(block(x, 64));
  x = block(x, 128);
  x = Dropout(0.3)(Flatten()(MaxPooling2D(2)(x)));
  const Tensor outputs = Dense(10, {.activation = "softmax"})(x);
  return Model(inputs, outputs, {.name = "fashion"});
}

/// The first twelve pictures as they are, and four times as the network sees them while it trains.
void draw_augmented(const Sequential<>& augment, const Tensor& pictures, const Example& example) {
  const Tensor originals = pictures.slice(0, 12).cast(float32);
  Tensors rows = {originals};
  for (int i = 0; i < 4; ++i) rows.push_back(augment(originals, {.training = true}));
  utils::save_image_grid(ops::clip(ops::concatenate(rows, 0) / 255.0f, 0, 1), example.path("augmented.png"),
                         {.columns = 12, .scale = "none"});
}

/// The pictures that the model is most sure of, and wrong; above each what it takes it for.
void draw_mistakes(const Tensor& pictures, const Tensor& labels, const Tensor& p, const Example& example) {
  const Tensor taken_for = ops::argmax(p, 1).cast(int64);
  const Tensor wrong = ops::not_equal(taken_for, labels.cast(int64)).cast(float32);
  const Tensor worst = ops::top_k(ops::max(p, 1) * wrong, 20).indices;
  std::vector<std::string> titles;
  const Tensor named = ops::take(taken_for, worst);
  for (auto number : named.span<std::int64_t>()) titles.push_back(class_names[static_cast<std::size_t>(number)] + "?");
  utils::save_image_grid(ops::take(pictures, worst, 0), example.path("mistakes.png"),
                         {.columns = 10, .titles = titles});
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A convolutional network tells clothes apart.", "fashion_mnist_cnn");
  return example.run(argc, argv, [&] {
    const auto [train, test] = example.first(datasets::fashion_mnist::load_data());
    const Tensor x_train = train.x.reshape({-1, 28, 28, 1}), x_test = test.x.reshape({-1, 28, 28, 1}), y_test = test.y;

    const auto augment = augmentation();
    auto model = make_model(augment);
    model.summary();
    // The learning rate falls along half a cosine, to 0 at the end of the last epoch.
    const int batch_size = 128, epochs = example.epochs.value_or(15);
    const index_t steps = (x_train.shape()[0] * 9 / 10 + batch_size - 1) / batch_size;
    const optimizers::schedules::CosineDecay learning_rate(
        {.initial_learning_rate = 2e-3, .decay_steps = epochs * steps});
    model.compile({.optimizer = optimizers::Adam(learning_rate),
                   .loss = "sparse_categorical_crossentropy",
                   .metrics = {"accuracy"}});
    const History history =
        model.fit(x_train, train.y,
                  {.batch_size = batch_size,
                   .epochs = epochs,
                   .callbacks = {callbacks::EarlyStopping({.patience = 5, .verbose = 1}),
                                 callbacks::ModelCheckpoint(example.path("best.keras"), {.save_best_only = true}),
                                 callbacks::CSVLogger(example.path("history.csv"))},
                   .validation_split = 0.1});

    Model best = load_model(example.path("best.keras"));
    const auto score = best.evaluate(x_test, y_test, {.verbose = 0});
    std::cout << "Test accuracy of the best epoch: " << score["accuracy"] << "\n";
    const Tensor p = best.predict(x_test, {.verbose = 0});
    draw_augmented(augment, x_train, example);
    example.draw([&] {
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(history, example.path("history.png"));
      utils::plot_confusion_matrix(utils::confusion_matrix(y_test, p), example.path("confusion.png"),
                                   {.normalize = true, .class_names = class_names});
      draw_mistakes(x_test, y_test, p, example);
    });
    const auto& val_loss = history.history["val_loss"];
    example.result(
        {{"test_accuracy", score["accuracy"]}, {"val_loss", *std::min_element(val_loss.begin(), val_loss.end())}});
  });
}
