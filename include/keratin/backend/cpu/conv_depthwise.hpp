// Convolutions whose every channel has filters of its own (groups = channels), and their gradients: vectors run along
// the channels. With several filters for a channel it is repeated so often beforehand.
#pragma once
#include "conv_plan.hpp"
#include "gemm_task.hpp"

#if KERATIN_DEFINE(backend)
#include "../../core/simd.hpp"

namespace keratin::cpu_backend {

/// The channels of a buffer, such that every vector of every instruction set is whole.
constexpr index_t whole_vectors(index_t channels) { return round_up(channels, 16); }

/// The places that the loops below go through.
struct DepthwiseSteps {
  index_t taps, pixels, channels, padded;
  const index_t* tap_at;
  const index_t* pixel_at;
};

/// out(pixel)[c] = bias[c] + sum over taps of a[pixel, tap, c] * w[tap, c], for whole vectors of channels. Four pixels
/// share the weights they load. `out(p)` is where pixel p's numbers go, `store` does it.
template <class V, class T, class Store>
void depthwise_pixels(const DepthwiseSteps& s, const T* a, const T* w, const T* bias, const Store& store) {
  constexpr index_t block = 4;
  for (index_t p = 0; p < s.pixels; p += block) {
    const T* row[block];
    for (index_t i = 0; i < block; ++i) row[i] = a + s.pixel_at[p + i];  // there are some behind the last
    const index_t n = std::min(block, s.pixels - p);
    for (index_t c = 0; c < s.channels; c += V::width) {
      const V first = V::load(bias + c);
      V sum0 = first, sum1 = first, sum2 = first, sum3 = first;
      for (index_t t = 0; t < s.taps; ++t) {
        const V x = V::load(w + t * s.padded + c);
        const index_t at = s.tap_at[t] + c;
        sum0 += V::load(row[0] + at) * x;
        sum1 += V::load(row[1] + at) * x;
        sum2 += V::load(row[2] + at) * x;
        sum3 += V::load(row[3] + at) * x;
      }
      store(p, c, sum0);
      if (n > 1) store(p + 1, c, sum1);
      if (n > 2) store(p + 2, c, sum2);
      if (n > 3) store(p + 3, c, sum3);
    }
  }
}

/// sums[tap, c] += sum over pixels of a[pixel, tap, c] * dy[pixel, c]. Four taps share what they load of dy.
template <class V, class T>
void depthwise_taps(const DepthwiseSteps& s, const T* a, const T* dy, index_t dy_step, T* sums) {
  constexpr index_t block = 4;
  for (index_t c = 0; c < s.padded; c += V::width)
    for (index_t t = 0; t < s.taps; t += block) {
      const index_t *at = s.tap_at + t, n = std::min(block, s.taps - t);
      V sum0, sum1, sum2, sum3;
      for (index_t p = 0; p < s.pixels; ++p) {
        const V d = V::load(dy + p * dy_step + c);
        const T* const row = a + s.pixel_at[p] + c;
        sum0 += V::load(row + at[0]) * d;
        sum1 += V::load(row + at[1]) * d;
        sum2 += V::load(row + at[2]) * d;
        sum3 += V::load(row + at[3]) * d;
      }
      T* const to = sums + t * s.padded + c;
      (V::load(to) + sum0).store(to);
      if (n > 1) (V::load(to + s.padded) + sum1).store(to + s.padded);
      if (n > 2) (V::load(to + 2 * s.padded) + sum2).store(to + 2 * s.padded);
      if (n > 3) (V::load(to + 3 * s.padded) + sum3).store(to + 3 * s.padded);
    }
}

/// sums[c] += sum over pixels of dy[pixel, c].
template <class V, class T>
void add_pixels(const DepthwiseSteps& s, const T* dy, T* sums) {
  for (index_t c = 0; c < s.padded; c += V::width) {
    V sum = V::load(sums + c);
    for (index_t p = 0; p < s.pixels; ++p) sum += V::load(dy + p * s.padded + c);
    sum.store(sums + c);
  }
}

/// A pass of such a convolution, or (turned) of the gradient by its input.
template <class T>
class DepthwisePass {
 public:
  DepthwisePass(const ConvShape& shape, bool turned, const ConvAxis (&axes)[3], const T* kernel, const T* bias)
      : filters_(shape.filters),
        each_(shape.filters / shape.channels),
        turned_(turned),
        padded_(whole_vectors(filters_)),
        plan_(shape.batch, axes, turned ? filters_ : shape.channels, turned ? shape.channels : filters_, sizeof(T),
              padded_ == (turned ? filters_ : shape.channels) ? 0 : padded_),
        taps_(plan_.taps() + ConvPlan::spare),
        pixels_(plan_.most_pixels() + ConvPlan::spare),
        places_(plan_.most_pixels()),
        weights_(std::max<index_t>(plan_.taps(), 1) * padded_),
        bias_(padded_) {
    plan_.tap_places(1, taps_);
    plan_.source_places(pixels_);
    plan_.dest_places(places_);
    std::fill_n(static_cast<T*>(weights_), plan_.taps() * padded_, T(0));
    std::fill_n(static_cast<T*>(bias_), padded_, T(0));
    for (index_t t = 0; t < plan_.taps(); ++t)
      std::copy_n(kernel + plan_.kernel_element(t, shape) * filters_, filters_, weights_ + t * padded_);
    for (index_t c = 0; bias != nullptr && c < (turned ? shape.channels : filters_); ++c)
      bias_[turned ? c * each_ : c] = bias[c];  // turned, one of those that are added up has it
  }
  bool contiguous() const { return plan_.contiguous(); }

