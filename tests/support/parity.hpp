// What the tests check of each class, for the table include/keratin/PARITY.md (tests/meta/parity.sh writes it).
//   parity("layers", "Dense", Checked::gradient);
#pragma once
#include <set>
#include <string>

namespace keratin::testing {

/// The columns of the table: values and training as real Keras's, gradients as finite differences, saved and loaded to
/// the bit.
enum class Checked { value, gradient, training, save };

/// The notes of the running test case; they count once it has passed (the listener in main.cpp).
inline std::set<std::string>& parity_notes() {
  static std::set<std::string> notes;
  return notes;
}

namespace detail {
inline std::string parity_note(const std::string& room, const std::string& name, Checked what) {
  constexpr const char* columns[] = {"value", "gradient", "training", "save"};
  return room + '\t' + name + '\t' + columns[static_cast<int>(what)];
}
}  // namespace detail

/// Notes that the running test case checks this of a class or function of a room.
inline void parity(const std::string& room, const std::string& name, Checked what) {
  parity_notes().insert(detail::parity_note(room, name, what));
}
/// Notes that this has no meaning for a class or function, though it has for others of its room.
inline void no_parity(const std::string& room, const std::string& name, Checked what) {
  parity_notes().insert(detail::parity_note(room, name, what) + "\tnone");
}

}  // namespace keratin::testing
