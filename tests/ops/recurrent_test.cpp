// ops/recurrent.hpp.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/ops/add.hpp>
#include <keratin/ops/recurrent.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;
using ops::GateActivation;
using ops::RecurrentKind;

namespace {

constexpr RecurrentKind kinds[] = {RecurrentKind::simple, RecurrentKind::lstm, RecurrentKind::gru,
                                   RecurrentKind::gru_before};

/// The arguments of one run, in float64.
struct Case {
  ops::RecurrentOptions options;
  index_t batch, steps, in, units;
  bool masked, bias, first_states;
  Tensors all = {};  // x, kernel, recurrent kernel, bias, h0, c0
  Tensor mask = {};

  index_t gates() const {
    return options.kind == RecurrentKind::simple ? 1 : options.kind == RecurrentKind::lstm ? 4 : 3;
  }
  void fill(std::size_t seed) {
    const index_t columns = gates() * units;
    const Shape bias_shape = options.kind == RecurrentKind::gru ? Shape{2, columns} : Shape{columns};
    const Shape shapes[] = {{batch, steps, in}, {in, columns},  {units, columns},
                            bias_shape,         {batch, units}, {batch, units}};
    for (const Shape& shape : shapes) all.push_back(random_tensor(shape, -0.9, 0.9, seed++));
    if (!bias) all[3] = Tensor();
    if (!first_states) all[4] = all[5] = Tensor();
    if (options.kind != RecurrentKind::lstm) all[5] = Tensor();
    if (!masked) return;
    mask = Tensor::empty({batch, steps}, bool_);
    const Tensor chance = random_tensor({batch, steps}, 0, 1, seed);
    for (index_t i = 0; i < mask.size(); ++i) {  // the first step of all, and some others, do not count
      const index_t row = i / steps, t = i % steps;
      mask.data<std::uint8_t>()[i] =
          t != (options.go_backwards ? steps - 1 : 0) && t != 2 && (row % 3 == 0 || chance.data<double>()[i] < 0.6);
    }
  }
  Tensors run(const Tensors& xs) const {
    Tensors states;
    for (const std::size_t i : {std::size_t{4}, std::size_t{5}})
      if (xs[i].defined()) states.push_back(xs[i]);
    return ops::recurrent(xs[0], mask, states, xs[1], xs[2], xs[3], options);
  }
};

double act(GateActivation kind, double x) {
  switch (kind) {
    case GateActivation::tanh:
      return std::tanh(x);
    case GateActivation::sigmoid:
      return 1 / (1 + std::exp(-x));
    case GateActivation::hard_sigmoid:
      return std::min(std::max(x + 3, 0.0), 6.0) / 6;
    case GateActivation::relu:
      return std::max(x, 0.0);
    default:
      return x;
  }
}

/// The formulas number by number, for one sequence.
struct Reference {
  const Case& c;
  index_t row;
  std::vector<double> h, cell, out;

