// Inputs: wherever several arrays may stand: one tensor, {a, b}, or a vector.
#pragma once
#include <initializer_list>
#include <vector>

#include "tensor.hpp"

namespace keratin {

class Inputs {
 public:
  Inputs() = default;
  Inputs(Tensor x) : list_{std::move(x)} {}
  Inputs(std::initializer_list<Tensor> xs) : list_(xs) {}
  Inputs(const std::vector<Tensor>& xs) : list_(xs.begin(), xs.end()) {}
  const List<Tensor>& list() const { return list_; }
  std::size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  const Tensor& operator[](std::size_t i) const { return list_[i]; }
  void push_back(Tensor x) { list_.push_back(std::move(x)); }

 private:
  List<Tensor> list_;
};

}  // namespace keratin
