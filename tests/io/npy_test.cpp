// npy: files of numpy, round trips, and files that are damaged in every way.
#include <keratin/io/file.hpp>
#include <keratin/io/npy.hpp>
#include <keratin/tensor/print.hpp>

#include <catch2/catch.hpp>
#include <random>

#include "support/temporary.hpp"

using namespace keratin;
using testing::golden;
using testing::TemporaryFolder;

namespace {

template <class T>
std::vector<T> values(const Tensor& t) {
  return {t.span<T>().begin(), t.span<T>().end()};
}

/// The array 0 1 2 / 3 4 5 in the dtype it should have.
template <class T>
void check_base(const std::string& name) {
  INFO(name);
  const Tensor t = load_npy(golden("io/" + name + ".npy"));
  CHECK(t.shape() == Shape{2, 3});
  CHECK(t.dtype() == dtype_of<T>());
  CHECK(values<T>(t) == std::vector<T>{0, 1, 2, 3, 4, 5});
}

std::string npy_of(const std::string& header, const std::string& elements = "") {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 255);
  bytes += static_cast<char>(header.size() >> 8);
  return bytes + header + elements;
}

}  // namespace

TEST_CASE("npy files of numpy are read in all dtypes, orders and versions") {
  for (const char* name : {"f4", "big_f4", "fortran", "version_2", "version_3"}) check_base<float>(name);
  for (const char* name : {"f8", "big_f8", "fortran_big"}) check_base<double>(name);
  for (const char* name : {"i4", "i1", "i2", "u2", "big_i2"}) check_base<std::int32_t>(name);
  for (const char* name : {"i8", "u4", "big_i8", "big_u4"}) check_base<std::int64_t>(name);
  check_base<std::uint8_t>("u1");
  const Tensor flags = load_npy(golden("io/bool.npy"));
  CHECK(to_text(flags) == "[[False  True False]\n [ True False  True]]");
  const Tensor cube = load_npy(golden("io/fortran_3d.npy"));
  REQUIRE(cube.shape() == Shape{2, 3, 4});
  for (index_t i = 0; i < 24; ++i) CHECK(cube.span<std::int64_t>()[static_cast<std::size_t>(i)] == i);
  CHECK(load_npy(golden("io/scalar.npy")).shape() == Shape{});
  CHECK(load_npy(golden("io/scalar.npy")).item<double>() == 2.5);
  CHECK(load_npy(golden("io/empty.npy")).shape() == Shape{0, 3});
}

TEST_CASE("npy files that hold no numbers of ours are errors that name the dtype") {
  CHECK_THROWS_WITH(load_npy(golden("io/f2.npy")), Catch::Contains("f2"));
  CHECK_THROWS_WITH(load_npy(golden("io/c8.npy")), Catch::Contains("c8"));
  CHECK_THROWS_WITH(load_npy(golden("io/u8.npy")), Catch::Contains("u8"));
  CHECK_THROWS_WITH(load_npy(golden("io/text.npy")), Catch::Contains("U2"));
  CHECK_THROWS_WITH(load_npy(golden("io/object.npy")), Catch::Contains("Python objects"));
  CHECK_THROWS_WITH(load_npy(golden("io/structured.npy")), Catch::Contains("structured"));
  CHECK_THROWS_AS(load_npy(golden("io/f2.npy")), dtype_error);
  CHECK_THROWS_WITH(load_npy(golden("io/rank_9.npy")), Catch::Contains("8 dimensions"));
}

TEST_CASE("tensors of every dtype and rank survive save_npy and load_npy") {
  const TemporaryFolder folder;
  for (DType dtype : {float32, float64, int32, int64, uint8, bool_})
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3}, Shape{2, 3}, Shape{1, 2, 1, 3, 1, 2, 1, 2}}) {
      Tensor t = Tensor::empty(shape, dtype);
      visit_dtype(dtype, [&](auto zero) {
        using T = decltype(zero);
        for (index_t i = 0; i < t.size(); ++i) t.data<T>()[i] = static_cast<T>(i % 3);
      });
      save_npy(folder / "x.npy", t);
      const Tensor back = load_npy(folder / "x.npy");
      CHECK(back.dtype() == dtype);
      CHECK(back.shape() == shape);
      CHECK(io::bytes_of(back) == io::bytes_of(t));
    }
}

