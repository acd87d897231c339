// Frequency: how often a callback does its work: "epoch", "batch", or a number of batches.
#pragma once
#include <string>
#include <string_view>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::callbacks {

class Frequency {
 public:
  template <Integer I>
  Frequency(I batches) : batches_(static_cast<index_t>(batches)) {
    check();
  }
  template <Text S>
  Frequency(const S& text) : Frequency(from_text(std::string_view(text))) {}
  bool of_epochs() const { return batches_ == 0; }
  /// The number of batches; 0 stands for an epoch.
  index_t batches() const { return batches_; }

 private:
  struct Epochs {};
  explicit Frequency(Epochs) {}
  static Frequency from_text(std::string_view text);
  void check() const;
  index_t batches_ = 0;
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
namespace keratin::callbacks {

KERATIN_INLINE Frequency Frequency::from_text(std::string_view text) {
  require(text == "epoch" || text == "batch", "frequency: expected \"epoch\", \"batch\" or a number of batches; got \"",
          text, "\".");
  return text == "batch" ? Frequency(1) : Frequency(Epochs{});
}
KERATIN_INLINE void Frequency::check() const {
  require(batches_ > 0, "frequency: expected \"epoch\", \"batch\" or a number of batches above 0; got ", batches_, ".");
}

}  // namespace keratin::callbacks
#endif
