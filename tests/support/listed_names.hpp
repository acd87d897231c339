// The names of a room's list, as its error for a name that is not in it tells them: what is added to a list is then in
// the tests over all of it by itself.
//   for (const std::string& name : listed_names(losses::deserialize)) …
#pragma once
#include <keratin/core/error.hpp>
#include <keratin/core/fields.hpp>
#include <keratin/layers/layers.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace keratin::testing {

/// One name for each entry.
template <class Deserialize>
std::vector<std::string> listed_names(const Deserialize& deserialize) {
  struct NoFields final : Fields {
    void field(std::string_view, FieldRef) override {}
  } none;
  std::string text;
  try {
    static_cast<void>(deserialize(std::string_view("?"), none));
  } catch (const name_error& e) {
    text = e.what();
  }
  const std::string before = "expected one of ", after = "; got \"?\"";
  const std::size_t begin = text.find(before), end = text.find(after);
  REQUIRE((begin != text.npos && end != text.npos));
  std::vector<std::string> names;
  for (std::size_t at = begin + before.size(); at < end; at += names.back().size() + 2)
    names.push_back(text.substr(at, std::min(text.find(", ", at), end) - at));
  return names;
}

/// The layers' function is a template where keratin is header-only.
inline std::vector<std::string> listed_layers() {
  return listed_names([](std::string_view name, Fields& f) { return layers::deserialize(name, f); });
}

}  // namespace keratin::testing
