// What a layer is told when it is called.
#pragma once
#include <optional>

#include "../core/random.hpp"
#include "../tensor/tensor.hpp"

namespace keratin {

/// What belongs to one run of a model and to no layer: so one model can predict in several threads.
struct RunState {
  RandomGenerator random;
  List<Tensor> losses = {};  ///< What layers add to the loss.
};

/// `training`: whether layers such as Dropout act. `mask`: which steps of a sequence count.
struct CallContext {
  KERATIN_OPTIONS;
  Flag training = false;
  std::optional<Tensor> mask = {};
  RunState* run = nullptr;  ///< Set by a model; a layer called alone has none.
};

}  // namespace keratin
