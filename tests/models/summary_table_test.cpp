// The summary's table against what real Keras printed: golden/summary/tables.txt, made by golden/make_summary.py.
#include <keratin/models/summary_table.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace summary_table_test {

using namespace keratin;
using models::SummaryRow;
using models::SummaryTable;
using Lines = std::vector<std::string>;

std::string golden_file() {
  const char* other = std::getenv("KERATIN_SUMMARY_TABLES");  // a file with more cases: make_summary.py DIR --all
  if (other) return other;
  return KERATIN_SOURCE_DIR "/tests/golden/summary/tables.txt";
}

Lines fields(const std::string& line, char separator = '\t') {
  Lines parts(1);
  for (char c : line) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

SummaryRow read_row(const Lines& f) {
  SummaryRow row;
  row.name = f.at(1);
  row.class_name = f.at(2);
  row.output_shape = f.at(3);
  row.params = std::stoll(f.at(4));
  row.built = f.at(5) == "1";
  if (f.at(6) != "-") row.trainable = f[6] == "Y";
  row.depth = std::stoi(f.at(7));
  for (std::string part : fields(f.at(8), ',')) {
    if (!part.empty()) row.connected_to.push_back(part.substr(part.find_first_not_of(' ')));
  }
  return row;
}

models::WeightCount read_count(const Lines& f) { return {std::stoll(f.at(1)), std::stod(f.at(2))}; }

void read_setting(const Lines& f, SummaryTable& table) {
  if (f[0] == "model") table.model_name = f.at(1);
  if (f[0] == "row") table.rows.push_back(read_row(f));
  if (f[0] == "trainable") table.trainable = read_count(f);
  if (f[0] == "non_trainable") table.non_trainable = read_count(f);
  if (f[0] == "optimizer") table.optimizer = read_count(f);
  if (f[0] == "line_length") table.line_length = std::stoll(f.at(1)), table.console_width = std::stoll(f.at(2));
  if (f[0] == "flags") {
    table.show_connections = f.at(1) == "1";
    table.show_trainable = f.at(2) == "1";
    table.utf8 = f.at(3) == "1";
  }
  if (f[0] == "positions")
    for (std::size_t i = 1; i < f.size(); ++i) table.positions.push_back(std::stod(f[i]));
}

/// COLUMNS for the time of one test: the width of the terminal.
struct Columns {
  explicit Columns(index_t n) { setenv("COLUMNS", std::to_string(n).c_str(), 1); }
  ~Columns() { unsetenv("COLUMNS"); }
};

SummaryTable small_table() {
  SummaryTable table;
  table.model_name = "sequential";
  table.line_length = 60;
  SummaryRow row;
  row.name = "dense";
  row.class_name = "Dense";
  row.output_shape = "(None, 4)";
  row.params = 20;
  table.rows = {row};
  table.trainable = {20, 80};
  return table;
}

TEST_CASE("summary table: the same characters as Keras") {
  std::ifstream file(golden_file());
  REQUIRE(file);
  std::string line, name;
  int cases = 0;
  SummaryTable table;
  while (std::getline(file, line)) {
    const Lines f = fields(line);
    if (f[0] == "case") {
      table = SummaryTable{};
      name = f.at(1);
      ++cases;
    } else if (f[0] == "expect") {
      Lines expected;
      while (std::getline(file, line) && line != "end") expected.push_back(line);
      const Columns columns(table.console_width);
      INFO(name);
      CHECK(models::render(table) == expected);
    } else {
      read_setting(f, table);
    }
  }
  CHECK(cases >= 15);
}

TEST_CASE("summary table: memory sizes and counts") {
  CHECK(models::readable_memory_size(0) == "0.00 B");
  CHECK(models::readable_memory_size(1023) == "1023.00 B");
  CHECK(models::readable_memory_size(1024) == "1.00 KB");
  CHECK(models::readable_memory_size(1628200) == "1.55 MB");
  CHECK(models::readable_memory_size(5e12) == "4.55 TB");
  CHECK(models::readable_memory_size(1e30).ends_with(" PB"));
  CHECK(models::with_commas(0) == "0");
  CHECK(models::with_commas(999) == "999");
  CHECK(models::with_commas(1000) == "1,000");
  CHECK(models::with_commas(407050) == "407,050");
  CHECK(models::with_commas(1234567890123) == "1,234,567,890,123");
}

TEST_CASE("summary table: outside Keras's own cases") {
  SummaryTable table = small_table();
  SECTION("widths that leave no room are errors") {
    table.line_length = 15;
    CHECK_THROWS_WITH(models::render(table), Catch::Contains("at least 4 characters a column; got line_length 15"));
    table.line_length = 80;
    table.positions = {0.5, 0.4, 1.0};
    CHECK_THROWS_AS(models::render(table), value_error);
    table.positions = {0.5, 1.0};
    CHECK_THROWS_WITH(models::render(table), "summary: expected 3 positions; got 2.");
    table.positions = {0.5, 0.8, 1e300};
    CHECK_THROWS_AS(models::render(table), value_error);
    table.positions = {};
    table.line_length = -1;
    CHECK_THROWS_AS(models::render(table), value_error);
  }
  SECTION("a terminal too narrow for the table does not make it fail") {
    const Columns columns(10);
    table.line_length = 0;
    CHECK(models::render(table).at(1).size() == 3 * 40);
  }
  SECTION("control characters in names do not reach the terminal") {
    table.rows[0].name = "a\nb\x1b[31m";
    for (const std::string& line : models::render(table)) CHECK(line.find_first_of("\n\x1b") == std::string::npos);
  }
  SECTION("any bytes as name, in any width") {
    for (index_t length = 20; length < 70; ++length) {
      table.line_length = length;
      table.rows[0].name = "\xff\xe5\xb1 \xf0\x9f 層層層層層";
      table.rows[0].depth = static_cast<int>(length % 9);
      const Lines lines = models::render(table);
      CHECK(lines.size() >= 8);
    }
  }
  SECTION("without UTF-8 everything is ASCII") {
    table.utf8 = false;
    table.rows[0].depth = 1;
    table.rows[0].name = std::string(50, 'n');
    Lines lines = models::render(table);
    CHECK(lines[4] == "|    +                     | (None, 4)         |        20 |");
    CHECK(lines[5] == "| nnnnnnnnnnnnnnnnnnnnn... |                   |           |");
    CHECK(lines[6] == "| (Dense)                  |                   |           |");
  }
}

}  // namespace summary_table_test
