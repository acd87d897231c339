// Losses against tables of Keras's values and gradients, and the errors they give.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_op.hpp"
#include "support/parity.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/keras_rows.hpp"

using namespace keratin;
using testing::Json;

TEST_CASE("losses and their gradients match Keras's tables") {
  testing::for_each_row("losses", "loss", testing::check_loss_row);
}

TEST_CASE("losses and their gradients match Keras, with masks, and those that the tables have not") {
  for (const Json& row : testing::read_golden("losses.json")) {
    INFO(row["loss"] << " " << row["config"] << (row["mask"].is_null() ? "" : ", masked"));
    testing::check_loss_row(row);
    testing::parity("losses", row["loss"], testing::Checked::value);
  }
}

TEST_CASE("losses have the configurations of Keras, and are read from them") {
  const Json configs = testing::read_golden("configs.json");
  for (const auto& item : configs["losses"].items()) {
    const std::string name = item.key();
    const Json& config = item.value();
    INFO(name);
    testing::FromJson nothing(Json::object());
    const Loss made = losses::deserialize(name, nothing);
    CHECK(made.impl().class_name() == name);
    CHECK(testing::fields_of(made.impl()) == config);
    testing::check_fields(name, [&](Fields& f) { return losses::deserialize(name, f); },
                          {"reduction", "axis", "ignore_class"});
  }
  for (const Json& name : configs["losses_names"])
    CHECK_NOTHROW(Loss(name.get<std::string>()));  // every name of keras.losses.get
  for (const char* text : {"sum", "none", "mean", "mean_with_sample_weight", "sum_over_batch_size"}) {
    testing::FromJson fields(Json{{"reduction", text}});
    CHECK(testing::fields_of(losses::deserialize("MeanSquaredError", fields).impl())["reduction"] == text);
  }
  CHECK_THROWS_WITH(losses::reduction_named("summ"), Catch::Contains("did you mean \"sum\""));
}
#endif

namespace {

using testing::random_tensor;

/// The tape's gradients of a loss against finite differences, in float64, by both y_true and y_pred.
void check_gradients(const Loss& loss, const Tensor& y, const Tensor& p) {
  INFO(loss.name());
  testing::parts::check_gradients([&](const Tensors& in) { return loss(in[0], in[1]); }, {y, p}, {});
  testing::parity("losses", loss.impl().class_name(), testing::Checked::gradient);
}
/// By y_pred alone.
void check_slopes(const Loss& loss, const Tensor& y, const Tensor& p) {
  INFO(loss.name());
  testing::parts::check_gradients([&](const Tensors& in) { return loss(y, in[0]); }, {p}, {});
  testing::parity("losses", loss.impl().class_name(), testing::Checked::gradient);
}

}  // namespace

TEST_CASE("gradients of losses are those of finite differences") {
  const Tensor y = random_tensor({4, 3}, 0.1, 0.9, 1), p = random_tensor({4, 3}, 0.1, 0.9, 2);
  for (const char* name : {"mse", "mae", "mape", "msle", "kld", "poisson", "log_cosh", "huber", "cosine_similarity",
                           "hinge", "squared_hinge", "categorical_hinge", "bce", "categorical_crossentropy",
                           "binary_focal_crossentropy", "categorical_focal_crossentropy", "dice", "tversky"})
    check_gradients(Loss(name), y, p);
  check_gradients(losses::Huber({.delta = 0.2}), y, p);
  check_gradients(losses::CosineSimilarity({.axis = 0}), y, p);
  check_gradients(losses::Tversky({.alpha = 0.2, .beta = 0.7, .axis = 1}), y, p);
  check_slopes(losses::BinaryFocalCrossentropy({.apply_class_balancing = true, .gamma = 1.5, .from_logits = true}), y,
               random_tensor({4, 3}, -2, 2, 3));
  check_slopes(losses::CategoricalFocalCrossentropy({.gamma = 1.5, .from_logits = true}), y,
               random_tensor({4, 3}, -2, 2, 4));
  const Tensor labels = Tensor({0, 2, 1, 2});
  check_slopes("sparse_categorical_crossentropy", labels, p);
  check_slopes(losses::CategoricalGeneralizedCrossEntropy({.q = 0.3}), labels, p);
  check_slopes(losses::Circle({.gamma = 3}), Tensor({0, 1, 1, 0}), p);
  check_slopes(losses::CTC(), Tensor({{1, 2, 2}, {3, 0, 0}}), random_tensor({2, 6, 4}, -1, 1, 5));
}

TEST_CASE("ctc is infinite, with no gradient, where there are too few steps") {
  const Tensor p = random_tensor({1, 2, 3}, -1, 1, 6);
  GradientTape tape;
  tape.watch(p);
  const Tensor loss = losses::ctc(Tensor({{1, 1}}), p);
  CHECK(std::isinf(loss.at<double>(0)));
  for (const double d : testing::values(tape.gradient(loss, p))) CHECK(d == 0);
}

TEST_CASE("crossentropy picks its kind by the shapes") {
  const Tensor p({{0.9f, 0.1f}, {0.2f, 0.8f}});
  for (const char* name : {"crossentropy", "ce"}) {
    CHECK(Loss(name)(Tensor({0, 1}), p).item<double>() == Approx(-(std::log(0.9) + std::log(0.8)) / 2));
    CHECK(Loss(name)(Tensor({{0}, {1}}), p).item<double>() == Approx(-(std::log(0.9) + std::log(0.8)) / 2));
    CHECK(Loss(name)(Tensor({{1.f, 0.f}, {1.f, 0.f}}), p).item<double>() ==
          Approx(-(std::log(0.9) + std::log(0.2)) / 2));
    CHECK(Loss(name)(Tensor({{1.f}}), Tensor({{0.25f}})).item<double>() == Approx(std::log(4.0)));
  }
}