  double get(std::size_t which, index_t place, double none = 0) const {
    return c.all[which].defined() ? c.all[which].data<double>()[place] : none;
  }
  double input(index_t t, index_t column) const {
    double sum = get(3, column);
    for (index_t k = 0; k < c.in; ++k)
      sum += get(0, (row * c.steps + t) * c.in + k) * get(1, k * c.gates() * c.units + column);
    return sum;
  }
  double recurrent(const std::vector<double>& state, index_t column) const {
    double sum = c.options.kind == RecurrentKind::gru ? get(3, c.gates() * c.units + column) : 0;
    for (index_t k = 0; k < c.units; ++k)
      sum += state[static_cast<std::size_t>(k)] * get(2, k * c.gates() * c.units + column);
    return sum;
  }
  void step(index_t t) {
    const auto f = [&](double x) { return act(c.options.activation, x); };
    const auto r = [&](double x) { return act(c.options.recurrent_activation, x); };
    const auto sum = [&](index_t gate, index_t j) {
      return input(t, gate * c.units + j) + recurrent(h, gate * c.units + j);
    };
    std::vector<double> next = h, reset = h;
    for (index_t j = 0; j < c.units; ++j) reset[static_cast<std::size_t>(j)] *= c.gates() == 3 ? r(sum(1, j)) : 1;
    for (index_t j = 0; j < c.units; ++j) {
      const auto i = static_cast<std::size_t>(j);
      if (c.options.kind == RecurrentKind::simple) next[i] = f(sum(0, j));
      if (c.options.kind == RecurrentKind::lstm) {
        cell[i] = r(sum(1, j)) * cell[i] + r(sum(0, j)) * f(sum(2, j));
        next[i] = r(sum(3, j)) * f(cell[i]);
      }
      if (c.gates() != 3) continue;
      const double part = c.options.kind == RecurrentKind::gru ? r(sum(1, j)) * recurrent(h, 2 * c.units + j)
                                                               : recurrent(reset, 2 * c.units + j);
      const double z = r(sum(0, j));
      next[i] = z * h[i] + (1 - z) * f(input(t, 2 * c.units + j) + part);
    }
    h = next;
  }
  void run(const Tensors& got) {
    const auto n = static_cast<std::size_t>(c.units);
    out.assign(n, 0);
    for (index_t j = 0; j < c.units; ++j) {
      h.push_back(get(4, row * c.units + j));
      cell.push_back(get(5, row * c.units + j));
    }
    const auto check = [&](const Tensor& t, index_t place, const std::vector<double>& want) {
      for (std::size_t j = 0; j < n; ++j)
        REQUIRE(close(t.data<double>()[place * c.units + static_cast<index_t>(j)], want[j], 1e-12));
    };
    for (index_t t = 0; t < c.steps; ++t) {
      const index_t time = c.options.go_backwards ? c.steps - 1 - t : t;
      const bool valid = !c.masked || c.mask.data<std::uint8_t>()[row * c.steps + time] != 0;
      if (valid) step(time);
      if (valid) out = h;
      if (!valid && c.options.zero_output_for_mask) out.assign(n, 0);
      if (c.options.return_sequences) check(got[0], row * c.steps + t, out);
    }
    if (!c.options.return_sequences) check(got[0], row, out);
    check(got[1], row, h);
    if (c.options.kind == RecurrentKind::lstm) check(got[2], row, cell);
  }
};

/// `narrow_tolerance`: of float32.
void check_values(const Case& c, double narrow_tolerance = 1e-5) {
  const Tensors got = c.run(c.all);
  for (index_t row = 0; row < c.batch; ++row) Reference{c, row, {}, {}, {}}.run(got);
  Tensors narrow = c.all;
  for (Tensor& t : narrow)
    if (t.defined()) t = t.cast(float32);
  const Tensors single = c.run(narrow);
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(all_close(single[i], got[i], narrow_tolerance));
}

/// Against central differences of Σ outputs * projection.
void check_gradients(const Case& c, double tolerance) {
  Tensors projections;
  for (const Tensor& y : c.run(c.all)) projections.push_back(random_tensor(y.shape(), -1, 1, projections.size() + 50));
  const auto total = [&] {
    const Tensors out = c.run(c.all);
    Tensor sum = weighted_sum(out[0], projections[0]);
    for (std::size_t i = 1; i < out.size(); ++i) sum = ops::add(sum, weighted_sum(out[i], projections[i]));
    return sum;
  };
  GradientTape tape;
  Tensors sources;
  for (const Tensor& t : c.all)
    if (t.defined()) sources.push_back(t);
  for (const Tensor& t : sources) tape.watch(t);
  const auto gradients = tape.gradient(total(), sources);
  for (std::size_t k = 0; k < sources.size(); ++k) {
    INFO("source " << k);
    REQUIRE(gradients[k].defined());
    REQUIRE(gradients[k].shape() == sources[k].shape());
    const index_t n = sources[k].size();
    for (index_t i = 0; i < n; i += std::max<index_t>(1, n / 12)) {
      double& value = sources[k].data<double>()[i];
      const double before = value, h = 1e-5;
      value = before + h;
      const double above = total().item<double>();
      value = before - h;
      const double below = total().item<double>();
      value = before;
      INFO("element " << i);
      CHECK(close(gradients[k].data<double>()[i], (above - below) / (2 * h), tolerance));
    }
  }
}

/// One of the 32 ways that flags choose.
Case case_of(RecurrentKind kind, int flags, index_t batch, index_t steps) {
  return {.options = {.kind = kind,
                      .return_sequences = (flags & 1) != 0,
                      .go_backwards = (flags & 2) != 0,
                      .zero_output_for_mask = (flags & 16) != 0},
          .batch = batch,
          .steps = steps,
          .in = 3,
          .units = 4,
          .masked = (flags & 4) != 0,
          .bias = (flags & 3) != 3,
          .first_states = (flags & 8) != 0};
}

}  // namespace

TEST_CASE("recurrent: values and gradients of all kinds, masked, backwards, from first states") {
  std::size_t seed = 1;
  for (const RecurrentKind kind : kinds)
    for (int flags = 0; flags < 32; ++flags) {
      Case c = case_of(kind, flags, 5, 6);
      if (!c.masked && c.options.zero_output_for_mask) continue;
      c.fill(seed += 10);
      INFO("kind " << static_cast<int>(kind) << ", flags " << flags);
      check_values(c);
      check_gradients(c, 1e-8);
    }
}

