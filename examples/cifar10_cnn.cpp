// A convolutional network tells airplanes from frogs in colour pictures, and shows what its layers see.
// After "Keras tutorial", section 3: two convolutions of 10 filters, Adadelta, batches of 256, 5 epochs.
#include "feature_maps.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

const std::vector<std::string> classes = {"airplane", "automobile", "bird",  "cat",  "deer",
                                          "dog",      "frog",       "horse", "ship", "truck"};

/// The names of labels (n, 1), or of what a model says, (n, 10).
std::vector<std::string> names_of(const Tensor& labels) {
  const Tensor numbers = labels.shape()[1] == 1 ? labels.cast(int64) : ops::argmax(labels, 1).cast(int64);
  std::vector<std::string> names;
  for (index_t i = 0; i < numbers.size(); ++i)
    names.push_back(classes[static_cast<std::size_t>(numbers.data<std::int64_t>()[i])]);
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A convolutional network tells airplanes from frogs.", "cifar10_cnn");
  return example.run(argc, argv, [&] {
    const auto [train, test] = example.first(datasets::cifar10::load_data());
    std::cout << "X_train shape: " << train.x.shape() << "\n"
              << train.x.shape()[0] << " train samples\n"
              << test.x.shape()[0] << " test samples\n";
    const auto X_train = train.x / 255.0f, X_test = test.x / 255.0f;
    const auto Y_train = utils::to_categorical(train.y, 10), Y_test = utils::to_categorical(test.y, 10);

    Sequential model;
    // Convolution2D(10, 3, 3, input_shape=(3, 32, 32)) in Keras 1
    model.add(Conv2D(10, 3, {.kernel_initializer = old_glorot_uniform(27, 10), .input_shape = {32, 32, 3}}));
    model.add(Activation("relu"));
    model.add(Conv2D(10, 3, {.kernel_initializer = old_glorot_uniform(90, 10)}));
    model.add(Activation("relu"));
    model.add(MaxPooling2D(2));
    model.add(Flatten());
    model.add(Dense(512));
    model.add(Activation("relu"));
    model.add(Dense(10));
    model.add(Activation("softmax"));
    model.summary();

    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2, which the tutorial used; they are 0.001 and 1e-7
    // now.
    model.compile({.optimizer = optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6}),
                   .loss = "categorical_crossentropy",
                   .metrics = {"accuracy"}});
    const History history = model.fit(X_train, Y_train,
                                      {.batch_size = 256,
                                       .epochs = example.epochs.value_or(5),  // nb_epoch in Keras 1
                                       .callbacks = {callbacks::CSVLogger(example.path("history.csv"))},
                                       .validation_data = {X_test, Y_test}});
    model.save(example.path("cifar10_cnn.keras"));

    const Tensor shown = train.x.slice(0, 10), unseen = test.x.slice(0, example.at_most(20));
    const Tensor matrix = utils::confusion_matrix(Y_test, model.predict_classes(X_test, {.verbose = 0}));
    utils::save_image_grid(shown, example.path("pictures.png"), {.columns = 10});
    draw_feature_maps(model, {1, 3, 4}, shown / 255.0f, "viridis", example);
    draw_filters(model, 0, example);
    draw_filters(model, 2, example);
    example.draw([&] {
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(history, example.path("history.png"));
      utils::plot_confusion_matrix(matrix, example.path("confusion.png"), {.normalize = true, .class_names = classes});
      utils::save_image_grid(unseen, example.path("read.png"),
                             {.columns = 10, .titles = names_of(model.predict(unseen / 255.0f, {.verbose = 0}))});
    });
    example.result({{"val_accuracy", history.history["val_accuracy"].back()}});
  });
}
