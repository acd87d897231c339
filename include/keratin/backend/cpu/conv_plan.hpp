// ConvPlan: which source elements every output of a convolution sees, and how the work is cut into jobs.
//
// A convolution, and the gradient of one by its input, are passes of one form: output i of an axis, which stands at
// `first + i * step` of the destination, is a sum over taps t of the source at `i * move + at + t * at_step`. The
// gradient of a convolution with stride s is s such passes per axis: output elements whose places have the same
// remainder see the same taps, so that nothing is multiplied by zero.
//
// A job is a band of rows of one image, or some small images, whose source fits the cache. If a tap sees padding, the
// job copies its source rows into a buffer with zeros around; else it reads them where they are. No patch is copied.
#pragma once
#include "../../core/platform.hpp"
#include "window.hpp"

namespace keratin::cpu_backend {

/// A convolution over three spatial axes (depth, height, width), channels last. One of two axes has none in depth, one
/// of a single axis has its steps as height. x: (batch, in…, channels), kernel: (size…, channels / groups, filters),
/// y: (batch, out…, filters).
struct ConvShape {
  index_t batch = 1;
  Window axis[3];
  index_t channels = 1, filters = 1, groups = 1;

  index_t taps() const { return axis[0].size * axis[1].size * axis[2].size; }
  index_t inputs() const { return axis[0].in * axis[1].in * axis[2].in; }      ///< Elements of a channel of an image.
  index_t outputs() const { return axis[0].out * axis[1].out * axis[2].out; }  ///< The same of y.
};

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include <cstring>
#include <numeric>

#include "../../core/parallel.hpp"
#include "allocator.hpp"

namespace keratin::cpu_backend {

/// One axis of a pass.
struct ConvAxis {
  index_t source = 1, dest = 1;  // sizes
  index_t count = 1, first = 0, step = 1;
  index_t move = 1, at = 0, at_step = 1;
  index_t taps = 1, tap = 0, tap_step = 1;  // tap t is the kernel's element tap + t * tap_step

  index_t low() const { return std::min(at, at + (taps - 1) * at_step); }
  index_t span() const { return taps > 0 ? (taps - 1) * std::abs(at_step) + 1 : 1; }
  /// Source elements that a run of outputs sees.
  index_t seen(index_t outputs) const { return (outputs - 1) * move + span(); }
  bool inside() const { return taps == 0 || (low() >= 0 && low() + seen(count) <= source); }

  static ConvAxis forward(const Window& w) {
    return {w.in, w.out, w.out, 0, 1, w.stride, -w.before, w.dilation, w.size, 0, 1};
  }
  /// Of the gradient by the input: the inputs with this remainder by the stride.
  static ConvAxis backward(const Window& w, index_t remainder) {
    ConvAxis a{w.out, w.in, 0, remainder, w.stride, 1, 0, 1, 0, 0, 1};
    a.count = (w.in - remainder + w.stride - 1) / w.stride;
    // Tap t reaches this input from output (remainder + before - t * dilation) / stride, if that is whole.
    const index_t each = w.stride / std::gcd(w.stride, w.dilation);
    index_t t = 0;
    while (t < std::min(each, w.size) && (remainder + w.before - t * w.dilation) % w.stride != 0) ++t;
    if (t >= std::min(each, w.size)) return a;  // none does
    a.tap = t;
    a.tap_step = each;
    a.taps = (w.size - t + each - 1) / each;
    a.at = (remainder + w.before - t * w.dilation) / w.stride;
    a.at_step = -each * w.dilation / w.stride;
    return a;
  }
};

/// Elements for the time of a call, not set.
template <class T>
class Workspace {
 public:
  explicit Workspace(index_t n)
      : bytes_(static_cast<std::size_t>(n) * sizeof(T)), data_(static_cast<T*>(allocate(bytes_))) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { release(data_, bytes_); }
  operator T*() const { return data_; }

 private:
  std::size_t bytes_;
  T* data_;
};

class ConvPlan {
 public:
  static constexpr index_t spare = 16;
  /// What one job computes.
  struct Job {
    index_t image, images, depth, row, rows, pixels;
  };

  /// `size` is that of an element. `copied`: the elements of a source pixel in the buffer, if the source must be copied
  /// in any case. `pixels`: about how many outputs a job has.
  ConvPlan(index_t batch, const ConvAxis (&axes)[3], index_t source_channels, index_t dest_channels, std::size_t size,
           index_t copied = 0, index_t pixels = 256)
      : batch_(batch), channels_(source_channels), dest_channels_(dest_channels) {
    std::copy(axes, axes + 3, axis);
    direct_ = copied == 0;
    for (const ConvAxis& a : axis) direct_ = direct_ && a.inside();
    pixel_ = copied > 0 ? copied : source_channels;
    cut(size, pixels);
    lay_out();
  }

