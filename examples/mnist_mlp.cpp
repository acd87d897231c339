// A multilayer perceptron learns to read handwritten digits.
//   --model sgd         "Express Deep Learning in Python, part 1": 784-512-10, SGD, batches of 128, 10 epochs
//   --model adadelta    "Keras tutorial", section 1: 784-128-10, dropout, Adadelta, batches of 256, 5 epochs
//   --model functional  the same, written with the functional API
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

Sequential<> express_model() {
  Sequential model;
  model.add(Dense(512, {.activation = "relu", .input_shape = {784}}));
  model.add(Dense(10, {.activation = "softmax"}));
  return model;
}

Sequential<> sequential_model() {
  Sequential model;
  model.add(Dense(128, {.kernel_initializer = "glorot_uniform", .input_shape = {784}}));  // init= in Keras 1
  model.add(Activation("relu"));
  model.add(Dropout(0.2));  // Dropout(p=0.2) in Keras 1
  model.add(Dense(10, {.kernel_initializer = "glorot_uniform"}));
  model.add(Activation("softmax"));
  return model;
}

Model<> functional_model() {
  auto inputs = Input({784});
  auto x = Dense(128, {.activation = "relu"})(inputs);
  x = Dropout(0.2)(x);
  auto outputs = Dense(10, {.activation = "softmax"})(x);
  return Model(inputs, outputs);
}

/// The architecture as JSON and the weights as HDF5; and back.
Model<> saved_and_loaded(const Model<>& model, const Example& example) {
  std::ofstream(example.path("mnist_model.json")) << model.to_json();
  model.save_weights(example.path("mnist.weights.h5"));
  std::stringstream json;
  json << std::ifstream(example.path("mnist_model.json")).rdbuf();
  auto loaded = model_from_json(json.str());
  loaded.load_weights(example.path("mnist.weights.h5"));
  loaded.compile({.optimizer = "adadelta", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  return loaded;
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A multilayer perceptron learns to read handwritten digits.", "mnist_mlp");
  std::string kind = "sgd";
  example.add_option("--model", kind, "784-512-10 by SGD, or 784-128-10 by Adadelta, Sequential or functional")
      ->check(CLI::IsMember({"sgd", "adadelta", "functional"}))
      ->capture_default_str();
  return example.run(argc, argv, [&] {
    const auto [train, test] = load_images(example);
    const auto x_train = train.x.reshape({-1, 784}) / 255.0f;
    const auto y_train = utils::to_categorical(train.y, 10);
    const auto x_test = test.x.reshape({-1, 784}) / 255.0f;
    const auto y_test = utils::to_categorical(test.y, 10);

    const bool express = kind == "sgd";
    Model model = express ? express_model() : kind == "adadelta" ? sequential_model() : functional_model();
    model.summary();

    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2, which the tutorial used; they are 0.001 and 1e-7
    // now.
    const Optimizer optimizer =
        express ? Optimizer(optimizers::SGD()) : optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6});
    model.compile({.optimizer = optimizer, .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
    FitOptions options;
    options.batch_size = express ? 128 : 256;
    options.epochs = example.epochs.value_or(express ? 10 : 5);
    options.callbacks = {callbacks::CSVLogger(example.path("history.csv"))};
    if (express)
      options.validation_data = {x_test, y_test};
    else
      options.validation_split = 0.2;
    const History history = model.fit(x_train, y_train, options);

    const auto score = model.evaluate(x_test, y_test, {.verbose = 0});
    std::cout << "Test loss: " << score[0] << "\nTest accuracy: " << score[1] << "\n";
    const auto prediction = model.predict_classes(x_test, {.verbose = 0});
    std::cout << "The first 20 test images are read as " << prediction.slice(0, 20) << "\nand are really               "
              << test.y.slice(0, 20) << "\n";
    const Tensor matrix = utils::confusion_matrix(y_test, prediction);
    std::cout << "How often each digit was read as each:\n" << matrix << "\n";

    model.save(example.path("mnist.keras"));
    std::cout << "Saved, loaded and evaluated again: "
              << saved_and_loaded(model, example).evaluate(x_test, y_test, {.verbose = 0})["accuracy"] << "\n";

    const Tensor sample = random::shuffle(train.x).slice(0, 100);
    example.draw([&] {
      utils::save_image_grid(sample, example.path("digits.png"));
      utils::plot_neurons({784, express ? 512 : 128, 10}, example.path("neurons.png"),
                          {.labels = {"input", "hidden", "output"}});
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(history, example.path("history.png"));
      utils::plot_confusion_matrix(matrix, example.path("confusion.png"), {.normalize = true});
    });
    example.result({{"test_accuracy", score["accuracy"]}, {"val_accuracy", history.history["val_accuracy"].back()}});
  });
}
