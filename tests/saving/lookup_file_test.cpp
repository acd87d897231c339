// .keras files with lookup layers: what Keras saved after adapt(), whose vocabularies are files of their own, and what
// is written here (golden/make_lookup_file.py).
#include <keratin/io/file.hpp>
#include <keratin/io/hdf5.hpp>
#include <keratin/io/zip.hpp>

#include "support/golden.hpp"
#include "support/json_fields.hpp"
#include "support/temporary.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

const Json& rows() {
  static const Json all = Json::parse(io::read_file(golden("saving/lookups.json")));
  return all;
}

/// A copy of Keras's file in which one member is another.
void write_changed(const std::string& path, const std::string& name, const std::string& bytes) {
  const auto in = io::open_zip(golden("saving/lookups.keras"));
  const auto out = io::create_zip(path);
  for (const std::string& member : in->names()) out->add(member, member == name ? bytes : in->read(member));
  out->close();
}

}  // namespace

TEST_CASE("lookup layers that Keras adapted are read with their vocabularies and idf weights, and written for it") {
  const auto model = load_model(golden("saving/lookups.keras"));
  std::vector<std::int64_t> data;
  for (const Json& row : rows()["x"])
    for (const Json& number : row) data.push_back(number);
  const Tensor x = Tensor::from(data, {3, 3});
  const TemporaryFolder folder;
  model.save(folder / "again.keras");
  for (const auto& one : {model, load_model(folder / "again.keras")}) {
    const Tensors y = one.predict_all({x}, {.verbose = 0});
    REQUIRE(y.size() == rows()["y"].size());
    for (std::size_t i = 0; i < y.size(); ++i) {
      const Json& want = rows()["y"][i];
      const auto got = y[i].cast(float64);
      CHECK(Json(std::vector<index_t>(got.shape().begin(), got.shape().end())) == want["shape"]);
      for (index_t k = 0; k < got.size(); ++k)
        CHECK(got.data<const double>()[k] == Approx(want["values"][static_cast<std::size_t>(k)].get<double>()));
    }
  }
  const auto idf_weights = [](const std::string& path) {
    const std::string weights = io::open_zip(path)->read("model.weights.h5");
    return io::open_hdf5_bytes(weights, path + ", weights")->read("layers/integer_lookup_1/vars/idf_weights");
  };
  const Tensor ours = idf_weights(folder / "again.keras"), theirs = idf_weights(golden("saving/lookups.keras"));
  CHECK(ours.dtype() == theirs.dtype());
  REQUIRE(ours.shape() == theirs.shape());
  for (index_t i = 0; i < ours.size(); ++i) CHECK(ours.data<const float>()[i] == Approx(theirs.data<const float>()[i]));
}

TEST_CASE("a vocabulary's file that is damaged is told by its name") {
  const TemporaryFolder folder;
  const std::string first = "assets/layers/integer_lookup/vocabulary.txt",
                    second = "assets/layers/integer_lookup_1/vocabulary.txt";
  write_changed(folder / "words.keras", first, "0\n-1\n-1\nseven");
  CHECK_THROWS_WITH(load_model(folder / "words.keras"), Catch::Contains(first) && Catch::Contains("got \"seven\""));
  write_changed(folder / "long.keras", second, "-1\n1\n2\n3\n4\n5\n6\n7\n8");
  CHECK_THROWS_WITH(load_model(folder / "long.keras"), Catch::Contains(second) && Catch::Contains("idf_weights"));
  write_changed(folder / "huge.keras", first, "0\n-1\n-1\n99999999999999999999999");
  CHECK_THROWS_AS(load_model(folder / "huge.keras"), file_error);
}
