// Printing: numpy's own text for many arrays (golden/make_print.py), symbolic and undefined tensors.
#include <keratin/tensor/print.hpp>

#include <bit>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

using namespace keratin;

namespace {

DType dtype_named(const std::string& name) {
  for (DType t : {float32, float64, int32, int64, uint8, bool_})
    if (to_string_view(t) == name) return t;
  return float32;
}

Shape shape_named(const std::string& text) {
  Shape shape;
  std::istringstream in(text);
  for (std::string part; text != "-" && std::getline(in, part, ',');) shape.push_back(std::stoll(part));
  return shape;
}

/// The array of a line "dtype shape values" of the golden file.
Tensor array_of(const std::string& line) {
  std::istringstream in(line);
  std::string dtype, shape, word;
  in >> dtype >> shape;
  Tensor tensor = Tensor::empty(shape_named(shape), dtype_named(dtype));
  visit_dtype(tensor.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* const to = tensor.data<T>();
    in >> word;
    for (index_t i = 0; i < tensor.size(); ++i, in >> word) {
      if (word == "formula") {
        double scale;
        in >> scale;
        for (index_t k = 0; k < tensor.size(); ++k)
          to[k] = static_cast<T>(static_cast<double>((k * 7919) % 1009 - 500) * scale);
        return;
      }
      const unsigned long long bits = std::stoull(word, nullptr, 16);
      if constexpr (sizeof(T) == 8)
        to[i] = std::bit_cast<T>(static_cast<std::uint64_t>(bits));
      else if constexpr (sizeof(T) == 4)
        to[i] = std::bit_cast<T>(static_cast<std::uint32_t>(bits));
      else
        to[i] = static_cast<T>(bits);
    }
  });
  return tensor;
}

}  // namespace

TEST_CASE("tensors print as numpy prints arrays") {
  std::ifstream golden(KERATIN_SOURCE_DIR "/tests/golden/print/numpy.txt");
  REQUIRE(golden);
  int cases = 0;
  for (std::string line; std::getline(golden, line); ++cases) {
    std::string expected;
    for (std::string text; std::getline(golden, text) && text != "end";)
      expected += (expected.empty() ? "" : "\n") + text;
    INFO(line.substr(0, 400));
    REQUIRE(to_text(array_of(line)) == expected);
  }
  CHECK(cases > 350);
}

TEST_CASE("a tensor prints to a stream") {
  std::ostringstream os;
  os << Tensor({{1.f, 2.5f}, {3.f, 4.f}});
  CHECK(os.str() == "[[1.  2.5]\n [3.  4. ]]");
}

TEST_CASE("tensors without data print what they are") {
  auto impl = make_ref<TensorImpl>();
  impl->shape = {None, 784};
  impl->symbolic = true;
  CHECK(to_text(Tensor(impl)) == "<KerasTensor shape=(None, 784), dtype=float32, sparse=False, ragged=False>");
  CHECK(to_text(Tensor()) == "<Tensor, undefined>");
}
