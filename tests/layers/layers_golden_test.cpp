// Each layer against Keras: golden/layers/values.txt and images.txt, made by golden/make_layers.py and
// make_image_layers.py.
#include "support/skip.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/layer_cases.hpp"

using namespace keratin::testing;

TEST_CASE("layers give what Keras's give") { check_layer_cases("layers/values.txt", 90); }

TEST_CASE("layers on sequences, images and volumes give what Keras's give") {
  check_layer_cases("layers/images.txt", 132);
}
#endif
