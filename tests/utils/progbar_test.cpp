// The progress bar against what real Keras wrote: golden/summary/progbar.txt, made by golden/make_summary.py.
#include <keratin/utils/progbar.hpp>
#include <keratin/utils/terminal.hpp>
#include <keratin/utils/text_layout.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace progbar_test {

using namespace keratin;
using utils::Progbar;
using utils::ProgbarOptions;
using utils::ProgbarOutput;
using utils::ProgbarValues;

std::vector<std::string> fields(const std::string& line, char separator) {
  std::vector<std::string> parts(1);
  for (char c : line) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// The text with its control characters as the golden file writes them.
std::string escaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = std::min(text.find_first_not_of('\b', i), text.size());
    if (end > i) result += "\\b" + std::to_string(end - i);
    i = end;
    if (i == text.size()) break;
    if (text[i] == '\r')
      result += "\\r";
    else if (text[i] == '\n')
      result += "\\n";
    else if (text[i] == '\x1b')
      result += "\\e";
    else
      result += text[i];
  }
  return result;
}

/// A bar that writes into a string, at times that the test sets.
struct Recorder {
  std::ostringstream text;
  double now = 1000;

  ProgbarOutput output(bool dynamic, index_t columns = 500, bool utf8 = true) {
    ProgbarOutput out;
    out.stream = &text;
    out.dynamic = dynamic;
    out.utf8 = utf8;
    out.columns = columns;
    out.clock = [this] { return now; };
    return out;
  }
  std::string take() {
    std::string written = text.str();
    text.str("");
    return written;
  }
};

void read_option(const std::vector<std::string>& f, ProgbarOptions& options) {
  const auto list = [&] { return f.at(1).empty() ? std::vector<std::string>{} : fields(f.at(1), ','); };
  if (f[0] == "verbose") options.verbose = std::stoi(f.at(1));
  if (f[0] == "width") options.width = std::stoi(f.at(1));
  if (f[0] == "unit_name") options.unit_name = f.at(1);
  if (f[0] == "stateful_metrics") options.stateful_metrics = list();
  if (f[0] == "stateless_metrics") options.stateless_metrics = list();
}

/// "update", seconds, current, finalize, name=value ...
void play(const std::vector<std::string>& f, Recorder& recorder, Progbar& bar) {
  recorder.now = 1000 + std::stod(f.at(1));
  ProgbarValues values;
  for (std::size_t i = 4; i < f.size(); ++i) {
    const auto parts = fields(f[i], '=');
    values.emplace_back(parts.at(0), std::stod(parts.at(1)));
  }
  if (f.at(3) == "auto")
    bar.update(std::stoi(f.at(2)), values);
  else
    bar.update(std::stoi(f.at(2)), values, f.at(3) == "1");
}

TEST_CASE("Progbar: the same characters as Keras") {
  std::ifstream file(KERATIN_SOURCE_DIR "/tests/golden/summary/progbar.txt");
  REQUIRE(file);
  std::string line, name;
  index_t target = 0;
  ProgbarOptions options;
  Recorder recorder;
  std::optional<Progbar> bar;
  int cases = 0;
  while (std::getline(file, line)) {
    const auto f = fields(line, '\t');
    INFO(name << ": " << line);
    if (f[0] == "case") {
      name = f.at(1);
      options = ProgbarOptions{};
      bar.reset();
      recorder.now = 1000;
      ++cases;
    } else if (f[0] == "target") {
      target = std::stoll(f.at(1));
    } else if (f[0] == "update") {
      if (!bar) bar.emplace(target, options, recorder.output(true));
      play(f, recorder, *bar);
    } else if (f[0] == "writes") {
      CHECK(escaped(recorder.take()) == f.at(1));
    } else {
      read_option(f, options);
    }
  }
  CHECK(cases >= 10);
}

TEST_CASE("Progbar: into a file goes one plain line an epoch") {
  Recorder recorder;
  for (bool utf8 : {true, false}) {
    recorder.now = 1000;
    Progbar bar(4, {.stateless_metrics = std::vector<std::string>{}}, recorder.output(false, 20, utf8));
    for (int step = 1; step <= 4; ++step) {
      recorder.now += 0.5;
      bar.update(step, {{"loss", 1.0 / step}}, false);
    }
    bar.update(4, {{"loss", 0.25}, {"val_loss", 0.5}}, true);
    const std::string drawn = utf8 ? "━━━━━━━━━━━━━━━━━━━━" : "====================";
    CHECK(recorder.take() == "4/4 " + drawn + " 2s 500ms/step - loss: 0.2500 - val_loss: 0.5000\n");
  }
  Progbar stopped(4, {.width = 8}, recorder.output(false));
  stopped.update(2, {}, true);
  CHECK(recorder.take() == "2/4 ━━━━──── 0s 0s/step\n");
}

