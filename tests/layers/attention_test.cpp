// layers/attention.hpp, additive_attention.hpp, multi_head_attention.hpp, group_query_attention.hpp: values and
// gradients of Keras (golden/layers/attention.json, made by golden/make_attention.py), how calls travel through models
// and files, and what the layers refuse.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_training.hpp"
#include "support/keras_config.hpp"
#include "support/parity.hpp"
#include "support/round_trip.hpp"

namespace attention_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

Tensor array(const Json& j) {
  Shape shape;
  for (const auto& d : j["shape"]) shape.push_back(d.get<index_t>());
  return Tensor::from(j["values"].get<std::vector<double>>(), shape).cast(float32);
}
Tensors arrays(const Json& list) {
  Tensors all;
  for (const Json& j : list) all.push_back(array(j));
  return all;
}

/// The outputs of a row's call; `weights` are set where the layer has its first call.
Tensors call(const Layer& layer, const Json& row, const Tensors& inputs) {
  Inputs xs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Json& mask = row["masks"][i];
    xs.push_back(mask.is_null() ? inputs[i] : with_mask(inputs[i], array(mask).cast(bool_)));
  }
  AttentionCall how;
  how.use_causal_mask = row["causal"].get<bool>();
  if (!row["attention_mask"].is_null()) how.attention_mask = array(row["attention_mask"]).cast(bool_);
  if (xs.size() == 1) return {layer(xs)};  // TimeDistributed
  const AttentionLayer attention(layer.ref());
  if (!row["scores"].get<bool>()) return {attention(xs, how)};
  const auto [y, scores] = attention.call_with_scores(xs, how);
  return {y, scores};
}

void check_row(const Json& row) {
  const std::string kind = row["class_name"];
  const Layer layer = layer_from({{"class_name", kind}, {"config", row["config"]}});
  const Tensors inputs = arrays(row["inputs"]), outputs = arrays(row["outputs"]), gradients = arrays(row["gradients"]);
  static_cast<void>(call(layer, row, inputs));
  layer.set_weights(arrays(row["weights"]));
  GradientTape tape;
  for (const Tensor& x : inputs) tape.watch(x);
  const Tensors ys = call(layer, row, inputs);
  REQUIRE(ys.size() == outputs.size());
  for (std::size_t i = 0; i < ys.size(); ++i) CHECK(all_close(ys[i], outputs[i], 2e-5));
  const Json& mask = row["masks"][0];
  if (!mask.is_null()) CHECK(same_bits(mask_of(ys[0]), array(mask).cast(bool_)));
  Tensors sources = inputs;
  for (const Variable& w : layer.trainable_variables()) sources.push_back(w);
  const auto got = tape.gradient(weighted_sum(ys[0], array(row["projection"])), sources);
  REQUIRE(got.size() == gradients.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("gradient " << i);
    REQUIRE(got[i].defined());
    CHECK(all_close(got[i], gradients[i], 5e-5));
  }
  parity("layers", kind, Checked::value);
}

TEST_CASE("attention layers and TimeDistributed give Keras's values and gradients") {
  for (const Json& row : read_json(golden("layers/attention.json"))) {
    INFO(row["class_name"] << " " << row["config"].dump() << ", causal " << row["causal"]);
    CHECK_NOTHROW(check_row(row));
  }
}

/// A layer's gradients in float64 by finite differences.
void check_differences(const Layer& layer, const Tensors& inputs, const AttentionCall& how) {
  layer.impl().set_dtype(float64);
  const AttentionLayer attention(layer.ref());
  const auto run = [&] { return attention(inputs, how); };
  const Tensor projection = random_tensor(run().shape(), -1, 1, 9);
  Tensors sources = inputs;
  for (const Variable& w : layer.weights()) {
    w.assign(random_tensor(w.shape(), -1, 1, sources.size() + 3));
    sources.push_back(w);
  }
  GradientTape tape;
  for (const Tensor& x : inputs) tape.watch(x);
  const auto gradients = tape.gradient(weighted_sum(run(), projection), sources);
  for (std::size_t k = 0; k < sources.size(); ++k) {
    INFO(layer.class_name() << ", gradient " << k);
    for (index_t i = 0; i < sources[k].size(); i += std::max<index_t>(1, sources[k].size() / 7)) {
      double& value = sources[k].data<double>()[i];
      const double before = value, h = 1e-5;
      value = before + h;
      const double above = weighted_sum(run(), projection).item<double>();
      value = before - h;
      const double below = weighted_sum(run(), projection).item<double>();
      value = before;
      CHECK(close(gradients[k].data<double>()[i], (above - below) / (2 * h), 1e-6));
    }
  }
  parity("layers", layer.class_name(), Checked::gradient);
}

