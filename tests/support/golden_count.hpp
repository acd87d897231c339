// Counts of golden cases: how many of a set ran, and which classes the others lack.
//   GoldenCount count("models");   count.ran();   count.lacks("Conv2D", "cnn_small");
#pragma once
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace keratin::testing {

/// Prints its line, "golden/models: 33 of 91 cases; without Conv2D: cnn_small …", at its end.
class GoldenCount {
 public:
  explicit GoldenCount(std::string set) : set_(std::move(set)) {}
  GoldenCount(const GoldenCount&) = delete;
  GoldenCount& operator=(const GoldenCount&) = delete;
  ~GoldenCount() {
    std::cout << "golden/" << set_ << ": " << done_ << " of " << all_ << " cases";
    for (const auto& [what, cases] : lacking_) {
      std::cout << "; without " << what << ":";
      if (cases.names.empty()) std::cout << ' ' << cases.count;
      for (const std::string& name : cases.names) std::cout << ' ' << name;
    }
    std::cout << std::endl;
  }

  void ran() { ++done_, ++all_; }
  /// A case that needs `what`; without names they are counted.
  void lacks(const std::string& what, const std::string& name = {}) {
    ++all_;
    ++lacking_[what].count;
    if (!name.empty()) lacking_[what].names.push_back(name);
  }
  std::size_t done() const { return done_; }

 private:
  struct Cases {
    std::size_t count = 0;
    std::vector<std::string> names = {};
  };
  std::string set_;
  std::size_t done_ = 0, all_ = 0;
  std::map<std::string, Cases> lacking_;
};

}  // namespace keratin::testing
