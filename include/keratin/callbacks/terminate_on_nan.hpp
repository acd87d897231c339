// TerminateOnNaN: ends training at a loss that is NaN or infinite.
//   model.fit(x, y, {.callbacks = {callbacks::TerminateOnNaN()}});
#pragma once
#include "callback.hpp"

namespace keratin::callbacks {

struct TerminateOnNaNOptions {
  KERATIN_OPTIONS;
  Flag raise_error = false;  ///< Whether to throw a runtime_error instead, at once: no on_train_end follows then.
};

/// Ends training after the batch whose loss so far is NaN or infinite (keras.callbacks.TerminateOnNaN).
struct TerminateOnNaN : Callback {
  explicit TerminateOnNaN(TerminateOnNaNOptions options = {});
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <cmath>

#include "format.hpp"

namespace keratin::callbacks {

class TerminateOnNaNImpl final : public CustomCallback {
 public:
  explicit TerminateOnNaNImpl(bool raise_error) : raise_error_(raise_error) {}

  void on_batch_end(int batch, const Logs& logs) override {
    const auto loss = logs.find("loss");
    if (loss == logs.end() || std::isfinite(loss->second)) return;
    if (raise_error_)
      fail<runtime_error>("TerminateOnNaN: expected a finite loss; got ", python_number(loss->second), " at batch ",
                          batch, ".");
    print_message(concat("Batch ", batch, ": Invalid loss, terminating training"));
    stop_training();
  }

 private:
  bool raise_error_;
};

KERATIN_INLINE TerminateOnNaN::TerminateOnNaN(TerminateOnNaNOptions options)
    : Callback(std::make_shared<TerminateOnNaNImpl>(options.raise_error)) {}

}  // namespace keratin::callbacks
#endif
