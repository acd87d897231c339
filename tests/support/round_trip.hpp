// check_round_trip(model, x): what is saved and loaded, in each form, is the same to the bit.
#pragma once
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <vector>

#include "temporary.hpp"
#include "tensors.hpp"

namespace keratin::testing {

inline void check_same_outputs(const ModelBase& model, const ModelBase& again, const Tensors& x) {
  const auto p = model.predict_all(x, {.verbose = 0}), q = again.predict_all(x, {.verbose = 0});
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(same_bits(p[i], q[i]));
}

/// A whole model in both forms, and its JSON with its weights in both forms.
inline void check_round_trip(const Model<>& model, const Tensors& x) {
  const TemporaryFolder folder;
  const std::string json = model.to_json();
  for (const char* file : {"m.keras", "m.h5"}) {
    INFO(file);
    model.save(folder / file);
    const auto again = load_model(folder / file);
    CHECK(again.to_json() == json);
    check_same_outputs(model, again, x);
  }
  for (const char* file : {"m.weights.h5", "old.h5"}) {
    INFO(file);
    model.save_weights(folder / file);
    auto again = model_from_json(json);
    again.load_weights(folder / file);
    check_same_outputs(model, again, x);
  }
}

}  // namespace keratin::testing
