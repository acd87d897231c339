// ModelCheckpoint: when and under which names it saves, against Keras's runs.
#include <filesystem>

#include "support/callback_cases.hpp"

using namespace keratin;
using callbacks::ModelCheckpoint;

namespace {

struct Saved {
  std::string paths;
  ModelCheckpoint::Save function() {
    return [this](LayerImpl&, const std::string& path, bool weights) {
      paths += (paths.empty() ? "" : ",") + std::string(weights ? "weights:" : "") + path;
    };
  }
};

callbacks::ModelCheckpointOptions options_of(const testing::CallbackCase& c) {
  callbacks::ModelCheckpointOptions options{.verbose = c.whole("verbose", 0),
                                            .save_best_only = c.flag("save_best_only"),
                                            .save_weights_only = c.flag("save_weights_only"),
                                            .mode = c.get("mode", "auto")};
  if (c.has("save_freq")) options.save_freq = c.whole("save_freq", 1);
  if (c.has("initial_value_threshold")) options.initial_value_threshold = c.number("initial_value_threshold", 0);
  return options;
}

void fit(const Callback& callback) {
  auto model = testing::callback_model();
  model.fit(zeros({6, 1}), zeros({6, 1}), {.verbose = 0, .callbacks = {callback}});
}

}  // namespace

TEST_CASE("ModelCheckpoint saves when Keras does, under the same names, and prints the same") {
  for (const auto& c : testing::callback_cases("ModelCheckpoint")) {
    Saved saved;
    testing::check_case(c, ModelCheckpoint(c.get("filepath", ""), options_of(c), saved.function()));
    CHECK(saved.paths == c.saved);
  }
}

TEST_CASE("ModelCheckpoint makes the folders of its files") {
  const testing::TemporaryFolder folder;
  Saved saved;
  fit(ModelCheckpoint(folder / "a/{epoch}/m.keras", {}, saved.function()));
  CHECK(saved.paths == folder / "a/1/m.keras");
  CHECK(std::filesystem::is_directory(folder / "a/1"));
  std::filesystem::create_directory(folder / "m.keras");
  CHECK_THROWS_WITH(fit(ModelCheckpoint(folder / "m.keras", {}, saved.function())), Catch::Contains("folder"));
  CHECK_THROWS_AS(fit(ModelCheckpoint("/proc/none/m.keras", {}, saved.function())), file_error);
}

TEST_CASE("ModelCheckpoint refuses paths and formats that cannot be") {
  Saved saved;
  const auto made = [&](const char* path, callbacks::ModelCheckpointOptions o = {}) {
    return ModelCheckpoint(path, o, saved.function());
  };
  CHECK_THROWS_WITH(made("m.txt"), Catch::Contains(".keras or .h5"));
  CHECK_THROWS_WITH(made("m.keras", {.save_weights_only = true}), Catch::Contains(".weights.h5"));
  CHECK_THROWS_AS(made("m.keras", {.save_freq = 0}), value_error);
  CHECK_THROWS_AS(made("m.keras", {.save_freq = "epochs"}), value_error);
  CHECK_THROWS_WITH(fit(made("{val_los}.keras")), Catch::Contains("got {val_los}"));
  CHECK_THROWS_AS(fit(made("{loss:d}.keras")), value_error);
  CHECK_THROWS_AS(fit(made("{loss:.2q}.keras")), value_error);
  CHECK_THROWS_AS(fit(made("{loss.keras")), value_error);
  CHECK(saved.paths.empty());
}

TEST_CASE("ModelCheckpoint's files are those of save and save_weights") {
  struct Grow : CustomCallback {
    void on_epoch_begin(int epoch) override { model().set_weights({full({1, 1}, epoch)}); }
    void on_epoch_end(int epoch, const Logs&) override { state().log("val_loss", epoch == 1 ? 1 : 2); }
  };
  const testing::TemporaryFolder folder;
  auto model = testing::callback_model();
  model.fit(zeros({6, 1}), zeros({6, 1}),
            {.epochs = 3,
             .verbose = 0,
             .callbacks = {make_callback<Grow>(), ModelCheckpoint(folder / "best.keras", {.save_best_only = true}),
                           ModelCheckpoint(folder / "last.weights.h5", {.save_weights_only = true})}});
  CHECK(load_model(folder / "best.keras").get_weights()[0].item<double>() == 1);
  model.set_weights({zeros({1, 1})});
  model.load_weights(folder / "last.weights.h5");
  CHECK(model.get_weights()[0].item<double>() == 2);
}
