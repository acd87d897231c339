// Runs of Keras's callbacks with scripted figures (tests/golden/make_callbacks.py), and the same with ours.
#pragma once
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "support/temporary.hpp"

namespace keratin::testing {

/// What `body` writes to a stream, std::cout or std::cerr.
template <class Body>
std::string written_to(std::ostream& stream, const Body& body) {
  struct Redirect {
    explicit Redirect(std::ostream& s) : stream(s), before(s.rdbuf(text.rdbuf())) {}
    ~Redirect() { stream.rdbuf(before); }
    std::ostringstream text;
    std::ostream& stream;
    std::streambuf* before;
  } redirect(stream);
  body();
  return redirect.text.str();
}

inline std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  if (!text.empty() && text.back() == at) parts.emplace_back();
  return parts;
}

/// One run of Keras: what went in and what came of it.
struct CallbackCase {
  std::map<std::string, std::string> options;
  std::string monitor;
  std::vector<std::optional<double>> values;
  std::size_t epochs;
  double weight;
  std::vector<double> rates;
  std::string saved, text;

  bool has(const char* name) const { return options.count(name) > 0; }
  std::string get(const char* name, const char* by_default) const { return has(name) ? options.at(name) : by_default; }
  double number(const char* name, double by_default) const {
    return has(name) ? std::stod(options.at(name)) : by_default;
  }
  int whole(const char* name, int by_default) const { return static_cast<int>(number(name, by_default)); }
  bool flag(const char* name) const { return get(name, "False") == "True"; }
};

inline std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair("\\n", "\n"), std::pair("\\r", "\r")})
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos;) text.replace(at, 2, to);
  return text;
}

inline std::vector<CallbackCase> callback_cases(const std::string& kind) {
  std::vector<CallbackCase> all;
  std::ifstream in(golden("callbacks/cases.txt"));
  for (std::string line; std::getline(in, line);) {
    const auto parts = split(line, '\t');
    if (parts.at(0) != kind) continue;
    CallbackCase c;
    for (const std::string& option : split(parts.at(1), '|'))
      c.options[option.substr(0, option.find('='))] = option.substr(option.find('=') + 1);
    c.monitor = parts.at(2);
    for (const std::string& v : split(parts.at(3), ','))
      c.values.push_back(v == "none" ? std::nullopt : std::optional<double>(std::strtod(v.c_str(), nullptr)));
    c.epochs = std::stoul(parts.at(4));
    c.weight = std::stod(parts.at(5));
    for (const std::string& r : split(parts.at(6), ',')) c.rates.push_back(std::stod(r));
    c.saved = parts.at(7);
    c.text = unescaped(parts.at(8));
    all.push_back(c);
  }
  REQUIRE(!all.empty());
  return all;
}

/// Sets the weight to the epoch's number, and adds the scripted figure.
struct Script : CustomCallback {
  explicit Script(const CallbackCase& c) : given(c) {}
  void on_epoch_begin(int epoch) override { model().set_weights({full({1, 1}, epoch)}); }
  void on_epoch_end(int epoch, const Logs&) override {
    if (const auto value = given.values[static_cast<std::size_t>(epoch)]) state().log(given.monitor, *value);
  }
  const CallbackCase& given;
};

struct CallbackRun {
  History history;
  double weight;
  std::string text;
};

inline Sequential<> callback_model() {
  Sequential model({Input({1}), layers::Dense(1, {.use_bias = false})});
  model.compile({.optimizer = optimizers::SGD(0.5), .loss = "mse", .metrics = {"mae", "accuracy"}});
  return model;
}

/// The same run with ours.
inline CallbackRun run_case(const CallbackCase& c, const Callback& callback, int fits = 1) {
  auto model = callback_model();
  CallbackRun run;
  run.text = written_to(std::cout, [&] {
    static_cast<void>(written_to(std::cerr, [&] {
      for (int i = 0; i < fits; ++i)
        run.history = model.fit(zeros({6, 1}), zeros({6, 1}),
                                {.batch_size = 2,
                                 .epochs = c.values.size(),
                                 .verbose = 0,
                                 .callbacks = {make_callback<Script>(c), callback}});
    }));
  });
  run.weight = model.get_weights()[0].item<double>();
  return run;
}

/// The same number of epochs, weight, learning rates and messages as Keras.
inline void check_case(const CallbackCase& c, const Callback& callback) {
  for (const auto& [name, value] : c.options) UNSCOPED_INFO(name << "=" << value);
  const CallbackRun run = run_case(c, callback);
  CHECK(run.history.epoch.size() == c.epochs);
  CHECK(run.weight == c.weight);
  CHECK(run.text == c.text);
  if (c.rates.empty())
    CHECK(run.history.history.count("learning_rate") == 0);
  else
    CHECK(run.history.history["learning_rate"] == c.rates);
}

}  // namespace keratin::testing
