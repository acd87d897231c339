// layers/simple_rnn.hpp, lstm.hpp, gru.hpp, rnn.hpp, stacked_rnn_cells.hpp, bidirectional.hpp. Numbers against Keras:
// golden/layers/recurrent.txt, made by golden/make_recurrent.py; finite differences: check_layer and recurrent's test.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"
#include "support/count_allocations.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/layer_cases.hpp"
#endif

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

#if __has_include(<nlohmann/json.hpp>)
TEST_CASE("recurrent layers give what Keras's give") {
  const auto cases = read_cases(KERATIN_SOURCE_DIR "/tests/golden/layers/recurrent.txt");
  CHECK(cases.size() == 67);
  for (const LayerCase& c : cases) {
    INFO("case " << c.name);
    const Json around = {{"name", "around"},
                         {"layers", Json::array({Json{{"class_name", c.kind}, {"config", c.config}}})}};
    const Layer layer = model_from_json(Json{{"class_name", "Sequential"}, {"config", around}}.dump()).get_layer(0);
    CallContext context;
    if (c.mask.defined()) context.mask = c.mask;
    static_cast<void>(layer.call_all(c.in));  // builds it
    layer.set_weights(c.weights);
    const Tensors out = layer.call_all(c.in, context);
    REQUIRE(out.size() == c.out.size());
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(all_close(out[i], c.out[i], 1e-5));
    parity("layers", c.kind, Checked::value);
  }
}
#endif

TEST_CASE("recurrent layers: all that is true of every layer") {
  check_layer("SimpleRNN", [] { return SimpleRNN(3); }, {4, 2},
              {.weights = 3, .output = Shape{3}, .wrong = Shape{4, 5}});
  check_layer("LSTM", [] { return LSTM(3, {.return_sequences = true}); }, {4, 2},
              {.weights = 3, .output = Shape{4, 3}, .wrong = Shape{4, 3}});
  check_layer("GRU", [] { return GRU(3); }, {4, 2}, {.weights = 3, .output = Shape{3}, .wrong = Shape{4, 3}});
  check_layer("GRU", [] { return GRU(3, {.use_bias = false, .go_backwards = true, .reset_after = false}); }, {4, 2},
              {.weights = 2});
  check_layer("LSTM", [] { return LSTM(3, {.activation = "elu", .return_sequences = true, .go_backwards = true}); },
              {4, 2}, {.weights = 3, .output = Shape{4, 3}});
  check_layer("RNN",
              [] {
                return RNN({LSTMCell(3), GRUCell(2)}, {.return_sequences = true});
              },
              {4, 2}, {.weights = 6, .output = Shape{4, 2}});
  check_layer("Bidirectional", [] { return Bidirectional(LSTM(3, {.return_sequences = true})); }, {4, 2},
              {.weights = 6, .output = Shape{4, 6}});
  check_layer("Bidirectional", [] { return Bidirectional(GRU(3), {.merge_mode = "mul"}); }, {4, 2},
              {.weights = 6, .output = Shape{3}});
}

TEST_CASE("recurrent layers: names of weights, and what they start as") {
  clear_session();
  const LSTM layer(3);
  static_cast<void>(layer(Input({None, 2})));
  const auto weights = layer.weights();
  REQUIRE(weights.size() == 3);
  CHECK(weights[0].path() == "lstm/lstm_cell/kernel");
  CHECK(weights[1].path() == "lstm/lstm_cell/recurrent_kernel");
  CHECK(weights[2].path() == "lstm/lstm_cell/bias");
  CHECK(values(weights[2]) == std::vector<double>{0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0});
  const Tensor u = weights[1];  // (3, 12): three orthonormal rows
  CHECK(all_close(ops::matmul(u, ops::transpose(u)), Tensor({{1., 0., 0.}, {0., 1., 0.}, {0., 0., 1.}}), 1e-5));
  const auto both = Bidirectional(GRU(2, {.name = "g"}));
  static_cast<void>(both(Input({4, 3})));
  CHECK(both.weights()[0].path() == "bidirectional/forward_g/gru_cell/kernel");
  CHECK(both.weights()[5].path() == "bidirectional/backward_g/gru_cell/bias");
  CHECK(both.weights()[5].shape() == Shape{2, 6});
  const RNN stacked({LSTMCell(3), GRUCell(2)});
  static_cast<void>(stacked(Input({4, 3})));
  CHECK(stacked.weights()[0].path() == "rnn/stacked_rnn_cells/lstm_cell/kernel");
}

