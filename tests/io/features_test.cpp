// Features: what this build reads and writes files with, and the error of a build that lacks a library.
#include <keratin/io/features.hpp>
#include <keratin/io/gzip.hpp>
#include <keratin/io/hash.hpp>
#include <keratin/io/hdf5.hpp>
#include <keratin/io/http.hpp>
#include <keratin/io/jpeg.hpp>
#include <keratin/io/npz.hpp>
#include <keratin/io/png.hpp>

#include <catch2/catch.hpp>
#include <map>

using namespace keratin;

TEST_CASE("the features are listed by name, and one that is off says so where it is used") {
  std::map<std::string, bool> on;
  for (const auto& [name, used] : io::features()) on[name] = used;
  for (const char* name : {"zip", "zlib", "curl", "openssl", "hdf5", "json", "png", "jpeg"}) CHECK(on.contains(name));
  const auto lacks = [](const auto& use, const std::string& macro) {
    CHECK_THROWS_AS(use(), runtime_error);
    CHECK_THROWS_WITH(use(), Catch::Contains("got one without") && Catch::Contains(macro));
  };
  if (!on["zip"]) lacks([] { (void)load_npz("x.npz"); }, "KERATIN_NO_ZIP");
  if (!on["zip"]) lacks([] { save_npz("x.npz", {}); }, "KERATIN_NO_ZIP");
  if (!on["zlib"]) lacks([] { (void)io::gunzip("x", "x"); }, "KERATIN_NO_ZLIB");
  if (!on["curl"]) lacks([] { io::download("x", "x"); }, "KERATIN_NO_CURL");
  if (!on["openssl"]) lacks([] { (void)io::md5("x"); }, "KERATIN_NO_OPENSSL");
  if (!on["openssl"]) lacks([] { (void)io::sha256("x"); }, "KERATIN_NO_OPENSSL");
  if (!on["hdf5"]) lacks([] { (void)io::open_hdf5("x"); }, "KERATIN_NO_HDF5");
  if (!on["hdf5"]) lacks([] { (void)io::create_hdf5("x"); }, "KERATIN_NO_HDF5");
  if (!on["png"]) lacks([] { (void)io::encode_png({}); }, "KERATIN_NO_PNG");
  if (!on["png"]) lacks([] { (void)io::decode_png("\x89PNG\r\n\x1a\n", "x"); }, "KERATIN_NO_PNG");
  if (!on["jpeg"]) lacks([] { (void)io::encode_jpeg({}); }, "KERATIN_NO_JPEG");
  if (!on["jpeg"]) lacks([] { (void)io::decode_jpeg("\xff\xd8\xff", "x"); }, "KERATIN_NO_JPEG");
}
