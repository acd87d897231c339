// The workloads of keratin_bench in libtorch, with the usual hand-written loop:   libtorch W1 [THREADS]
#include <torch/torch.h>
#include <torch/version.h>

#include <cstdlib>
#include <functional>

#include "../timing.hpp"

namespace nn = torch::nn;
namespace F = torch::nn::functional;
using torch::Tensor;

namespace {

using Weights = std::vector<Tensor>;
using Step = std::function<void()>;

Step sgd(const Weights& w) {
  return [o = std::make_shared<torch::optim::SGD>(w, torch::optim::SGDOptions(0.01))] { o->step(); };
}
Step adam(const Weights& w) {
  return [o = std::make_shared<torch::optim::Adam>(w, torch::optim::AdamOptions(1e-3))] { o->step(); };
}

/// libtorch has none: the formula of torch.optim.Adadelta in place, with Keras's figures.
Step adadelta(const Weights& weights) {
  struct State {
    Tensor weight, squares, updates;
  };
  std::vector<State> states;
  for (const Tensor& w : weights) states.push_back({w, torch::zeros_like(w), torch::zeros_like(w)});
  return [states] {
    const torch::NoGradGuard guard;
    const double rho = 0.95, epsilon = 1e-7, rate = 1e-3;
    for (const auto& [weight, squares, updates] : states) {
      const Tensor& gradient = weight.grad();
      squares.mul_(rho).addcmul_(gradient, gradient, 1 - rho);
      const Tensor update = updates.add(epsilon).sqrt_().div_(squares.add(epsilon).sqrt_()).mul_(gradient);
      updates.mul_(rho).addcmul_(update, update, 1 - rho);
      weight.add_(update, -rate);
    }
  };
}

struct Workload {
  const char* name;
  int batch, steps;  // of an epoch
  std::vector<int64_t> shape;
  int64_t classes;  // 1: yes or no
  Step (*optimizer)(const Weights&);
  std::function<nn::Sequential()> build;  // without the last activation

  int64_t words = 0;  // samples are numbers of words below this one

