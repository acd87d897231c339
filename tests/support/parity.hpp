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

/// Notes that the running test case checks this of a class or function of a room.
inline void parity(const std::string& room, const std::string& name, Checked what) {
  constexpr const char* columns[] = {"value", "gradient", "training", "save"};
  parity_notes().insert(room + '\t' + name + '\t' + columns[static_cast<int>(what)]);
}

}  // namespace keratin::testing
