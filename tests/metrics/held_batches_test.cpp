// Metrics that the CPU computes, of batches on a CUDA device: told later, with the same figures.
#include <keratin/backend/cuda/transfer.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/on_cuda.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

std::size_t read_back() {
  if constexpr (with_cuda) return cuda_backend::transfers().to_host;
  return 0;
}

/// Batches of some sizes, the same on the CPU and on the device.
struct Batches {
  std::vector<Tensor> y, p, w;
  explicit Batches(const std::vector<index_t>& sizes) {
    std::uint64_t seed = 1;
    for (const index_t n : sizes) {
      y.push_back(ops::greater(random_tensor({n, 3}, -1, 1, seed), Tensor::scalar(0, float64)).cast(float32));
      p.push_back(random_tensor({n, 3}, 0.01, 0.99, ++seed).cast(float32));
      w.push_back(random_tensor({n}, 0, 1, ++seed).cast(float32));
    }
  }
  void give(const Metric& metric, Device device, bool weighted, std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i) {
      const std::optional<Tensor> weights = weighted ? std::optional<Tensor>(w[i].to(device)) : std::nullopt;
      metric.update_state(y[i].to(device), p[i].to(device), weights);
    }
  }
};

template <class Make>
void check_held(const Make& make) {
  const Batches batches({4, 4, 4, 4, 2, 4, 4});
  for (const bool weighted : {false, true}) {
    const Metric here = make(), there = make();
    batches.give(here, cpu{}, weighted, 0, 7);
    batches.give(there, cuda{}, weighted, 0, 1);
    const std::size_t before = read_back();
    batches.give(there, cuda{}, weighted, 1, 4);
    CHECK(read_back() == before);
    batches.give(there, cuda{}, weighted, 4, 7);
    CHECK(there.result() == here.result());
    CHECK(same_bits(there.results(), here.results()));
    batches.give(there, cuda{}, weighted, 0, 2);
    there.reset_state();
    here.reset_state();
    batches.give(here, cpu{}, weighted, 2, 4);
    batches.give(there, cuda{}, weighted, 2, 4);
    CHECK(there.result() == here.result());
  }
}

}  // namespace

TEST_CASE("on cuda a step does not wait for the metrics that the CPU computes") {
  KERATIN_NEEDS_CUDA();
  check_held([] { return metrics::AUC(); });
  check_held([] { return metrics::AUC({.multi_label = true}); });
  check_held([] { return metrics::Precision({.thresholds = {0.3, 0.6}}); });
  check_held([] { return metrics::RecallAtPrecision(0.5); });
  check_held([] { return metrics::OneHotMeanIoU(3); });
  check_held([] { return metrics::F1Score({.average = "macro"}); });
  check_held([] { return metrics::R2Score(); });
}

TEST_CASE("on cuda sums and hits among the first stay on the device") {
  KERATIN_NEEDS_CUDA();
  const Batches batches({4, 4});
  const metrics::Sum sum, sum_here;
  const metrics::TopKCategoricalAccuracy hits({.k = 2}), hits_here({.k = 2});
  const std::size_t before = read_back();
  for (std::size_t i = 0; i < 2; ++i) {
    sum.update_state(batches.p[i].to(cuda{}));
    hits.update_state(batches.y[i].to(cuda{}), batches.p[i].to(cuda{}));
  }
  CHECK(read_back() == before);
  for (std::size_t i = 0; i < 2; ++i) {
    sum_here.update_state(batches.p[i]);
    hits_here.update_state(batches.y[i], batches.p[i]);
  }
  CHECK(sum.result() == Approx(sum_here.result()));
  CHECK(hits.result() == hits_here.result());
}

TEST_CASE("on cuda what does not fit a metric is told at once, and many batches are handed on") {
  KERATIN_NEEDS_CUDA();
  const metrics::F1Score f1({.average = "macro"}), here({.average = "macro"});
  CHECK_THROWS_AS(f1.update_state(zeros({4, 3}).to(cuda{}), zeros({4, 2}).to(cuda{})), shape_error);
  const Batches batches({4});
  for (int i = 0; i < 600; ++i) {
    batches.give(f1, cuda{}, false, 0, 1);
    batches.give(here, cpu{}, false, 0, 1);
  }
  CHECK(f1.result() == here.result());
}