TEST_CASE("Progbar: what is redrawn stays on one row of a narrow terminal") {
  for (index_t columns : {1, 2, 8, 20, 40, 60}) {
    Recorder recorder;
    Progbar bar(469, {}, recorder.output(true, columns));
    const ProgbarValues values{{"accuracy", 0.9}, {"loss", 0.3}, {"層層", 1.5}};
    for (int step = 1; step < 469; step += 60) {
      recorder.now += 1;
      bar.update(step, values);
      std::string shown = recorder.take();
      shown = shown.substr(shown.find('\r') + 1);
      for (std::size_t at; (at = shown.find('\x1b')) != std::string::npos;)
        shown.erase(at, shown.find('m', at) - at + 1);
      CHECK(utils::display_width(shown) < static_cast<std::size_t>(std::max<index_t>(columns, 2)));
    }
    bar.update(469, values);
    CHECK(recorder.take().find("loss: 0.3000") != std::string::npos);  // the results are never cut
  }
  Recorder recorder;
  Progbar bar(469, {}, recorder.output(true, 40));
  recorder.now += 1;
  bar.update(100, {{"loss", 0.5}});
  CHECK(escaped(recorder.take()) ==
        "\\r\\e[1m100/469\\e[0m \\e[32m━\\e[0m\\e[37m━━━━\\e[0m \\e[1m3s\\e[0m 10ms/step - loss: 0.50");
}

TEST_CASE("Progbar: add, set_target and wrong arguments") {
  Recorder recorder;
  Progbar bar(None, {.unit_name = "sample"}, recorder.output(true));
  recorder.now += 2;
  bar.add(5);
  bar.add(3, {{"m", 2}});
  CHECK(escaped(recorder.take()) == "\\r      5/Unknown \\e[1m2s\\e[0m 400ms/sample");
  bar.set_target(8);
  bar.update(8, {{"m", 2}}, true);
  CHECK(recorder.take().find("8/8") != std::string::npos);
  CHECK_THROWS_AS(Progbar(3, {.width = -1}), value_error);
  CHECK_THROWS_AS(Progbar(3, {.interval = -0.1}), value_error);
  CHECK_THROWS_WITH(Progbar(3, {.stateful_metrics = {"a"}, .stateless_metrics = std::vector<std::string>{"b"}}),
                    Catch::Contains("got both"));
}

TEST_CASE("terminal: what a stream is") {
  std::ostringstream text;
  CHECK_FALSE(utils::is_terminal(text));
  std::streambuf* own = std::cout.rdbuf(text.rdbuf());
  const bool terminal = utils::is_terminal(std::cout);
  std::cout.rdbuf(own);
  CHECK_FALSE(terminal);
}

TEST_CASE("terminal: the width of text") {
  CHECK(utils::display_width("abc") == 3);
  CHECK(utils::display_width("größe ━") == 7);
  CHECK(utils::display_width("層名") == 4);
  CHECK(utils::display_width("e\xcc\x81") == 1);
  CHECK(utils::display_width("😀") == 2);
  CHECK(utils::display_width("\xff\xe5\xb1") == 3);
  CHECK(utils::cut_to_width("層名", 3) == "層");
  CHECK(utils::cut_to_width("abc", 0).empty());
}

TEST_CASE("terminal: the locale's encoding, as Python sees it") {
  const std::vector<std::string> names{"LC_ALL", "LC_CTYPE", "LANG"};
  std::vector<std::optional<std::string>> before;
  for (const auto& n : names) {
    const char* value = std::getenv(n.c_str());
    before.push_back(value ? std::optional<std::string>(value) : std::nullopt);
    unsetenv(n.c_str());
  }
  CHECK(utils::is_utf8());
  setenv("LANG", "de_DE.ISO-8859-1", 1);
  CHECK_FALSE(utils::is_utf8());
  setenv("LC_CTYPE", "en_US.UTF-8", 1);
  CHECK(utils::is_utf8());
  setenv("LC_ALL", "C", 1);
  CHECK(utils::is_utf8());
  for (std::size_t i = 0; i < names.size(); ++i)
    before[i] ? setenv(names[i].c_str(), before[i]->c_str(), 1) : unsetenv(names[i].c_str());
}

}  // namespace progbar_test