TEST_CASE("attention layers: gradients as finite differences") {
  const Tensors inputs = {random_tensor({2, 3, 4}), random_tensor({2, 5, 4}, -2, 2, 2),
                          random_tensor({2, 5, 4}, -2, 2, 3)};
  check_differences(Attention({.use_scale = true, .score_mode = "concat"}), inputs, {});
  check_differences(Attention({.use_scale = true}), inputs, {.use_causal_mask = true});
  check_differences(AdditiveAttention(), inputs, {.use_causal_mask = true});
  check_differences(MultiHeadAttention(2, 3, {.value_dim = 2, .use_gate = true}), inputs, {.use_causal_mask = true});
  check_differences(GroupQueryAttention(3, 4, 2), inputs, {.attention_mask = ones({3, 5}, bool_)});
}

TEST_CASE("attention layers: names and defaults are Keras's") {
  clear_session();
  CHECK(Attention().name() == "attention");
  CHECK(AdditiveAttention().name() == "additive_attention");
  CHECK(MultiHeadAttention(2, 3).name() == "multi_head_attention");
  CHECK(GroupQueryAttention(3, 4, 2).name() == "grouped_query_attention");
  CHECK(GroupQueryAttention(3, 4, 2).class_name() == "GroupQueryAttention");
  const Tensor x = Input({5, 8});
  const MultiHeadAttention layer(2, 3);
  CHECK(layer({x, x}).shape() == Shape{None, 5, 8});
  CHECK(layer.count_params() == 3 * (8 * 6 + 6) + 6 * 8 + 8);
  CHECK(layer.weights()[0].path() == "multi_head_attention_1/query/kernel");
  const auto [y, scores] = layer.call_with_scores({x, Input({7, 8})}, {.use_causal_mask = true});
  CHECK(y.shape() == Shape{None, 5, 8});
  CHECK(scores.shape() == Shape{None, 2, 5, 7});
}

TEST_CASE("attention layers: dropout acts in training alone, and seeds repeat") {
  const Tensor x = random_tensor({2, 6, 4}).cast(float32);
  const auto outputs = [&](const AttentionLayer& layer) {
    return std::pair(layer({x, x}, CallContext{.training = true}), layer({x, x}));
  };
  for (const bool heads : {false, true}) {
    const auto make = [&]() -> AttentionLayer {
      if (heads) return MultiHeadAttention(2, 3, {.dropout = 0.4, .kernel_initializer = "ones", .seed = 5});
      return Attention({.dropout = 0.4, .seed = 5});
    };
    const auto a = outputs(make()), b = outputs(make());
    CHECK(same_bits(a.first, b.first));
    CHECK_FALSE(same_bits(a.first, a.second));
    CHECK(same_bits(a.second, b.second));
  }
}

