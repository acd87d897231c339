// The outside golden cases of summaries: what Keras printed of a model, from its configuration.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <sstream>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_models.hpp"

using namespace keratin;
using testing::Json;

namespace {

std::string summary_of(const ModelBase& model, const Json& keywords) {
  std::string text;
  SummaryOptions options{.line_length = keywords.value("line_length", 0),
                         .print_fn = [&](std::string_view line) { (text += line) += '\n'; },
                         .expand_nested = keywords.value("expand_nested", false),
                         .show_trainable = keywords.value("show_trainable", false)};
  for (const Json& bound : keywords.value("layer_range", Json::array()))
    options.layer_range.push_back(bound.get<std::string>());
  model.summary(options);
  return text;
}

/// Line by line, so that a failure shows the one that differs.
void check_text(const std::string& got, const std::string& want) {
  std::istringstream ours(got), theirs(want);
  std::string a, b;
  int line = 0;
  while (std::getline(theirs, b)) {
    INFO("line " << ++line);
    std::getline(ours, a);
    CHECK(a == b);
    a.clear();
  }
  CHECK_FALSE(std::getline(ours, a));
}

void check_case(const std::string& folder) {
  const Json meta = testing::read_json(folder + "/meta.json");
  const auto model = model_from_json(io::read_file(folder + "/model.json"));
  check_text(summary_of(model, meta["summary_kwargs"]), io::read_file(folder + "/summary.txt"));
  const Json& params = meta["params"];
  index_t trained = 0;
  for (const Variable& w : model.trainable_variables()) trained += w.size();
  CHECK(model.count_params() == params["total"]);
  CHECK(trained == params["trainable"]);
  CHECK(model.count_params() - trained == params["non_trainable"]);
}

}  // namespace

TEST_CASE("summaries of the outside golden cases are Keras's") {
  testing::for_each_case("summary", [](const std::string& folder, const std::string&) { check_case(folder); });
}
#endif
