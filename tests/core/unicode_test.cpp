// core/unicode.hpp against Python's str.lower: golden/preprocessing/lower.txt, made by golden/make_unicode.py.
#include <keratin/core/unicode.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "support/temporary.hpp"

namespace unicode_test {

using namespace keratin;

std::string text_of(char32_t code) {
  std::string text;
  unicode::append(text, code);
  return text;
}

TEST_CASE("every character and its lower case are Python's") {
  std::map<std::string, std::string> expected;
  std::ifstream file(testing::golden("preprocessing/lower.txt"));
  int texts = 0;
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t'), end = tab != line.npos ? tab : line.find(' ');
    if (tab == line.npos) expected[line.substr(0, end)] = line.substr(end + 1);
    if (tab != line.npos) {
      INFO(line);
      CHECK(unicode::to_lower(line.substr(0, end)) == line.substr(end + 1));
      ++texts;
    }
  }
  CHECK(expected.size() == 1433);
  CHECK(texts == 19);
  int wrong = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c == 0xD800) c = 0xE000;
    const std::string text = text_of(c);
    const auto [code, size] = unicode::decode(text, 0);
    const auto found = expected.find(text);
    wrong +=
        code != c || size != text.size() || unicode::to_lower(text) != (found == expected.end() ? text : found->second);
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is no UTF-8 is found and left as it is") {
  const std::vector<std::string> bad = {"\x80",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xff",
                                        "\xc3",
                                        "\xe4\xb8",
                                        "\xf0\x9f\x98",
                                        "\xc3\x41"};
  for (const std::string& bytes : bad) {
    CHECK(unicode::decode(bytes, 0).size == 0);
    CHECK_THROWS_AS(unicode::require_utf8("ab" + bytes, "test"), value_error);
    const std::string mixed = "\xc3\x84" + bytes + "Z";
    CHECK(unicode::to_lower(mixed).substr(0, 2) == "\xc3\xa4");
    CHECK(unicode::to_lower(mixed).back() == 'z');
    std::string joined;
    unicode::for_each_character(mixed, [&](std::string_view c) { joined += c; });
    CHECK(joined == mixed);
  }
  unicode::require_utf8(std::string("a\0\xf4\x8f\xbf\xbf", 6), "test");
  CHECK(unicode::decode("", 0).size == 0);
  CHECK(unicode::to_lower_ascii("ÄB") == "Äb");
}

}  // namespace unicode_test
