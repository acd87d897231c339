// higher_is_better: which way a metric gets better, as Keras's classes say.
#include <keratin/metrics/direction.hpp>

#include <catch2/catch.hpp>

using keratin::metrics::higher_is_better;

TEST_CASE("metrics know which way is better, and those without a direction say nothing") {
  for (const char* name : {"accuracy", "AUC", "Precision", "F1Score", "MeanIoU", "R2Score", "CosineSimilarity"})
    CHECK(higher_is_better(name) == true);
  for (const char* name : {"mse", "MeanAbsoluteError", "BinaryCrossentropy", "KLDivergence", "Hinge"})
    CHECK(higher_is_better(name) == false);
  for (const char* name : {"Mean", "Sum", "FalsePositives", "my_metric", ""}) CHECK(!higher_is_better(name));
}
