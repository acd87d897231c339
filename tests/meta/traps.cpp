#include <keratin/keratin.hpp>
// Calls that would compile and mean something else with naive types. TRAP 0: the sound forms next to them, which must
// compile without a warning. TRAP n: must be an error, from 90 on a warning. "Silent": no error and no warning under
// -Wall -Wextra with plain bool, int and double, aggregates without KeywordOnly, handles with a default constructor.
using namespace keratin;
using namespace keratin::layers;

struct Watch : CustomCallback {
  int seen = 0;
  void on_epoch_end(int, const Logs&) override { ++seen; }
};
struct Scale : CustomLayer {
  Variable gain;
  Tensor call(const Tensor& x, CallContext) override { return x * gain; }
};
#if TRAP == 16
struct NoBuild : CustomLayer {
  void build(Shape) {}
  Tensor call(const Tensor& x, CallContext) override { return x; }
};
#endif

void traps(Sequential<>& model, Sequential<>& inner, Tensor a, Tensor b, Tensor e, Tensor d, FitOptions o,
           const std::vector<int>& v) {
  optimizers::Adam optimizer;
  std::vector<Tensor> grads;
  std::vector<Variable> weights;
  Variable gain;
  auto score = model.evaluate(a, b);
#if TRAP == 0  // ---- sound forms: layers and models ----
  model.add(Activation("relu"));
  model.add(Activation(activations::tanh));
  model.add(Activation([](const Tensor& x) { return x * 2; }));
  model.add(
      Dense(v.size(),
            {.activation = activations::relu, .kernel_regularizer = regularizers::L2(1e-4), .name = std::string("d")}));
  model.add(Dense(4, {.kernel_initializer = initializers::HeNormal({.seed = 1}), .kernel_constraint = "non_neg"}));
  model.add(Reshape({-1, v.size()}));
  model.add(Flatten());
  model.add(inner);
  model.add(Input({3}));
  Sequential m1({Dense(1), Dropout(0.2), Dense(2)}), m2{Dense(1), Dropout(1)}, m3({Dense(1)}, {.name = "m3"});
  Sequential m4({.name = "m4"}), m5{}, m6({inner, Dense(1)}), m7 = m1, m8({Input({3}), Dense(1)});
  Sequential<double> in_double({Dense(1)});
  Sequential<float, keratin::cuda> on_gpu;
  Model f1(e, d), f2({e, d}, {d, e}), f3(e, {d, e}), f4({e, d}, e), f5(std::vector<Tensor>{e, d}, e, {.name = "f5"});
  Model<double, keratin::cuda> f6(e, d);
  Model<bfloat16, keratin::cuda> f7(e, d);
  Model<>& as_model = m1;
  auto y1 = f1(e), y2 = f1(a, {.training = true}), y3 = f2({a, b}), y4 = f2({e, d}), y5 = as_model(e) * (1.0 / 6);
  auto in = Input({None, v.size()}, {.name = "in"});
  auto l1 = model.get_layer(0), l2 = model.get_layer("dense"), l3 = model.get_layer(std::string("dense"));
  auto scale = make_layer<Scale>();
  auto sx = scale(a);
  scale->gain.assign(a * 2);
  model.add(scale);
  // ---- tensors ----
  Tensor t1({{1.f, 2.f}, {3.f, 4.f}}), t2({1.f, 2.f}), t3({{1.f}}), t4({{0, 1}}), t5{{1, 2}, {3, 4}}, t6({true, false});
  Tensor t7({{{1.0}}}), t8 = Tensor::from({1, 2, 3, 4}, {2, 2}), t9 = zeros({2, 3}), t10 = full({2}, 7, int32);
  auto q1 = ops::mean(a, {0, 1}, {.keepdims = true}), q2 = ops::mean(a, 1), q3 = ops::sum(a);
  float q4 = (a + b).at<float>(0, 1) + q3.item<float>() + a[0].at<float>(1);
  const Tensor ca = a;
  std::span<const float> cs = ca.span<float>();
  a = b;
  a = gain;
  a[0].assign(b);
  gain.assign(gain * 0.9f);
  std::vector<Tensor> sorted = {a, b};
  std::swap(sorted[0], sorted[1]);
  // ---- fit and compile ----
  model.fit({a, b}, a, {.epochs = 2, .validation_data = {{a, b}, a}});
  model.fit({a, b}, {a, b}, {.validation_data = {{{a, b}, {a, b}}}});
  model.fit(a, b, {.validation_data = {{a, b}}});
  model.fit(a, b, {.validation_data = {a, b, b}});
  model.fit(a, b, {.validation_data = Batch{a, b, b}});
  model.fit(a, b, {.batch_size = v.size(), .class_weight = {{0, 1}, {1, 2.5}}, .sample_weight = a});
  model.fit([&]() -> std::optional<Batch> { return Batch{{a, b}, a}; }, {.steps_per_epoch = 3});
  model.compile({.optimizer = optimizers::SGD(0.1), .loss = losses::mean_squared_error});
  model.compile(
      {.optimizer = optimizers::Adam({.learning_rate = 1, .clipnorm = 1}), .loss = losses::categorical_crossentropy});
  model.compile({.metrics = {{"accuracy", "mae"}}});
  model.compile({.metrics = {[](const Tensor& y, const Tensor& p) { return ops::mean(y - p); }}});
  model.compile({.loss = std::map<std::string, Loss>{{"out", "mse"}}});
  model.compile({.loss_weights = {1, 0.5}, .metrics = {"mae", {"accuracy", "mse"}}});
  model.compile({.metrics = {{"mae", "mse"}, {"accuracy", "mse"}}, .weighted_metrics = "mae"});
  model.compile(
      {.loss_weights = 1, .metrics = std::map<std::string, metrics::Metrics>{{"out", {"mae"}}, {"aux", "mse"}}});
  auto watch = make_callback<Watch>();
  std::vector<Callback> list = {watch, make_callback<Watch>()};
  model.fit(a, b, {.callbacks = {list}});
  model.fit(a, b, {.callbacks = {watch}});
  watch->seen = 0;
  double loss = model.evaluate(a, b);
  auto acc = score[1] + score["accuracy"] + loss;
  optimizer.apply(grads, weights);
  o.shuffle = v.empty();
  o.epochs = v.size();
  o.validation_data = {std::vector<Tensor>{a}, std::vector<Tensor>{b}};
  save_npy("x.npy", a);
  return (void)q4, (void)acc, (void)score["loss"], (void)cs;
#elif TRAP == 2
  Dense x(64, {"relu"});
#elif TRAP == 3
  Dense x(0.5);  // silent in g++: no units
#elif TRAP == 4
  Dense x(true);  // silent
#elif TRAP == 5
  Dropout x(true);  // silent
#elif TRAP == 6
  Dense x(64, {.use_bias = "zeros"});  // g++ 12: only a warning
#elif TRAP == 7
  o.shuffle = "batch";  // silent: true
#elif TRAP == 8
  o.epochs = 2.7;  // silent in g++
#elif TRAP == 9
  auto x = ops::mean(a, true);  // silent: axis 1, not keepdims
#elif TRAP == 10
  a[0] = b;  // silent: assigns to a temporary handle
#elif TRAP == 11
  std::span<float> x = (a + b).span<float>();  // silent: dangles
#elif TRAP == 12
  Sequential x({inner});  // silent: g++ nests, clang copies
#elif TRAP == 13
  Model x({e, d});  // silent: Model(e, d), the outputs were forgotten
#elif TRAP == 14
  o.callbacks = {Watch{}};  // silent: sliced, or a copy that the program never sees
#elif TRAP == 15
  struct Mine : Layer {
    Tensor call(const Tensor& x) { return x; }
  };
  Mine x;  // silent: never called
#elif TRAP == 16
  auto x = make_layer<NoBuild>();  // silent in g++: build is hidden, not overridden
#elif TRAP == 17
  optimizer.apply(weights, grads);  // silent when both are vectors of Tensor
#elif TRAP == 18
  gain = gain * 0.9f;  // silent: the weight itself stays as it was
#elif TRAP == 20
  model.fit([&] { return Batch{a, b}; }, {.epochs = 1});  // silent: an epoch without end
#elif TRAP == 21
  auto x = model.predict({{1.f, 2.f}});  // silent: shape (2), not (1, 2)
#elif TRAP == 22
  auto x = model.get_layer(nullptr);  // silent: std::string(nullptr)
#elif TRAP == 23
  Dense x(64, {.activation = 0});  // silent: const char* = nullptr
#elif TRAP == 24
  auto x = score[nullptr];  // silent: std::string(nullptr)
#elif TRAP == 25
  auto x = zeros((2, 3));  // with an implicit Shape(int): shape (3)
#elif TRAP == 26
  auto x = Input(784);
#elif TRAP == 27
  Tensor x(5);  // five elements, or the scalar 5?
#elif TRAP == 28
  Tensor x = {2, 3};  // values, or a shape?
#elif TRAP == 30
  model.compile({.loss = [](const Tensor&, const Tensor&) { return 0.f; }});
#elif TRAP == 31
  model.fit({a, b}, {.epochs = 2});  // (x, y) given as one argument
#elif TRAP == 32
  o.validation_data = {a};
#elif TRAP == 33
  Sequential<keratin::cuda> x;
#elif TRAP == 34
  Sequential<int> x;
#elif TRAP == 35
  auto x = Dense(3, {.input_shape = {28.5}});
#elif TRAP == 36
  optimizers::Adam x({.clipnorm = true});
#elif TRAP == 38
  auto x = model(a, true);
#elif TRAP == 39
  save_npy(a, "x.npy");
#elif TRAP == 40
  model.compile({.loss = {{"out", "mse"}, {"aux", "mae"}}});  // a dict of losses must be a std::map
#elif TRAP == 41
  Model<bfloat16, cpu> x(e, d);
#elif TRAP == 42
  if (a == b) return;
#elif TRAP == 45
  auto x = Layer(a);
#elif TRAP == 46
  model.compile({.loss_weights = {{"out", 1.0}, {"aux", 0.2}}});
#elif TRAP == 50
  DropoutOptions x = {{2, 3}, 7};  // silent: noise_shape and seed
#elif TRAP == 51
  optimizers::SGD x({0.1, 0.9});  // silent: learning_rate and momentum
#elif TRAP == 52
  optimizers::Adam x("1e-3");
#elif TRAP == 53
  bool x = score["loss"] && score;  // silent: a figure that is not 0
#elif TRAP == 54
  auto x = gain + true;  // silent: 1
#elif TRAP == 55
  Tensor x = 3.0;
#elif TRAP == 56
  auto x = a.at<float>(0.5);  // silent: row 0
#elif TRAP == 57
  model.fit(a, b, {.verbose = false});  // silent: 0; Keras's verbose is a number
#elif TRAP == 58
  auto x = a.span<float>()["0"];
#elif TRAP == 59
  Variable x = a;  // silent: a weight that shares a tensor's elements
#elif TRAP == 60
  if (a) return;  // silent: whether it is set
#elif TRAP == 61
  auto x = utils::to_categorical(a, 10.5);
#elif TRAP == 62
  o.class_weight = {0.5, 2.0};  // a list: which classes?
#elif TRAP == 90
  Dropout(0.2)(e);  // the forgotten `x =`
#elif TRAP == 91
  (void)0;
  a.reshape({4});
#elif TRAP == 93
  GradientTape tape();  // declares a function
#elif TRAP == 94
  model.fit(a, b, {.epochs = 1, .batch_size = 2});  // not Keras's order: an error in g++ and nvcc, a warning in clang
#elif TRAP == 95
  model.predict(a);  // the forgotten `p =`
#elif TRAP == 96
  ops::relu(a);
#elif TRAP == 97
  a + b;
#elif TRAP == 98
  make_layer<Scale>();
#endif
}
