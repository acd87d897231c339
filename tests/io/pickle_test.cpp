// io/pickle.hpp: what numpy has pickled, and what must not do harm. The files are made by golden/make_datasets.py.
#include <keratin/io/file.hpp>
#include <keratin/io/npy.hpp>
#include <keratin/io/pickle.hpp>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temporary.hpp"
#include "support/tensors.hpp"

namespace pickle_test {

using namespace keratin;
using Lists = std::vector<std::vector<int>>;
using testing::golden, testing::values;

const Lists lists = {{1, 2, 300}, {}, {70000, -5, 2147483647, 0}};

std::string file(const std::string& name) { return io::read_file(golden("datasets/pickles/" + name + ".npy")); }

TEST_CASE("lists are read in every protocol that numpy has used") {
  for (const char* name : {"protocol_2", "protocol_3", "protocol_4", "protocol_5"}) {
    INFO(name);
    CHECK(io::parse_ragged_npy(file(name), name) == lists);
  }
}

TEST_CASE("any other object of Python is refused and not run") {
  const auto refused = [](const std::string& name, const std::string& why) {
    INFO(name);
    CHECK_THROWS_AS(io::parse_ragged_npy(file(name), name), file_error);
    CHECK_THROWS_WITH(io::parse_ragged_npy(file(name), name), Catch::Contains(why) && Catch::Contains(name));
  };
  refused("evil", ".system, which is not run");
  CHECK(!std::filesystem::exists("keratin-was-here"));
  refused("numpy_scalars", ".scalar, which is not run");
  refused("texts", "an element that is no list");
  refused("none", "an element that is no list");
  refused("dict", "an element that is no list");
  refused("fractions", "no whole number in a list");
  refused("deep", "no whole number in a list");
  refused("nested", "no whole number in a list");  // it contains itself
  refused("large", "a number of more than 32 bits");
  refused("huge", "a number of more than 64 bits");
  refused("bombs", "more numbers than the file has bytes");
  refused("table", "expected (2, 2) lists");
}

TEST_CASE("an npy file of numbers is none of lists, and the other way round") {
  CHECK_THROWS_AS(io::parse_ragged_npy(io::read_file(golden("io/i4.npy")), "i4"), dtype_error);
  CHECK_THROWS_AS(io::parse_npy(file("protocol_4"), "protocol_4"), dtype_error);
  CHECK_THROWS_AS(io::parse_ragged_npy("", "nothing"), file_error);
}

TEST_CASE("files that are cut off are errors") {
  for (const char* name : {"protocol_2", "protocol_5"}) {
    const std::string whole = file(name);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(name << " " << size);
      CHECK_THROWS_AS(io::parse_ragged_npy(whole.substr(0, size), name), file_error);
    }
  }
}

TEST_CASE("damaged files are errors or other lists, and nothing worse") {
  philox::Stream random({7, 1});
  const std::string batch = io::read_file(golden("datasets/cifar/cifar-100-python/test"));
  int read = 0, refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = i % 2 == 0 ? file(i % 4 == 0 ? "protocol_2" : "protocol_5") : batch;
    const std::size_t begin = i % 2 == 0 ? 128 : 0, end = i % 2 == 0 ? bytes.size() : 300;
    for (std::uint64_t k = 1 + random.below(4); k > 0; --k)
      bytes[begin + random.below(end - begin)] = static_cast<char>(random());
    try {
      const std::size_t parts =
          i % 2 == 0 ? io::parse_ragged_npy(bytes, "damaged").size() : io::parse_pickled_dict(bytes, "damaged").size();
      CHECK(parts <= 4);
      ++read;
    } catch (const file_error&) {
      ++refused;
    } catch (const dtype_error&) {
      ++refused;
    }
  }
  CHECK(read > 100);
  CHECK(refused > 10000);
}

