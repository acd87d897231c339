// Times a training step and inference of one workload:   keratin_bench W1 [THREADS]   -> one JSON line.
// Without a workload it runs all of them; README.md says what they are.
#include <cstdlib>
#include <cstring>
#include <functional>

#include "measure.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

struct Workload {
  const char* name;
  int batch, steps;  // of an epoch
  std::function<void(Sequential<>&)> build;
  Shape input;
  int classes;    // 1: yes or no
  int words = 0;  // inputs are numbers of words below this one
};

/// Random samples, labels without sense: only the time counts.
Batch random_data(const Workload& w, index_t n) {
  const Shape shape = w.input.inserted(0, n);
  Batch data{
      w.words > 0 ? random::randint(shape, 0, w.words) : random::uniform(shape, 0, 1, {.seed = 1}), Inputs{}, {}};
  const Tensor labels = random::randint({n}, 0, std::max(w.classes, 2), 2);
  data.y.push_back(w.classes == 1 ? labels.cast(float32).reshape({n, 1}) : utils::to_categorical(labels, w.classes));
  return data;
}

void run(const Workload& w) {
  set_random_seed(1);
  Sequential model;
  w.build(model);
  const Batch data = random_data(w, index_t{w.batch} * w.steps);
  bench::Stamps stamps;
  const auto stamping = make_callback<bench::Stamping>(&stamps);
  const auto train = [&](int epochs) {
    const History history =
        model.fit(data.x, data.y, {.batch_size = w.batch, .epochs = epochs, .verbose = 0, .callbacks = {stamping}});
    return std::pair{history.history["loss"].back(), history.history["accuracy"].back()};
  };
  const Tensor one = data.x[0].slice(0, 1).clone(), many = random_data(w, 256).x[0];
  const auto infer = [&](int n) { static_cast<void>(model.predict_on_batch(n == 1 ? one : many)); };
  bench::measure({"keratin", KERATIN_VERSION, w.name, num_threads(), w.batch}, stamps, train, infer);
}

/// Two convolutions of 10 filters, a pooling, two Dense layers.
void two_convolutions(Sequential<>& m, const Shape& image, int hidden) {
  m.add(Conv2D(10, 3, {.activation = "relu", .input_shape = image}));
  m.add(Conv2D(10, 3, {.activation = "relu"}));
  m.add(MaxPooling2D(2));
  m.add(Dropout(0.25));
  m.add(Flatten());
  m.add(Dense(hidden, {.activation = "relu"}));
  m.add(Dropout(0.5));
  m.add(Dense(10, {.activation = "softmax"}));
  m.compile({.optimizer = "adadelta", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
}

/// A LeNet of `blocks` of two convolutions of 32 filters and a pooling.
void lenet(Sequential<>& m, int blocks) {
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
  m.compile({.optimizer = "adam", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
}

const Workload workloads[] = {
    {"W1",
     128,
     60,
     [](Sequential<>& m) {
       m.add(Dense(512, {.activation = "relu", .input_shape = {784}}));
       m.add(Dense(10, {.activation = "softmax"}));
       m.compile({.optimizer = "sgd", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
     },
     {784},
     10},
    {"W2",
     256,
     40,
     [](Sequential<>& m) {
       m.add(Dense(128, {.activation = "relu", .input_shape = {784}}));
       m.add(Dropout(0.2));
       m.add(Dense(10, {.activation = "softmax"}));
       m.compile({.optimizer = "adadelta", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
     },
     {784},
     10},
    {"W3",
     256,
     20,
     [](Sequential<>& m) {
       two_convolutions(m, {28, 28, 1}, 128);
     },
     {28, 28, 1},
     10},
    {"W4a", 128, 20, [](Sequential<>& m) { lenet(m, 1); }, {28, 28, 1}, 10},
    {"W4b", 128, 20, [](Sequential<>& m) { lenet(m, 2); }, {28, 28, 1}, 10},
    {"W5",
     256,
     20,
     [](Sequential<>& m) {
       two_convolutions(m, {32, 32, 3}, 512);
     },
     {32, 32, 3},
     10},
    {"W6",
     32,
     40,
     [](Sequential<>& m) {
       m.add(Embedding(5000, 100, {.input_shape = {100}}));
       m.add(Dropout(0.2));
       m.add(Conv1D(250, 3, {.activation = "relu"}));
       m.add(GlobalMaxPooling1D());
       m.add(Dense(250, {.activation = "relu"}));
       m.add(Dropout(0.2));
       m.add(Dense(1, {.activation = "sigmoid"}));
       m.compile({.optimizer = "adam", .loss = "binary_crossentropy", .metrics = {"accuracy"}});
     },
     {100},
     1,
     5000},
    {"W10",
     128,
     20,
     [](Sequential<>& m) {
       m.add(Embedding(3000, 100, {.input_shape = {4}}));
       m.add(Lambda([](const Tensor& x) { return ops::mean(x, 1); }));
       m.add(Dense(3000, {.activation = "softmax"}));
       m.compile({.optimizer = "adadelta", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
     },
     {4},
     3000,
     3000},
    {"W11",
     32,
     125,
     [](Sequential<>& m) {
       m.add(Dense(5, {.activation = "relu", .input_shape = {2}}));
       m.add(Dense(5, {.activation = "relu"}));
       m.add(Dense(5, {.activation = "relu"}));
       m.add(Dense(1, {.activation = "sigmoid"}));
       m.compile({.optimizer = "adam", .loss = "binary_crossentropy", .metrics = {"accuracy"}});
     },
     {2},
     1},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2) set_num_threads(std::atoi(argv[2]));
  bool known = argc < 2;
  for (const Workload& w : workloads)
    if (argc < 2 || std::strcmp(argv[1], w.name) == 0) {
      run(w);
      known = true;
    }
  if (known) return 0;
  std::string names;
  for (const Workload& w : workloads) names += (names.empty() ? "" : ", ") + std::string(w.name);
  std::fprintf(stderr, "keratin_bench: expected one of %s; got %s.\n", names.c_str(), argv[1]);
  return 2;
}
