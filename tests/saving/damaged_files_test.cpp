// Files that are cut off, changed or made to harm: each is an error that tells the file and the place, never a crash.
#include <keratin/io/file.hpp>
#include <keratin/io/zip.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "support/temporary.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

namespace {

Model<> trained() {
  Sequential model(
      {Input({4}), Dense(3, {.activation = "relu", .name = "first"}), Dropout(0.1), Dense(2, {.name = "second"})});
  model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  model.fit(ones({4, 4}), zeros({4, 2}), {.verbose = 0});
  return model;
}

/// Reads whatever it is; what is thrown must be keratin's own and name the file.
template <class Read>
bool read_or_error(const std::string& file, const Read& read) {
  try {
    read();
    return true;
  } catch (const error& e) {
    INFO(e.what());
    CHECK(std::string(e.what()).find(file) != std::string::npos);
    return false;
  }
}

/// A .keras file with another config.json, or without a member.
void write_archive(const std::string& path, const std::string& config, const std::string& weights,
                   const std::string& without = "") {
  const auto zip = io::create_zip(path);
  const std::pair<const char*, std::string> members[] = {
      {"metadata.json", "{}"}, {"config.json", config}, {"model.weights.h5", weights}};
  for (const auto& [name, bytes] : members)
    if (name != without) zip->add(name, bytes);
  zip->close();
}

void each_change(nlohmann::ordered_json& at, const std::function<void()>& check) {
  const nlohmann::ordered_json changes[] = {nullptr,       true,   -1,         0.5,      1e300,
                                            4000000000000, "text", {{"a", 1}}, {1, 2, 3}};
  if (at.is_structured())
    for (auto& part : at) each_change(part, check);
  const auto kept = at;
  for (const auto& change : changes) {
    at = change;
    check();
  }
  at = kept;
}

}  // namespace

TEST_CASE("damaged files: cut off anywhere") {
  const TemporaryFolder folder;
  const auto model = trained();
  for (const char* file : {"m.keras", "m.h5", "m.weights.h5"}) {
    const std::string path = folder / file;
    if (path.ends_with(".weights.h5"))
      model.save_weights(path);
    else
      model.save(path);
    const std::string whole = io::read_file(path);
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 60) {
      INFO(file << " cut off at " << size << " of " << whole.size());
      io::write_file(path, whole.substr(0, size));
      const bool read = read_or_error(path, [&] {
        if (path.ends_with(".weights.h5"))
          Model<>(model).load_weights(path);
        else
          static_cast<void>(load_model(path));
      });
      CHECK_FALSE(read);
    }
  }
}

TEST_CASE("damaged files: changed bytes of an archive's index and texts") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.keras";
  trained().save(path);
  const std::string whole = io::read_file(path);
  const std::size_t texts = whole.find("model.weights.h5"), index = whole.find("PK\x01\x02");
  REQUIRE(index != whole.npos);
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string changed = whole;
    const std::size_t at = i % 2 == 0 ? random() % texts : index + random() % (whole.size() - index);
    changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1u << (random() % 8)));
    io::write_file(path, changed);
    INFO("byte " << at);
    read_or_error(path, [&] { static_cast<void>(load_model(path)); });
  }
}

TEST_CASE("damaged files: members that are missing or no JSON") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.keras";
  trained().save(path);
  const auto zip = io::open_zip(path);
  const std::string config = zip->read("config.json"), weights = zip->read("model.weights.h5");
  for (const char* without : {"config.json", "model.weights.h5"}) {
    write_archive(path, config, weights, without);
    CHECK_THROWS_WITH(static_cast<void>(load_model(path)), Catch::Contains(without) && Catch::Contains(path));
  }
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "[";
  std::string models = R"({"class_name": "Dense", "config": {}})";
  for (int i = 0; i < 2000; ++i) models = R"({"class_name": "Sequential", "config": {"layers": [)" + models + "]}}";
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[1, 2"), deep, models, std::string("\xff\xfe"), std::string("12"),
        std::string("null"), std::string("{\"class_name\": 5}")}) {
    INFO(text.substr(0, 60));
    write_archive(path, text, weights);
    CHECK_FALSE(read_or_error(path, [&] { static_cast<void>(load_model(path)); }));
    CHECK_FALSE(read_or_error("model_from_json", [&] { static_cast<void>(model_from_json(text)); }));
  }
  write_archive(path, config, "no HDF5");
  CHECK_FALSE(read_or_error(path, [&] { static_cast<void>(load_model(path)); }));
}

TEST_CASE("damaged files: each value of a configuration of another kind") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.keras";
  trained().save(path);
  const auto zip = io::open_zip(path);
  const std::string weights = zip->read("model.weights.h5");
  auto config = nlohmann::ordered_json::parse(zip->read("config.json"));
  std::size_t read = 0, refused = 0;
  each_change(config, [&] {
    write_archive(path, config.dump(), weights);
    (read_or_error(path, [&] { static_cast<void>(load_model(path)); }) ? read : refused)++;
  });
  CHECK(refused > 500);
  CHECK(read > 50);  // what no one reads, such as the version, may be anything
}

TEST_CASE("damaged files: each value of a graph of another kind") {
  const auto a = Input({3}), b = Input({3});
  const Model<> model(
      {a, b}, Dense(2)(ops::concatenate({a * 2.0, b}, 1).slice({{}, {1, 4}}) + ops::mean(a, 1, {.keepdims = true})));
  auto config = nlohmann::ordered_json::parse(model.to_json());
  std::size_t refused = 0;
  each_change(config["config"], [&] {
    const std::string text = config.dump();
    refused += !read_or_error("model_from_json", [&] { static_cast<void>(model_from_json(text)); });
  });
  CHECK(refused > 200);
}

TEST_CASE("damaged files: weights of other shapes, and sizes that no file can fill") {
  const TemporaryFolder folder;
  const std::string path = folder / "m.keras";
  trained().save(path);
  const auto zip = io::open_zip(path);
  const std::string config = zip->read("config.json"), weights = zip->read("model.weights.h5");
  const auto with_units = [&](const std::string& units) {
    std::string changed = config;
    changed.replace(changed.find("\"units\": 3"), 10, "\"units\": " + units);
    write_archive(path, changed, weights);
  };
  with_units("4");
  CHECK_THROWS_WITH(static_cast<void>(load_model(path)), Catch::Contains(path) && Catch::Contains("first/kernel"));
  for (const char* units :
       {"1000000000", "4611686018427387904", "9223372036854775807", "18446744073709551615", "1e18"}) {
    INFO(units);
    with_units(units);
    CHECK_THROWS_WITH(static_cast<void>(load_model(path)), Catch::Contains(path) && Catch::Contains("first"));
  }
}
