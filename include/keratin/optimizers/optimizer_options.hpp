// What the options of all optimizers have in common.
#pragma once
#include <optional>
#include <string>

#include "../core/names.hpp"
#include "learning_rate.hpp"

namespace keratin::optimizers {

// What every optimizer's options end with, in Keras's order. Those with a weight decay of their own take the second.
#define KERATIN_OPTIMIZER_OPTIONS                   \
  std::optional<::keratin::Real> weight_decay = {}; \
  KERATIN_OPTIMIZER_OPTIONS_BUT_DECAY
#define KERATIN_OPTIMIZER_OPTIONS_BUT_DECAY                                           \
  std::optional<::keratin::Real> clipnorm = {}, clipvalue = {}, global_clipnorm = {}; \
  ::keratin::Flag use_ema = false;                                                    \
  ::keratin::Real ema_momentum = 0.99;                                                \
  std::optional<::keratin::Int> ema_overwrite_frequency = {};                         \
  std::optional<::keratin::Real> loss_scale_factor = {};                              \
  std::optional<::keratin::Int> gradient_accumulation_steps = {};                     \
  std::string name = {}

// In an optimizer's options: its own fields, in Keras's order. Those that all have come before, as in Keras.
#define KERATIN_OPTIMIZER_FIELDS(...)                                                                    \
  void fields(::keratin::Fields& f) {                                                                    \
    f("name, learning_rate, weight_decay, clipnorm, global_clipnorm, clipvalue, use_ema, ema_momentum, " \
      "ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps",                         \
      name, learning_rate, weight_decay, clipnorm, global_clipnorm, clipvalue, use_ema, ema_momentum,    \
      ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps);                          \
    f(#__VA_ARGS__ __VA_OPT__(, ) __VA_ARGS__);                                                          \
  }

/// The common options, whatever the optimizer.
struct CommonOptions {
  /// Of an optimizer's options. Throws value_error for those that cannot be.
  template <class Options>
  CommonOptions(const char* class_name_, const Options& o)
      : class_name(class_name_),
        name(o.name.empty() ? snake_case(class_name_) : o.name),
        learning_rate(o.learning_rate),
        weight_decay(o.weight_decay),
        clipnorm(o.clipnorm),
        clipvalue(o.clipvalue),
        global_clipnorm(o.global_clipnorm),
        use_ema(o.use_ema),
        ema_momentum(o.ema_momentum),
        ema_overwrite_frequency(o.ema_overwrite_frequency.value_or(0)),
        loss_scale_factor(o.loss_scale_factor),
        gradient_accumulation_steps(o.gradient_accumulation_steps.value_or(0)) {
    check();
  }

  const char* class_name;
  std::string name;
  LearningRate learning_rate;
  std::optional<Real> weight_decay, clipnorm, clipvalue, global_clipnorm;
  bool use_ema;
  double ema_momentum;
  index_t ema_overwrite_frequency;  // 0: never
  std::optional<Real> loss_scale_factor;
  index_t gradient_accumulation_steps;  // 0: none

 private:
  void check() const;
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
namespace keratin::optimizers {

namespace detail {

/// What an optimizer around others has in common with all: a learning rate that nobody uses, 0 as in Keras.
struct WrapperOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.0;
  KERATIN_OPTIMIZER_OPTIONS;
};

}  // namespace detail

KERATIN_INLINE void CommonOptions::check() const {
  const int clips = clipnorm.has_value() + clipvalue.has_value() + global_clipnorm.has_value();
  require(clips <= 1, name, ": expected at most one of clipnorm, clipvalue and global_clipnorm; got ", clips, ".");
  require(ema_momentum >= 0 && ema_momentum <= 1, name, ": expected an ema_momentum from 0 to 1; got ", ema_momentum,
          ".");
  require(ema_overwrite_frequency >= 0, name, ": expected an ema_overwrite_frequency above 0; got ",
          ema_overwrite_frequency, ".");
  require(!loss_scale_factor || *loss_scale_factor > 0, name, ": expected a loss_scale_factor above 0; got ",
          loss_scale_factor.value_or(0), ".");
  require(gradient_accumulation_steps == 0 || gradient_accumulation_steps >= 2, name,
          ": expected gradient_accumulation_steps of at least 2; got ", gradient_accumulation_steps, ".");
}

}  // namespace keratin::optimizers
#endif
