// A convolutional network learns to read handwritten digits and shows what its layers see.
//   --model meeting  "Keras tutorial", section 2: two convolutions of 10 filters, Adadelta, batches of 256, 5 epochs
//   --model lenet    "Keras and Theano Deep Learning Frameworks": a modified LeNet of one or two --blocks, by the
//                    --optimizer adam or rmsprop, batches of 128, 12 epochs
#include "feature_maps.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

Sequential<> meeting_model() {
  Sequential model;
  // Convolution2D(10, 3, 3, input_shape=(1, 28, 28)) in Keras 1
  model.add(Conv2D(10, 3, {.kernel_initializer = old_glorot_uniform(9, 10), .input_shape = {28, 28, 1}}));
  model.add(Activation("relu"));
  model.add(Conv2D(10, 3, {.kernel_initializer = old_glorot_uniform(90, 10)}));
  model.add(Activation("relu"));
  model.add(MaxPooling2D(2));
  model.add(Flatten());
  model.add(Dense(128));
  model.add(Activation("relu"));
  model.add(Dense(10));
  model.add(Activation("softmax"));
  return model;
}

/// The perceptron of section 1, with which the tutorial compares.
Sequential<> perceptron() {
  return Sequential({Input({28, 28, 1}), Flatten(), Dense(128, {.activation = "relu"}), Dropout(0.2),
                     Dense(10, {.activation = "softmax"})});
}

/// The page imports l2 and activity_l2 but lost where they stand: here at the first Dense layer, with their defaults.
Sequential<> lenet(int blocks, int filters) {
  Sequential model({Input({28, 28, 1})});
  for (int i = 0; i < blocks; ++i) {
    model.add(ZeroPadding2D(2));  // border_mode='full' in Keras 1: the kernel may stand out by all but one pixel
    for (int channels : {i == 0 ? 1 : filters, filters})
      model.add(
          Conv2D(filters, 3, {.activation = "relu", .kernel_initializer = old_glorot_uniform(9 * channels, filters)}));
    model.add(MaxPooling2D(2));
    model.add(Dropout(0.5));
  }
  model.add(Flatten());
  model.add(Dense(128, {.activation = "relu",
                        .kernel_regularizer = "l2",       // W_regularizer=l2() in Keras 1
                        .activity_regularizer = "l2"}));  // activity_regularizer=activity_l2()
  model.add(Dropout(0.5));
  model.add(Dense(10, {.activation = "softmax"}));
  return model;
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A convolutional network learns to read handwritten digits.", "mnist_cnn");
  std::string kind = "meeting", by = "adam";
  int blocks = 1;
  const auto choice = [&](const char* name, auto& value, const char* help, auto values) {
    example.add_option(name, value, help)->check(CLI::IsMember(values))->capture_default_str();
  };
  choice("--model", kind, "the study meeting's network or the modified LeNet", std::vector{"meeting", "lenet"});
  choice("--blocks", blocks, "of the LeNet: two convolutions and a pooling each", std::vector{1, 2});
  choice("--optimizer", by, "of the LeNet", std::vector{"adam", "rmsprop"});
  return example.run(argc, argv, [&] {
    const auto [train, test] = load_images(example);
    const auto X_train = train.x.reshape({-1, 28, 28, 1}) / 255.0f;
    const auto Y_train = utils::to_categorical(train.y, 10);
    const auto X_test = test.x.reshape({-1, 28, 28, 1}) / 255.0f;
    const auto Y_test = utils::to_categorical(test.y, 10);

    const bool meeting = kind == "meeting";
    Model model = meeting ? meeting_model() : lenet(blocks, by == "adam" ? 32 : 26);
    model.summary();

    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2, Adam's epsilon 1e-8 and RMSprop's 1e-6; they are
    // 0.001 and 1e-7 now.
    const auto adadelta = [] { return optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6}); };
    const Optimizer optimizer = meeting        ? Optimizer(adadelta())
                                : by == "adam" ? Optimizer(optimizers::Adam({.epsilon = 1e-8}))
                                               : optimizers::RMSprop({.epsilon = 1e-6});
    model.compile({.optimizer = optimizer, .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
    FitOptions options;
    options.batch_size = meeting ? 256 : 128;
    options.epochs = example.epochs.value_or(meeting ? 5 : 12);
    options.callbacks = {callbacks::CSVLogger(example.path("history.csv"))};
    if (meeting)
      options.validation_split = 0.2;
    else
      options.validation_data = {X_test, Y_test};
    const History history = model.fit(X_train, Y_train, options);
    const auto score = model.evaluate(X_test, Y_test, {.verbose = 0});
    std::cout << "Test loss: " << score[0] << "\nTest accuracy: " << score[1] << "\n";
    model.save(example.path("mnist_cnn.keras"));

    std::vector<utils::NamedHistory> histories = {{"convolutions", history}};
    if (meeting) {
      auto mlp = perceptron();
      mlp.compile({.optimizer = adadelta(), .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
      options.callbacks = {};
      options.verbose = 0;
      histories.emplace_back("perceptron", mlp.fit(X_train, Y_train, options));
    }
    const Tensor shown = X_train.slice(0, 10);
    example.draw([&] {
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(histories, example.path("history.png"));
    });
    utils::save_image_grid(shown, example.path("digits.png"), {.columns = 10});
    draw_feature_maps(model, meeting ? std::vector{1, 3, 4} : std::vector{1, 2, 3}, shown, "gray", example);
    for (int layer : meeting ? std::vector{0, 2} : std::vector{1, 2}) draw_filters(model, layer, example);
    example.result({{"test_accuracy", score["accuracy"]}, {"val_accuracy", history.history["val_accuracy"].back()}});
  });
}
