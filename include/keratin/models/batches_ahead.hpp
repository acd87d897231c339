// BatchesAhead: a loop's batches as the model takes them. Included by trainer.hpp.
#pragma once
#include "../data/batches.hpp"
#include "fit_data.hpp"

#if KERATIN_DEFINE(models)
#include "../backend/cuda/transfer.hpp"
#include "../tensor/device_data.hpp"

namespace keratin::models::detail {

/// A batch on its way to a device, while that computes with the one before.
class SentBatch {
 public:
  SentBatch(const Batch& batch, Device device) : batch_(placed(batch, device)) {
#if KERATIN_CUDA
    upload_.emplace(device.index());
    batch_.each([&](const Tensor& x) {
      if (x.device() == device) DeviceData(x, device);
    });
    upload_->end();
#endif
  }
  /// What is asked of the device from here on finds it there.
  Batch arrive() {
#if KERATIN_CUDA
    upload_.reset();
#endif
    return std::move(batch_);
  }

 private:
  Batch batch_;
#if KERATIN_CUDA
  std::optional<cuda_backend::Upload> upload_;  // ends before the batch does
#endif
};

/// Prepare makes a batch from outside one for the model, on the CPU or its device. Where it comes from the CPU and the
/// model is on a CUDA device, the next one is fetched and sent as soon as one is taken.
template <class Prepare>
class BatchesAhead {
 public:
  BatchesAhead(data::Batches& batches, Device device, Prepare prepare)
      : batches_(batches), device_(device), prepare_(std::move(prepare)) {}

  std::optional<Batch> next() {
    std::optional<Batch> batch = sent_ ? std::optional<Batch>(sent_->arrive()) : ended_ ? std::nullopt : fetch();
    sent_.reset();
    if (!with_cuda || device_ == cpu{} || !batch || (!ahead_ && batch->x[0].device() == device_)) return batch;
    ahead_ = true;
    if (batches_.from_source()) batch = batch->mapped(copied);  // a generator may fill the same arrays again
    if (const auto following = ended_ ? std::nullopt : fetch()) sent_.emplace(*following, device_);
    return batch;
  }

 private:
  std::optional<Batch> fetch() {
    std::optional<Batch> batch = batches_.next();
    ended_ = !batch;
    return batch ? std::optional<Batch>(prepare_(std::move(*batch))) : std::nullopt;
  }

  static Tensor copied(const Tensor& x) {
    if (!(x.device() == cpu{})) return x;
    return x.get().mask ? with_mask(x.clone(), mask_of(x)) : x.clone();
  }
  data::Batches& batches_;
  Device device_;
  Prepare prepare_;
  std::optional<SentBatch> sent_;
  bool ahead_ = false, ended_ = false;
};

}  // namespace keratin::models::detail
#endif
