// Numpy in C++, and a first network: which points lie in the unit circle?
// After Benoit Favre, "Multi-layer perceptron with Keras" (2017): one Dense layer, mse, SGD.
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

/// Section 2.1, "Numpy matrices".
void matrices() {
  Tensor m = zeros({2, 3});                                       // np.zeros((2, 3), dtype=np.float32)
  m = Tensor({{1, 2, 3}, {4, 5, 6}});                             // np.array([[1, 2, 3], [4, 5, 6]], dtype=np.int32)
  m = random::uniform({2, 3});                                    // np.random.rand(2, 3)
  std::cout << m << "\n";                                         // print(m)
  for (float value : m.span<float>()) std::cout << value << " ";  // print(m.tolist())
  std::cout << "\n" << m.shape() << "\n";                         // print(m.shape)
  m.at<float>(1, 2) = 9;                                          // m[1, 2] = 9
  m[0].assign(zeros({3}));                                        // m[0] = np.zeros((3,))
  std::cout << m.slice({{0, 2}, {1, 3}}) << "\n";                 // print(m[:2, 1:3])
  const Tensor a = ones({2, 3}), b = full({2, 3}, 2);
  m = a + b;                          // a + b
  m = a * b;                          // a * b
  m = ops::matmul(a, b.transpose());  // np.dot(a, b.T)
  std::cout << m << "\n\n";
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A linear model tries to tell which points lie in the unit circle.", "unit_circle");
  return example.run(argc, argv, [&] {
    matrices();

    const int n = 1000;  // points in [-2, 2] x [-2, 2]
    const Tensor X = random::uniform({n, 2}) * 4 - 2;
    const Tensor x = X.transpose();  // x[0] is X[:, 0]
    const Tensor labels = ops::less(ops::square(x[0]) + ops::square(x[1]), Tensor::scalar(1));
    std::cout << X.slice(0, 10) << "\n" << labels.slice(0, 10) << "\n";  // print(X), print(labels)

    const Tensor Y =
        utils::to_categorical(labels, 2);  // Y = np.zeros((n, 2));  Y[np.arange(n), labels.astype(int)] = 1
    std::cout << Y.slice(0, 10) << "\n";

    Sequential model;
    model.add(Dense(2, {.input_shape = {2}}));  // Dense(output_dim=2, input_dim=2) in Keras 1
    model.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"accuracy"}});
    example.draw([&] {
      utils::plot_scatter(X, Y, example.path("points.png"));
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
    });

    // fit went through the data 10 times by default in Keras 1; it is once now.
    const History history = model.fit(
        X, Y,
        {.epochs = example.epochs.value_or(10), .callbacks = {callbacks::CSVLogger(example.path("history.csv"))}});
    model.save(example.path("unit_circle.keras"));

    // No line parts a circle from what is around it: to say "outside" of all points is right for 1 - pi/16 = 0.80.
    example.result({{"accuracy", model.evaluate(X, Y, {.verbose = 0})["accuracy"]}});
  });
}
