// check_op(name, op, shapes, options): all that is true of every op, in one call.
//   check_op("exp", ops::exp, {{2, 3}, {}});                              one input, of each shape in turn
//   check_op("add", ops::add, pairs({{2, 3}, {3}}));                      two inputs
//   check_op_on("take", [](const Tensors& in) { … }, {x, indices});       given inputs, in float64 or an integer dtype
// It checks the gradients against finite differences in float64, float32 against float64, symbolic against eager
// application, every vector width and 1 and 2 threads, and that the inputs stay as they were.
#pragma once
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/autograd/symbolic.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "on_cuda.hpp"
#include "parity_ops.hpp"
#include "tensors.hpp"

namespace keratin::testing {

using Op = std::function<Tensor(const Tensors&)>;

struct OpCheck {
  KERATIN_OPTIONS;
  Flag differentiable = true;           ///< If not, no input may get a gradient.
  Real low = -2, high = 2;              ///< Where random inputs lie.
  Real tolerance = 1e-5;                ///< Of float32 against float64, relative to 1 + |value|.
  Real gradient_tolerance = 1e-6;       ///< Of a gradient against finite differences, the same way.
  std::optional<Tensor> expected = {};  ///< What numpy or Keras gives for these inputs.
  std::optional<Flag> open_batch = {};  ///< Whether to try axis 0 as None; by default if all inputs have one shape.
  Flag exact = true;                    ///< Whether two threads give the same bits as one.
};

namespace parts {

/// An op of one, two or three tensors, or of Tensors, as an Op.
template <class F>
Op as_op(F f) {
  if constexpr (std::invocable<F, const Tensor&>)
    return [f](const Tensors& in) -> Tensor { return f(in.at(0)); };
  else if constexpr (std::invocable<F, const Tensor&, const Tensor&>)
    return [f](const Tensors& in) -> Tensor { return f(in.at(0), in.at(1)); };
  else if constexpr (std::invocable<F, const Tensor&, const Tensor&, const Tensor&>)
    return [f](const Tensors& in) -> Tensor { return f(in.at(0), in.at(1), in.at(2)); };
  else
    return f;
}

/// The derivative of Σ op(inputs) * projection by element i of input k, by central differences.
inline double slope_at(const Op& op, const Tensors& inputs, std::size_t k, index_t i,
                       const std::vector<double>& projection) {
  const double x = inputs[k].data<double>()[i], h = 1e-5 * std::max(1.0, std::abs(x));
  Tensors moved = clones(inputs);
  moved[k].data<double>()[i] = x + h;
  const std::vector<double> above = values(op(moved));
  moved[k].data<double>()[i] = x - h;
  const std::vector<double> below = values(op(moved));
  double sum = 0;  // of differences: the difference of two sums would lose digits
  for (std::size_t j = 0; j < above.size(); ++j) sum += (above[j] - below[j]) * projection[j];
  return sum / (2 * h);
}

/// The gradients of Σ op(inputs) * projection by the tape.
inline std::vector<Tensor> taped(const Op& op, const Tensors& inputs, const std::vector<double>& projection) {
  GradientTape tape;
  for (const Tensor& x : inputs)
    if (is_float(x.dtype())) tape.watch(x);
  const Tensor y = op(inputs);
  if (!is_float(y.dtype())) return tape.gradient(y, inputs);
  const Tensor weights = Tensor::from(projection, y.shape()).cast(y.dtype());
  return tape.gradient(weighted_sum(y, weights), inputs);
}

inline std::vector<double> make_projection(index_t n, bool random) {
  std::vector<double> p(static_cast<std::size_t>(n), 1.0);
  philox::Stream stream({7, 7});
  for (double& v : p)
    if (random) v = static_cast<double>(stream()) * 0x1p-31 - 1;
  return p;
}

/// The tape's gradients against central differences, at up to 48 elements of each input.
inline void check_gradients(const Op& op, const Tensors& inputs, const OpCheck& options) {
  for (const bool random : {false, true}) {
    const auto projection = make_projection(op(inputs).size(), random);
    const auto gradients = taped(op, clones(inputs), projection);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      if (inputs[k].dtype() != float64) continue;
      const Tensor& g = gradients[k];
      INFO("gradient of input " << k << (random ? ", random projection" : ", sum"));
      REQUIRE(g.defined());
      REQUIRE(g.shape() == inputs[k].shape());
      REQUIRE(g.dtype() == float64);
      const index_t n = g.size(), step = std::max<index_t>(1, n / 48);
      for (index_t i = 0; i < n; i += step) {
        const double slope = slope_at(op, inputs, k, i, projection);
        INFO("element " << i << " of shape " << g.shape() << ": " << g.data<double>()[i] << " instead of " << slope);
        CHECK(close(g.data<double>()[i], slope, options.gradient_tolerance));
      }
    }
  }
}

/// The value of symbolic `y` when the symbols have these values.
inline Tensor evaluate(const Tensor& y, const Tensors& symbols, const Tensors& data) {
  for (std::size_t k = 0; k < symbols.size(); ++k)
    if (symbols[k].impl() == y.impl()) return data[k];
  if (!y.symbolic()) return y;
  Tensors inputs;
  for (const Tensor& x : graph_node(y).inputs) inputs.push_back(evaluate(x, symbols, data));
  return graph_node(y).run(inputs, CallContext{})[y.get().output];
}

/// Symbolic application: shape, dtype, and the value of the graph.
inline void check_symbolic(const Op& op, const Tensors& inputs, const Tensor& eager, bool open) {
  INFO((open ? "symbolic, with an open batch" : "symbolic"));
  Tensors symbols;
  for (const Tensor& x : inputs) {
    if (x.rank() == 0 || x.size() == 0) {
      symbols.push_back(x);
      continue;
    }
    InputOptions options{.dtype = x.dtype()};
    if (!open) options.batch_size = x.shape()[0];
    symbols.push_back(Input(x.shape().from(1), options));
  }
  const Tensor y = op(symbols);
  if (!std::any_of(symbols.begin(), symbols.end(), [](const Tensor& x) { return x.symbolic(); })) return;
  REQUIRE(y.symbolic());
  CHECK(y.dtype() == eager.dtype());
  REQUIRE(y.shape().rank() == eager.shape().rank());
  for (index_t a = 0; a < y.rank(); ++a) {
    INFO("symbolic " << y.shape() << ", eager " << eager.shape());
    CHECK((y.shape()[a] == eager.shape()[a] || (open && y.shape()[a] == None)));
  }
  CHECK(same_bits(evaluate(y, symbols, inputs), eager));
}

/// Each vector width and number of threads, in float32 and float64: the values, and the gradients in float32.
inline void check_levels(const Op& op, const Tensors& inputs, const OpCheck& options) {
  const Tensors narrow = cast_floats(inputs, float32), wide = cast_floats(narrow, float64);
  const Tensor want = op(wide);
  const auto projection = make_projection(want.size(), true);
  const auto slopes = taped(op, clones(wide), projection);
  each_level([&] {
    const Tensor y32 = op(narrow), y64 = op(wide);
    CHECK(y32.dtype() == (want.dtype() == float64 ? float32 : want.dtype()));
    CHECK(all_close(y32, want, options.tolerance));
    CHECK(all_close(y64, want, 1e-12));
    const auto gradients = taped(op, clones(narrow), projection);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      INFO("float32 gradient of input " << k);
      REQUIRE(gradients[k].defined() == slopes[k].defined());
      if (!slopes[k].defined()) continue;
      CHECK(gradients[k].dtype() == float32);
      CHECK(all_close(gradients[k], slopes[k], 10 * options.tolerance));
    }
    const WithThreads two(2);
    CHECK((options.exact ? same_bits(op(narrow), y32) : all_close(op(narrow), want, options.tolerance)));
    CHECK((options.exact ? same_bits(op(wide), y64) : all_close(op(wide), want, 1e-12)));
  });
}

