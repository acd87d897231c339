// RemoteMonitor: tells a server the figures of each epoch.
//   model.fit(x, y, {.callbacks = {callbacks::RemoteMonitor("http://localhost:9000")}});
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "callback.hpp"

namespace keratin::callbacks {

struct RemoteMonitorOptions {
  KERATIN_OPTIONS;
  std::string path = "/publish/epoch/end/";  ///< Behind the server's root.
  std::string field = "data";                ///< The form's field that holds the JSON.
  std::vector<std::pair<std::string, std::string>> headers = {};
  Flag send_as_json = false;  ///< The JSON itself instead of a form.
};

/// After each epoch posts {"epoch": 0, "loss": 0.5, …} to a server over HTTP (keras.callbacks.RemoteMonitor). A server
/// that cannot be reached is a warning.
struct RemoteMonitor : Callback {
  explicit RemoteMonitor(std::string root = "http://localhost:9000", RemoteMonitorOptions options = {});
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <cmath>

#include "../core/warning.hpp"
#include "../io/http.hpp"
#include "format.hpp"

namespace keratin::callbacks {

class RemoteMonitorImpl final : public CustomCallback {
 public:
  RemoteMonitorImpl(std::string root, RemoteMonitorOptions options)
      : root_(std::move(root)), options_(std::move(options)) {}

  void on_epoch_end(int epoch, const Logs& logs) override {
    std::string json = "{\"epoch\": " + std::to_string(epoch);
    for (const auto& [name, value] : logs) json += ", " + quoted(name) + ": " + number(value);
    json += "}";
    io::PostOptions post{.headers = options_.headers};
    if (options_.send_as_json) post.content_type = "application/json";
    try {
      io::post(root_ + options_.path, options_.send_as_json ? json : io::form_field(options_.field, json), post);
    } catch (const file_error&) {
      warn("Could not reach RemoteMonitor root server at ", root_);
    }
  }
  bool wants_batches() override { return false; }

 private:
  static std::string number(double x) {
    if (std::isnan(x)) return "NaN";
    if (std::isinf(x)) return x < 0 ? "-Infinity" : "Infinity";
    return python_number(x);
  }
  static std::string quoted(const std::string& text) {
    std::string whole = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') whole += '\\';
      whole += c;
    }
    return whole + "\"";
  }

  std::string root_;
  RemoteMonitorOptions options_;
};

KERATIN_INLINE RemoteMonitor::RemoteMonitor(std::string root, RemoteMonitorOptions options)
    : Callback(std::make_shared<RemoteMonitorImpl>(std::move(root), std::move(options))) {}

}  // namespace keratin::callbacks
#endif
