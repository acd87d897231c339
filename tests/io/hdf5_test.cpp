// HDF5: files of h5py and Keras, round trips, and files that are cut off or damaged.
#include <keratin/io/file.hpp>
#include <keratin/io/hdf5.hpp>
#include <keratin/io/npy.hpp>
#include <keratin/tensor/print.hpp>

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>

#include "support/skip.hpp"
#include "support/temporary.hpp"

#if !defined(KERATIN_NO_HDF5)

using namespace keratin;
using testing::golden;
using testing::TemporaryFolder;
using Strings = std::vector<std::string>;

TEST_CASE("datasets of h5py are read in all dtypes") {
  const auto h5 = io::open_hdf5(golden("io/types.h5"));
  const auto check = [&](const std::string& name, DType dtype) {
    INFO(name);
    const Tensor t = h5->read("types/" + name);
    CHECK(t.dtype() == dtype);
    CHECK(to_text(t) == (is_float(dtype) ? "[[0. 1. 2.]\n [3. 4. 5.]]" : "[[0 1 2]\n [3 4 5]]"));
  };
  for (const char* name : {"f2", "f4", "big_f4"}) check(name, float32);
  check("f8", float64);
  for (const char* name : {"i1", "i2", "i4", "u2", "big_i4"}) check(name, int32);
  for (const char* name : {"i8", "u4"}) check(name, int64);
  check("u1", uint8);
  CHECK(to_text(h5->read("types/bool")) == "[[False  True False]\n [ True False  True]]");
  CHECK(h5->read("types/scalar").item<double>() == 2.5);
  CHECK(h5->read("types/empty").shape() == Shape{0, 3});
  const Tensor chunked = h5->read("/types/chunked");
  CHECK(chunked.at<double>(9, 99) == 999.0);
}

TEST_CASE("what is missing or holds no numbers is an error with its path in the file") {
  const auto h5 = io::open_hdf5(golden("io/types.h5"));
  CHECK_THROWS_AS(h5->read("types/none"), file_error);
  CHECK_THROWS_WITH(h5->read("types/none"), Catch::Contains("types.h5\"), \"/types/none\""));
  CHECK_THROWS_WITH(h5->read("types"), Catch::Contains("got a group"));
  CHECK_THROWS_WITH(h5->read("types/text"), Catch::Contains("text"));
  CHECK_THROWS_WITH(h5->read("types/c8"), Catch::Contains("bytes"));
  CHECK_THROWS_WITH(h5->read("types/u8"), Catch::Contains("an integer of 8 bytes"));
  CHECK_THROWS_AS(h5->children("types/f4"), file_error);
  CHECK_THROWS_AS(h5->text("attributes", "none"), file_error);
  CHECK_THROWS_AS(h5->text("attributes", "number"), file_error);
  CHECK_THROWS_AS(h5->text("attributes", "texts"), file_error);
  CHECK_THROWS_AS(h5->number("attributes", "text"), file_error);
  CHECK_THROWS_AS(io::open_hdf5(golden("io/none.h5")), file_error);
  CHECK_THROWS_WITH(io::open_hdf5(golden("io/f4.npy")), Catch::Contains("expected an HDF5 file"));
}

TEST_CASE("groups are listed") {
  const auto h5 = io::open_hdf5(golden("io/types.h5"));
  CHECK(h5->children("") == Strings{"attributes", "order", "types"});
  CHECK(h5->children("/order") == Strings{"10", "2", "a", "b"});
  CHECK(h5->has("/"));
  CHECK(h5->has("types/f4"));
  CHECK_FALSE(h5->has("types/f4/more"));
  CHECK_FALSE(h5->has("none/f4"));
  CHECK(h5->is_group("types"));
  CHECK_FALSE(h5->is_group("types/f4"));
}

TEST_CASE("attributes of h5py are read") {
  const auto h5 = io::open_hdf5(golden("io/types.h5"));
  CHECK(h5->text("attributes", "text") == "caf\xc3\xa9");
  CHECK(h5->text("attributes", "ascii") == "plain");
  CHECK(h5->text("attributes", "fixed") == "fixed");
  CHECK(h5->texts("attributes", "texts") == Strings{"a", "bc", "\xc3\xa9"});
  CHECK(h5->texts("attributes", "fixed_texts") == Strings{"dense/kernel:0", "b"});
  CHECK(h5->texts("attributes", "no_texts").empty());
  CHECK(h5->text("attributes", "long").size() == 100000);
  CHECK(h5->number("attributes", "number") == 2.5);
  CHECK(h5->number("attributes", "integer") == -7);
  CHECK(h5->has_attribute("attributes", "text"));
  CHECK_FALSE(h5->has_attribute("attributes", "none"));
}

