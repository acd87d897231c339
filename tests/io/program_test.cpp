// Programs: given input and arguments through pipes, without a shell; what goes wrong with them is an error.
#include <keratin/io/program.hpp>

#include <catch2/catch.hpp>
#include <chrono>

#include "support/pictures.hpp"

namespace program_test {

using namespace keratin;
using io::run_program;

TEST_CASE("a program gets arguments and input as they are, and its output comes back") {
  CHECK(run_program("test", {"cat"}, "in\0put", {}) == std::string("in\0put"));
  CHECK(run_program("test", {"printf", "%s", "$HOME; `ls` 'x'"}, "") == "$HOME; `ls` 'x'");
  CHECK(run_program("test", {"cat"}, "").empty());
}

TEST_CASE("more than a pipe holds goes both ways at once") {
  std::string much(5000000, 'x');
  for (std::size_t i = 0; i < much.size(); i += 71) much[i] = static_cast<char>('a' + i % 26);
  CHECK(run_program("test", {"cat"}, much) == much);
}

TEST_CASE("a program that does not read its input is no error, and no signal") {
  CHECK(run_program("test", {"true"}, std::string(3000000, 'x')).empty());
}

TEST_CASE("a program that is missing, fails or takes too long is an error that says so") {
  CHECK_THROWS_AS(run_program("test", {"keratin-no-such"}, ""), runtime_error);
  CHECK_THROWS_WITH(run_program("plot", {"keratin-no-such"}, "", {.package = "some-package"}),
                    "plot: expected the program keratin-no-such; got none by that name. Hint: apt-get install "
                    "some-package.");
  CHECK_THROWS_WITH(run_program("test", {"sh", "-c", "echo first >&2; echo why >&2; exit 3"}, ""),
                    Catch::Contains("got status 3") && Catch::Contains("first | why"));
  CHECK_THROWS_WITH(run_program("test", {"sh", "-c", "kill -9 $$"}, ""), Catch::Contains("got signal 9"));
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(run_program("test", {"sh", "-c", "sleep 30 & sleep 30"}, "", {.timeout = 0.2}),
                    Catch::Contains("expected sh to end within 0.2 seconds"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));  // its child ends too, or holds the pipe
}

TEST_CASE("has_program looks into PATH") {
  CHECK(io::has_program("sh"));
  CHECK_FALSE(io::has_program("keratin-no-such"));
  const testing::TemporaryFolder empty;
  const testing::Environment path("PATH", empty.path());
  CHECK_FALSE(io::has_program("sh"));
}

}  // namespace program_test
