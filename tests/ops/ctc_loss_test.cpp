// ops/ctc_loss.hpp.
#include <keratin/ops/ctc_loss.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// Labels and lengths that stay, for logits (4, 9, 5).
struct Samples {
  Tensor labels = Tensor({{1, 1, 3, 0}, {2, 3, 1, 2}, {0, 0, 0, 0}, {1, 1, 1, 1}}).cast(int32);
  Tensor label_counts = Tensor({3, 4, 2, 4}).cast(int32), step_counts = Tensor({9, 7, 9, 8}).cast(int32);
  Tensor operator()(const Tensor& z) const { return ops::ctc_loss(labels, z, label_counts, step_counts, 4); }
};

}  // namespace

TEST_CASE("ctc_loss: values, gradients") {
  check_golden_values("ctc_loss", [](const Tensors& in) { return ops::ctc_loss(in[0], in[1], in[2], in[3], 2); });
  check_op("ctc_loss", Samples{}, {{Shape{4, 9, 5}}}, {.open_batch = false});
  CHECK(graph_node(ops::ctc_loss(Input({3}), Input({5, 4}), Input(Shape{}), Input(Shape{}))).class_name == "CTCLoss");
}

TEST_CASE("ctc_loss: what stands where nothing counts changes nothing") {
  const Samples samples;
  const Tensor z = random_tensor({4, 9, 5}, -2, 2, 3), changed = z.clone();
  changed.data<double>()[(1 * 9 + 7) * 5] = 50;  // the step after the last of sample 1
  CHECK(same_bits(samples(z), samples(changed)));
  Samples blanks;
  blanks.labels = Tensor({{1, 1, 3, 2}, {2, 3, 1, 2}, {0, 0, 3, 3}, {1, 1, 1, 1}}).cast(int32);
  CHECK(same_bits(samples(z), blanks(z)));
}

TEST_CASE("ctc_loss is infinite, with no gradient, where there are too few steps") {
  Samples samples;
  samples.step_counts = Tensor({0, 7, 0, 6}).cast(int32);
  samples.label_counts = Tensor({3, 4, 0, 4}).cast(int32);
  const Tensor on_cpu = random_tensor({4, 9, 5}, -2, 2, 3);
  for (const Device device : test_devices()) {
    const Tensor z = on_cpu.to(device);
    GradientTape tape;
    tape.watch(z);
    const Tensor loss = samples(z);
    CHECK(std::isinf(loss.to(cpu{}).at<double>(0)));
    CHECK(loss.to(cpu{}).at<double>(2) == 0);
    CHECK(std::isinf(loss.to(cpu{}).at<double>(3)));
    const Tensor slopes = tape.gradient(loss, z).to(cpu{});
    for (const index_t i : {0, 2, 3})
      for (const double d : values(slopes[i])) CHECK(d == 0);
    for (const double d : values(slopes[1].slice(0, 7))) CHECK(d != 0);
  }
}

TEST_CASE("ctc_loss: samples shared among threads give the same bits") {
  const Tensor z = random_tensor({40, 12, 6}, -2, 2, 4), y = random_tensor({40, 5}, 1, 5.99, 5).cast(int32);
  const Tensor labels = full({40}, 5, int32), steps = full({40}, 12, int32);
  const auto run = [&] {
    GradientTape tape;
    tape.watch(z);
    const Tensor loss = ops::ctc_loss(y, z, labels, steps);
    return std::pair(detach(loss), tape.gradient(loss, z));
  };
  std::pair<Tensor, Tensor> one;
  {
    const WithThreads single(1);
    one = run();
  }
  const WithThreads several(3);
  const auto many = run();
  CHECK(same_bits(one.first, many.first));
  CHECK(same_bits(one.second, many.second));
}

TEST_CASE("ctc_loss tells of shapes, classes and lengths that can't be") {
  const Tensor y({{1, 2}}), z = zeros({1, 3, 4}), two = full({1}, 2, int32), three = full({1}, 3, int32);
  CHECK_THROWS_AS(ops::ctc_loss(Tensor({1, 2}), z, two, three), shape_error);
  CHECK_THROWS_AS(ops::ctc_loss(y, z, two, full({2}, 3, int32)), shape_error);
  CHECK_THROWS_WITH(ops::ctc_loss(Tensor({{1, 4}}), z, two, three),
                    Catch::Contains("class numbers from 0 to 3; got 4"));
  CHECK_THROWS_WITH(ops::ctc_loss(y, z, three, three), Catch::Contains("target_length from 0 to 2; got 3"));
  CHECK_THROWS_WITH(ops::ctc_loss(y, z, two, full({1}, -1, int32)), Catch::Contains("output_length from 0 to 3"));
  CHECK_THROWS_WITH(ops::ctc_loss(y, z, two, three, 4), Catch::Contains("mask_index from 0 to 3; got 4"));
}

TEST_CASE("on cuda ctc_loss reads nothing beyond its arrays, whatever they hold") {
  KERATIN_NEEDS_CUDA();
  const Tensor z = random_tensor({3, 4, 3}, -1, 1, 6).to(cuda{});
  const Tensor y = Tensor({{1, 2}, {1, 7}, {1, -1}}).cast(int32).to(cuda{});
  const Tensor many = full({3}, 1000, int32, cuda{});
  const Tensor loss = ops::ctc_loss(y, z, many, many).to(cpu{});
  const Tensor want =
      ops::ctc_loss(Tensor({{1, 2}}), z.to(cpu{}).slice(0, 1), full({1}, 2, int32), full({1}, 4, int32));
  CHECK(loss.at<double>(0) == Approx(want.at<double>(0)));
  CHECK(std::isnan(loss.at<double>(1)));
  CHECK(std::isnan(loss.at<double>(2)));
}
