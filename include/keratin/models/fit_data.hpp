// What fit is given, checked and made into batches: splits, weights of classes and samples, validation data.
#pragma once
#include <optional>

#include "../data/batches.hpp"
#include "model_impl.hpp"

#if KERATIN_DEFINE(models)
#include <cmath>

#include "../backend/cuda/device.hpp"
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "../ops/slice.hpp"

namespace keratin::models::detail {

/// Throws unless all arrays have equally many rows, and at least one.
inline void check_samples(const ModelImpl& model, const Batch& batch, const char* where) {
  const index_t n = batch.x[0].shape()[0];
  require(n > 0, model.name(), ".", where, ": expected at least one sample; got an array of shape ", batch.x[0].shape(),
          ".");
  for (const Tensor& x : batch.x.list())
    require<shape_error>(x.shape()[0] == n, model.name(), ".", where, ": expected inputs of equally many samples; got ",
                         n, " and ", x.shape()[0], ".");
  for (const Tensor& y : batch.y.list())
    require<shape_error>(y.rank() > 0 && y.shape()[0] == n, model.name(), ".", where,
                         ": expected as many targets as samples, ", n, "; got shape ", y.shape(), ".");
}

/// Throws unless there is one array of weights for all outputs, or one for each.
inline void check_weights(const ModelImpl& model, const Batch& batch, const char* where) {
  const index_t n = batch.x[0].shape()[0];
  const auto& each = batch.sample_weight.each();
  require<shape_error>(each.empty() || each.size() == batch.y.size(), model.name(), ".", where,
                       ": expected one sample_weight array, or one for each of ", batch.y.size(), " outputs; got ",
                       each.size(), ".");
  for (std::size_t i = 0; i < batch.y.size(); ++i) {
    const auto& weights = batch.sample_weight.of(i);
    if (!weights) continue;
    const Shape& s = weights->shape();
    require<shape_error>(s.rank() > 0 && s[0] == n, model.name(), ".", where, ": expected a sample_weight for each of ",
                         n, " samples; got shape ", s, ".");
    require<shape_error>(!each.empty() || batch.y.size() == 1 || s.rank() == 1 || (s.rank() == 2 && s[1] == 1),
                         model.name(), ".", where, ": expected a sample_weight of shape (", n,
                         ",) for several outputs; got ", s, ". Hint: {a, b} gives each output its own.");
  }
}

inline void check_no_nan(const ModelImpl& model, const Tensor& y, const char* where) {
  if (!is_float(y.dtype())) return;
  visit_float(y.dtype(), where, [&](auto zero) {
    using T = decltype(zero);
    const T* const data = y.data<const T>();
    for (index_t i = 0; i < y.size(); ++i)
      if (data[i] != data[i])
        fail(model.name(), ".", where, ": expected targets that are numbers; got NaN in sample ",
             i / (y.size() / y.shape()[0]), ".");
  });
}

/// `needed`: whether a loss or a metric looks at the targets.
inline void check_targets(const ModelImpl& model, const Batch& batch, bool needed, const char* where) {
  check_samples(model, batch, where);
  if (batch.y.empty() && !needed) return;
  require<shape_error>(batch.y.size() == model.outputs().size(), model.name(), ".", where, ": expected targets for ",
                       model.outputs().size(), " outputs; got ", batch.y.size(), ".");
  check_weights(model, batch, where);
  for (const Tensor& y : batch.y.list()) check_no_nan(model, y, where);
}

/// A batch where its model is. Class numbers stay with the CPU, which checks them.
inline Batch placed(const Batch& batch, Device device) {
  if (!with_cuda || device == cpu{}) return batch;
  Batch there = batch;
  const auto lend = [&](const Inputs& all, bool whole) {
    Inputs lent;
    for (const Tensor& x : all.list()) lent.push_back(whole || is_float(x.dtype()) ? lent_to(x, device) : x);
    return lent;
  };
  there.x = lend(batch.x, true);
  there.y = lend(batch.y, false);
  there.sample_weight = batch.sample_weight.mapped([&](const Tensor& w) { return lent_to(w, device); });
  return there;
}

/// Arrays that are gone through many times, on the model's device if they take no more than a quarter of its memory.
inline Batch kept_on(const Batch& arrays, Device device) {
  if (!with_cuda || device == cpu{}) return arrays;
  std::size_t bytes = 0;
  for (const Tensor& x : arrays.x.list()) bytes += static_cast<std::size_t>(x.size()) * size_of(x.dtype());
  for (const Tensor& y : arrays.y.list()) bytes += static_cast<std::size_t>(y.size()) * size_of(y.dtype());
  return bytes < free_memory(device) / 4 ? placed(arrays, device) : arrays;
}

inline data::Batches make_batches(Batch arrays, BatchGenerator generator, index_t batch_size, bool shuffle,
                                  const std::optional<Int>& steps) {
  std::optional<index_t> limit;
  if (steps) {
    require(*steps > 0, "steps: expected a number of batches above 0; got ", *steps, ".");
    limit = steps->value;
  }
  if (generator) return data::Batches(std::move(generator), limit, shuffle);
  require(batch_size > 0, "batch_size: expected a number above 0; got ", batch_size, ".");
  data::Batches batches(std::move(arrays), batch_size, shuffle);
  if (limit) batches.limit(*limit);
  return batches;
}

struct FitData {
  std::optional<data::Batches> train, validation;
  bool train_checked = false, validation_checked = false;  // arrays are checked once, a generator's batches each
  std::map<int, double> class_weight = {};                 // for those that come later
};

/// The class of each sample: its number, or the place of the greatest entry of its row.
inline Tensor classes_of(const Tensor& y) {
  if (y.rank() > 1 && y.shape().back() > 1) return ops::argmax(y, -1).cast(float64);
  return ops::reshape(y, {y.size()}).cast(float64);
}

/// The weights of samples: those given times those of their classes (Keras 2; Keras 3 refuses both together).
inline SampleWeight all_weights(const ModelImpl& model, const Batch& batch, const std::map<int, double>& class_weight) {
  if (class_weight.empty()) return batch.sample_weight;
  require(batch.y.size() == 1, model.name(), ".fit: expected one output with class_weight; got ", batch.y.size(),
          ". Hint: sample_weight = {a, b} gives each output its own.");
  const Tensor classes = classes_of(batch.y[0]);
  require<shape_error>(classes.size() == batch.y[0].shape()[0], model.name(),
                       ".fit: expected one class for each sample with class_weight; "
                       "got targets of shape ",
                       batch.y[0].shape(), ".");
  Tensor weights = ones(classes.shape(), float32);
  for (index_t i = 0; i < classes.size(); ++i) {
    const auto found = class_weight.find(static_cast<int>(std::lround(classes.data<double>()[i])));
    if (found != class_weight.end()) weights.data<float>()[i] = static_cast<float>(found->second);
  }
  return batch.sample_weight ? ops::multiply(weights, ops::reshape(*batch.sample_weight, weights.shape()).cast(float32))
                             : weights;
}

/// The rows begin … end of a batch.
inline Batch rows_of(const Batch& batch, index_t begin, index_t end) {
  Batch part;
  for (const Tensor& x : batch.x.list()) part.x.push_back(x.slice(begin, end));
  for (const Tensor& y : batch.y.list()) part.y.push_back(y.slice(begin, end));
  part.sample_weight = batch.sample_weight.mapped([&](const Tensor& w) { return w.slice(begin, end); });
  return part;
}

inline void check_fit_options(const ModelImpl& model, const FitOptions& o) {
  const auto check = [&](bool ok, const char* name, const char* expected, double got) {
    require(ok, model.name(), ".fit: expected ", name, " ", expected, "; got ", got, ".");
  };
  check(o.batch_size > 0, "batch_size", "above 0", static_cast<double>(o.batch_size.value));
  check(o.epochs >= 0, "epochs", "of at least 0", static_cast<double>(o.epochs.value));
  check(o.validation_split >= 0 && o.validation_split < 1, "validation_split", "from 0 to below 1", o.validation_split);
  check(o.initial_epoch >= 0, "initial_epoch", "of at least 0", static_cast<double>(o.initial_epoch.value));
  check(o.validation_freq > 0, "validation_freq", "above 0", static_cast<double>(o.validation_freq.value));
  check(o.verbose >= 0 && o.verbose <= 2, "verbose", "0, 1 or 2", static_cast<double>(o.verbose.value));
}

/// RunType is trainer.hpp's Run: it checks a batch and fits it to the model.
template <class RunType>
FitData prepare_fit(RunType& run, Batch arrays, BatchGenerator generator, const FitOptions& o) {
  const ModelImpl& model = run.model();
  check_fit_options(model, o);
  FitData data;
  Batch held_out;
  const bool split = o.validation_split > 0 && !o.validation_data.given();
  if (generator) {
    require(!split, model.name(),
            ".fit: expected arrays with validation_split; got a generator. Hint: use validation_data.");
    require(!o.sample_weight && (o.class_weight.empty() || !generator.source().is_function()), model.name(),
            ".fit: expected arrays with class_weight or sample_weight; got a "
            "generator. Hint: Batch{x, y, weights} has the weights of its samples.");
    data.class_weight = o.class_weight;
  } else {
    if (o.sample_weight) arrays.sample_weight = o.sample_weight;
    arrays = run.adapt(std::move(arrays));
    const index_t n = arrays.x[0].shape()[0];
    if (split) {
      const auto kept = static_cast<index_t>(std::floor(static_cast<double>(n) * (1 - o.validation_split)));
      require(kept > 0 && kept < n, model.name(),
              ".fit: expected samples on both sides of validation_split = ", o.validation_split, "; got ", n,
              " samples.");
      held_out = rows_of(arrays, kept, n);
      arrays = rows_of(arrays, 0, kept);
    }
    arrays.sample_weight = all_weights(model, arrays, o.class_weight);
    data.train_checked = true;
  }
  if (!generator) arrays = kept_on(arrays, model.device());
  data.train.emplace(make_batches(std::move(arrays), std::move(generator), o.batch_size, o.shuffle, o.steps_per_epoch));
  const index_t batch_size = o.validation_batch_size ? o.validation_batch_size->value : o.batch_size.value;
  if (o.validation_data.batch()) held_out = run.adapt(*o.validation_data.batch());
  if (split || o.validation_data.given()) {
    data.validation.emplace(
        make_batches(std::move(held_out), o.validation_data.generator(), batch_size, false, o.validation_steps));
    data.validation_checked = !o.validation_data.generator();
  }
  return data;
}

}  // namespace keratin::models::detail
#endif
