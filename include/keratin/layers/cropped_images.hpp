// What CenterCrop and RandomCrop share: parts of images in one size.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../ops/resize.hpp"
#include "../ops/slice.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

class CroppedImagesImpl : public ImageLayerImpl {
 public:
  template <class Options>
  CroppedImagesImpl(const char* kind, index_t rows, index_t columns, const Options& options)
      : ImageLayerImpl(kind, options), rows_(rows), columns_(columns) {
    require(rows > 0 && columns > 0, where(), ": expected a height and a width above 0; got ", rows, " and ", columns,
            ".");
  }

 protected:
  void size_fields(Fields& f) const {
    Int height = rows_, width = columns_;
    f("height, width", height, width);
  }
  index_t rows() const { return rows_; }
  index_t columns() const { return columns_; }

  /// The part from there on, in the layer's size or up to the images' ends.
  Tensor part(const Tensor& x, index_t top, index_t left) const {
    std::vector<Slice> slices(static_cast<std::size_t>(height_axis()));
    slices.push_back(Slice(top, std::min(top + rows_, height(x))));
    slices.push_back(Slice(left, std::min(left + columns_, width(x))));
    return ops::slice(x, slices);
  }
  Tensor resized(const Tensor& x, bool crop) const {
    if (height(x) == rows_ && width(x) == columns_) return x;
    return ops::image::resize(x, {rows_, columns_}, {.crop_to_aspect_ratio = crop, .data_format = data_format()});
  }
  /// The middle, or of images that are too small its largest part in the size's aspect ratio, enlarged.
  Tensor middle(const Tensor& x) const {
    const index_t above = height(x) - rows_, beside = width(x) - columns_;
    return above >= 0 && beside >= 0 ? part(x, above / 2, beside / 2) : resized(x, true);
  }

 private:
  index_t rows_, columns_;
};

}  // namespace keratin::layers
#endif
