// california_housing: median house prices of 20,640 districts in 1990 (StatLib), as keras.datasets.california_housing.
//   auto [train, test] = datasets::california_housing::load_data();
#pragma once
#include <string>

#include "housing.hpp"

namespace keratin::datasets::california_housing {

struct LoadDataOptions {
  KERATIN_OPTIONS;
  std::string version = "large";                ///< Or "small": the first 600 districts alone.
  std::string path = "california_housing.npz";  ///< The file's name.
  Real test_split = 0.2;                        ///< The share of the districts that is for testing.
  Int seed = 113;                               ///< Of the order of the districts, which is Keras's for the same seed.
};

/// x: (n, 8): median income, age of the house, rooms and bedrooms for each household, people, people for each
/// household, latitude, longitude. y: (n), dollars. The file is looked for in the folders of KERATIN_DATA and in
/// Keras's cache, where it is downloaded to otherwise. Throws file_error, which lists what was tried, value_error for
/// options out of range.
[[nodiscard]] Split load_data(const LoadDataOptions& options = {});

}  // namespace keratin::datasets::california_housing

#if KERATIN_DEFINE(datasets)
namespace keratin::datasets::california_housing {

KERATIN_INLINE Split load_data(const LoadDataOptions& options) {
  constexpr const char* where = "california_housing::load_data";
  require<name_error>(options.version == "large" || options.version == "small", where,
                      ": expected the version large or small; got \"", options.version, "\".");
  datasets::detail::check_test_split(where, options.test_split);
  Arrays table = load_file<Arrays>("california_housing", options.path,
                                   "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
                                   datasets::detail::read_table);
  if (options.version == "small") {
    const index_t n = std::min<index_t>(600, table.y.size());
    table = {table.x.slice(0, n), table.y.slice(0, n)};
  }
  return datasets::detail::part_table(table, options.test_split, options.seed);
}

}  // namespace keratin::datasets::california_housing
#endif
