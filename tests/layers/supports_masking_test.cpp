// Which layers hand a mask on: as in Keras 3.15, for every layer there is by name.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <map>

namespace supports_masking_test {

using namespace keratin;

/// Sets nothing: the layer is made with what its class has by default.
struct NoFields final : Fields {
  void field(std::string_view, FieldRef) override {}
};

const std::map<std::string, bool> keras = {
    {"Activation", true},
    {"ActivityRegularization", true},
    {"Add", true},
    {"AdditiveAttention", true},
    {"AlphaDropout", true},
    {"Attention", true},
    {"Average", true},
    {"BatchNormalization", true},
    {"CategoryEncoding", false},
    {"Concatenate", true},
    {"Cropping1D", false},
    {"Cropping2D", false},
    {"Cropping3D", false},
    {"Dense", true},
    {"Discretization", false},
    {"Dot", true},
    {"Dropout", true},
    {"ELU", true},
    {"EinsumDense", false},
    {"Flatten", false},
    {"GaussianDropout", true},
    {"GaussianNoise", true},
    {"GlobalAveragePooling1D", true},
    {"GlobalAveragePooling2D", false},
    {"GlobalMaxPooling1D", false},
    {"GroupNormalization", true},
    {"Hashing", false},
    {"Identity", true},
    {"IntegerLookup", false},
    {"LayerNormalization", true},
    {"LeakyReLU", true},
    {"Masking", true},
    {"MaxPooling1D", false},
    {"MaxPooling2D", false},
    {"Maximum", true},
    {"Minimum", true},
    {"Multiply", true},
    {"Normalization", true},
    {"PReLU", true},
    {"Permute", false},
    {"RMSNormalization", false},
    {"ReLU", true},
    {"RepeatVector", false},
    {"Rescaling", true},
    {"Reshape", false},
    {"Softmax", true},
    {"SpatialDropout1D", true},
    {"SpatialDropout2D", true},
    {"Subtract", true},
    {"UnitNormalization", true},
    {"UpSampling1D", false},
    {"UpSampling2D", false},
    {"ZeroPadding1D", false},
    {"ZeroPadding2D", false},
};

TEST_CASE("layers support masking where Keras's do") {
  int known = 0;
  for (const auto& [name, supports] : keras) {
    INFO(name);
    NoFields fields;
    std::optional<Layer> layer;
    try {
      layer = layers::deserialize(std::string_view(name), fields);
    } catch (const name_error&) {
      continue;  // no such layer
    } catch (const value_error&) {
      continue;  // it has no defaults
    }
    ++known;
    CHECK(layer->supports_masking() == supports);
  }
  CHECK(known >= 28);
}

}  // namespace supports_masking_test
