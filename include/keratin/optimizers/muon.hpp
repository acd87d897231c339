// Muon: steps of matrices are momenta made near to orthogonal; other weights, and embeddings, take Adam's.
//   m <- momentum m + g;   u = g + momentum m (nesterov) or m;   x = u / |u|, then ns_steps times
//   a = x xᵀ;   x <- muon_a x + (muon_b a + muon_c a a) x;   w <- w - lr rms_rate sqrt(max(rows, columns)) x
// Jordan et al., "Muon", 2024; Liu et al., "Muon is scalable for LLM training", 2025.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct MuonOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real adam_beta_1 = 0.9;
  Real adam_beta_2 = 0.999;
  std::optional<Real> adam_weight_decay = 0.004;  ///< Of the weights that take Adam's steps.
  Real epsilon = 1e-7;
  std::optional<Real> weight_decay = 0.004;  ///< Of the matrices.
  KERATIN_OPTIMIZER_OPTIONS_BUT_DECAY;
  std::vector<std::string> exclude_layers = {};  ///< Weights with one of these in their path take Adam's steps too.
  Flag exclude_embeddings = true;                ///< So do those with "embedding" in it.
  Real muon_a = 3.4445;
  Real muon_b = -4.7750;
  Real muon_c = 2.0315;
  Real adam_lr_ratio = 1;
  Real momentum = 0.95;
  Int ns_steps = 5;
  Flag nesterov = true;
  std::optional<Real> rms_rate = 0.2;  ///< None: steps are not scaled by the matrix's size.
  KERATIN_OPTIMIZER_FIELDS(adam_beta_1, adam_beta_2, epsilon, exclude_layers, muon_a, muon_b, muon_c, adam_lr_ratio,
                           momentum, ns_steps, nesterov, exclude_embeddings, adam_weight_decay, rms_rate)
};

/// (keras.optimizers.Muon). Throws value_error unless ns_steps is at least 0.
struct Muon : Optimizer {
  using Options = MuonOptions;
  explicit Muon(const MuonOptions& options = {});
  explicit Muon(const LearningRate& learning_rate) : Muon(MuonOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cctype>
#include <cmath>

#include "../tensor/gemm.hpp"
#include "adam.hpp"

namespace keratin::optimizers {

namespace detail {

/// x over its norm; s: the sum of its squares.
struct OverNorm {
  template <class V>
  V operator()(const V& x, const V& s) const {
    return x / (math::sqrt(s) + V(1e-7));
  }
};
/// x a + y b.
struct Mix {
  double a, b;
  template <class V>
  V operator()(const V& x, const V& y) const {
    return x * V(a) + y * V(b);
  }
};

}  // namespace detail

class MuonImpl final : public OptimizerOf<MuonOptions> {
 public:
  explicit MuonImpl(const MuonOptions& o) : OptimizerOf("Muon", o, {{"momentum"}, {"velocity"}}) {
    require(o.ns_steps >= 0, "Muon: expected ns_steps of at least 0; got ", o.ns_steps, ".");
  }

 private:
  bool takes_adam(const Variable& weight) const {
    std::string path = weight.path();
    if (weight.rank() != 2) return true;
    for (const std::string& part : options_.exclude_layers)
      if (path.find(part) != std::string::npos) return true;
    for (char& c : path) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return options_.exclude_embeddings && path.find("embedding") != std::string::npos;
  }
  double weight_decay_of(const Variable& weight) const override {
    return (takes_adam(weight) ? options_.adam_weight_decay : options_.weight_decay).value_or(0);
  }
  Tensor make_slot(std::size_t kind, const Variable& weight) const override {
    return kind == 1 && !takes_adam(weight) ? Tensor() : OptimizerImpl::make_slot(kind, weight);
  }

  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    struct AdamPart {
      double beta_1, beta_2, epsilon;
    };
    const AdamPart adam{options_.adam_beta_1, options_.adam_beta_2, options_.epsilon};
    List<WeightUpdate> others;
    for (const WeightUpdate& u : weights) u.slots[1].defined() ? others.push_back(u) : move(u, rate);
    update_all<2>(adam_step(rate * options_.adam_lr_ratio, adam, step), others);
  }

  void move(const WeightUpdate& u, double rate) const {
    const Tensor& m = u.slots[0];
    map_into(detail::Mix{options_.momentum, 1}, m, m, u.gradient);
    const Tensor way = options_.nesterov ? map(detail::Mix{options_.momentum, 1}, m, u.gradient) : m;
    const auto size = static_cast<double>(std::max(way.shape()[0], way.shape()[1]));
    const double factor = options_.rms_rate ? *options_.rms_rate * std::sqrt(size) : 1;
    map_into(detail::StepBack{rate * factor}, u.weight, u.weight, orthogonal(way));
  }

  /// A matrix with x's singular vectors and singular values near 1, by iterations of Newton and Schulz.
  Tensor orthogonal(Tensor x) const {
    const bool tall = x.shape()[0] > x.shape()[1];
    if (tall) x = x.transpose();
    x = map(detail::OverNorm{}, x, sum_of_squares(x));
    for (index_t i = 0; i < options_.ns_steps; ++i) {
      const Tensor a = gemm(x, x, {.transpose_b = true});
      const Tensor b = map(detail::Mix{options_.muon_b, options_.muon_c}, a, gemm(a, a));
      x = map(detail::Mix{options_.muon_a, 1}, x, gemm(b, x));
    }
    return tall ? x.transpose() : x;
  }
};

KERATIN_INLINE Muon::Muon(const MuonOptions& options) : Optimizer(Ref<OptimizerImpl>(new MuonImpl(options))) {}

}  // namespace keratin::optimizers
#endif