TEST_CASE("recurrent layers: states in and out") {
  const Tensor x = random_tensor({3, 5, 2}).cast(float32);
  const LSTM lstm(4, {.return_sequences = true, .return_state = true});
  const auto [all, h, c] = lstm.call_with_states(x);
  CHECK(all.shape() == Shape{3, 5, 4});
  CHECK(same_bits(all.slice(4, 5, 1).reshape({3, 4}), h));
  // The sequence in two parts: the second begins where the first ended.
  const auto [first, h1, c1] = lstm.call_with_states(x.slice(0, 2, 1));
  const auto [second, h2, c2] = lstm.call_with_states(x.slice(2, 5, 1), {.initial_state = {h1, c1}});
  CHECK(all_close(h2, h, 1e-6));
  CHECK(all_close(c2, c, 1e-6));
  CHECK(all_close(ops::concatenate({first, second}, 1), all, 1e-6));
  CHECK(same_bits(lstm({x.slice(2, 5, 1), h1, c1}), second));
  CHECK_THROWS_WITH(lstm({x, h}), Catch::Contains("expected 2 first states"));
  CHECK_THROWS_WITH(LSTM(4)(x, {.initial_state = {zeros({2, 4}), zeros({2, 4})}}), Catch::Contains("first states"));
  CHECK_THROWS_WITH(static_cast<void>(GRU(4).call_with_states(x)), Catch::Contains("return_state"));
  CHECK_THROWS_WITH(GRU(4)(zeros({3, 2})), Catch::Contains("(batch, steps"));
  CHECK_THROWS_WITH(GRU(0, {.name = "none"}), Catch::Contains("expected units above 0; got 0"));

  const Tensor source = Input({5, 2}), target = Input({4, 2});  // as in API.md
  const auto states = GRU(3, {.return_state = true}).call_with_states(source);
  const Model model({source, target}, GRU(3)(target, {.initial_state = {states[1]}}));
  const Tensor y = model.predict({x, random_tensor({3, 4, 2}).cast(float32)}, {.verbose = 0});
  CHECK(y.shape() == Shape{3, 3});
}

TEST_CASE("recurrent layers: stateful ones go on where the last batch ended") {
  const Tensor x = random_tensor({2, 6, 3}).cast(float32);
  const GRU whole(4), parts(4, {.stateful = true});
  const Tensor want = whole(x);
  static_cast<void>(parts(zeros({2, 1, 3})));
  parts.set_weights(whole.get_weights());
  parts.reset_states();
  static_cast<void>(parts(x.slice(0, 4, 1)));
  CHECK(all_close(parts(x.slice(4, 6, 1)), want, 1e-6));
  CHECK_THROWS_WITH(parts(zeros({3, 1, 3})),
                    Catch::Contains("expected a batch of 2") && Catch::Contains("reset_states"));
  Sequential model({Input({6, 3}), parts});
  reset_states(Layer(model));
  CHECK(all_close(model.predict(x, {.verbose = 0}), want, 1e-6));
  CHECK_FALSE(all_close(model.predict(x, {.verbose = 0}), want, 1e-3));
}

