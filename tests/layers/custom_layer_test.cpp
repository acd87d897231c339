// Layers of one's own: weights, gradients, layers inside, names, dtypes, errors.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

namespace custom_layer_test {

using namespace keratin;
using namespace keratin::layers;

struct Scale : CustomLayer {
  Variable gain;
  int builds = 0;
  void build(const Shape& in) override {
    ++builds;
    CHECK(in == Shape{None, 3});
    gain = add_weight("gain", {in.back()}, "ones", {.regularizer = regularizers::L2(0.5)});
  }
  Tensor call(const Tensor& x, CallContext) override { return x * gain; }
};

/// Two layers inside, and one weight of its own.
struct Block : CustomLayer {
  Dense first, second;
  Dropout dropout{0.5};
  Variable shift;
  explicit Block(Int units) : CustomLayer({.name = "my_block"}), first(units), second(units, {.name = "second"}) {}
  void build(const Shape& in) override { shift = add_weight("shift", {in.back()}, "zeros", {.trainable = false}); }
  Tensor call(const Tensor& x, CallContext context) override {
    return second(dropout(first(x + shift), context), context);
  }
};

template <class T>
struct Twice : CustomLayer {
  Tensor call(const Tensor& x, CallContext) override { return x * static_cast<T>(2); }
};

struct Early : CustomLayer {
  Early() { static_cast<void>(add_weight("w", {1})); }
  Tensor call(const Tensor& x, CallContext) override { return x; }
};
struct Late : CustomLayer {
  Tensor call(const Tensor& x, CallContext) override { return x * add_weight("w", {1}); }
};
struct Nothing : CustomLayer {
  Tensor call(const Tensor&, CallContext) override { return {}; }
};

TEST_CASE("a custom layer is built once and trained") {
  set_random_seed(1);
  const auto scale = make_layer<Scale>();
  Sequential model({Input({3}), scale});
  CHECK(scale.class_name() == "Scale");
  CHECK(scale.name().rfind("scale", 0) == 0);
  CHECK(scale->name() == scale.name());
  CHECK(model.count_params() == 3);
  CHECK(scale->gain.path() == model.name() + "/" + scale.name() + "/gain");
  const Tensor x = random::normal({64, 3}), y = x * Tensor({2.f, 3.f, 4.f});
  model.compile({.optimizer = optimizers::SGD(0.1), .loss = "mse"});
  CHECK(model.test_on_batch(x, x)["loss"] == Approx(1.5));  // the penalty alone: 0.5 (1 + 1 + 1)
  const History h = model.fit(x, y, {.batch_size = 8, .epochs = 5, .verbose = 0});
  CHECK(h.history["loss"].back() < h.history["loss"].front());
  CHECK(scale->gain.at<float>(2) > 1.3f);
  CHECK(scale->builds == 1);
}

TEST_CASE("a custom layer called by hand has gradients") {
  const auto scale = make_layer<Scale>();
  const Tensor x({{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}});
  GradientTape tape;
  const Tensor loss = ops::sum(scale(x));
  const auto grads = tape.gradient(loss, scale.trainable_variables());
  REQUIRE(grads.size() == 1);
  CHECK(grads[0].at<float>(0) == 5);
  CHECK(grads[0].at<float>(2) == 9);
}

TEST_CASE("layers inside a custom layer belong to it") {
  const auto block = make_layer<Block>(3);
  Sequential model({Input({3}), block});
  CHECK(block.name() == "my_block");
  CHECK(model.count_params() == 3 + 2 * (3 * 3 + 3));
  CHECK(model.trainable_variables().size() == 4);
  CHECK(model.weights().size() == 5);
  CHECK(block.weights()[0].path() == model.name() + "/my_block/shift");
  const Tensor x = ones({4, 3});
  const Tensor before = block->second.get_weights()[0];
  model.compile({.loss = "mse"});
  model.fit(x, x, {.epochs = 1, .verbose = 0});
  const Tensor after = block->second.get_weights()[0];
  CHECK_FALSE(std::equal(before.span<float>().begin(), before.span<float>().end(), after.span<float>().begin()));
  CHECK(model.weights().size() == 5);
  block.set_trainable(false);
  CHECK(model.trainable_variables().empty());
}

TEST_CASE("custom layers within custom layers count once") {
  struct Outer : CustomLayer {
    MadeLayer<Block> block = make_layer<Block>(3);
    Dense last{2};
    Tensor call(const Tensor& x, CallContext context) override { return last(block(block(x, context), context)); }
  };
  const auto outer = make_layer<Outer>();
  CHECK(outer(ones({2, 3})).shape() == Shape{2, 2});
  CHECK(outer.class_name() == "Outer");
  CHECK(outer.count_params() == 3 + 2 * (3 * 3 + 3) + 3 * 2 + 2);
  CHECK(outer(ones({2, 3})).shape() == Shape{2, 2});
  CHECK(outer.weights().size() == 7);
}

TEST_CASE("what a layer inside a custom layer adds to the loss counts") {
  struct Costly : CustomLayer {
    Dense dense{3, {.kernel_initializer = "identity", .activity_regularizer = regularizers::L1(0.5)}};
    Tensor call(const Tensor& x, CallContext context) override { return dense(x, context); }
  };
  Sequential model({Input({3}), make_layer<Costly>()});
  model.compile({.optimizer = optimizers::SGD(0.0), .loss = "mse"});
  const Tensor x = ones({2, 3});
  CHECK(model.train_on_batch(x, x)["loss"] == Approx(0.5 * 3));  // of the sum of 6, a half, over 2 samples
}

TEST_CASE("a custom layer computes in its model's dtype") {
  const auto block = make_layer<Block>(3);
  Sequential<double> model({Input({3}), block, make_layer<Twice<int>>()});
  CHECK(model.predict(ones({2, 3}), {.verbose = 0}).dtype() == float64);
  CHECK(block->first.weights()[0].dtype() == float64);
  CHECK(block->shift.dtype() == float64);
  CHECK(model.get_layer(1).class_name() == "Twice");
}

TEST_CASE("a custom layer's mistakes are errors that name it") {
  const Tensor x = ones({2, 3});
  CHECK_THROWS_AS(make_layer<Early>(), state_error);
  CHECK_THROWS_WITH(static_cast<void>(make_layer<Late>()(x)),
                    Catch::Contains("(Late): expected add_weight in build()"));
  CHECK_THROWS_WITH(static_cast<void>(make_layer<Nothing>()(x)),
                    Catch::Contains("(Nothing): expected call() to return a tensor"));
}

/// Has options, as a saved or cloned layer needs them.
struct Affine : CustomLayer {
  Real factor = 1;
  std::string mode = "plain";
  KERATIN_FIELDS(factor, mode)
  Variable shift;
  explicit Affine(Real f = 1, const BasicOptions& options = {}) : CustomLayer(options), factor(f) {
    supports_masking = true;
  }
  void build(const Shape& in) override { shift = add_weight("shift", {in.back()}, "zeros"); }
  Tensor call(const Tensor& x, CallContext) override { return x * factor.value + shift; }
};

/// Says its fields as text, and sets them.
struct TextFields final : Fields {
  std::string text;
  bool reading = false;
  void field(std::string_view name, FieldRef value) override {
    if (reading && name == "factor") *std::get<Real*>(value) = 7;
    if (reading && name == "name") *std::get<std::string*>(value) = "loaded";
    if (reading && name == "trainable") *std::get<Flag*>(value) = false;
    if (!reading) text += std::string(name) + ";";
  }
};

TEST_CASE("a registered layer of one's own has fields and is made from them") {
  struct Local : Affine {};
  register_layer<Affine>("MyAffine");
  register_layer<Affine>("MyAffine");  // once more is no error
  CHECK_THROWS_WITH(register_layer<Local>("MyAffine"), Catch::Contains("got \"MyAffine\" again"));
  CHECK_THROWS_AS(register_layer<Local>(""), value_error);
  CHECK(registered_layers().find("MyAffine") != std::string::npos);
  const auto layer = make_layer<Affine>(3);
  CHECK(layer.class_name() == "MyAffine");
  TextFields writer;
  layer.impl().fields(writer);
  CHECK(writer.text == "factor;mode;");
  TextFields reader;
  reader.reading = true;
  const auto made = registered_layer("MyAffine", reader);
  REQUIRE(made);
  CHECK(made->name() == "loaded");
  CHECK_FALSE(made->trainable());
  CHECK((*made)(ones({1, 2})).at<float>(0, 1) == 7);
  CHECK_FALSE(registered_layer("Unknown", reader));
  TextFields none;
  make_layer<Local>().impl().fields(none);
  CHECK(none.text == "factor;mode;");  // it has its base's
}

}  // namespace custom_layer_test
