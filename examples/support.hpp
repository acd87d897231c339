// What the examples share: their options, the folder for what they make, and their figures.
#pragma once
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <keratin/keratin.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The command line of an example; one with options of its own adds them before run().
struct Example : CLI::App {
  std::optional<int> epochs;  ///< Else as many as in the tutorial.
  std::optional<int> seed;
  std::optional<int> samples;  ///< Else all there are.
  std::string data, out;

  Example(const std::string& about, const std::string& program) : CLI::App(about, program), out(program + "_out") {
    option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);  // of an option given twice
    add_option("--epochs", epochs, "times to go through the data (without it: as in the tutorial)")
        ->check(CLI::Range(1, 1'000'000, "POSITIVE"));
    add_option("--samples", samples, "to learn from and to test on, for a quick try (without it: all)")
        ->check(CLI::Range(10, INT_MAX, "AT LEAST 10"));
    add_option("--data", data, "folder that holds the data set (without it: KERATIN_DATA, or a download)")
        ->check(CLI::ExistingDirectory);
    add_option("--out", out, "folder for pictures, model, history.csv and result.json")->capture_default_str();
    add_option("--seed", seed, "number that makes the run reproducible")->check(CLI::Range(0, INT_MAX, "NONNEGATIVE"));
  }

  /// Reads the command line and runs the example. An error is told in words; the result is for main to return.
  template <class Body>
  int run(int argc, char** argv, const Body& body) try {
    try {
      parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      return exit(e);
    }
    if (!data.empty()) setenv("KERATIN_DATA", data.c_str(), 1);
    if (seed) keratin::set_random_seed(static_cast<std::uint64_t>(*seed));
    std::error_code none;
    std::filesystem::create_directories(out, none);
    if (access(path("").c_str(), W_OK) != 0)
      throw keratin::file_error("--out: expected a folder to write to; got \"" + out + "\".");
    body();
    return 0;
  } catch (const std::exception& e) {
    std::cerr << get_name() << ": " << e.what() << "\n";
    return 1;
  }

  /// So many samples, or the first of them with --samples.
  keratin::index_t at_most(keratin::index_t n) const { return samples ? std::min<keratin::index_t>(n, *samples) : n; }
  keratin::datasets::Arrays first(const keratin::datasets::Arrays& all) const {
    const keratin::index_t n = at_most(all.x.shape()[0]);
    return {all.x.slice(0, n), all.y.slice(0, n)};
  }
  keratin::datasets::WordLists first(keratin::datasets::WordLists all) const {
    all.x.resize(static_cast<std::size_t>(at_most(static_cast<keratin::index_t>(all.x.size()))));
    all.y = all.y.slice(0, at_most(all.y.shape()[0]));
    return all;
  }
  keratin::datasets::Split first(const keratin::datasets::Split& all) const {
    return {first(all.train), first(all.test)};
  }

  /// A file in the --out folder.
  std::string path(const std::string& file) const { return (std::filesystem::path(out) / file).string(); }

  /// Draws pictures; where gnuplot or Graphviz is missing, says so and goes on.
  template <class Draw>
  void draw(const Draw& pictures) const try {
    pictures();
  } catch (const keratin::error& e) {
    std::cerr << "Without all of the pictures: " << e.what() << "\n";
  }

  /// Prints figures and writes them to result.json.
  void result(const std::vector<std::pair<std::string, double>>& figures) const {
    std::string json;
    std::cout << "Pictures, model and figures are in " << out << "/.\n";
    for (const auto& [name, value] : figures) {
      json += (json.empty() ? "{\"" : ", \"") + name + "\": " + keratin::to_text(value);
      std::cout << name << ": " << value << "\n";
    }
    if (!(std::ofstream(path("result.json")) << json << "}\n").flush())
      throw keratin::file_error(path("result.json") + " cannot be written.");
  }
};

/// MNIST; where it is not at hand, Zalando's Fashion-MNIST, which has the same form.
inline keratin::datasets::Split load_images(const Example& example) {
  using namespace keratin;
  try {
    auto mnist = datasets::mnist::load_data();
    std::cout << "MNIST: 60,000 handwritten digits to learn from, 10,000 to test on.\n";
    return example.first(mnist);
  } catch (const file_error& error) {
    auto fashion = datasets::fashion_mnist::load_data();
    std::cout
        << "MNIST is not at hand, so this is Fashion-MNIST: 60,000 real pictures of clothes, and 10,000 to test on.\n"
        << error.what() << "\n\n";
    return example.first(fashion);
  }
}
