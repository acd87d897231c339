// StepGraphs: a model's training steps as CUDA graphs (compile's jit_compile). Included by run.hpp.
#pragma once
#include "../data/batch.hpp"

#if KERATIN_DEFINE(models)
#include <list>
#include <string>

#include "../backend/cuda/step_graph.hpp"
#include "../tensor/copy.hpp"

namespace keratin::models {

/// One graph for each form of batch: the same shapes and dtypes. A graph reads the same arrays each time, so batches
/// are copied into them.
class StepGraphs {
 public:
  explicit StepGraphs(Device device) : device_(device) {}

  /// step(batch), or step(the same numbers in the form's own arrays).
  template <class Step>
  void run(const Batch& batch, const Step& step) {
#if KERATIN_CUDA
    Form* const form = form_of(batch);
    if (form == nullptr || form->graph.given_up()) return step(batch);
    const bool first = form->runs++ == 0;  // what is checked of numbers at hand is checked of this one
    if (!first) fill(*form, batch);
    form->graph.begin();
    try {
      step(first ? batch : form->own);
    } catch (...) {
      form->graph.end();
      throw;
    }
    form->graph.end();
#else
    step(batch);
#endif
  }

 private:
#if KERATIN_CUDA
  /// Batches of many lengths would fill the device with graphs.
  static constexpr std::size_t most_forms = 4;

  struct Form {
    Form(const std::string& k, Device device) : key(k), graph(device.index()) {}
    std::string key;
    cuda_backend::StepGraph graph;
    Batch own = {};
    int runs = 0;
  };

  /// Nothing for a batch with masks, or one form too many.
  Form* form_of(const Batch& batch) {
    std::string key;
    bool masked = false;
    batch.each([&](const Tensor& x) {
      masked = masked || x.get().mask;
      key += concat(x.dtype(), x.shape());
    });
    if (masked) return nullptr;
    for (Form& f : forms_)
      if (f.key == key) return &f;
    if (forms_.size() == most_forms) return nullptr;
    Form& form = forms_.emplace_back(key, device_);
    form.own = batch.mapped([&](const Tensor& x) { return Tensor::empty(x.shape(), x.dtype(), device_); });
    return &form;
  }

  static void fill(const Form& form, const Batch& batch) {
    List<Tensor> from;
    batch.each([&](const Tensor& x) { from.push_back(x); });
    std::size_t next = 0;
    form.own.each([&](const Tensor& own) { copy_into(own, from[next++]); });
  }

  std::list<Form> forms_;
#endif
  Device device_;
};

}  // namespace keratin::models
#endif
