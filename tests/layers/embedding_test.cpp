// layers/embedding.hpp. Numbers against Keras: layer_training_test.cpp, and the golden models.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"
#include "support/parity.hpp"
#include "support/tensors.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_training.hpp"
#include "support/keras_compile.hpp"
#endif

namespace embedding_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

const Tensor ids = Tensor({{1, 0, 3}, {2, 2, 0}});

TEST_CASE("Embedding: names, shapes, weights") {
  clear_session();
  const Embedding layer(4, 5);
  CHECK(layer.name() == "embedding");
  CHECK(layer.class_name() == "Embedding");
  CHECK_FALSE(layer.built());
  const Tensor y = layer(ids);
  CHECK(y.shape() == Shape{2, 3, 5});
  CHECK(y.dtype() == float32);
  REQUIRE(layer.weights().size() == 1);
  const Variable table = layer.weights()[0];
  CHECK(table.path() == "embedding/embeddings");
  CHECK(table.shape() == Shape{4, 5});
  for (const float v : table.span<float>()) CHECK(std::abs(v) <= 0.05f);  // Keras's "uniform"
  CHECK(same_bits(y[1][0], table[2]));
  CHECK(layer(Input({None})).shape() == Shape{None, None, 5});
  CHECK(layer(Input({})).shape() == Shape{None, 5});
  CHECK(layer(Tensor({3})).shape() == Shape{1, 5});
  CHECK(same_bits(layer(ids.cast(float32)), y));
  CHECK_THROWS_WITH(Embedding(0, 3, {.name = "words"}), Catch::Contains("words (Embedding)") && Catch::Contains("0"));
  CHECK_THROWS_AS(Embedding(3, -1), value_error);
}

TEST_CASE("Embedding: an id that is no row is named, with its layer") {
  Sequential model({Input({3}), Embedding(4, 2, {.name = "words"})});
  const std::string expected = "words (Embedding): expected ids from 0 to 3; got 4";
  CHECK_THROWS_WITH(model.predict(Tensor({{0, 4, 1}}), {.verbose = 0}), Catch::Contains(expected));
  model.compile({.loss = "mse"});
  CHECK_THROWS_WITH(model.fit(Tensor({{0, -2, 1}}), zeros({1, 3, 2}), {.verbose = 0}), Catch::Contains("got -2"));
}

TEST_CASE("Embedding: weights given, frozen, of either precision") {
  const Tensor w = random_tensor({4, 3});
  const auto vectors = [&](bool trainable) { return Embedding(4, 3, {.weights = w, .trainable = trainable}); };
  CHECK(same_bits(vectors(true)(ids)[0][2], w[3].cast(float32)));
  Sequential<double> wide;
  wide.add(vectors(false));
  CHECK(same_bits(wide.predict(ids, {.verbose = 0})[0][2], w[3]));
  CHECK(wide.trainable_variables().empty());
  CHECK(wide.count_params() == 12);
  CHECK_THROWS_WITH(Embedding(4, 2, {.weights = w}), Catch::Contains("expected weights of shape (4, 2)"));
}

TEST_CASE("Embedding: gradients of its rows by finite differences") {
  Sequential<double> model({Input({3}), Embedding(4, 3), Dense(2, {.activation = "tanh"})});
  model.set_weights({random_tensor({4, 3}), random_tensor({3, 2}), random_tensor({2})});
  const Tensor projection = random_tensor({2, 3, 2}, -1, 1, 3);
  GradientTape tape;
  const Tensor loss = weighted_sum(model(ids), projection);
  const Tensor g = tape.gradient(loss, model.trainable_variables()[0]);
  const Tensor table = model.weights()[0];
  for (index_t i = 0; i < 12; ++i) {
    double& value = table.data<double>()[i];
    const double before = value, h = 1e-6;
    value = before + h;
    const double above = weighted_sum(model(ids), projection).item<double>();
    value = before - h;
    const double below = weighted_sum(model(ids), projection).item<double>();
    value = before;
    CHECK(close(g.data<double>()[i], (above - below) / (2 * h), 1e-7));
  }
  parity("layers", "Embedding", Checked::gradient);
}

TEST_CASE("Embedding: a regularizer counts all rows, a constraint keeps all") {
  Sequential model({Input({3}), Embedding(4, 3,
                                          {.embeddings_regularizer = regularizers::L2(0.5),
                                           .embeddings_constraint = constraints::UnitNorm({.axis = 1})})});
  const Tensor w = random_tensor({4, 3}).cast(float32);
  model.set_weights({w});
  CHECK(model.losses()[0].item<float>() == Approx(0.5f * ops::sum(ops::square(w)).item<float>()));
  model.compile({.optimizer = optimizers::SGD(0.1), .loss = "mse"});
  model.train_on_batch(Tensor({{0, 1, 0}}), zeros({1, 3, 3}));
  const Tensor norms = ops::sum(ops::square(model.get_weights()[0]), 1);
  for (index_t i = 0; i < 4; ++i) CHECK(norms.at<float>(i) == Approx(1).epsilon(1e-4));
}

TEST_CASE("Embedding: mask_zero puts a mask beside the output, which weighs the loss") {
  const Tensor kept = Tensor({{1, 0, 1}, {1, 1, 0}}).cast(bool_);
  const Embedding words(4, 2, {.mask_zero = true});
  CHECK(words.supports_masking());
  CHECK(same_bits(mask_of(words(ids)), kept));
  CHECK(same_bits(mask_of(words(ids.cast(float32))), kept));
  CHECK(same_bits(mask_of(Dense(3)(words(ids))), kept));
  CHECK(mask_of(words(Input({3}))).shape() == Shape{None, 3});
  const Embedding plain(4, 2);
  CHECK_FALSE(plain.supports_masking());
  CHECK_FALSE(mask_of(plain(ids)).defined());

  Sequential model({Input({3}), Embedding(4, 1, {.mask_zero = true})});
  model.set_weights({Tensor({{9.f}, {1.f}, {2.f}, {3.f}})});
  model.compile({.loss = "mse"});
  // (1² + 3² + 2² + 2²) / 4: the two places of word 0 don't count.
  CHECK(model.evaluate(ids, zeros({2, 3, 1}), {.verbose = 0})["loss"] == Approx(4.5));
}

#if __has_include(<nlohmann/json.hpp>)
// golden/layers/embedding_steps.json, made by golden/make_embedding_steps.py.
TEST_CASE("Embedding: optimizers square the gradient of each use of a row, as Keras on TensorFlow") {
  const Json all = read_json(golden("layers/embedding_steps.json"));
  const auto numbers = [](const Json& j, const Shape& shape) {
    return Tensor::from(j.get<std::vector<double>>(), shape).cast(float32);
  };
  for (const Json& row : all["rows"]) {
    INFO(row["class_name"] << " " << row["config"].dump());
    Sequential model({Input({4}), Embedding(6, 3)});
    model.set_weights({numbers(all["start"], {6, 3})});
    model.compile({.optimizer = optimizer_from(row), .loss = "mse"});
    for (std::size_t step = 0; step < 3; ++step) {
      std::vector<double> words;
      for (const Json& line : all["x"][step])
        for (const Json& id : line) words.push_back(id.get<double>());
      model.train_on_batch(Tensor::from(words, {2, 4}), numbers(all["y"][step], {2, 4, 3}));
      INFO("step " << step);
      CHECK(all_close(model.get_weights()[0], numbers(row["after"][step], {6, 3}), 2e-6));
    }
  }
}
#endif

}  // namespace embedding_test