TEST_CASE("recurrent layers: step by step they do what the op over all steps does, gradients too") {
  const Tensor x = random_tensor({3, 4, 2}, -1, 1, 5);
  const Tensor mask = Tensor({{1, 1, 0, 1}, {0, 1, 1, 0}, {0, 0, 0, 0}}).cast(bool_);
  const auto tanh = [](const Tensor& t) { return ops::tanh(t); };  // one that the op does not know
  for (int flags = 0; flags < 16; ++flags) {
    const bool backwards = flags & 1, sequences = flags & 2, zero = flags & 4, masked = flags & 8;
    INFO("flags " << flags);
    const auto check = [&](const Layer& fast, const Layer& slow) {
      std::vector<Tensor> before, results;
      for (const Layer& layer : {fast, slow}) {
        Sequential<double> model;
        model.add(Input({4, 2}, {.dtype = float64}));
        model.add(layer);
        if (before.empty())
          for (const Tensor& w : model.get_weights())
            before.push_back(random_tensor(w.shape(), -1, 1, before.size() + 9));
        model.set_weights(before);
        GradientTape tape;
        tape.watch(x);
        CallContext context;
        if (masked) context.mask = mask;
        const Tensor y = layer(x, context);
        std::vector<Tensor> sources = {x};
        for (const Variable& w : model.weights()) sources.push_back(w);
        results.push_back(y);
        for (const Tensor& g : tape.gradient(weighted_sum(y, random_tensor(y.shape())), sources)) results.push_back(g);
      }
      const std::size_t half = results.size() / 2;
      for (std::size_t i = 0; i < half; ++i) CHECK(all_close(results[half + i], results[i], 1e-10));
    };
    SimpleRNNOptions s{.return_sequences = sequences, .go_backwards = backwards, .zero_output_for_mask = zero};
    LSTMOptions l{.return_sequences = sequences, .go_backwards = backwards, .zero_output_for_mask = zero};
    GRUOptions g{.return_sequences = sequences, .go_backwards = backwards, .zero_output_for_mask = zero};
    const Layer fast[] = {SimpleRNN(3, s), LSTM(3, l), GRU(3, g)};
    s.activation = l.activation = g.activation = tanh;
    check(fast[0], SimpleRNN(3, s));
    check(fast[1], LSTM(3, l));
    check(fast[2], GRU(3, g));
    g.reset_after = false;
    const Layer slow = GRU(3, g);
    g.activation = "tanh";
    check(GRU(3, g), slow);
  }
}

TEST_CASE("recurrent layers: dropout draws once for all steps, and only while training") {
  const Tensor x = ones({4, 6, 3}), eye = Tensor({{1.f, 0.f, 0.f}, {0.f, 1.f, 0.f}, {0.f, 0.f, 1.f}});
  const SimpleRNN layer(
      3, {.activation = "linear", .use_bias = false, .dropout = 0.5, .return_sequences = true, .seed = 3});
  static_cast<void>(layer(x));
  layer.set_weights({eye, zeros({3, 3})});
  CHECK(same_bits(layer(x), x));
  const Tensor y = layer(x, {.training = true});
  for (const double v : values(y)) CHECK((v == 0 || v == 2));
  for (index_t t = 1; t < 6; ++t) CHECK(same_bits(y.slice(t, t + 1, 1), y.slice(0, 1, 1)));
  CHECK_FALSE(same_bits(layer(x, {.training = true}), y));
  for (const Layer& gated : {Layer(LSTM(3, {.recurrent_dropout = 0.5, .seed = 1})),
                             Layer(GRU(3, {.dropout = 0.3, .recurrent_dropout = 0.5, .reset_after = false}))}) {
    CHECK(same_bits(gated(x), gated(x)));
    CHECK_FALSE(all_close(gated(x, CallContext{.training = true}), gated(x), 1e-4));
  }
}

