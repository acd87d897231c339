// A small program of a user of keratin: learns XOR and prints what it predicts.
#include <iostream>
#include <keratin/keratin.hpp>

using namespace keratin;
using namespace keratin::layers;

int main() {
  set_random_seed(1);
  const Tensor x({{0.f, 0.f}, {0.f, 1.f}, {1.f, 0.f}, {1.f, 1.f}});
  const Tensor y({{0.f}, {1.f}, {1.f}, {0.f}});

  Sequential model;
  model.add(Dense(16, {.activation = "tanh", .input_shape = {2}}));
  model.add(Dense(1, {.activation = "sigmoid"}));
  model.compile({.optimizer = optimizers::Adam(0.05), .loss = "binary_crossentropy", .metrics = {"accuracy"}});
  model.fit(x, y, {.epochs = 200, .verbose = 0});

  std::cout << model.predict(x, {.verbose = 0}) << '\n';
  return model.evaluate(x, y, {.verbose = 0})["accuracy"] == 1.0 ? 0 : 1;
}
