// plot_history: what its pictures hold: panels, curves, ticks, names; errors.
#include <keratin/callbacks/history.hpp>
#include <keratin/utils/plot_history.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.hpp"

namespace plot_history_test {

using namespace keratin;
using testing::occurrences;
using testing::TemporaryFolder;
using utils::plot_history;

History history(std::initializer_list<const char*> names, int epochs, double first = 1) {
  History h;
  for (int e = 0; e < epochs; ++e) {
    h.epoch.push_back(e);
    for (const char* name : names) h.history.try_emplace(name).first->second.push_back(first / (e + 1));
  }
  return h;
}

std::string svg(const std::vector<utils::NamedHistory>& histories, const utils::PlotHistoryOptions& options = {}) {
  const TemporaryFolder folder;
  plot_history(histories, folder / "h.svg", options);
  CHECK(folder.count() == 1);
  return io::read_file(folder / "h.svg");
}

TEST_CASE("plot_history: a panel for the loss and each metric, with training and validation") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const std::string all =
      svg({history({"loss", "accuracy", "val_loss", "val_accuracy"}, 12)}, {.title = "MLP on MNIST"});
  CHECK(occurrences(all, "<text>training</text>") == 2);
  CHECK(occurrences(all, "<text>validation</text>") == 2);
  CHECK(occurrences(all, ">epoch</text>") == 2);
  CHECK(occurrences(all, ">loss</text>") == 1);
  CHECK(occurrences(all, ">accuracy</text>") == 1);
  CHECK(all.find(">loss</text>") < all.find(">accuracy</text>"));
  CHECK(occurrences(all, ">MLP on MNIST</text>") == 1);
  CHECK(occurrences(all, "val_") == 0);
  CHECK(occurrences(all, "<text>12</text>") == 2);  // the last epoch, as fit numbers it
  CHECK(occurrences(all, "<text>0</text>") == 0);
  CHECK(occurrences(all, "<text>2.5</text>") == 0);  // epochs are whole numbers
}

TEST_CASE("plot_history: metric chooses what is shown") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const History h = history({"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"}, 3);
  const std::string one = svg({h}, {.metric = "accuracy"});
  CHECK(occurrences(one, ">epoch</text>") == 1);
  CHECK(occurrences(one, "<text>validation</text>") == 1);
  const std::string validation = svg({h}, {.metric = "val_accuracy"});
  CHECK(occurrences(validation, "<text>validation</text>") == 0);
  CHECK(occurrences(validation, "<text>val_accuracy</text>") == 1);
  CHECK(occurrences(svg({h}, {.metric = {"loss", "learning_rate"}}), ">epoch</text>") == 2);
  CHECK(occurrences(svg({h}), ">epoch</text>") == 3);
}

TEST_CASE("plot_history: several histories on one axis, by name") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const History sgd = history({"loss", "val_loss"}, 9), adam = history({"loss", "val_loss", "mae"}, 5, 2);
  const TemporaryFolder folder;
  plot_history({{"sgd & co", sgd}, {"it's adam_w", adam}}, folder / "v.svg", {.metric = "val_loss"});
  const std::string one = io::read_file(folder / "v.svg");
  CHECK(occurrences(one, "<text>sgd &amp; co</text>") == 1);
  CHECK(occurrences(one, "<text>it's adam_w</text>") == 1);
  CHECK(occurrences(one, "<text>9</text>") == 1);
  const std::string both = svg({{"sgd", sgd}, {"adam", adam}});
  CHECK(occurrences(both, "<text>sgd, training</text>") == 1);
  CHECK(occurrences(both, "<text>adam, validation</text>") == 1);
  CHECK(occurrences(both, ">mae</text>") == 1);
  CHECK(occurrences(both, "<text>adam</text>") == 1);  // of mae only one has figures
}

TEST_CASE("plot_history: one epoch, validation now and then, and figures that are not finite") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  CHECK(occurrences(svg({history({"loss"}, 1)}), "<text>1</text>") >= 1);
  History h = history({"loss"}, 6);
  h.history["loss"][2] = NAN;
  h.history["loss"][3] = INFINITY;
  h.history.try_emplace("val_loss", std::vector<double>{0.5, 0.25});  // validation_freq = 3: epochs 3 and 6
  CHECK(occurrences(svg({h}), "<text>validation</text>") == 1);
  h.history["loss"].assign(6, NAN);
  h.history.erase("val_loss");
  CHECK(occurrences(svg({h}), "no finite figures") == 1);
  CHECK(occurrences(svg({history({"loss"}, 4, 0)}), "<text>loss</text>") == 1);             // all equal
  CHECK(occurrences(svg({history({"loss"}, 4, 0)}, {.log_scale = true}), ">epoch<") == 1);  // not above 0: a plain axis
  CHECK(occurrences(svg({history({"loss"}, 300, 50)}, {.log_scale = true}), ">epoch<") == 1);
}

TEST_CASE("plot_history: PNG and PDF, of the size asked for") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  const History h = history({"loss", "accuracy"}, 5);
  plot_history(h, folder / "h.png");
  CHECK(testing::png_size(io::read_file(folder / "h.png")) == std::pair(1680, 600));
  plot_history(h, folder / "h.png", {.width = 840});
  CHECK(testing::png_size(io::read_file(folder / "h.png")) == std::pair(840, 300));
  plot_history(h, folder / "h.pdf");
  CHECK(io::read_file(folder / "h.pdf").starts_with("%PDF"));
}

TEST_CASE("plot_history: errors, before a file is touched") {
  const TemporaryFolder folder;
  const History h = history({"loss", "val_loss"}, 2);
  io::write_file(folder / "h.png", "old");
  CHECK_THROWS_WITH(plot_history(h, folder / "h.png", {.metric = "accurracy"}),
                    Catch::Contains("expected one of the metrics loss, val_loss; got \"accurracy\""));
  CHECK_THROWS_AS(plot_history(History(), folder / "h.png"), value_error);
  CHECK_THROWS_AS(plot_history(std::vector<utils::NamedHistory>(), folder / "h.png"), value_error);
  CHECK_THROWS_AS(plot_history(h, folder / "h.jpg"), value_error);
  CHECK_THROWS_AS(plot_history(h, folder / "none/h.png"), file_error);
  const testing::Environment path("PATH", folder.path());
  CHECK_THROWS_WITH(plot_history(h, folder / "h.png"), Catch::Contains("apt-get install gnuplot-nox"));
  CHECK(io::read_file(folder / "h.png") == "old");
  CHECK(folder.count() == 1);
}

}  // namespace plot_history_test
