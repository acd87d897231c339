// RandomCrop: while training, a part of the images from anywhere; else their middle.
//   (batch, height, width, channels) -> the same in another size
//   model.add(RandomCrop(24, 24));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct RandomCropOptions {
  KERATIN_OPTIONS;
  std::optional<Int> seed = {};               ///< The same seed, the same parts in turn.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed, data_format)
};

/// The same part of all images of a batch; of images that are too small the largest part in the ratio of height to
/// width is enlarged (keras.layers.RandomCrop). Not training, Keras 3 hands its input on as it is, in another shape
/// than it says; here it is cropped as by CenterCrop. Integers become floats. Throws unless both are above 0.
struct RandomCrop : Layer {
  explicit RandomCrop(Int height, Int width, const RandomCropOptions& options = {});
  static RandomCrop from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "cropped_images.hpp"

namespace keratin::layers {

class RandomCropImpl final : public CroppedImagesImpl {
 public:
  RandomCropImpl(index_t height, index_t width, const RandomCropOptions& options)
      : CroppedImagesImpl("RandomCrop", height, width, options), options_(options), seeds_(options.seed) {}
  void fields(Fields& f) const override {
    size_fields(f);
    RandomCropOptions(options_).fields(f);
  }

 protected:
  Tensor transform(const Tensor& images, const CallContext& context) const override {
    const Tensor x = images.cast(float_type(images.dtype()));
    if (!context.training) return middle(x);
    const index_t above = height(x) - rows(), beside = width(x) - columns();
    if (above > 0 && beside > 0) {
      philox::Stream stream(seeds_.next(context));
      const auto top = stream.below(static_cast<std::uint64_t>(above) + 1),
                 left = stream.below(static_cast<std::uint64_t>(beside) + 1);
      return part(x, static_cast<index_t>(top), static_cast<index_t>(left));
    }
    // As Keras does: from where the middle of this aspect ratio begins.
    const auto start = [](index_t n, index_t other, index_t target, index_t other_target) {
      const index_t kept = std::clamp<index_t>(other * target / other_target, 1, n);
      return (n - kept) / 2;
    };
    return resized(
        part(x, start(height(x), width(x), rows(), columns()), start(width(x), height(x), columns(), rows())), false);
  }

 private:
  RandomCropOptions options_;
  SeedSequence seeds_;
};

KERATIN_INLINE RandomCrop::RandomCrop(Int height, Int width, const RandomCropOptions& options)
    : Layer(Ref<LayerImpl>(new RandomCropImpl(height, width, options))) {}
KERATIN_INLINE RandomCrop RandomCrop::from(Fields& f) {
  return layer_from<RandomCrop, RandomCropOptions>(f, "height, width", Int(1), Int(1));
}

}  // namespace keratin::layers
#endif