namespace {

struct Quantile : CustomLoss {
  explicit Quantile(double q_) : CustomLoss("quantile", losses::Reduction::sum), q(q_) {}
  Tensor call(const Tensor& y_true, const Tensor& y_pred) override {
    ++calls;
    const Tensor e = y_true - y_pred;
    return ops::mean(ops::maximum(q * e, (q - 1) * e), -1);
  }
  std::string class_name() const override { return "Quantile"; }
  void fields(Fields& f) override {
    Real value = q;
    f("q", value);
    q = value;
  }
  double q;
  int calls = 0;
};

}  // namespace

TEST_CASE("a loss class of one's own has its state, name, reduction and fields") {
  const auto loss = make_loss<Quantile>(0.9);
  CHECK(loss(Tensor({{1.f}, {0.f}}), Tensor({{0.f}, {1.f}})).item<double>() == Approx(0.9 + 0.1));
  CHECK(loss->calls == 1);
  const Loss handle = loss;  // as compile takes it
  static_cast<void>(handle(ones({2, 1}), zeros({2, 1})));
  CHECK(loss->calls == 2);
  CHECK(handle.name() == "quantile");
  CHECK(handle.impl().class_name() == "Quantile");
}

TEST_CASE("losses go by all of Keras's names") {
  for (const char* name : {"mse", "MSE", "mean_squared_error", "MeanSquaredError"})
    CHECK(Loss(name).name() == "mean_squared_error");
  for (const char* name : {"mae", "MAE", "mean_absolute_error"}) CHECK(Loss(name).name() == "mean_absolute_error");
  for (const char* name : {"bce", "BCE", "binary_crossentropy"}) CHECK(Loss(name).name() == "binary_crossentropy");
  for (const char* name : {"log_cosh", "LogCosh", "logcosh"}) CHECK(Loss(name).name() == "log_cosh");
  for (const char* name : {"kld", "KLD", "kullback_leibler_divergence"}) CHECK(Loss(name).name() == "kl_divergence");
  CHECK(Loss("huber").name() == "huber_loss");
  CHECK_THROWS_WITH(Loss("msee"), Catch::Contains("mse") && Catch::Contains("got \"msee\""));
}

TEST_CASE("a loss knows the name it was asked for by") {
  CHECK(Loss("mse").given_name() == "mse");
  CHECK(Loss(std::string("mean_squared_error")).given_name() == "mean_squared_error");
  CHECK(Loss(losses::MeanSquaredError()).given_name().empty());
  CHECK(losses::get("mse").given_name().empty());
  const losses::Losses list = {"mae", losses::Huber()};
  CHECK(list.list()[0].given_name() == "mae");
  CHECK(list.list()[1].given_name().empty());
}

TEST_CASE("a loss of one's own may be a lambda or one of keratin's functions") {
  const Tensor y = Tensor({1.f, 2.f}), p = Tensor({2.f, 4.f});
  const Loss own = [](const Tensor& a, const Tensor& b) { return ops::mean(ops::square(a - b)); };
  CHECK(own(y, p).item<double>() == Approx(2.5));
  CHECK(Loss(losses::binary_crossentropy)(ones({2, 1}), full({2, 1}, 0.5)).item<double>() == Approx(std::log(2.0)));
}

TEST_CASE("losses tell of shapes that do not fit") {
  CHECK_THROWS_WITH(Loss("mse")(zeros({3, 2}), zeros({3, 4})), Catch::Contains("(3, 4)") && Catch::Contains("(3, 2)"));
  CHECK_THROWS_WITH(Loss("categorical_crossentropy")(zeros({3}), full({3, 4}, 0.25)),
                    Catch::Contains("sparse_categorical_crossentropy"));
  CHECK_THROWS_AS(Loss("binary_crossentropy")(zeros({3, 2}), zeros({4, 2})), shape_error);
}

TEST_CASE("losses tell of options and labels that are none") {
  CHECK_THROWS_WITH(losses::CategoricalGeneralizedCrossEntropy({.q = 1.0}), Catch::Contains("q between 0 and 1"));
  CHECK_THROWS_AS(losses::ctc(Tensor({{1, 9}}), zeros({1, 3, 4})), value_error);
  CHECK_THROWS_AS(losses::ctc(Tensor({1, 2}), zeros({1, 3, 4})), shape_error);
  CHECK_THROWS_AS(losses::circle(Tensor({0, 1, 1}), zeros({2, 4})), shape_error);
  CHECK_THROWS_AS(losses::categorical_focal_crossentropy(zeros({3}), zeros({3, 4})), shape_error);
}

TEST_CASE("class numbers out of range are an error") {
  const Tensor p = full({2, 3}, 1.0 / 3);
  CHECK_THROWS_AS(Loss("sparse_categorical_crossentropy")(Tensor({0, 3}), p), value_error);
  CHECK_THROWS_AS(Loss("sparse_categorical_crossentropy")(Tensor({-1, 0}), p), value_error);
}
