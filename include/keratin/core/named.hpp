// Named<V>: values by name, such as the arrays of an npz file or the logs of an epoch. A name that is not there is an
// error which lists those that are.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "args.hpp"
#include "error.hpp"
#include "names.hpp"

namespace keratin {

/// A std::map from names, in alphabetical order, whose `[]` never adds: it throws name_error for an unknown name.
/// Values are added with insert_or_assign or emplace.
template <class V>
struct Named : std::map<std::string, V, std::less<>> {
  using Base = std::map<std::string, V, std::less<>>;
  using Base::Base;

  const V& operator[](std::string_view name) const { return find_or_fail(name)->second; }
  V& operator[](std::string_view name) { return const_cast<V&>(std::as_const(*this)[name]); }
  void operator[](std::nullptr_t) const = delete;

 private:
  typename Base::const_iterator find_or_fail(std::string_view name) const {
    const auto found = this->find(name);
    if (found != this->end()) [[likely]]
      return found;
    std::string known;
    for (const auto& entry : *this) known += (known.empty() ? "" : ", ") + entry.first;
    fail<name_error>("Named: expected one of the names ", known.empty() ? "(none)" : known, "; got \"", name, "\".",
                     suggestion(name, known));
  }
};

}  // namespace keratin
