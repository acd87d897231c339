// All optimizers (keras.optimizers), and the list of their names.
#pragma once
#include "adadelta.hpp"
#include "adafactor.hpp"
#include "adagrad.hpp"
#include "adam.hpp"
#include "adamax.hpp"
#include "adamw.hpp"
#include "ftrl.hpp"
#include "lamb.hpp"
#include "lion.hpp"
#include "loss_scale_optimizer.hpp"
#include "multi_optimizer.hpp"
#include "muon.hpp"
#include "nadam.hpp"
#include "optimizer.hpp"
#include "radam.hpp"
#include "rmsprop.hpp"
#include "schedule_free_adamw.hpp"
#include "schedules/schedules.hpp"
#include "sgd.hpp"

namespace keratin::optimizers {
/// The optimizer of that class, as its configuration says (keras.optimizers.deserialize). Throws name_error for an
/// unknown class.
[[nodiscard]] Optimizer deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "../core/named_entry.hpp"

namespace keratin::optimizers {

namespace detail {

/// There is none by name alone: it needs another.
inline Optimizer make_loss_scale(Fields* config) {
  require(config != nullptr,
          "LossScaleOptimizer: expected an inner optimizer; got a name alone. Hint: "
          "optimizers::LossScaleOptimizer(optimizers::Adam()).");
  return LossScaleOptimizer::from(*config);
}

inline Optimizer make_multi(Fields* config) {
  require(config != nullptr,
          "MultiOptimizer: expected an OptimizerMap; got a name alone. Hint: "
          "optimizers::MultiOptimizer(optimizers::OptimizerMap(\"sgd\")).");
  return MultiOptimizer::from(*config);
}

inline constexpr NamedEntry<Optimizer> list[] = {
    {{"adadelta", "Adadelta"}, make_named<Optimizer, Adadelta>},
    {{"adafactor", "Adafactor"}, make_named<Optimizer, Adafactor>},
    {{"adagrad", "Adagrad"}, make_named<Optimizer, Adagrad>},
    {{"adam", "Adam"}, make_named<Optimizer, Adam>},
    {{"adamax", "Adamax"}, make_named<Optimizer, Adamax>},
    {{"adamw", "AdamW"}, make_named<Optimizer, AdamW>},
    {{"ftrl", "Ftrl"}, make_named<Optimizer, Ftrl>},
    {{"lamb", "Lamb"}, make_named<Optimizer, Lamb>},
    {{"lion", "Lion"}, make_named<Optimizer, Lion>},
    {{"lossscaleoptimizer", "LossScaleOptimizer"}, make_loss_scale},
    {{"multioptimizer", "MultiOptimizer"}, make_multi},
    {{"muon", "Muon"}, make_named<Optimizer, Muon>},
    {{"nadam", "Nadam"}, make_named<Optimizer, Nadam>},
    {{"radam", "RAdam"}, make_named<Optimizer, RAdam>},
    {{"rmsprop", "RMSprop"}, make_named<Optimizer, RMSprop>},
    {{"schedulefreeadamw", "ScheduleFreeAdamW"}, make_named<Optimizer, ScheduleFreeAdamW>},
    {{"sgd", "SGD"}, make_named<Optimizer, SGD>},
};

}  // namespace detail

KERATIN_INLINE Optimizer deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("optimizer", class_name)(&config);
}
KERATIN_GET(Optimizer) { return find_named<detail::list>("optimizer", name)(nullptr); }

}  // namespace keratin::optimizers
#endif
