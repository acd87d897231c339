// The training loop, and those of evaluate and predict: the only ones there are.
#pragma once
#include "../callbacks/history.hpp"
#include "../data/batches.hpp"
#include "model_impl.hpp"

namespace keratin::models {

/// Trains on arrays or a generator. See ModelBase::fit.
History fit(ModelImpl& model, Batch arrays, BatchGenerator generator, const FitOptions& options);
Scores evaluate(ModelImpl& model, Batch arrays, BatchGenerator generator, const EvaluateOptions& options);
/// The outputs for all samples, one tensor for each output.
Tensors predict(ModelImpl& model, const Inputs& x, BatchGenerator generator, const PredictOptions& options);

/// One step of the optimizer on one batch, and its figures (train_on_batch).
Scores train_on_batch(ModelImpl& model, Batch batch);
Scores test_on_batch(ModelImpl& model, Batch batch);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include "../callbacks/progbar_logger.hpp"
#include "../ops/concatenate.hpp"
#include "batches_ahead.hpp"
#include "fit_data.hpp"
#include "run.hpp"
#include "trained_model.hpp"

namespace keratin::models {

namespace detail {

/// Evaluates all batches of an epoch; the figures are the objective's.
inline index_t test_epoch(Run& run, data::Batches& batches, const callbacks::CallbackList& callbacks, bool checked,
                          TrainingState& state) {
  run.objective().reset();
  batches.rewind();
  batches.start(batches.from_source() ? next_random_key() : RandomKey{});
  state.stop_evaluating = false;
  callbacks.call(&CustomCallback::on_test_begin);
  BatchesAhead ahead(batches, run.model().device(),
                     [&](Batch batch) { return checked ? batch : run.adapt(std::move(batch)); });
  int step = 0;
  while (const auto batch = state.stop_evaluating ? std::nullopt : ahead.next()) {
    callbacks.call(&CustomCallback::on_test_batch_begin, step);
    run.test(*batch);
    callbacks.call_batch(&CustomCallback::on_test_batch_end, step, [&] { return run.objective().logs(); });
    ++step;
  }
  require(step > 0, run.model().name(), ".", run.where(), ": expected at least one batch; got none.");
  callbacks.call(&CustomCallback::on_test_end, run.objective().logs());
  return step;
}

inline index_t train_epoch(Run& run, FitData& data, const callbacks::CallbackList& callbacks,
                           const TrainingState& state) {
  data::Batches& batches = *data.train;
  run.objective().reset();
  batches.start(next_random_key());
  BatchesAhead ahead(batches, run.model().device(), [&](Batch batch) {
    if (data.train_checked) return batch;
    batch = run.adapt(std::move(batch));
    batch.sample_weight = all_weights(run.model(), batch, data.class_weight);
    return batch;
  });
  int step = 0;
  while (const auto batch = state.stop_training && step > 0 ? std::nullopt : ahead.next()) {
    callbacks.call(&CustomCallback::on_train_batch_begin, step);
    run.train(*batch);
    callbacks.call_batch(&CustomCallback::on_train_batch_end, step, [&] { return run.objective().logs(); });
    ++step;
  }
  require(step > 0, run.model().name(),
          ".fit: expected at least one batch; got none. Hint: does the generator end at once?");
  return step;
}

inline Scores scores_of(Run& run) {
  Scores scores;
  for (const auto& [name, value] : run.objective().results()) scores.add(name, value);
  return scores;
}

inline std::vector<Callback> with_progbar(const std::vector<Callback>& callbacks, index_t verbose) {
  std::vector<Callback> all = callbacks;
  if (verbose > 0) all.push_back(callbacks::ProgbarLogger());
  return all;
}

}  // namespace detail

KERATIN_INLINE History fit(ModelImpl& model, Batch arrays, BatchGenerator generator, const FitOptions& options) {
  detail::Run run(model, "fit");
  detail::FitData data = detail::prepare_fit(run, std::move(arrays), std::move(generator), options);
  detail::WatchedModel watched(model, &run.random());
  TrainingState state{options.epochs, data.train->steps(), static_cast<int>(options.verbose.value)};
  state.model = &watched;
  state.initial_epoch = options.initial_epoch;
  const callbacks::CallbackList callbacks(detail::with_progbar(options.callbacks, options.verbose), state);
  History history;
  Logs logs;
  callbacks.call(&CustomCallback::on_train_begin);
  for (index_t epoch = state.initial_epoch; epoch < options.epochs; ++epoch) {
    callbacks.call(&CustomCallback::on_epoch_begin, static_cast<int>(epoch));
    const index_t steps = detail::train_epoch(run, data, callbacks, state);
    if (!state.steps) state.steps = steps;
    logs = run.objective().logs();
    if (data.validation && (epoch + 1) % options.validation_freq == 0) {
      detail::test_epoch(run, *data.validation, callbacks, data.validation_checked, state);
      for (const auto& [name, value] : run.objective().logs("val_")) logs.insert_or_assign(name, value);
    }
    state.logs = logs;  // callbacks may add to them
    state.added.clear();
    callbacks.call(&CustomCallback::on_epoch_end, static_cast<int>(epoch), state.logs);
    history.add(epoch, state.logs);
    if (state.stop_training) break;
  }
  run.finish();
  callbacks.call(&CustomCallback::on_train_end, logs);
  return history;
}

KERATIN_INLINE Scores evaluate(ModelImpl& model, Batch arrays, BatchGenerator generator,
                               const EvaluateOptions& options) {
  detail::Run run(model, "evaluate");
  const bool from_arrays = !generator;
  require(
      from_arrays || !options.sample_weight, model.name(),
      ".evaluate: expected arrays with sample_weight; got a generator or dataset. Hint: its batches have weights of "
      "their own.");
  if (from_arrays) {
    if (options.sample_weight) arrays.sample_weight = options.sample_weight;
    arrays = run.adapt(std::move(arrays));
  }
  auto batches =
      detail::make_batches(std::move(arrays), std::move(generator), options.batch_size, false, options.steps);
  detail::WatchedModel watched(model);
  TrainingState state{1, batches.steps(), static_cast<int>(options.verbose.value)};
  state.model = &watched;
  const callbacks::CallbackList callbacks(detail::with_progbar(options.callbacks, options.verbose), state);
  detail::test_epoch(run, batches, callbacks, from_arrays, state);
  return detail::scores_of(run);
}

KERATIN_INLINE Scores train_on_batch(ModelImpl& model, Batch batch) {
  detail::Run run(model, "train_on_batch");
  batch = run.adapt(std::move(batch));
  run.objective().reset();
  run.train(batch);
  return detail::scores_of(run);
}

KERATIN_INLINE Scores test_on_batch(ModelImpl& model, Batch batch) {
  detail::Run run(model, "test_on_batch");
  batch = run.adapt(std::move(batch));
  run.objective().reset();
  run.test(batch);
  return detail::scores_of(run);
}

KERATIN_INLINE Tensors predict(ModelImpl& model, const Inputs& x, BatchGenerator generator,
                               const PredictOptions& options) {
  const NoGradient scope;
  Batch arrays;
  if (!generator) {
    arrays.x = model.adapt(x, "predict");
    detail::check_samples(model, arrays, "predict");
  }
  const bool from_arrays = !generator;
  auto batches =
      detail::make_batches(std::move(arrays), std::move(generator), options.batch_size, false, options.steps);
  detail::WatchedModel watched(model);
  TrainingState state{1, batches.steps(), static_cast<int>(options.verbose.value)};
  state.model = &watched;
  const callbacks::CallbackList callbacks(detail::with_progbar(options.callbacks, options.verbose), state);
  RunState run;
  std::vector<Tensors> parts;
  batches.start(batches.from_source() ? next_random_key() : RandomKey{});
  callbacks.call(&CustomCallback::on_predict_begin);
  detail::BatchesAhead ahead(batches, model.device(), [&](Batch batch) {
    if (!from_arrays) batch.x = model.adapt(batch.x, "predict");
    return Batch{.x = std::move(batch.x)};
  });
  for (int step = 0; const auto batch = state.stop_predicting ? std::nullopt : ahead.next(); ++step) {
    callbacks.call(&CustomCallback::on_predict_batch_begin, step);
    const Tensors outputs = model.call_all(batch->x.list(), {.training = false, .run = &run});
    parts.resize(outputs.size());
    for (std::size_t k = 0; k < outputs.size(); ++k) parts[k].push_back(outputs[k].to(cpu{}));
    run.losses.clear();
    state.outputs = &outputs;
    callbacks.call(&CustomCallback::on_predict_batch_end, step);
    state.outputs = nullptr;
  }
  require(!parts.empty(), model.name(), ".predict: expected at least one batch; got none.");
  callbacks.call(&CustomCallback::on_predict_end);
  Tensors whole;
  for (const Tensors& p : parts) whole.push_back(p.size() == 1 ? with_mask(p[0], {}) : ops::concatenate(p, 0));
  return whole;
}

}  // namespace keratin::models
#endif
