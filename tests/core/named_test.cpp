// Named: values by name, and the error for a name that is not there.
#include <keratin/core/named.hpp>

#include <catch2/catch.hpp>
#include <concepts>

using namespace keratin;

TEST_CASE("named values are found by name and changed in place") {
  Named<double> logs = {{"loss", 0.5}, {"accuracy", 0.9}};
  logs["loss"] = 0.25;
  const Named<double>& seen = logs;
  CHECK(seen["loss"] == 0.25);
  logs.insert_or_assign("mae", 1.0);
  CHECK(logs.size() == 3);
  CHECK(logs.contains("mae"));
}

TEST_CASE("an unknown name is an error that lists the known ones") {
  Named<double> logs = {{"loss", 0.5}, {"accuracy", 0.9}};
  CHECK_THROWS_AS(logs["los"], name_error);
  CHECK_THROWS_WITH(logs["los"], Catch::Contains("accuracy, loss; got \"los\""));
  CHECK(logs.size() == 2);
  CHECK_THROWS_WITH(Named<double>()["a"], Catch::Contains("(none)"));
}