  void run(const T* from, T* to, const Epilogue& finish) const {
    const index_t work = plan_.most_pixels() * plan_.taps() * padded_, dest = turned_ ? filters_ / each_ : filters_;
    const index_t grain = std::max<index_t>(1, (64 << 10) / std::max<index_t>(work, 1));
    parallel::for_range(plan_.jobs(), grain, [&](index_t begin, index_t end) {
      const Workspace<T> buffer(plan_.buffer()), apart(each_ > 1 && turned_ ? plan_.most_pixels() * padded_ : 0);
      for (index_t i = begin; i < end; ++i) {
        const ConvPlan::Job job = plan_.job(i);
        T* const out = to + plan_.dest_start(job);
        pixels(job, plan_.source(job, from, static_cast<T*>(buffer), turned_ ? 1 : each_), out, static_cast<T*>(apart));
        if (finish.apply != nullptr && plan_.contiguous())
          finish.apply(finish.context, out, 0, 1, 0, job.pixels * dest, job.pixels * dest);
      }
    });
  }

 private:
  void pixels(const ConvPlan::Job& job, const T* source, T* out, T* apart) const {
    const DepthwiseSteps steps{plan_.taps(), job.pixels, filters_, padded_, taps_, pixels_};
    const bool add_up = turned_ && each_ > 1;
    simd::run<T>([&]<class Isa>() {
      using V = typename Isa::template Vec<T>;
      depthwise_pixels<V>(steps, source, static_cast<const T*>(weights_), static_cast<const T*>(bias_),
                          [&](index_t p, index_t c, const V& v) {
                            T* const at = (add_up ? apart + p * padded_ : out + places_[p]) + c;
                            if (add_up || c + V::width <= filters_)
                              v.store(at);
                            else
                              v.store(at, filters_ - c);
                          });
    });
    for (index_t p = 0; add_up && p < job.pixels; ++p)
      for (index_t c = 0; c < filters_ / each_; ++c) {
        T sum = 0;
        for (index_t q = 0; q < each_; ++q) sum += apart[p * padded_ + c * each_ + q];
        out[places_[p] + c] = sum;
      }
  }

  index_t filters_, each_;  // of all channels, of one
  bool turned_;
  index_t padded_;
  ConvPlan plan_;
  Workspace<index_t> taps_, pixels_, places_;
  Workspace<T> weights_, bias_;
};

/// The gradient of such a kernel, and of the bias: each thread sums up a part of the outputs, and the sums are added in
/// order.
template <class T>
void depthwise_kernel_gradient(const ConvShape& s, const ConvAxis (&axes)[3], const T* x, const T* dy, T* dw,
                               T* dbias) {
  const index_t filters = s.filters, padded = whole_vectors(filters);
  const ConvPlan plan(s.batch, axes, s.channels, filters, sizeof(T), padded == s.channels ? 0 : padded);
  const Workspace<index_t> tap_at(plan.taps() + ConvPlan::spare), pixel_at(plan.most_pixels() + ConvPlan::spare);
  plan.tap_places(1, tap_at);
  plan.source_places(pixel_at);
  const index_t size = (plan.taps() + 1) * padded, jobs = plan.jobs(), work = jobs * plan.most_pixels() * size;
  const index_t parts = std::clamp<index_t>(std::min<index_t>(num_threads(), work / (64 << 10)), 1, jobs);
  const index_t each = (jobs + parts - 1) / parts;
  const Workspace<T> sums(parts * size);
  std::fill_n(static_cast<T*>(sums), parts * size, T(0));
  parallel::for_range(parts, 1, [&](index_t begin, index_t end) {
    const Workspace<T> buffer(plan.buffer()), slopes(padded == filters ? 0 : plan.most_pixels() * padded);
    for (index_t i = begin; i < end; ++i)
      for (index_t k = i * each; k < std::min((i + 1) * each, jobs); ++k) {
        const ConvPlan::Job job = plan.job(k);
        const T* const source = plan.source(job, x, static_cast<T*>(buffer), filters / s.channels);
        const T* slope = dy + plan.dest_start(job);
        for (index_t p = 0; padded != filters && p < job.pixels; ++p) {
          std::copy_n(slope + p * filters, filters, slopes + p * padded);
          std::fill_n(slopes + p * padded + filters, padded - filters, T(0));
        }
        if (padded != filters) slope = slopes;
        const DepthwiseSteps steps{plan.taps(), job.pixels, filters, padded, tap_at, pixel_at};
        simd::run<T>([&]<class Isa>() {
          using V = typename Isa::template Vec<T>;
          depthwise_taps<V>(steps, source, slope, padded, sums + i * size);
          if (dbias != nullptr) add_pixels<V>(steps, slope, sums + i * size + steps.taps * padded);
        });
      }
  });
  for (index_t t = 0; t < plan.taps() + (dbias != nullptr ? 1 : 0); ++t)
    for (index_t f = 0; f < filters; ++f) {
      T sum = 0;
      for (index_t part = 0; part < parts; ++part) sum += sums[part * size + t * padded + f];
      (t < plan.taps() ? dw + t * filters : dbias)[f] = sum;
    }
}

}  // namespace keratin::cpu_backend
#endif
