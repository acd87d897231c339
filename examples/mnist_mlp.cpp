// A multilayer perceptron learns to read handwritten digits.
// After "Express Deep Learning in Python, part 1": 784-512-10, SGD, batches of 128, 10 epochs, 407,050 parameters.
#include <CLI/CLI.hpp>
#include <iostream>
#include <keratin/keratin.hpp>

using namespace keratin;
using namespace keratin::layers;

namespace {

/// MNIST; where it is not at hand, Zalando's Fashion-MNIST, which has the same form.
datasets::Split load_images() {
  try {
    auto mnist = datasets::mnist::load_data();
    std::cout << "MNIST: 60,000 handwritten digits to learn from, 10,000 to test on.\n";
    return mnist;
  } catch (const file_error& error) {
    auto fashion = datasets::fashion_mnist::load_data();
    std::cout
        << "MNIST is not at hand, so this is Fashion-MNIST: 60,000 real pictures of clothes, and 10,000 to test on.\n"
        << error.what() << "\n\n";
    return fashion;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A multilayer perceptron learns to read handwritten digits.");
  int epochs = 10;
  std::string data;
  app.add_option("--epochs", epochs, "times to go through the data")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--data", data, "folder that holds mnist.npz")->envname("KERATIN_DATA");
  CLI11_PARSE(app, argc, argv);
  if (!data.empty()) setenv("KERATIN_DATA", data.c_str(), 1);

  const auto [train, test] = load_images();
  const auto x_train = train.x.reshape({60000, 784}) / 255.0f;
  const auto y_train = utils::to_categorical(train.y, 10);
  const auto x_test = test.x.reshape({10000, 784}) / 255.0f;
  const auto y_test = utils::to_categorical(test.y, 10);

  Sequential model;
  model.add(Dense(512, {.activation = "relu", .input_shape = {784}}));
  model.add(Dense(10, {.activation = "softmax"}));
  model.summary();

  model.compile({.optimizer = "sgd", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  const auto history =
      model.fit(x_train, y_train, {.batch_size = 128, .epochs = epochs, .validation_data = {x_test, y_test}});

  const auto score = model.evaluate(x_test, y_test, {.verbose = 0});
  std::cout << "Test loss: " << score[0] << "\nTest accuracy: " << score[1] << "\n";

  const auto classes = model.predict_classes(x_test.slice(0, 20), {.verbose = 0});
  std::cout << "The first 20 test images are read as " << classes << "\nand are really               "
            << test.y.slice(0, 20) << "\n";
  std::cout << "val_accuracy: " << history.history["val_accuracy"].back() << "\n";
}
