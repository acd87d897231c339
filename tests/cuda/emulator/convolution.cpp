#include "convolution.hpp"

#include "half.hpp"

namespace cuda_emulator {
namespace {

/// A tensor with always three spatial axes.
struct Volume {
  int count, channels;
  std::size_t count_step, channel_step;
  std::array<int, 3> size{1, 1, 1};
  std::array<std::size_t, 3> step{0, 0, 0};

  explicit Volume(const DnnTensor& t)
      : count(t.sizes[0]),
        channels(t.sizes[1]),
        count_step(static_cast<std::size_t>(t.strides[0])),
        channel_step(static_cast<std::size_t>(t.strides[1])) {
    const std::size_t skip = 5 - t.rank();
    for (std::size_t a = 2; a < t.rank(); ++a) {
      size[a - 2 + skip] = t.sizes[a];
      step[a - 2 + skip] = static_cast<std::size_t>(t.strides[a]);
    }
  }
  std::size_t at(int n, int c, const std::array<int, 3>& p) const {
    std::size_t place = static_cast<std::size_t>(n) * count_step + static_cast<std::size_t>(c) * channel_step;
    for (std::size_t a = 0; a < 3; ++a) place += static_cast<std::size_t>(p[a]) * step[a];
    return place;
  }
};

std::array<int, 3> three(const std::vector<int>& v, int fill) {
  std::array<int, 3> all{fill, fill, fill};
  std::copy(v.begin(), v.end(), all.begin() + static_cast<std::ptrdiff_t>(3 - v.size()));
  return all;
}

/// Calls f(place) for all places of a box.
template <class F>
void each_place(const std::array<int, 3>& size, const F& f) {
  std::array<int, 3> p{};
  for (p[0] = 0; p[0] < size[0]; ++p[0])
    for (p[1] = 0; p[1] < size[1]; ++p[1])
      for (p[2] = 0; p[2] < size[2]; ++p[2]) f(p);
}

/// Calls f(x's place, filter's place, y's place, channels of a group) for each product that the convolution adds up,
/// where the places are those of a group's first channel.
template <class F>
void each_tap(const ConvolutionWork& w, const Volume& x, const Volume& filter, const Volume& y, const F& f) {
  const auto pad = three(w.convolution.pads, 0), stride = three(w.convolution.strides, 1),
             dilation = three(w.convolution.dilations, 1);
  const int filters_of_group = filter.count / w.convolution.groups;
  each_place(y.size, [&](const std::array<int, 3>& out) {
    each_place(filter.size, [&](const std::array<int, 3>& tap) {
      std::array<int, 3> in{}, turned = tap;
      for (std::size_t a = 0; a < 3; ++a) {
        in[a] = out[a] * stride[a] - pad[a] + tap[a] * dilation[a];
        if (in[a] < 0 || in[a] >= x.size[a]) return;
        if (w.convolution.mode == CUDNN_CONVOLUTION) turned[a] = filter.size[a] - 1 - tap[a];
      }
      for (int n = 0; n < y.count; ++n)
        for (int k = 0; k < filter.count; ++k)
          f(x.at(n, k / filters_of_group * filter.channels, in), filter.at(k, 0, turned), y.at(n, k, out));
    });
  });
}

template <class T>
std::vector<double> rounded(const DnnTensor& t, const void* data, bool tf32, const std::string& what) {
  const T* const from = elements<T>(t, data, what);
  std::vector<double> all(from, from + t.span());
  if (tf32)
    for (double& x : all) x = static_cast<double>(to_tf32(static_cast<float>(x)));
  return all;
}

template <class T>
void write(const DnnTensor& t, void* data, const std::vector<double>& sums, const ConvolutionWork& w,
           const std::string& what) {
  T* const to = elements<T>(t, data, what);
  const Volume v(t);
  each_place(v.size, [&](const std::array<int, 3>& p) {
    for (int n = 0; n < v.count; ++n)
      for (int c = 0; c < v.channels; ++c) {
        const std::size_t i = v.at(n, c, p);
        to[i] = static_cast<T>(w.alpha * sums[i] + (w.beta != 0 ? w.beta * static_cast<double>(to[i]) : 0.0));
      }
  });
}

template <class T>
void convolve_as(const ConvolutionWork& w, const std::string& what) {
  const bool tf32 = sizeof(T) == 4 && w.convolution.math != CUDNN_FMA_MATH && settings().capability >= 80;
  const Volume x(w.x), filter(w.filter), y(w.y);
  const auto read = [&](const DnnTensor& t, void* data, ConvolutionPass unless, const char* name) {
    return w.pass == unless ? std::vector<double>(t.span()) : rounded<T>(t, data, tf32, what + ", " + name);
  };
  std::vector<double> xs = read(w.x, w.x_data, ConvolutionPass::to_input, "x"),
                      fs = read(w.filter, w.filter_data, ConvolutionPass::to_filter, "the filter"),
                      ys = read(w.y, w.y_data, ConvolutionPass::forward, "y");
  const std::size_t channels = static_cast<std::size_t>(filter.channels), x_step = x.channel_step,
                    f_step = filter.channel_step;
  each_tap(w, x, filter, y, [&](std::size_t xi, std::size_t fi, std::size_t yi) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c, xi += x_step, fi += f_step) {
      if (w.pass == ConvolutionPass::forward) sum += xs[xi] * fs[fi];
      if (w.pass == ConvolutionPass::to_input) xs[xi] += ys[yi] * fs[fi];
      if (w.pass == ConvolutionPass::to_filter) fs[fi] += xs[xi] * ys[yi];
    }
    if (w.pass == ConvolutionPass::forward) ys[yi] += sum;
  });
  if (w.pass == ConvolutionPass::forward) write<T>(w.y, w.y_data, ys, w, what + ", the result");
  if (w.pass == ConvolutionPass::to_input) write<T>(w.x, w.x_data, xs, w, what + ", the result");
  if (w.pass == ConvolutionPass::to_filter) write<T>(w.filter, w.filter_data, fs, w, what + ", the result");
}

}  // namespace

bool output_sizes(const DnnConvolution& convolution, const DnnTensor& x, const DnnTensor& filter,
                  std::vector<int>& sizes) {
  if (x.rank() != filter.rank() || convolution.pads.size() + 2 != x.rank()) return false;
  if (x.sizes[1] != filter.sizes[1] * convolution.groups) return false;
  sizes = {x.sizes[0], filter.sizes[0]};
  for (std::size_t a = 0; a < convolution.pads.size(); ++a) {
    const int room = x.sizes[a + 2] + 2 * convolution.pads[a],
              span = (filter.sizes[a + 2] - 1) * convolution.dilations[a] + 1;
    if (room < span) return false;
    sizes.push_back((room - span) / convolution.strides[a] + 1);
  }
  return true;
}

void convolve(const ConvolutionWork& work, const std::string& what) {
  if (work.x.type == CUDNN_DATA_BFLOAT16) return convolve_as<Bfloat16>(work, what);
  with_type(work.x.type, [&](auto* null) { convolve_as<std::remove_pointer_t<decltype(null)>>(work, what); });
}

}  // namespace cuda_emulator
