// save(…, {.overwrite = false}) where a file is there: a person at the terminal is asked. The terminal is a pseudo one.
#include <fcntl.h>
#include <unistd.h>
#include <keratin/io/file.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "support/skip.hpp"
#include "support/temporary.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// While it lives, standard input and output are a terminal: what is typed there, and what it shows.
class Terminal {
 public:
  Terminal() {
    std::cout << std::flush;
    clear_input();
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) throw std::runtime_error("no terminal");
    const int slave = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
    if (slave < 0) throw std::runtime_error("no terminal");
    for (const int stream : {0, 1}) {
      before_[stream] = ::dup(stream);
      ::dup2(slave, stream);
    }
    ::close(slave);
  }
  ~Terminal() {
    std::cout << std::flush;
    for (const int stream : {0, 1}) {
      if (before_[stream] < 0)
        ::close(stream);
      else
        ::dup2(before_[stream], stream);
      if (before_[stream] >= 0) ::close(before_[stream]);
    }
    ::close(master_);
    clear_input();
  }
  /// Whether this system gives pseudo-terminals: without /dev/pts there are none.
  static bool possible() {
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
    const bool opens = master >= 0 && ::grantpt(master) == 0 && ::unlockpt(master) == 0 &&
                       ::access(::ptsname(master), R_OK | W_OK) == 0;
    if (master >= 0) ::close(master);
    return opens;
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void type(const std::string& text) const {
    if (::write(master_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("the terminal takes no text");
  }
  std::string shown() const {
    std::cout << std::flush;
    ::fcntl(master_, F_SETFL, O_NONBLOCK);
    std::string text;
    char part[4096];
    for (ssize_t n = 0; (n = ::read(master_, part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(n));
    return text;
  }

 private:
  static void clear_input() {
    std::cin.clear();
    std::clearerr(stdin);  // keeps an end of its own
  }
  int master_ = -1;
  int before_[2] = {-1, -1};
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++n;
  return n;
}

/// What the terminal showed while `save` ran and this was typed.
template <class Save>
std::string asked(const std::string& typed, const Save& save) {
  const Terminal terminal;
  terminal.type(typed);
  save();
  return terminal.shown();
}

}  // namespace

TEST_CASE("a file that is there is asked about on a terminal") {
  if (!Terminal::possible()) KERATIN_SKIP("needs pseudo-terminals (/dev/pts)");
  const TemporaryFolder folder;
  Sequential model({Input({3}), layers::Dense(2)});
  for (const char* file : {"m.weights.h5", "m.h5", "m.keras"}) {
    INFO(file);
    const std::string path = folder / file;
    const bool weights = path.ends_with(".weights.h5");
    const auto save = [&] {
      if (weights)
        model.save_weights(path, {.overwrite = false});
      else
        model.save(path, {.overwrite = false});
    };
    save();  // a new file: no question
    const std::string question = "[WARNING] " + path + " already exists - overwrite? [y/n]";

    io::write_file(path, "old");
    std::string text = asked("n\n", save);
    CHECK(count(text, question) == 1);
    CHECK(count(text, "[TIP] Next time specify overwrite = true!") == 1);
    CHECK(io::read_file(path) == "old");

    text = asked("what\n\nyes\ny\n", save);
    CHECK(count(text, question) == 4);
    CHECK(count(text, "[TIP]") == 0);
    CHECK(io::read_file(path) != "old");

    io::write_file(path, "old");
    CHECK(count(asked("y\n", save), question) == 1);
    CHECK(io::read_file(path) != "old");

    io::write_file(path, "old");
    text = asked("no idea\n\x04", save);  // the end of input says no
    CHECK(count(text, question) == 2);
    CHECK(io::read_file(path) == "old");
  }
}