TEST_CASE("save_npy writes numpy's own bytes") {
  for (const char* name : {"f4", "f8", "i4", "i8", "u1", "bool", "scalar", "empty"}) {
    const TemporaryFolder folder;
    save_npy(folder / "x.npy", load_npy(golden("io/" + std::string(name) + ".npy")));
    CHECK(io::read_file(folder / "x.npy") == io::read_file(golden("io/" + std::string(name) + ".npy")));
  }
}

TEST_CASE("save_npy refuses what it cannot write") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(save_npy(folder / "no/x.npy", Tensor({1.f})), Catch::Contains("No such file"));
  CHECK_THROWS_AS(save_npy(folder / "x.npy", Tensor()), state_error);
  CHECK(folder.count() == 0);
}

TEST_CASE("an npy file cut off anywhere is an error") {
  const std::string whole = io::read_file(golden("io/fortran_big.npy"));
  for (std::size_t n = 0; n < whole.size(); ++n) CHECK_THROWS_AS(io::parse_npy(whole.substr(0, n), "cut"), file_error);
  CHECK_NOTHROW(io::parse_npy(whole, "whole"));
  CHECK_THROWS_WITH(io::parse_npy(whole.substr(0, whole.size() - 1), "load_npy(\"x.npy\")"),
                    Catch::Contains("load_npy(\"x.npy\"): expected 6 elements of 8 bytes for shape (2, 3)"));
}

TEST_CASE("an npy header that promises too much is an error before anything is allocated") {
  const auto refused = [](const std::string& shape) {
    CHECK_THROWS_AS(
        io::parse_npy(npy_of("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n"), "big"),
        file_error);
  };
  refused("(1000000000000000000,)");
  refused("(1000000000, 1000000000)");
  refused("(9223372036854775807, 9223372036854775807)");
  refused("(99999999999999999999999,)");
  refused("(4294967296, 4294967296, 0)");
  refused("(-1,)");
  refused("(3");
  refused("(,)");
}

TEST_CASE("npy headers are read as Python reads them") {
  const std::string one("\0\0\x80\x3f", 4);
  const auto reads = [&](const std::string& header) { return io::parse_npy(npy_of(header, one), "npy").shape(); };
  CHECK(reads("{\"shape\":(1L,),'fortran_order':True,'descr':\"<f4\"}") == Shape{1});
  CHECK(reads("{'descr': 'f4', 'fortran_order': False, 'shape': (1, 1)}   \n") == Shape{1, 1});
  for (const char* bad : {"", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}",
                          "{'descr: '<f4', 'fortran_order': False, 'shape': (1,)}", "{'shape'}", "{{",
                          "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}"})
    CHECK_THROWS_AS(reads(bad), file_error);
  CHECK_THROWS_AS(reads("{'descr': '', 'fortran_order': False, 'shape': (1,)}"), dtype_error);
  CHECK_THROWS_WITH(io::parse_npy("no npy file at all", "x"), Catch::Contains("do not begin"));
}

TEST_CASE("npy files with random damage are read or refused, never more") {
  std::mt19937 random(1);
  for (const char* name : {"fortran", "big_i8", "bool", "version_2"}) {
    const std::string whole = io::read_file(golden("io/" + std::string(name) + ".npy"));
    for (int i = 0; i < 2000; ++i) {
      std::string bytes = whole;
      for (int k = 0; k < 3; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
      bytes.resize(bytes.size() - (i % 3 == 0 ? random() % bytes.size() : 0));
      try {
        const Tensor t = io::parse_npy(bytes, "damaged");
        CHECK(t.size() <= static_cast<index_t>(bytes.size()));
      } catch (const keratin::error&) {
      }
    }
  }
}
