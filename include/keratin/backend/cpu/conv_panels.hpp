// How the sides of a convolution's product are laid out: panels of columns, channels and their groups.
#pragma once
#include "conv_kernels.hpp"
#include "conv_plan.hpp"

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

/// How n columns are cut into panels of whole vectors, the widest ones first.
class ConvPanels {
 public:
  template <class T>
  ConvPanels(const ConvKernels<T>& kernels, index_t columns)
      : columns_(columns), width_(gemm_kernels<T>().width), vectors_((columns + width_ - 1) / width_) {
    count_ = (vectors_ + kernels.vectors - 1) / kernels.vectors;
  }
  index_t count() const { return count_; }
  index_t padded() const { return vectors_ * width_; }  ///< Columns of all panels.
  index_t vectors(index_t panel) const { return vectors_ / count_ + (panel < vectors_ % count_ ? 1 : 0); }
  index_t column(index_t panel) const {
    return (panel * (vectors_ / count_) + std::min(panel, vectors_ % count_)) * width_;
  }
  index_t columns(index_t panel) const { return std::min(vectors(panel) * width_, columns_ - column(panel)); }
  index_t width() const { return width_; }

 private:
  index_t columns_, width_, vectors_, count_;
};

/// Source and destination of a pass: of the convolution itself, or (turned) of the gradient by its input.
struct ConvSides {
  index_t source, dest;              // channels
  index_t source_group, dest_group;  // channels of a group
  bool turned;

  static ConvSides of(const ConvShape& s, bool turned) {
    const index_t in = s.channels / s.groups, out = s.filters / s.groups;
    return turned ? ConvSides{s.filters, s.channels, out, in, true} : ConvSides{s.channels, s.filters, in, out, false};
  }
};

}  // namespace keratin::cpu_backend
#endif
