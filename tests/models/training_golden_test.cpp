// Whole training runs against Keras: losses and metrics of every batch and epoch, predictions and weights.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <iostream>

#include "support/skip.hpp"

#if __has_include(<nlohmann/json.hpp>)
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
  std::vector<std::string> left_out;
  int ran = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    try {
      testing::check_training(testing::shared_case(entry.path().string()));
      ++ran;
    } catch (const testing::Missing& missing) {
      left_out.push_back(entry.path().filename().string() + " (" + missing.what() + ")");
    }
  }
  std::sort(left_out.begin(), left_out.end());
  std::cout << "golden training: " << ran << " cases ran; left out for classes not built:";
  for (const std::string& name : left_out) std::cout << ' ' << name;
  std::cout << '\n';
  CHECK(ran >= 12);
}
#endif
