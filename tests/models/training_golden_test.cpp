// Whole training runs against Keras: losses and metrics of every batch and epoch, predictions and weights.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/skip.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_count.hpp"
#include "support/golden_training.hpp"

using namespace keratin;

TEST_CASE("training follows Keras, batch by batch", "[training]") {
  const std::string name = GENERATE("sgd_mse", "adam_bce", "nesterov_cce", "adadelta_scce", "adadelta_class_weight",
                                    "rmsprop_centered_momentum", "rmsprop_steps", "regularized", "frozen",
                                    "clipnorm_decay_ema", "clipvalue_ema_overwrite", "global_clipnorm_amsgrad",
                                    "logits_smoothing", "loss_sum", "two_in_two_out", "nested");
  testing::check_training(testing::own_case(name));
}

TEST_CASE("training follows the outside golden cases", "[training]") {
  const std::string folder = testing::shared("golden/train");
  if (folder.empty()) KERATIN_SKIP("needs golden/train");
  testing::GoldenCount count("train");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    try {
      testing::check_training(testing::shared_case(entry.path().string()));
      count.ran();
    } catch (const testing::Missing& missing) {
      count.lacks(missing.what(), entry.path().filename().string());
    }
  }
  CHECK(count.done() >= 12);
}
#endif
