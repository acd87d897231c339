// CSVLogger, against Keras's files.
#include <keratin/io/file.hpp>

#include "support/callback_cases.hpp"

using namespace keratin;

TEST_CASE("CSVLogger writes the bytes that Keras does") {
  for (const auto& c : testing::callback_cases("CSVLogger")) {
    const testing::TemporaryFolder folder;
    const std::string path = folder / "log.csv";
    const callbacks::CSVLogger logger(path, {.separator = c.get("separator", ","), .append = c.flag("append")});
    testing::run_case(c, logger, c.monitor == "extra" ? 1 : 2);
    CHECK(io::read_file(path) == c.text);
  }
}

TEST_CASE("CSVLogger's file has each epoch's whole row when the epoch ends") {
  struct Look : CustomCallback {
    explicit Look(std::string p) : path(std::move(p)) {}
    void on_epoch_end(int, const Logs&) override {
      const std::string text = io::read_file(path);
      sizes.push_back(testing::split(text, '\n').size() - 1);
      whole = whole && text.ends_with("\r\n");
    }
    std::string path;
    std::vector<std::size_t> sizes;
    bool whole = true;
  };
  const testing::TemporaryFolder folder;
  const auto look = make_callback<Look>(folder / "log.csv");
  auto model = testing::callback_model();
  model.fit(zeros({6, 1}), zeros({6, 1}),
            {.epochs = 3, .verbose = 0, .callbacks = {callbacks::CSVLogger(folder / "log.csv"), look}});
  CHECK(look->sizes == std::vector<std::size_t>{2, 3, 4});
  CHECK(look->whole);
}

TEST_CASE("CSVLogger names the file that it cannot write") {
  const testing::TemporaryFolder folder;
  auto model = testing::callback_model();
  const std::string path = folder / "none/log.csv";
  CHECK_THROWS_AS(model.fit(zeros({6, 1}), zeros({6, 1}), {.verbose = 0, .callbacks = {callbacks::CSVLogger(path)}}),
                  file_error);
  CHECK_THROWS_WITH(model.fit(zeros({6, 1}), zeros({6, 1}), {.verbose = 0, .callbacks = {callbacks::CSVLogger(path)}}),
                    Catch::Contains(path));
  CHECK_THROWS_AS(callbacks::CSVLogger(path, {.separator = ""}), value_error);
}
