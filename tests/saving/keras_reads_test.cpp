// What is written here, real Keras reads: golden/verify.py on files of every golden case whose layers exist. Needs a
// Python with Keras, told by the environment variable KERATIN_KERAS_PYTHON.
#include <cstdlib>

#include "support/golden_models.hpp"
#include "support/temporary.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

void write_arrays(const std::string& stem, const Tensors& all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    save_npy(stem + (all.size() == 1 ? "" : std::to_string(i)) + ".npy", all[i]);
}

/// Writes the case's files, under its name.
void write_case(const ModelCase& c, const std::string& root) {
  auto model = load_model(c / "model.keras");
  const std::string folder = root + "/" + c.name + "/";
  std::filesystem::create_directories(folder);
  if (model.compiled()) {  // a state of the optimizer that Keras must find again
    const Tensors x = numbered_arrays(c / "x_train"), y = numbered_arrays(c / "y_train");
    model.fit(x, y, {.batch_size = 8, .verbose = 0, .shuffle = false});
    io::write_file(folder + "expect.json",
                   concat("{\"compiled\": true, \"optimizer\": \"", model.optimizer().impl().class_name(),
                          "\", \"iterations\": ", model.optimizer().iterations(), "}"));
  }
  model.save(folder + "cpp.keras");
  if (c.meta["h5"] == "full") model.save(folder + "cpp.h5");  // others Keras cannot read from its own files either
  model.save_weights(folder + "cpp.weights.h5");
  model.save_weights(folder + "cpp_weights.h5");
  io::write_file(folder + "cpp.json", model.to_json());
  io::write_file(folder + "meta.json", io::read_file(c / "meta.json"));
  write_arrays(folder + "x", c.x);
  write_arrays(folder + "y", model.predict_all(c.x, {.batch_size = c.batch_size, .verbose = 0}));
}

/// Has Keras compare all of them: the models not trained here with the golden ones too.
void check_in_keras(const std::string& set, const std::string& python) {
  const TemporaryFolder folder;
  for_each_model(set, [&](const ModelCase& c) { write_case(c, folder / set); });
  const std::string reference = set == "models" ? " --ref-root '" + shared("golden/" + set) + "'" : "";
  const int status =
      std::system(concat("'", python, "' '", shared("golden/verify.py"), "' --recursive '", folder / set,
                         "' --need keras,json,weights,legacy", reference, " > '", folder / "log", "' 2>&1")
                      .c_str());
  const std::string log = io::read_file(folder / "log");
  INFO(log);
  CHECK(status == 0);
  if (log.size() > 100) std::cout << log.substr(log.rfind('\n', log.size() - 2) + 1);
}

}  // namespace

TEST_CASE("keras reads our files", "[keras]") {
  const char* const python = std::getenv("KERATIN_KERAS_PYTHON");
  if (python == nullptr) KERATIN_SKIP("needs a Python with Keras in KERATIN_KERAS_PYTHON");
  for (const char* set : {"models", "train"}) check_in_keras(set, python);
}
