// What a layer is told when it is called.
#pragma once
#include <optional>

#include "../core/random.hpp"
#include "../tensor/tensor.hpp"

namespace keratin {

/// What belongs to one run of a model and to no layer: so one model can predict in several threads.
struct RunState {
  RandomGenerator random = RandomGenerator::fresh();
  List<Tensor> losses = {};  ///< What layers add to the loss.
};

/// `training`: whether layers such as Dropout act. `mask`: which steps of a sequence count; without it a layer is given
/// the mask beside its input. `run`: where random numbers come from and losses go to; a model makes one for each run of
/// fit, evaluate and predict.
struct CallContext {
  KERATIN_OPTIONS;
  Flag training = false;
  std::optional<Tensor> mask = {};
  RunState* run = nullptr;
  const void* masked_input = nullptr;  ///< The tensor that `mask` was found beside; none, if the caller gave it.

  /// Adds to the loss that is trained on (Keras's Layer.add_loss): its elements' sum. Without a run it is dropped.
  void add_loss(const Tensor& loss) const {
    if (run != nullptr) run->losses.push_back(loss);
  }
};

}  // namespace keratin
