// Stamps of keratin's training steps; timing.hpp does the rest.
#pragma once
#include <keratin/keratin.hpp>

#include "timing.hpp"

namespace bench {

struct Stamping : keratin::CustomCallback {
  explicit Stamping(Stamps* stamps) : stamps_(stamps) {}
  void on_epoch_begin(int) override { stamps_->begin_epoch(); }
  /// Asked at the end of every step. No: on_train_batch_end would have the figures made each time.
  bool wants_batches() override {
    stamps_->end_step();
    return false;
  }

 private:
  Stamps* stamps_;
};

}  // namespace bench