inline void check_all(const std::string& name, const Op& op, const Tensors& inputs, const OpCheck& options) {
  INFO(name << describe(inputs));
  const Tensors before = clones(inputs);
  const Tensor y = op(inputs);
  CHECK_FALSE(y.symbolic());
  CHECK_FALSE(y.get().origin);  // no tape: nothing recorded
  {
    const GradientTape tape;
    CHECK_FALSE(op(inputs).get().origin);  // a tape, but nothing that it follows
  }
  if (options.expected) {
    CHECK(y.shape() == options.expected->shape());
    CHECK(all_close(y, *options.expected, options.tolerance));
  }
  if (options.differentiable) {
    check_gradients(op, inputs, options);
  } else {
    for (const Tensor& g : taped(op, clones(inputs), make_projection(y.size(), true))) CHECK_FALSE(g.defined());
  }
  if (options.expected) parity_op(name, Checked::value);
  if (options.differentiable) parity_op(name, Checked::gradient);
  check_levels(op, inputs, options);
  if (has_cuda()) {
    check_op_on_cuda(name, op, cast_floats(inputs, float32), 3 * options.tolerance, 30 * options.tolerance);
    check_op_on_cuda(name, op, inputs, 1e-9, 1e-8);
  }
  check_symbolic(op, inputs, y, false);
  bool alike = inputs[0].rank() > 0;
  for (const Tensor& x : inputs) alike = alike && x.shape() == inputs[0].shape();
  if (options.open_batch ? bool(*options.open_batch) : alike) check_symbolic(op, inputs, y, true);
  for (std::size_t k = 0; k < inputs.size(); ++k) CHECK(same_bits(inputs[k], before[k]));
}

}  // namespace parts