TEST_CASE("steps without what they work on are errors") {
  using namespace std::string_literals;
  const auto refused = [](const std::string& program) {
    INFO(program);
    CHECK_THROWS_AS(io::parse_pickled_dict(program, "program"), file_error);
  };
  const auto repeated = [](const std::string& part, int n) {
    std::string all;
    for (int i = 0; i < n; ++i) all += part;
    return all;
  };
  for (const char* program : {".",
                              "a.",
                              "e.",
                              "s.",
                              "u.",
                              "t.",
                              "R.",
                              "b.",
                              "q\1.",
                              "h\1.",
                              "\x85.",
                              "\x87.",
                              "(e.",
                              "(u.",
                              "]K\1(e.",
                              "}K\1(u.",
                              "}(K\1u.",
                              "K\1b.",
                              "K\1K\1R.",
                              "]]R.",
                              "])R.",
                              "N.",
                              "].",
                              "K\1K\2\x86.",
                              "c.",
                              "cos\n",
                              "cos\nsystem\n.",
                              "cnumpy\nndarray\n)R.",
                              "cnumpy\ndtype\n)R.",
                              "cnumpy\ndtype\n(K\1tR.",
                              "\x93.",
                              "U\1a\x93.",
                              "U\2osU\6system\x93.",
                              "I1\n.",
                              "0.",
                              "2.",
                              "\x80\x09.",
                              "P1\n.",
                              "}(]K\1u."})
    refused(program);
  refused("c_codecs\nencode\nU\1aU\5utf-8\x86R."s);
  refused("c_codecs\nencode\nX\3\0\0\0\xe2\x82\xacU\6latin1\x86R."s);  // no byte
  refused(repeated("(", 100000) + repeated("t", 100000) + ".");
  refused(repeated("]", 100000) + repeated("a", 99999) + ".");
  refused("T\xff\xff\xff\xff.");
  refused("\x8e\xff\xff\xff\xff\xff\xff\xff\xff.");
  CHECK(io::parse_pickled_dict("}.", "empty").empty());
  CHECK(values(io::parse_pickled_dict("}U\1a]K\1as.", "one")["a"]) == std::vector<double>{1});
  CHECK(io::parse_pickled_dict("}q\1U\1ah\1s.", "itself").empty());  // a dictionary that contains itself
}

TEST_CASE("arrays in a dictionary may say no more than they have") {
  using namespace std::string_literals;
  const auto array = [&](const std::string& shape, const std::string& dtype, const std::string& rest) {
    std::string whole = "}U\1acnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK";
    whole += "\0\x85"s + "U\1b\x87R(K\1" + shape + "cnumpy\ndtype\nU\2" + dtype;
    whole += "K\0K\1\x87R(K\3U\1<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"s + rest + "tbs.";
    return io::parse_pickled_dict(whole, "array");
  };
  CHECK(values(array("K\1K\2\x86", "u1", "\x89U\2ab")["a"]) == std::vector<double>{97, 98});
  CHECK(values(array("K\2K\2\x86", "u1", "\x88U\4abcd")["a"]) ==
        std::vector<double>{97, 99, 98, 100});  // Fortran's order
  CHECK(array("K\1\x85", "i4", "\x89U\4abcd")["a"].dtype() == int32);
  CHECK_THROWS_AS(array("K\3\x85", "u1", "\x89U\2ab"), file_error);
  CHECK_THROWS_AS(array("J\xff\xff\xff\xff\x85", "u1", "\x89U\2ab"), file_error);
  CHECK_THROWS_AS(array("(J\xff\xff\xff\x7fJ\xff\xff\xff\x7fJ\xff\xff\xff\x7ft", "u1", "\x89U\2ab"), file_error);
  CHECK_THROWS_AS(array("(K\1K\1K\1K\1K\1K\1K\1K\1K\1K\1K\1t", "u1", "\x89U\1a"), file_error);
  CHECK_THROWS_AS(array("K\1\x85", "O8", "\x89]U\1aa"), file_error);
  CHECK_THROWS_AS(array("K\1\x85", "c8", "\x89U\1a"), dtype_error);
  CHECK_THROWS_AS(array("K\1\x85", "u1", "\x89K\1"), file_error);
}

}  // namespace pickle_test
