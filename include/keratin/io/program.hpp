// Other programs, run with pipes: gnuplot and dot, which draw.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

struct ProgramOptions {
  KERATIN_OPTIONS;
  std::string package = {};  ///< Debian's name of what has the program, for the error where it is missing.
  Real timeout = 120.0;      ///< Seconds; after them it is stopped.
};

/// Runs a program, found by PATH, with its arguments and without a shell; gives it `input` and returns what it writes.
/// `where` names the caller in errors. Throws runtime_error if there is no such program, if it takes too long or ends
/// with another status than 0, with what it said.
std::string run_program(std::string_view where, const std::vector<std::string>& command, std::string_view input,
                        const ProgramOptions& options = {});

/// Whether PATH has the program.
bool has_program(const std::string& name);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "file.hpp"

extern char** environ;

namespace keratin::io {

namespace detail {

/// Both ends of a channel to or from a program. A pair of sockets: writing to a program that has ended is then an error
/// and no signal, which could end ours.
struct Channel {
  Channel() {
    int ends[2];
    require<runtime_error>(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0,
                           "run_program: expected a channel to a program; got: ", system_reason(errno), ".");
    ours = ends[0];
    theirs = ends[1];
    ::fcntl(ours, F_SETFL, O_NONBLOCK);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() {
    close(ours);
    close(theirs);
  }
  static void close(int& end) {
    if (end >= 0) ::close(std::exchange(end, -1));
  }
  int ours = -1, theirs = -1;
};

/// A program that runs, with its three channels; it is stopped where it has not ended before.
class Process {
 public:
  Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);  // it leads a group of its own, so what it started ends too
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  /// 0, or the reason why it cannot be started.
  int start(const std::vector<std::string>& command);
  /// Writes `input`, and reads until the program has closed both of its outputs; false after the deadline.
  bool talk(std::string_view input, std::chrono::steady_clock::time_point deadline);
  /// Waits for its end; false after the deadline.
  bool wait(std::chrono::steady_clock::time_point deadline);

  std::string output, messages;
  int status = -1;

 private:
  bool feed(std::string_view& input);
  static bool drain(int& fd, std::string& text);
  Channel in_, out_, err_;
  pid_t pid_ = 0;
};

KERATIN_INLINE int Process::start(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in_.theirs, 0);
  posix_spawn_file_actions_adddup2(&files, out_.theirs, 1);
  posix_spawn_file_actions_adddup2(&files, err_.theirs, 2);
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setsigdefault(&how, &defaults);
  posix_spawnattr_setpgroup(&how, 0);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  const int code = ::posix_spawnp(&pid_, arguments[0], &files, &how, arguments.data(), environ);
  if (code != 0) pid_ = 0;
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  for (Channel* channel : {&in_, &out_, &err_}) Channel::close(channel->theirs);
  return code;
}

/// Whether all is written, or nobody reads it any more: then its messages say why.
KERATIN_INLINE bool Process::feed(std::string_view& input) {
  while (!input.empty()) {
    const ssize_t n = ::send(in_.ours, input.data(), input.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
    input.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Reads what is there; whether that was the end.
KERATIN_INLINE bool Process::drain(int& fd, std::string& text) {
  char part[65536];
  for (;;) {
    const ssize_t n = ::read(fd, part, sizeof part);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (n <= 0) return true;
    text.append(part, static_cast<std::size_t>(n));
  }
}

KERATIN_INLINE bool Process::talk(std::string_view input, std::chrono::steady_clock::time_point deadline) {
  while (in_.ours >= 0 || out_.ours >= 0 || err_.ours >= 0) {
    pollfd ends[3] = {{in_.ours, POLLOUT, 0}, {out_.ours, POLLIN, 0}, {err_.ours, POLLIN, 0}};  // -1 is passed over
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    if (::poll(ends, 3, static_cast<int>(std::min<long long>(left.count(), 60000))) < 0 && errno != EINTR) return false;
    if (ends[0].revents != 0 && feed(input)) Channel::close(in_.ours);
    if (ends[1].revents != 0 && drain(out_.ours, output)) Channel::close(out_.ours);
    if (ends[2].revents != 0 && drain(err_.ours, messages)) Channel::close(err_.ours);
  }
  return true;
}

KERATIN_INLINE bool Process::wait(std::chrono::steady_clock::time_point deadline) {
  for (int pause = 1;; pause = std::min(2 * pause, 20)) {
    const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == pid_ || (ended < 0 && errno == ECHILD)) {  // ECHILD: the host takes in all its children itself
      if (ended < 0) status = 0;
      pid_ = 0;
      return true;
    }
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, pause);
  }
}

/// The last lines of what a program said, without empty ones.
KERATIN_INLINE std::string last_words(const std::string& messages) {
  std::string text;
  for (std::size_t begin = 0; begin < messages.size();) {
    const std::size_t end = std::min(messages.find('\n', begin), messages.size());
    const std::string line = messages.substr(begin, end - begin);
    if (line.find_first_not_of(" ^\r\t") != line.npos) text += (text.empty() ? "" : " | ") + line;
    begin = end + 1;
  }
  constexpr std::size_t most = 600;
  return text.size() > most ? "…" + text.substr(text.size() - most) : text;
}

}  // namespace detail

KERATIN_INLINE std::string run_program(std::string_view where, const std::vector<std::string>& command,
                                       std::string_view input, const ProgramOptions& options) {
  const std::string& name = command.at(0);
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(static_cast<long long>(1000 * options.timeout));
  detail::Process process;
  const int code = process.start(command);
  const std::string& package = options.package.empty() ? name : options.package;
  require<runtime_error>(code != ENOENT, where, ": expected the program ", name,
                         "; got none by that name. Hint: apt-get install ", package, ".");
  require<runtime_error>(code == 0, where, ": expected to start ", name, "; got: ", detail::system_reason(code), ".");
  const bool in_time = process.talk(input, deadline) && process.wait(deadline);
  require<runtime_error>(in_time, where, ": expected ", name, " to end within ", options.timeout,
                         " seconds; got none. It is stopped.");
  if (process.status == 0) return std::move(process.output);
  const std::string said = detail::last_words(process.messages);
  const bool by_signal = WIFSIGNALED(process.status);
  fail<runtime_error>(where, ": expected ", name, " to succeed; got ", by_signal ? "signal " : "status ",
                      by_signal ? WTERMSIG(process.status) : WEXITSTATUS(process.status),
                      said.empty() ? "" : ", and it said: ", said, ".");
}

KERATIN_INLINE bool has_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/bin:/usr/bin";
  for (;;) {
    const std::size_t end = folders.find(':');
    const std::string_view folder = folders.substr(0, end);
    if (::access(concat(folder.empty() ? "." : folder, "/", name).c_str(), X_OK) == 0) return true;
    if (end == folders.npos) return false;
    folders.remove_prefix(end + 1);
  }
}

}  // namespace keratin::io
#endif
