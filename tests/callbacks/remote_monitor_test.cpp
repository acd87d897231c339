// callbacks/remote_monitor.hpp and io::post, with a server in the next thread.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <keratin/io/http.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <thread>

#include "support/callback_cases.hpp"

#if !defined(KERATIN_NO_CURL)

using namespace keratin;

namespace {

/// Hears `requests` requests on a port of its own, and answers each with this status.
class Server {
 public:
  explicit Server(int requests, const std::string& status = "200 OK") {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 4) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no server");
    root_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, requests, status] {
      for (int i = 0; i < requests; ++i) hear(status);
    });
  }
  ~Server() {
    static_cast<void>(heard());
    ::close(listener_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& root() const { return root_; }
  /// The requests, when all are there.
  const std::vector<std::string>& heard() {
    if (thread_.joinable()) thread_.join();
    return requests_;
  }

 private:
  void hear(const std::string& status) {
    const int client = ::accept(listener_, nullptr, nullptr);
    std::string text;
    char part[4096];
    const auto whole = [&] {
      const std::size_t body = text.find("\r\n\r\n"), length = text.find("Content-Length: ");
      return body != text.npos && length != text.npos && text.size() >= body + 4 + std::stoul(text.substr(length + 16));
    };
    while (!whole()) {
      const ssize_t n = ::recv(client, part, sizeof part, 0);
      if (n <= 0) break;
      text.append(part, static_cast<std::size_t>(n));
    }
    const std::string answer = "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(client);
    requests_.push_back(text);
  }

  int listener_;
  std::string root_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

void fit(const Callback& callback, int epochs) {
  Sequential model({Input({2}), layers::Dense(1)});
  model.compile({.optimizer = "sgd", .loss = "mse"});
  model.fit(zeros({4, 2}), zeros({4, 1}), {.epochs = epochs, .verbose = 0, .callbacks = {callback}});
}

}  // namespace

TEST_CASE("RemoteMonitor posts the figures of each epoch") {
  std::vector<std::string> forms, texts;
  {
    Server server(2);
    fit(callbacks::RemoteMonitor(server.root()), 2);
    forms = server.heard();
  }
  CHECK(forms[0].starts_with("POST /publish/epoch/end/ HTTP/1.1\r\n"));
  CHECK(forms[0].find("Content-Type: application/x-www-form-urlencoded\r\n") != std::string::npos);
  CHECK(forms[0].ends_with("\r\n\r\ndata=%7B%22epoch%22%3A%200%2C%20%22loss%22%3A%200.0%7D"));
  CHECK(forms[1].ends_with("\r\n\r\ndata=%7B%22epoch%22%3A%201%2C%20%22loss%22%3A%200.0%7D"));
  {
    Server server(1, "500 Internal Server Error");  // what it answers is not looked at
    fit(callbacks::RemoteMonitor(server.root(), {.path = "/mine", .headers = {{"X-Key", "k"}}, .send_as_json = true}),
        1);
    texts = server.heard();
  }
  CHECK(texts[0].starts_with("POST /mine HTTP/1.1\r\n"));
  CHECK(texts[0].find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(texts[0].find("X-Key: k\r\n") != std::string::npos);
  CHECK(texts[0].ends_with("\r\n\r\n{\"epoch\": 0, \"loss\": 0.0}"));
}

TEST_CASE("a RemoteMonitor whose server is not there warns") {
  const std::string text =
      testing::written_to(std::cerr, [] { fit(callbacks::RemoteMonitor("http://127.0.0.1:1"), 1); });
  CHECK(text == "UserWarning: Could not reach RemoteMonitor root server at http://127.0.0.1:1\n");
  CHECK_THROWS_AS(io::post("http://127.0.0.1:1/x", "abc"), file_error);
}

TEST_CASE("fields of forms") { CHECK(io::form_field("a b", "{\"é\": 1.5~}") == "a%20b=%7B%22%C3%A9%22%3A%201.5~%7D"); }
#endif