/// All checks on these inputs. Floating-point ones must be float64; they are cast to float32 where needed.
template <class F>
void check_op_on(const std::string& name, F op, const Tensors& inputs, const OpCheck& options = {}) {
  parts::check_all(name, parts::as_op(op), inputs, options);
}

/// All checks on random float64 inputs: each entry of `cases` is the shapes of one call's inputs.
template <class F>
void check_op(const std::string& name, F op, const std::vector<std::vector<Shape>>& cases,
              const OpCheck& options = {}) {
  for (std::size_t c = 0; c < cases.size(); ++c) {
    Tensors inputs;
    for (std::size_t k = 0; k < cases[c].size(); ++k)
      inputs.push_back(random_tensor(cases[c][k], options.low, options.high, 100 * c + k + 1));
    parts::check_all(name, parts::as_op(op), inputs, options);
  }
}

/// The shapes that every unary op is tried on: scalar, short, odd, empty, and larger than a thread's grain.
inline std::vector<std::vector<Shape>> unary_shapes() {
  return {{Shape{}},        {Shape{1}},    {Shape{7}},       {Shape{3, 17}},
          {Shape{2, 1, 5}}, {Shape{0, 3}}, {Shape{3, 5501}}, {Shape{33001}}};
}
/// Pairs of shapes that broadcast in every way: scalars, rows, columns, middle axes, ranks that differ, both stretched.
inline std::vector<std::vector<Shape>> broadcast_shapes() {
  return {{Shape{}, Shape{}},
          {Shape{2, 3}, Shape{2, 3}},
          {Shape{2, 3}, Shape{}},
          {Shape{}, Shape{5}},
          {Shape{4, 5}, Shape{5}},
          {Shape{4, 5}, Shape{4, 1}},
          {Shape{1, 5}, Shape{4, 1}},
          {Shape{2, 1, 3}, Shape{2, 4, 3}},
          {Shape{2, 1, 3, 1}, Shape{5, 1, 4}},
          {Shape{3}, Shape{2, 2, 3}},
          {Shape{1, 1}, Shape{7}},
          {Shape{0, 3}, Shape{1, 3}},
          {Shape{130, 257}, Shape{257}},
          {Shape{257, 130}, Shape{257, 1}},
          {Shape{40000}, Shape{1}}};
}

}  // namespace keratin::testing
