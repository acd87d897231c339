// The networks that are timed, on any device. README.md lists them.
#pragma once
#include <keratin/keratin.hpp>

#include <functional>
#include <vector>

namespace bench {

using namespace keratin;
using namespace keratin::layers;

/// A compiled network, and the shape of its data.
template <class D>
struct Workload {
  const char* name;
  const char* about;
  int batch, steps;  // of an epoch
  std::function<Model<float, D>()> build;
  Shape input;
  int classes;    // 1: yes or no; 0: numbers of the input's shape
  int words = 0;  // inputs are numbers of words below this one
};

/// Random samples, labels without sense: only the time counts.
template <class D>
Batch random_data(const Workload<D>& w, index_t n) {
  const Shape shape = w.input.inserted(0, n);
  Batch data{
      w.words > 0 ? random::randint(shape, 0, w.words) : random::uniform(shape, 0, 1, {.seed = 1}), Inputs{}, {}};
  if (w.classes == 0) {
    data.y.push_back(random::uniform(shape, 0, 1, {.seed = 2}));
    return data;
  }
  const Tensor labels = random::randint({n}, 0, std::max(w.classes, 2), 2);
  data.y.push_back(w.classes == 1 ? labels.cast(float32).reshape({n, 1}) : utils::to_categorical(labels, w.classes));
  return data;
}

/// Whether training steps of the networks that are built start as CUDA graphs.
inline bool as_graphs = false;

template <class D>
Model<float, D> compiled(Model<float, D> model, const Optimizer& optimizer, const char* loss, bool accuracy = true) {
  model.compile({.optimizer = optimizer,
                 .loss = Loss(std::string(loss)),
                 .metrics = accuracy ? std::vector<Metric>{Metric("accuracy")} : std::vector<Metric>{},
                 .jit_compile = as_graphs});
  return model;
}

/// Two convolutions of 10 filters, a pooling, two Dense layers.
template <class D>
Model<float, D> two_convolutions(const Shape& image, int hidden) {
  Sequential<float, D> m;
  m.add(Conv2D(10, 3, {.activation = "relu", .input_shape = image}));
  m.add(Conv2D(10, 3, {.activation = "relu"}));
  m.add(MaxPooling2D(2));
  m.add(Dropout(0.25));
  m.add(Flatten());
  m.add(Dense(hidden, {.activation = "relu"}));
  m.add(Dropout(0.5));
  m.add(Dense(10, {.activation = "softmax"}));
  return compiled<D>(m, optimizers::Adadelta(), "categorical_crossentropy");
}

/// A LeNet of `blocks` of two convolutions of 32 filters and a pooling.
template <class D>
Model<float, D> lenet(int blocks) {
  Sequential<float, D> m;
  m.add(Input({28, 28, 1}));
  for (int i = 0; i < blocks; ++i) {
    m.add(Conv2D(32, 3, {.padding = "same", .activation = "relu"}));
    m.add(Conv2D(32, 3, {.padding = "same", .activation = "relu"}));
    m.add(MaxPooling2D(2));
    m.add(Dropout(0.5));
  }
  m.add(Flatten());
  m.add(Dense(128, {.activation = "relu"}));
  m.add(Dense(10, {.activation = "softmax"}));
  return compiled<D>(m, optimizers::Adam(), "categorical_crossentropy");
}

/// Reviews as words: an Embedding, recurrent layers, one unit.
template <class D>
Model<float, D> reviews(std::initializer_list<Layer> recurrent) {
  Sequential<float, D> m;
  m.add(Embedding(20000, 100, {.input_shape = {140}}));
  for (const Layer& layer : recurrent) m.add(layer);
  m.add(Dropout(0.5));
  m.add(Dense(1, {.activation = "sigmoid"}));
  return compiled<D>(m, optimizers::Adadelta(), "binary_crossentropy");
}

/// A block of ResNet-18: two convolutions beside a shortcut.
inline Tensor residual(const Tensor& x, int filters, int stride) {
  const auto norm_of = [](const Tensor& y) { return BatchNormalization()(y); };
  Tensor y = Conv2D(filters, 3, {.strides = stride, .padding = "same", .use_bias = false})(x);
  y = Activation("relu")(norm_of(y));
  y = norm_of(Conv2D(filters, 3, {.padding = "same", .use_bias = false})(y));
  const bool same = stride == 1 && x.shape().back() == filters;
  const Tensor shortcut = same ? x : norm_of(Conv2D(filters, 1, {.strides = stride, .use_bias = false})(x));
  return Activation("relu")(Add()({y, shortcut}));
}
template <class D>
Model<float, D> resnet18() {
  const Tensor x = Input({32, 32, 3});
  Tensor y = Conv2D(64, 3, {.padding = "same", .use_bias = false})(x);
  y = Activation("relu")(BatchNormalization()(y));
  for (const int filters : {64, 128, 256, 512}) {
    y = residual(y, filters, filters == 64 ? 1 : 2);
    y = residual(y, filters, 1);
  }
  y = Dense(10, {.activation = "softmax"})(GlobalAveragePooling2D()(y));
  return compiled<D>(Model<float, D>(x, y), optimizers::SGD({.learning_rate = 0.1, .momentum = 0.9}),
                     "categorical_crossentropy");
}

/// An encoder block of a Transformer.
template <class D>
Model<float, D> encoder() {
  const Tensor x = Input({128, 256});
  Tensor y = MultiHeadAttention(4, 64, {.dropout = 0.1})({x, x});
  const Tensor attended = LayerNormalization()(Add()({x, y}));
  y = Dense(256)(Dense(1024, {.activation = "relu"})(attended));
  y = LayerNormalization()(Add()({attended, Dropout(0.1)(y)}));
  return compiled<D>(Model<float, D>(x, y), optimizers::Adam(), "mse", false);
}

template <class D>
const std::vector<Workload<D>>& workloads() {
  using M = Sequential<float, D>;
  static const char *const categorical = "categorical_crossentropy", *const binary = "binary_crossentropy";
  static const std::vector<Workload<D>> all = {
      {"W1",
       "MLP of MNIST",
       128,
       60,
       [] {
         M m({Dense(512, {.activation = "relu", .input_shape = {784}}), Dense(10, {.activation = "softmax"})});
         return compiled<D>(m, optimizers::SGD(), categorical);
       },
       {784},
       10},
      {"W2",
       "small MLP of MNIST",
       256,
       40,
       [] {
         M m({Dense(128, {.activation = "relu", .input_shape = {784}}), Dropout(0.2),
              Dense(10, {.activation = "softmax"})});
         return compiled<D>(m, optimizers::Adadelta(), categorical);
       },
       {784},
       10},
      {"W3",
       "CNN of MNIST",
       256,
       20,
       [] {
         return two_convolutions<D>({28, 28, 1}, 128);
       },
       {28, 28, 1},
       10},
      {"W4a", "LeNet of one block", 128, 20, [] { return lenet<D>(1); }, {28, 28, 1}, 10},
      {"W4b", "LeNet of two blocks", 128, 20, [] { return lenet<D>(2); }, {28, 28, 1}, 10},
      {"W5",
       "CNN of CIFAR-10",
       256,
       20,
       [] {
         return two_convolutions<D>({32, 32, 3}, 512);
       },
       {32, 32, 3},
       10},
      {"W6",
       "Conv1D of IMDB",
       32,
       40,
       [] {
         M m({Embedding(5000, 100, {.input_shape = {100}}), Dropout(0.2), Conv1D(250, 3, {.activation = "relu"}),
              GlobalMaxPooling1D(), Dense(250, {.activation = "relu"}), Dropout(0.2),
              Dense(1, {.activation = "sigmoid"})});
         return compiled<D>(m, optimizers::Adam(), binary);
       },
       {100},
       1,
       5000},
      {"W7", "GRU of IMDB", 256, 10, [] { return reviews<D>({GRU(20)}); }, {140}, 1, 20000},
      {"W8a", "LSTM of IMDB", 256, 10, [] { return reviews<D>({LSTM(20)}); }, {140}, 1, 20000},
      {"W8b",
       "two GRUs of IMDB",
       256,
       10,
       [] {
         return reviews<D>({GRU(20, {.return_sequences = true}), GRU(20)});
       },
       {140},
       1,
       20000},
      {"W9",
       "language model",
       128,
       20,
       [] {
         M m({Embedding(3000, 64, {.input_shape = {20}}), LSTM(64), Dense(3000, {.activation = "softmax"})});
         return compiled<D>(m, optimizers::Adam(), categorical);
       },
       {20},
       3000,
       3000},
      {"W10",
       "word vectors",
       128,
       20,
       [] {
         M m({Embedding(3000, 100, {.input_shape = {4}}), Lambda([](const Tensor& x) { return ops::mean(x, 1); }),
              Dense(3000, {.activation = "softmax"})});
         return compiled<D>(m, optimizers::Adadelta(), categorical);
       },
       {4},
       3000,
       3000},
      {"W11",
       "four tiny layers",
       32,
       125,
       [] {
         M m({Dense(5, {.activation = "relu", .input_shape = {2}}), Dense(5, {.activation = "relu"}),
              Dense(5, {.activation = "relu"}), Dense(1, {.activation = "sigmoid"})});
         return compiled<D>(m, optimizers::Adam(), binary);
       },
       {2},
       1},
      {"W12a", "ResNet-18 of CIFAR-10", 64, 4, [] { return resnet18<D>(); }, {32, 32, 3}, 10},
      {"W12b", "Transformer encoder", 16, 10, [] { return encoder<D>(); }, {128, 256}, 0},
  };
  return all;
}

}  // namespace bench
