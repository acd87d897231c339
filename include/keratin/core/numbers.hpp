// Numbers: an option that takes one number, several, or none: `.thresholds = 0.7`, `.thresholds = {0.2, 0.5}`.
#pragma once
#include <initializer_list>
#include <vector>

#include "args.hpp"

namespace keratin {

/// None (the default), one number, or a list of them; a list of one number is not the same as that number.
class Numbers {
 public:
  Numbers() = default;
  template <Number N>
  Numbers(N number) : values_{static_cast<double>(number)}, given_(true), single_(true) {}
  Numbers(Real number) : Numbers(number.value) {}
  Numbers(std::initializer_list<Real> several) : values_(several.begin(), several.end()), given_(true) {}
  Numbers(const std::vector<double>& several) : values_(several), given_(true) {}

  bool given() const { return given_; }    ///< Whether it is not none.
  bool single() const { return single_; }  ///< Whether it is one number and no list.
  const std::vector<double>& values() const { return values_; }

 private:
  std::vector<double> values_;
  bool given_ = false, single_ = false;
};

}  // namespace keratin