namespace {

/// Keras's example of a cell of one's own.
struct Minimal : CustomRNNCell {
  Variable kernel, recurrent;
  Shape state_size() const override { return {3}; }
  void build(const Shape& in) override {
    kernel = add_weight("kernel", {in.back(), 3});
    recurrent = add_weight("recurrent_kernel", {3, 3});
  }
  Tensors call_all(const Tensors& xs, CallContext) override {
    const Tensor h = ops::matmul(xs[0], kernel) + ops::matmul(xs[1], recurrent);
    return {h, h};
  }
};

}  // namespace

TEST_CASE("RNN: a cell of one's own, alone and in a stack") {
  const Tensor x = random_tensor({2, 4, 5}).cast(float32);
  const RNN own(make_layer<Minimal>(), {.return_sequences = true, .return_state = true});
  const SimpleRNN plain(3, {.activation = "linear", .use_bias = false, .return_sequences = true});
  const Tensor want = plain(x);
  static_cast<void>(own(x));
  own.set_weights(plain.get_weights());
  const Tensors out = own.call_with_states(x);
  CHECK(all_close(out[0], want, 1e-6));
  CHECK(all_close(out[1], want.slice(3, 4, 1).reshape({2, 3}), 1e-6));
  CHECK(RNN({make_layer<Minimal>(), LSTMCell(2)})(x).shape() == Shape{2, 2});
  CHECK(RNN(make_layer<Minimal>())(Input({None, 5})).shape() == Shape{None, 3});
  CHECK_THROWS_WITH(RNN(Dense(3)), Catch::Contains("expected a recurrent cell"));
  CHECK_THROWS_WITH(Bidirectional(own), Catch::Contains("of which there can be a copy"));
  CHECK_THROWS_WITH(Bidirectional(Dense(3)), Catch::Contains("expected a recurrent layer"));
  CHECK_THROWS_WITH(Bidirectional(GRU(3), {.merge_mode = "avg"}),
                    Catch::Contains("merge_mode") && Catch::Contains("avg"));
  CHECK_THROWS_WITH(Bidirectional(GRU(3), {.backward_layer = GRU(3)}), Catch::Contains("different directions"));
}

TEST_CASE("recurrent layers: masks go on beside sequences, and weigh the loss") {
  const Tensor x = Tensor({{{1.f}, {0.f}, {2.f}}, {{0.f}, {3.f}, {0.f}}});
  const Tensor kept = Tensor({{1, 0, 1}, {0, 1, 0}}).cast(bool_);
  const Tensor in = Masking()(x);
  CHECK(same_bits(mask_of(GRU(2, {.return_sequences = true})(in)), kept));
  CHECK(same_bits(mask_of(Bidirectional(LSTM(2, {.return_sequences = true}))(in)), kept));
  CHECK_FALSE(mask_of(GRU(2)(in)).defined());
  const SimpleRNN layer(1, {.activation = "linear", .return_sequences = true});
  static_cast<void>(layer(x));
  layer.set_weights({Tensor({{1.f}}), Tensor({{1.f}}), Tensor({0.f})});
  CHECK(values(layer(in)) == std::vector<double>{1, 1, 3, 0, 3, 3});
}

TEST_CASE("recurrent layers: a training step allocates nothing once it has run") {
  const Tensor x = random_tensor({40, 9, 6}, -1, 1).cast(float32), y = random_tensor({40, 1}, 0, 1).cast(float32);
  Sequential model({Input({9, 6}), LSTM(8, {.return_sequences = true}), GRU(5), Dense(1)});
  model.compile({.optimizer = "adam", .loss = "mse"});
  for (int i = 0; i < 4; ++i) model.train_on_batch(x, y);
  long least = 1000;
  for (int i = 0; i < 4; ++i) {
    const long before = allocations();
    GradientTape tape;
    static_cast<void>(tape.gradient(ops::sum(model(x)), model.trainable_variables()));
    least = std::min(least, allocations() - before);
  }
  CHECK(least < 60);  // handles and lists, none for a step of the sequences: there are 18
}