TEST_CASE("recurrent: a few long sequences, which go one by one where nothing is to be learnt") {
  std::size_t seed = 2000;
  for (const RecurrentKind kind : kinds)
    for (int flags = 0; flags < 32; ++flags) {
      Case c = case_of(kind, flags, 1 + flags % 2, 67);
      c.units = flags % 3 == 0 ? 16 : 9;  // whole vectors, and not
      c.fill(seed += 10);
      for (double& w : c.all[2].span<double>()) w *= 0.3;  // else each step makes the one before's rounding errors grow
      INFO("kind " << static_cast<int>(kind) << ", flags " << flags);
      each_level([&] { check_values(c); });
    }
}

TEST_CASE("recurrent: other activations, sizes of several blocks, every vector width, threads") {
  const GateActivation others[][2] = {{GateActivation::relu, GateActivation::hard_sigmoid},
                                      {GateActivation::linear, GateActivation::tanh},
                                      {GateActivation::sigmoid, GateActivation::linear},
                                      {GateActivation::tanh, GateActivation::sigmoid}};
  const Shape sizes[] = {{1, 2, 1, 1}, {33, 3, 17, 20}, {70, 2, 5, 9}, {130, 2, 16, 3}};
  std::size_t seed = 500;
  for (const RecurrentKind kind : kinds)
    for (std::size_t i = 0; i < 4; ++i) {
      Case c{.options = {.kind = kind,
                         .activation = others[i][0],
                         .recurrent_activation = others[i][1],
                         .return_sequences = i % 2 == 0},
             .batch = sizes[i][0],
             .steps = sizes[i][1],
             .in = sizes[i][2],
             .units = sizes[i][3],
             .masked = i > 1,
             .bias = true,
             .first_states = true};
      c.fill(seed += 10);
      INFO("kind " << static_cast<int>(kind) << ", sizes " << i);
      // Gates that are not between 0 and 1 make states, and the rounding errors in them, grow.
      each_level([&] { check_values(c, i == 1 || i == 2 ? 1e-3 : 1e-5); });
      check_gradients(c, 1e-6);  // relu and hard_sigmoid have corners
    }
}

TEST_CASE("recurrent: threads share large batches, with the same result") {
  for (const RecurrentKind kind : kinds) {
    Case c{.options = {.kind = kind, .return_sequences = true},
           .batch = 150,
           .steps = 12,
           .in = 40,
           .units = 24,
           .masked = false,
           .bias = true,
           .first_states = false};
    c.fill(90);
    const auto gradients = [&](int threads) {
      const WithThreads scope(threads);
      GradientTape tape;
      const Tensors sources = {c.all[0], c.all[1], c.all[2], c.all[3]};
      for (const Tensor& t : sources) tape.watch(t);
      const Tensors out = c.run(c.all);
      auto all = tape.gradient(weighted_sum(out[0], random_tensor(out[0].shape())), sources);
      all.push_back(out[0]);
      return all;
    };
    const auto one = gradients(1), two = gradients(2), again = gradients(2);
    for (std::size_t i = 0; i < one.size(); ++i) {
      CHECK(all_close(two[i], one[i], 1e-10));
      CHECK(same_bits(two[i], again[i]));
    }
    CHECK(same_bits(one.back(), two.back()));
  }
}

TEST_CASE("recurrent: shapes that do not fit are errors; no sequence is none") {
  const Tensor x = zeros({2, 3, 4}), kernel = zeros({4, 8}), square = zeros({2, 8});
  const ops::RecurrentOptions lstm{.kind = RecurrentKind::lstm};
  CHECK(ops::recurrent(x, {}, {}, kernel, square, {}, lstm).size() == 3);
  CHECK_THROWS_WITH(ops::recurrent(x, {}, {}, zeros({5, 8}), square, {}, lstm),
                    "recurrent: expected a kernel of shape (4, 8); got (5, 8).");
  CHECK_THROWS_WITH(ops::recurrent(x, zeros({2, 4}, bool_), {}, kernel, square, {}, lstm),
                    "recurrent: expected a mask of shape (2, 3); got (2, 4).");
  CHECK_THROWS_WITH(ops::recurrent(x, {}, {zeros({3, 2})}, kernel, square, {}, lstm),
                    "recurrent: expected first states of shape (2, 2); got (3, 2).");
  CHECK(ops::recurrent(zeros({0, 3, 4}), {}, {}, kernel, square, {}, lstm)[0].shape() == Shape{0, 2});
}
