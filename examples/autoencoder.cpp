// An autoencoder puts digits into 144 numbers and restores them.
// After "Keras tutorial", section 7: 7000 digits, 784-144-784, mse, Adadelta, batches of 256, 19 epochs.
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

int main(int argc, char** argv) {
  Example example("An autoencoder puts digits into 144 numbers and restores them.", "autoencoder");
  return example.run(argc, argv, [&] {
    const Tensor X_train = load_images(example).train.x.slice(0, example.at_most(7000)).reshape({-1, 784}) / 255.0f;
    std::cout << "X_train shape: " << X_train.shape() << "\n" << X_train.shape()[0] << " train samples\n";

    auto inputs = Input({784});
    auto x = Dense(144, {.activation = "relu"})(inputs);
    auto outputs = Dense(784)(x);
    Model model(inputs, outputs);  // Model(input=, output=) in Keras 1
    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2, which the tutorial used; they are 0.001 and 1e-7
    // now.
    model.compile({.optimizer = optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6}), .loss = "mse"});
    model.summary();

    const History history = model.fit(X_train, X_train,
                                      {.batch_size = 256,
                                       .epochs = example.epochs.value_or(19),  // nb_epoch in Keras 1
                                       .callbacks = {callbacks::CSVLogger(example.path("history.csv"))}});
    model.save(example.path("autoencoder.keras"));

    // K.function([model.layers[0].input], [model.layers[1].output]): a model that ends at an inner layer.
    const Tensor shown = X_train.slice(0, example.at_most(100));
    const Model hidden(model.inputs(), {model.get_layer(1).output()});
    const Tensor hidden_outputs = hidden.predict(shown, {.verbose = 0});
    const Tensor last_outputs = model.predict(shown, {.verbose = 0});
    example.draw([&] {
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(history, example.path("history.png"));
      utils::save_image_grid(shown.reshape({-1, 28, 28}), example.path("digits.png"));
      utils::save_image_grid(hidden_outputs.reshape({-1, 12, 12}), example.path("hidden.png"));
      utils::save_image_grid(last_outputs.reshape({-1, 28, 28}), example.path("restored.png"));
    });
    example.result({{"first_loss", history.history["loss"].front()}, {"loss", history.history["loss"].back()}});
  });
}