  index_t jobs() const { return (batch_ + images_ - 1) / images_ * axis[0].count * bands_; }
  Job job(index_t i) const {
    const index_t band = i % bands_, rest = i / bands_, depth = rest % axis[0].count;
    Job j{rest / axis[0].count * images_, 0, depth, band * rows_, 0, 0};
    j.images = std::min(images_, batch_ - j.image);
    j.rows = std::min(rows_, axis[1].count - j.row);
    j.pixels = j.images * j.rows * axis[2].count;
    return j;
  }
  index_t most_pixels() const { return images_ * rows_ * axis[2].count; }
  index_t taps() const { return axis[0].taps * axis[1].taps * axis[2].taps; }
  /// Whether a job's outputs lie in one run.
  bool contiguous() const {
    bool all = true;
    for (const ConvAxis& a : axis) all = all && a.step == 1 && a.count == a.dest;
    return all;
  }
  /// The kernel's element that tap t is, among all of `size`.
  index_t kernel_element(index_t t, const ConvShape& shape) const {
    const index_t t2 = t % axis[2].taps, t1 = t / axis[2].taps % axis[1].taps, t0 = t / axis[2].taps / axis[1].taps;
    const index_t k0 = axis[0].tap + t0 * axis[0].tap_step, k1 = axis[1].tap + t1 * axis[1].tap_step,
                  k2 = axis[2].tap + t2 * axis[2].tap_step;
    return (k0 * shape.axis[1].size + k1) * shape.axis[2].size + k2;
  }

  /// Where the taps are, from the place of an output's first: for each tap `each` elements. `to` has room for
  /// taps() * each + spare: what follows are places too, for the last block of rows.
  void tap_places(index_t each, index_t* to) const {
    index_t n = 0;
    for (index_t t0 = 0; t0 < axis[0].taps; ++t0)
      for (index_t t1 = 0; t1 < axis[1].taps; ++t1)
        for (index_t t2 = 0; t2 < axis[2].taps; ++t2) {
          const index_t at = (t0 * axis[0].at_step + shift(0)) * plane_ + (t1 * axis[1].at_step + shift(1)) * row_ +
                             (t2 * axis[2].at_step + shift(2)) * pixel_;
          for (index_t c = 0; c < each; ++c) to[n++] = at + c;
        }
    std::fill_n(to + n, spare, n > 0 ? to[n - 1] : 0);
  }
  /// Where the outputs of a job see the source from, and where they stand; of one with fewer images or rows the first
  /// ones. `to` has room for most_pixels().
  void source_places(index_t* to) const {
    index_t n = 0;
    for (index_t image = 0; image < images_; ++image)
      for (index_t i = 0; i < rows_; ++i)
        for (index_t j = 0; j < axis[2].count; ++j)
          to[n++] = image * image_ + i * axis[1].move * row_ + j * axis[2].move * pixel_;
  }
  void dest_places(index_t* to) const {
    index_t n = 0;
    for (index_t image = 0; image < images_; ++image)
      for (index_t i = 0; i < rows_; ++i)
        for (index_t j = 0; j < axis[2].count; ++j)
          to[n++] = ((image * axis[0].dest * axis[1].dest + i * axis[1].step) * axis[2].dest + j * axis[2].step) *
                    dest_channels_;
  }
  index_t dest_start(const Job& j) const {
    const ConvAxis *a = axis, *b = axis + 1, *c = axis + 2;
    return (((j.image * a->dest + a->first + j.depth * a->step) * b->dest + b->first + j.row * b->step) * c->dest +
            c->first) *
           dest_channels_;
  }

  /// How many elements the buffer of a job has; 0 if none is needed.
  index_t buffer() const { return direct_ ? 0 : images_ * image_; }
  /// The job's source: in place, or copied into the buffer with what is around it. `repeat`: each channel so many
  /// times.
  template <class T>
  const T* source(const Job& j, const T* from, T* buffer, index_t repeat = 1) const {
    const index_t depth = j.depth * axis[0].move, row = j.row * axis[1].move;
    if (direct_) return from + j.image * image_ + depth * plane_ + row * row_;
    const index_t planes = axis[0].span(), rows = axis[1].seen(j.rows);
    for (index_t i = 0; i < j.images; ++i)
      for (index_t p = 0; p < planes; ++p)
        for (index_t r = 0; r < rows; ++r) {
          const index_t d = depth + low(0) + p, h = row + low(1) + r;
          const bool outside = d < 0 || d >= axis[0].source || h < 0 || h >= axis[1].source;
          copy_row(
              buffer + i * image_ + p * plane_ + r * row_,
              outside ? nullptr
                      : from + (((j.image + i) * axis[0].source + d) * axis[1].source + h) * axis[2].source * channels_,
              repeat);
        }
    return buffer;
  }