  Tensor samples(int64_t n) const {
    std::vector<int64_t> all = shape;
    all.insert(all.begin(), n);
    return words > 0 ? torch::randint(words, all, torch::kLong) : torch::rand(all);
  }
};

void run(const Workload& w, const Tensor& x, const Tensor& y) {
  const bool binary = w.classes == 1;
  nn::Sequential model = w.build();
  const Step optimize = w.optimizer(model->parameters());
  bench::Stamps stamps;
  const auto train = [&](int epochs) {
    model->train();
    double loss = 0, accuracy = 0;
    for (int epoch = 0; epoch < epochs; ++epoch) {
      stamps.begin_epoch();
      Tensor total = torch::zeros({}), right = torch::zeros({}, torch::kLong);
      for (const Tensor& chosen : torch::randperm(x.size(0)).split(w.batch)) {
        const Tensor inputs = x.index_select(0, chosen), labels = y.index_select(0, chosen);
        model->zero_grad();
        const Tensor logits = model->forward(inputs);
        const Tensor l =
            binary ? F::binary_cross_entropy_with_logits(logits, labels) : F::cross_entropy(logits, labels);
        l.backward();
        optimize();
        total += l.detach();
        right += (binary ? (logits > 0) == (labels > 0.5) : logits.argmax(1) == labels).sum();
        stamps.end_step();
      }
      loss = total.item<double>() / w.steps;
      accuracy = right.item<double>() / x.size(0);
    }
    return std::pair{loss, accuracy};
  };
  const Tensor one = w.samples(1), many = w.samples(256);
  const auto infer = [&](int n) {
    const torch::InferenceMode guard;
    model->eval();
    const Tensor logits = model->forward(n == 1 ? one : many);
    static_cast<void>(binary ? logits.sigmoid() : logits.softmax(1));
  };
  bench::measure({"libtorch", TORCH_VERSION, w.name, torch::get_num_threads(), w.batch}, stamps, train, infer);
}

nn::Conv2d conv(int64_t from, int64_t to, int64_t padding) {
  return nn::Conv2d(nn::Conv2dOptions(from, to, 3).padding(padding));
}

/// Two convolutions of 10 filters, a pooling, two Dense layers; `flat` numbers are left of an image.
nn::Sequential two_convolutions(int64_t channels, int64_t flat, int64_t hidden) {
  return nn::Sequential(conv(channels, 10, 0), nn::ReLU(), conv(10, 10, 0), nn::ReLU(), nn::MaxPool2d(2),
                        nn::Dropout(0.25), nn::Flatten(), nn::Linear(flat, hidden), nn::ReLU(), nn::Dropout(0.5),
                        nn::Linear(hidden, 10));
}

/// A LeNet of `blocks` of two convolutions of 32 filters and a pooling.
nn::Sequential lenet(int64_t blocks) {
  nn::Sequential model;
  for (int64_t i = 0; i < blocks; ++i) {
    for (const auto& layer : {conv(i == 0 ? 1 : 32, 32, 1), conv(32, 32, 1)}) {
      model->push_back(layer);
      model->push_back(nn::ReLU());
    }
    model->push_back(nn::MaxPool2d(2));
    model->push_back(nn::Dropout(0.5));
  }
  model->push_back(nn::Flatten());
  model->push_back(nn::Linear(blocks == 1 ? 6272 : 1568, 128));
  model->push_back(nn::ReLU());
  model->push_back(nn::Linear(128, 10));
  return model;
}

/// A recurrent layer's output after the last step.
template <class Layer>
struct LastStep : nn::Module {
  explicit LastStep(Layer recurrent) : layer(register_module("layer", std::move(recurrent))) {}
  Tensor forward(const Tensor& x) { return std::get<0>(layer->forward(x)).select(1, -1); }
  Layer layer;
};
auto gru(int64_t in, int64_t units, int64_t layers = 1) {
  return std::make_shared<LastStep<nn::GRU>>(nn::GRU(nn::GRUOptions(in, units).num_layers(layers).batch_first(true)));
}
auto lstm(int64_t in, int64_t units) {
  return std::make_shared<LastStep<nn::LSTM>>(nn::LSTM(nn::LSTMOptions(in, units).batch_first(true)));
}

/// Reviews as words: an Embedding, recurrent layers, one unit.
template <class Recurrent>
nn::Sequential reviews(const Recurrent& recurrent) {
  return nn::Sequential(nn::Embedding(20000, 100), recurrent, nn::Dropout(0.5), nn::Linear(20, 1));
}

const Workload workloads[] = {
    {"W1",
     128,
     60,
     {784},
     10,
     sgd,
     [] { return nn::Sequential(nn::Linear(784, 512), nn::ReLU(), nn::Linear(512, 10)); }},
    {"W2",
     256,
     40,
     {784},
     10,
     adadelta,
     [] { return nn::Sequential(nn::Linear(784, 128), nn::ReLU(), nn::Dropout(0.2), nn::Linear(128, 10)); }},
    {"W3", 256, 20, {1, 28, 28}, 10, adadelta, [] { return two_convolutions(1, 1440, 128); }},
    {"W4a", 128, 20, {1, 28, 28}, 10, adam, [] { return lenet(1); }},
    {"W4b", 128, 20, {1, 28, 28}, 10, adam, [] { return lenet(2); }},
    {"W5", 256, 20, {3, 32, 32}, 10, adadelta, [] { return two_convolutions(3, 1960, 512); }},
    {"W6",
     32,
     40,
     {100},
     1,
     adam,
     [] {
       return nn::Sequential(nn::Embedding(5000, 100), nn::Dropout(0.2),
                             nn::Functional([](const Tensor& x) { return x.transpose(1, 2); }),
                             nn::Conv1d(nn::Conv1dOptions(100, 250, 3)), nn::ReLU(),
                             nn::Functional([](const Tensor& x) { return x.amax(2); }), nn::Linear(250, 250),
                             nn::ReLU(), nn::Dropout(0.2), nn::Linear(250, 1));
     },
     5000},
    {"W7", 256, 10, {140}, 1, adadelta, [] { return reviews(gru(100, 20)); }, 20000},
    {"W8a", 256, 10, {140}, 1, adadelta, [] { return reviews(lstm(100, 20)); }, 20000},
    {"W8b", 256, 10, {140}, 1, adadelta, [] { return reviews(gru(100, 20, 2)); }, 20000},
    {"W9",
     128,
     20,
     {20},
     3000,
     adam,
     [] { return nn::Sequential(nn::Embedding(3000, 64), lstm(64, 64), nn::Linear(64, 3000)); },
     3000},
    {"W10",
     128,
     20,
     {4},
     3000,
     adadelta,
     [] {
       return nn::Sequential(nn::Embedding(3000, 100), nn::Functional([](const Tensor& x) { return x.mean(1); }),
                             nn::Linear(100, 3000));
     },
     3000},
    {"W11",
     32,
     125,
     {2},
     1,
     adam,
     [] {
       return nn::Sequential(nn::Linear(2, 5), nn::ReLU(), nn::Linear(5, 5), nn::ReLU(), nn::Linear(5, 5), nn::ReLU(),
                             nn::Linear(5, 1));
     }},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2) torch::set_num_threads(std::atoi(argv[2]));
  torch::manual_seed(1);
  for (const Workload& w : workloads)
    if (argc > 1 && std::string(argv[1]) == w.name) {
      const int64_t n = int64_t{w.batch} * w.steps;
      const Tensor labels = torch::randint(0, std::max<int64_t>(w.classes, 2), {n}, torch::kLong);
      run(w, w.samples(n), w.classes == 1 ? labels.to(torch::kFloat).unsqueeze(1) : labels);
      return 0;
    }
  std::string names;
  for (const Workload& w : workloads) names += (names.empty() ? "" : ", ") + std::string(w.name);
  std::fprintf(stderr, "libtorch: expected one of %s\n", names.c_str());
  return 2;
}
