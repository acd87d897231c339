#include <keratin/core/math.hpp>
#include <keratin/core/traced.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <string>

using namespace keratin;

namespace {

/// What a trace computes, by an interpreter of its own for the forms used here.
std::vector<double> run(const trace::Trace& t, const std::vector<double>& inputs) {
  std::vector<double> v;
  const std::map<std::string, std::function<double(double, double, double)>> forms = {
      {"0", [](double, double, double) { return 0.0; }},
      {"1", [](double, double, double) { return 1.0; }},
      {"%0 + %1", [](double a, double b, double) { return a + b; }},
      {"%0 - %1", [](double a, double b, double) { return a - b; }},
      {"%0 * %1", [](double a, double b, double) { return a * b; }},
      {"%0 / %1", [](double a, double b, double) { return a / b; }},
      {"-%0", [](double a, double, double) { return -a; }},
      {"%0 > %1", [](double a, double b, double) { return double(a > b); }},
      {"%0 <= %1", [](double a, double b, double) { return double(a <= b); }},
      {"%0 != %1", [](double a, double b, double) { return double(a != b); }},
      {"%0 || %1", [](double a, double b, double) { return double(a != 0 || b != 0); }},
      {"%0 ? %1 : %2", [](double a, double b, double c) { return a != 0 ? b : c; }},
      {"exp(%0)", [](double a, double, double) { return std::exp(a); }},
      {"log1p(%0)", [](double a, double, double) { return std::log1p(a); }},
      {"sqrt(%0)", [](double a, double, double) { return std::sqrt(a); }}};
  for (const trace::Step& s : t.steps) {
    const std::string form = s.form;
    if (form == trace::Trace::input) {
      v.push_back(inputs.at(s.args[0]));
    } else if (form == trace::Trace::constant) {
      double number = 0;
      std::memcpy(&number, &t.constants.at(s.args[0]), sizeof number);
      v.push_back(number);
    } else {
      v.push_back(forms.at(form)(v.at(s.args[0]), v.at(s.args[1]), v.at(s.args[2])));
    }
  }
  std::vector<double> results;
  for (const std::uint16_t r : t.results) results.push_back(v.at(r));
  return results;
}

struct Softplus {
  template <class V>
  V operator()(const V& x) const {
    return math::softplus(x) * V(2.5);
  }
};
struct Step {
  double rate;
  template <class V>
  void operator()(V& w, V& m, const V& g) const {
    m += V(0.25) * (g - m);
    w -= V(rate) * m / (math::sqrt(m * m) + V(1e-3));
  }
};
struct NumberByNumber {
  template <class V>
  V operator()(const V& x) const {
    return each(x, [](double v) { return std::tgamma(v); });
  }
};

}  // namespace

TEST_CASE("a functor called with traced numbers leaves what it does") {
  const Softplus f;
  trace::detail::trace_map<double, Softplus, 0>(&f);
  for (const double x : {-30.0, -1.0, 0.0, 0.7, 40.0})
    CHECK(run(trace::current(), {x})[0] == Approx(2.5 * (std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))))));
  CHECK(trace::current().complete);
}

TEST_CASE("what a step changes is its results, and its numbers are no part of it") {
  const Step slow{0.1}, fast{0.5};
  trace::detail::trace_update<2, double, Step, 0, 1, 2>(&slow);
  const trace::Trace first = trace::current();
  const double m = 0.4 + 0.25 * (0.8 - 0.4);
  const auto results = run(first, {1.0, 0.4, 0.8});
  CHECK(results[0] == Approx(1.0 - 0.1 * m / (m + 1e-3)));
  CHECK(results[1] == Approx(m));
  trace::detail::trace_update<2, double, Step, 0, 1, 2>(&fast);
  const trace::Trace& second = trace::current();
  REQUIRE(second.steps.size() == first.steps.size());
  for (std::size_t i = 0; i < first.steps.size(); ++i) CHECK(std::string(second.steps[i].form) == first.steps[i].form);
  CHECK(second.constants != first.constants);
}

TEST_CASE("a functor that goes number by number can't be written down") {
  const NumberByNumber f;
  trace::detail::trace_map<double, NumberByNumber, 0>(&f);
  CHECK_FALSE(trace::current().complete);
}
