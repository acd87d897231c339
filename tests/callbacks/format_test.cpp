// Numbers and file names as Python writes them.
#include <keratin/callbacks/format.hpp>

#include <catch2/catch.hpp>
#include <cmath>

using namespace keratin;

TEST_CASE("numbers read as Python's repr") {
  using callbacks::python_number;
  CHECK(python_number(0) == "0.0");
  CHECK(python_number(-0.0) == "-0.0");
  CHECK(python_number(0.0001) == "0.0001");
  CHECK(python_number(0.00001) == "1e-05");
  CHECK(python_number(1e15) == "1000000000000000.0");
  CHECK(python_number(1e16) == "1e+16");
  CHECK(python_number(1.5e-300) == "1.5e-300");
  CHECK(python_number(-INFINITY) == "-inf");
}

TEST_CASE("formats fill, align and round as Python's str.format") {
  Named<index_t> whole;
  whole.insert_or_assign("epoch", 7);
  Logs logs;
  logs.insert_or_assign("loss", -2.5);
  const auto text = [&](const char* pattern) { return callbacks::python_format("test", pattern, whole, logs); };
  CHECK(text("{epoch}|{epoch:03d}|{epoch:<3}|{epoch:*^5}|{epoch:+}|{epoch:.1f}") == "7|007|7  |**7**|+7|7.0");
  CHECK(text("{loss}|{loss:.3f}|{loss:08.2f}|{loss:e}|{loss:.1%}|{loss:G}") ==
        "-2.5|-2.500|-0002.50|-2.500000e+00|-250.0%|-2.5");
  CHECK(text("{{}}{loss:.0f}") == "{}-2");
  CHECK_THROWS_AS(text("{los}"), name_error);
  for (const char* bad : {"{loss:d}", "{epoch:.2d}", "{loss:.}", "{loss:2000}", "{", "}", "{loss:q}"})
    CHECK_THROWS_AS(text(bad), value_error);
}