TEST_CASE("what is written comes back") {
  const TemporaryFolder folder;
  const auto writer = io::create_hdf5(folder / "x.h5");
  writer->create_group("layers/dense");
  for (DType dtype : {float32, float64, int32, int64, uint8, bool_})
    writer->write(to_text(dtype), full({2, 3}, 1, dtype));
  writer->write("layers/dense/vars/0", Tensor({{1.f, 2.f}}));
  writer->write("scalar", Tensor::scalar(3, int64));
  writer->write("empty", zeros({0, 4}));
  writer->set_text("layers/dense", "name", "caf\xc3\xa9");
  writer->set_text("/", "config", std::string(100000, '{'), io::Charset::ascii);
  writer->set_texts("/", "names", {"a", "bc"});
  writer->set_texts("/", "no_names", {});
  writer->set_number("scalar", "number", 0.1);
  CHECK_FALSE(std::filesystem::exists(folder / "x.h5"));
  writer->close();

  const auto h5 = io::open_hdf5(folder / "x.h5");
  for (DType dtype : {float32, float64, int32, int64, uint8, bool_}) {
    const Tensor back = h5->read(to_text(dtype));
    CHECK(back.dtype() == dtype);
    CHECK(io::bytes_of(back) == io::bytes_of(full({2, 3}, 1, dtype)));
  }
  CHECK(to_text(h5->read("layers/dense/vars/0")) == "[[1. 2.]]");
  CHECK(h5->read("scalar").item<index_t>() == 3);
  CHECK(h5->read("empty").shape() == Shape{0, 4});
  CHECK(h5->text("layers/dense", "name") == "caf\xc3\xa9");
  CHECK(h5->text("", "config").size() == 100000);
  CHECK(h5->texts("/", "names") == Strings{"a", "bc"});
  CHECK(h5->texts("/", "no_names").empty());
  CHECK(h5->number("scalar", "number") == 0.1);
}

TEST_CASE("a file that is not closed does not appear, and what cannot be written is an error") {
  const TemporaryFolder folder;
  {
    const auto writer = io::create_hdf5(folder / "x.h5");
    writer->write("x", Tensor({1.f}));
    CHECK_THROWS_WITH(writer->write("x", Tensor({1.f})), Catch::Contains("\"/x\""));
    CHECK_THROWS_AS(writer->write("x/y", Tensor({1.f})), file_error);
    CHECK_THROWS_AS(writer->set_text("none", "name", "x"), file_error);
  }
  CHECK(folder.count() == 0);
  CHECK_THROWS_AS(io::create_hdf5(folder / "none/x.h5"), file_error);
}

TEST_CASE("HDF5 files cut off are errors") {
  const TemporaryFolder folder;
  const std::string whole = io::read_file(golden("io/types.h5"));
  for (std::size_t n = 0; n < whole.size(); n += 97) {
    io::write_file(folder / "cut.h5", whole.substr(0, n));
    CHECK_THROWS_AS(io::open_hdf5(folder / "cut.h5"), file_error);
  }
}

TEST_CASE("the weights that Keras saved are read") {
  const std::string folder = testing::shared("golden/train");
  if (folder.empty()) KERATIN_SKIP("needs golden/train");
  int datasets = 0;
  const std::function<void(const io::Hdf5Reader&, const std::string&)> visit = [&](const io::Hdf5Reader& h5,
                                                                                   const std::string& path) {
    for (const std::string& name : h5.children(path)) {
      const std::string child = path + "/" + name;
      if (h5.is_group(child)) {
        visit(h5, child);
      } else {
        CHECK(h5.read(child).defined());
        ++datasets;
      }
    }
  };
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    for (const char* file : {"weights.weights.h5", "model.h5", "after.h5"})
      if (const auto path = entry.path() / file; std::filesystem::exists(path))
        visit(*io::open_hdf5(path.string()), "");
  CHECK(datasets > 150);
  const auto h5 = io::open_hdf5(folder + "/train_adam/model.h5");
  CHECK(h5->text("/", "backend") == "tensorflow");
  CHECK(h5->text("/", "model_config").starts_with("{"));
  for (const std::string& layer : h5->texts("model_weights", "layer_names"))
    for (const std::string& weight : h5->texts("model_weights/" + layer, "weight_names"))
      CHECK(h5->read("model_weights/" + layer + "/" + weight).size() > 0);
}

#endif
