// The test program: Catch2's own main, ended by a line `N passed, N failed, N skipped` that counts test cases.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "support/at_end.hpp"
#include "support/parity.hpp"
#include "support/skip.hpp"

namespace {

struct Counts {
  std::size_t passed = 0, failed = 0, skipped = 0;
  bool ran = false;
};

Counts& counts() {
  static Counts value;
  return value;
}

#if defined(CATCH_VERSION_MAJOR) && CATCH_VERSION_MAJOR >= 3
using Listener = Catch::EventListenerBase;
#else
using Listener = Catch::TestEventListenerBase;
#endif

struct Counter : Listener {
  using Listener::Listener;

  void testCaseStarting(const Catch::TestCaseInfo&) override {
    keratin::testing::skipped() = false;
    keratin::testing::parity_notes().clear();
  }
  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    if (!stats.totals.testCases.allOk())
      ++counts().failed;
    else
      ++(keratin::testing::skipped() ? counts().skipped : counts().passed);
    if (stats.totals.testCases.allOk()) checked().merge(keratin::testing::parity_notes());
  }
  void testRunEnded(const Catch::TestRunStats&) override {
    counts().ran = true;
    for (void (*const f)() : keratin::testing::at_end()) f();
    const char* path = std::getenv("KERATIN_PARITY");  // where tests/meta/parity.sh wants it
    if (path == nullptr) return;
    std::ofstream file(path);
    for (const std::string& line : checked()) file << line << '\n';
  }

 private:
  static std::set<std::string>& checked() {
    static std::set<std::string> lines;
    return lines;
  }
};

}  // namespace

CATCH_REGISTER_LISTENER(Counter)

void keratin::testing::skip(const std::string& reason) {
  skipped() = true;
  std::cout << "skipped: " << Catch::getResultCapture().getCurrentTestName() << ": " << reason << '\n';
}

int main(int argc, char** argv) {
  Catch::Session session;
#if defined(CATCH_VERSION_MAJOR) && CATCH_VERSION_MAJOR >= 3
  session.configData().allowZeroTests = true;
#endif
  const int status = session.run(argc, argv);
  const Counts& n = counts();
  if (n.ran) std::cout << n.passed << " passed, " << n.failed << " failed, " << n.skipped << " skipped" << std::endl;
  return status;
}
