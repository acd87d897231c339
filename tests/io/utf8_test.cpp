// UTF-8: valid texts stay as they are, all others become valid.
#include <keratin/io/utf8.hpp>

#include <catch2/catch.hpp>

using keratin::io::valid_utf8;

TEST_CASE("valid_utf8 keeps characters of every length and replaces what is none") {
  const std::string good = "a é € 日本語 😀 \xf4\x8f\xbf\xbf";
  CHECK(valid_utf8(good) == good);
  CHECK(valid_utf8("").empty());
  CHECK(valid_utf8("a\nb\tc\x7f") == "a b c ");
  const std::string mark = "\xef\xbf\xbd";
  CHECK(valid_utf8("\xff") == mark);
  CHECK(valid_utf8("\xc3(") == mark + "(");
  CHECK(valid_utf8("x\xe2\x82") == "x" + mark + mark);                 // cut off
  CHECK(valid_utf8("\xc0\xaf") == mark + mark);                        // longer than need be
  CHECK(valid_utf8("\xe0\x80\xaf") == mark + mark + mark);             // the same
  CHECK(valid_utf8("\xed\xa0\x80") == mark + mark + mark);             // half a pair of UTF-16
  CHECK(valid_utf8("\xf4\x90\x80\x80") == mark + mark + mark + mark);  // beyond the last
  CHECK(valid_utf8("\x80") == mark);
}
