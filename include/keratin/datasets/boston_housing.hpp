// boston_housing: 506 house prices of the late 1970s (StatLib), as keras.datasets.boston_housing, whose documentation
// warns of one of its columns: it supposes that segregation raises prices. california_housing is what to use instead.
//   auto [train, test] = datasets::boston_housing::load_data();
#pragma once
#include <string>

#include "housing.hpp"

namespace keratin::datasets::boston_housing {

struct LoadDataOptions {
  KERATIN_OPTIONS;
  std::string path = "boston_housing.npz";  ///< The file's name.
  Real test_split = 0.2;                    ///< The share of the houses that is for testing.
  Int seed = 113;                           ///< Of the order of the houses, which is Keras's for the same seed.
};

/// x: (n, 13); y: (n), thousands of dollars. The file is looked for as california_housing's is; throws alike.
[[nodiscard]] Split load_data(const LoadDataOptions& options = {});

}  // namespace keratin::datasets::boston_housing

#if KERATIN_DEFINE(datasets)
namespace keratin::datasets::boston_housing {

KERATIN_INLINE Split load_data(const LoadDataOptions& options) {
  datasets::detail::check_test_split("boston_housing::load_data", options.test_split);
  const Arrays table = load_file<Arrays>("boston_housing", options.path,
                                         "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
                                         datasets::detail::read_table);
  return datasets::detail::part_table(table, options.test_split, options.seed);
}

}  // namespace keratin::datasets::boston_housing
#endif