  ConvAxis axis[3];

 private:
  index_t low(int a) const { return axis[a].taps > 0 ? axis[a].low() : 0; }
  index_t shift(int a) const { return axis[a].at - (direct_ ? 0 : low(a)); }

  /// How much a job takes: some outputs, whose source fits the second cache.
  void cut(std::size_t size, index_t pixels) {
    constexpr index_t bytes = 160 << 10;
    const index_t row = axis[2].seen(axis[2].count) * pixel_ * static_cast<index_t>(size) * axis[0].span();
    rows_ = std::max<index_t>(pixels / std::max<index_t>(axis[2].count, 1), 1);
    while (rows_ > 1 && axis[1].seen(rows_) * row > bytes) rows_ = (rows_ + 1) / 2;
    const index_t threads = num_threads(), images = batch_ * axis[0].count;
    // Rows that leave work for all; of a single image each thread takes one band.
    const index_t spread =
        images == 1 ? (axis[1].count + threads - 1) / threads : images * axis[1].count / (2 * threads);
    rows_ = std::clamp<index_t>(std::min(rows_, spread), 1, std::max<index_t>(axis[1].count, 1));
    bands_ = (axis[1].count + rows_ - 1) / rows_;
    rows_ = (axis[1].count + bands_ - 1) / std::max<index_t>(bands_, 1);
    if (axis[2].count == 1 && bands_ > 1) {  // a line: bands of whole register blocks, of up to 8 pixels
      rows_ = (rows_ + 7) / 8 * 8;
      bands_ = (axis[1].count + rows_ - 1) / rows_;
    }
    images_ = 1;
    const index_t each = axis[1].count * axis[2].count;
    if (bands_ == 1 && axis[0].count == 1 && axis[0].dest == 1) {
      images_ = std::max<index_t>(pixels / std::max<index_t>(each, 1), 1);
      images_ = std::min({images_, std::max<index_t>(bytes / (axis[1].seen(rows_) * row), 1),
                          std::max<index_t>(batch_ / (2 * num_threads()), 1)});
    }
  }
  void lay_out() {
    if (direct_) {
      row_ = axis[2].source * channels_;
      plane_ = axis[1].source * row_;
      image_ = axis[0].source * plane_;
    } else {
      row_ = axis[2].seen(axis[2].count) * pixel_;
      plane_ = axis[1].seen(rows_) * row_;
      image_ = axis[0].span() * plane_;
    }
  }

  template <class T>
  void copy_row(T* to, const T* from, index_t repeat) const {
    if (from == nullptr) return static_cast<void>(std::fill_n(to, row_, T(0)));
    const index_t seen = row_ / pixel_, first = low(2), begin = std::clamp<index_t>(-first, 0, seen),
                  end = std::clamp<index_t>(axis[2].source - first, begin, seen);
    std::fill_n(to, begin * pixel_, T(0));
    std::fill_n(to + end * pixel_, (seen - end) * pixel_, T(0));
    from += (first + begin) * channels_;
    if (pixel_ == channels_) {
      std::memcpy(to + begin * pixel_, from, static_cast<std::size_t>((end - begin) * channels_) * sizeof(T));
      return;
    }
    for (index_t i = begin; i < end; ++i, from += channels_) {
      T* const at = to + i * pixel_;
      if (repeat == 1)
        std::copy_n(from, channels_, at);
      else
        for (index_t c = 0; c < channels_; ++c) std::fill_n(at + c * repeat, repeat, from[c]);
      std::fill_n(at + channels_ * repeat, pixel_ - channels_ * repeat, T(0));
    }
  }

  index_t batch_, channels_, dest_channels_;
  index_t pixel_ = 1, row_ = 0, plane_ = 0, image_ = 0;  // distances in the source or in the buffer
  index_t images_ = 1, rows_ = 1, bands_ = 1;            // of a job, and of an image
  bool direct_ = true;
};

}  // namespace keratin::cpu_backend
#endif