TEST_CASE("attention layers: what a call is told stays with it in models, copies and files") {
  const Tensor in = Input({5, 4});
  const MultiHeadAttention heads(2, 3, {.name = "heads"});
  const auto [y, scores] = heads.call_with_scores({in, in}, {.use_causal_mask = true});
  const Tensor seen = Tensor({{1, 1, 0, 0, 1}}).cast(bool_);
  const Tensor z = heads({y, in}, {.attention_mask = seen});  // the same layer, told otherwise
  const GroupQueryAttention groups(3, 4, 2, {.use_gate = true});
  const Tensor w = Attention()({groups({z, z}), in}, {.use_causal_mask = true});
  Model model(in, {w, scores});
  const Tensor x = random_tensor({3, 5, 4}).cast(float32);
  const auto p = model.predict_all(x, {.verbose = 0});
  const auto eager = heads.call_with_scores({x, x}, {.use_causal_mask = true});
  CHECK(all_close(p[1], eager.scores, 1e-6));
  for (index_t q = 0; q < 5; ++q)
    for (index_t k = q + 1; k < 5; ++k) CHECK(p[1].at<float>(0, 1, q, k) == 0);
  const Tensor v = heads({eager.output, x}, {.attention_mask = seen}), u = groups({v, v});
  CHECK(all_close(p[0], Attention()({u, x}, {.use_causal_mask = true}), 1e-6));
  check_round_trip(model, {x});
  auto copy = clone_model(model);
  copy.set_weights(model.get_weights());
  CHECK(same_bits(copy.predict_all(x, {.verbose = 0})[0], p[0]));
  const Json json = Json::parse(model.to_json());
  const Json& calls = json["config"]["layers"][1]["inbound_nodes"];
  CHECK(calls[0]["kwargs"] == Json{{"return_attention_scores", true}, {"use_causal_mask", true}});
  CHECK(calls[1]["kwargs"]["attention_mask"]["class_name"] == "__numpy__");
  model.compile({.optimizer = optimizers::Adam(1e-2), .loss = {"mse", "mse"}});
  const Tensors targets = {zeros({3, 5, 4}), zeros({3, 2, 5, 5})};
  const double before = model.evaluate(x, targets, {.verbose = 0})["loss"];
  model.fit(x, targets, {.epochs = 20, .verbose = 0});
  CHECK(model.evaluate(x, targets, {.verbose = 0})["loss"] < before);
}

TEST_CASE("attention layers: masks of Embedding hide words, and go on") {
  const Tensor in = Input({4}, {.dtype = int32});
  const Tensor e = Embedding(6, 4, {.mask_zero = true})(in);
  const Tensor y = MultiHeadAttention(1, 4)({e, e});
  const Model model(in, {y, MultiHeadAttention(1, 4).call_with_scores({e, e}).scores});
  CHECK(mask_of(y).defined());
  const Tensor scores = model.predict_all(Tensor({{1, 2, 0, 3}}), {.verbose = 0})[1];
  for (const index_t q : {0, 1, 3}) {
    CHECK(scores.at<float>(0, 0, q, 2) == 0);
    CHECK(scores.at<float>(0, 0, q, 0) > 0);
  }
}

TEST_CASE("attention layers: what they refuse") {
  const Tensor x = zeros({2, 3, 4});
  CHECK_THROWS_WITH(Attention({.score_mode = "sum"}), Catch::Contains("\"dot\" or \"concat\""));
  CHECK_THROWS_AS(AdditiveAttention({.dropout = 1.5}), value_error);
  CHECK_THROWS_AS(MultiHeadAttention(0, 3), value_error);
  CHECK_THROWS_AS(MultiHeadAttention(2, 0), value_error);
  CHECK_THROWS_AS(MultiHeadAttention(2, 3, {.sliding_window = 0}), value_error);
  CHECK_THROWS_WITH(GroupQueryAttention(3, 4, 3), Catch::Contains("divides"));
  CHECK_THROWS_AS(Attention()({x}), shape_error);
  CHECK_THROWS_AS(Attention()({x, zeros({2, 3, 5})}), shape_error);
  CHECK_THROWS_WITH(Attention()({x, x}, {.attention_mask = ones({3, 3}, bool_)}), Catch::Contains("with_mask"));
  CHECK_THROWS_AS(MultiHeadAttention(2, 3)({x}), shape_error);
  CHECK_THROWS_AS(MultiHeadAttention(2, 3)({x, x, zeros({2, 5, 4})}), shape_error);
  CHECK_THROWS_AS(MultiHeadAttention(2, 3)({x, x}, {.attention_mask = ones({3}, bool_)}), shape_error);
  CHECK_THROWS_AS(MultiHeadAttention(2, 3, {.attention_axes = 2})({x, x}), shape_error);
}

}  // namespace attention_test
#endif
