// Fields: what an object is configured by. Whoever writes a configuration, or reads one, is told each field by its
// name and its place, so that one list of an object's fields serves both ways.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "args.hpp"
#include "function_registry.hpp"
#include "platform.hpp"

namespace keratin {

class Axes;
class Layer;
class Numbers;
class Shape;
namespace activations {
class Activation;
}
namespace initializers {
class Initializer;
}
namespace regularizers {
class Regularizer;
}
namespace constraints {
class Constraint;
}
namespace losses {
enum class Reduction;
}
namespace optimizers {
class LearningRate;
class Optimizer;
class OptimizerMap;
}  // namespace optimizers

/// The place of one field's value: all the kinds there are.
using FieldRef =
    std::variant<Flag*, Int*, Real*, std::string*, std::optional<Flag>*, std::optional<Int>*, std::optional<Real>*,
                 std::optional<std::string>*, std::vector<index_t>*, std::vector<double>*, std::vector<std::string>*,
                 Numbers*, Axes*, Shape*, activations::Activation*, initializers::Initializer*,
                 regularizers::Regularizer*, constraints::Constraint*, losses::Reduction*, optimizers::LearningRate*,
                 std::optional<Layer>*, std::vector<Layer>*, std::optional<optimizers::Optimizer>*,
                 std::optional<optimizers::OptimizerMap>*, FunctionName*>;

/// Is told an object's fields: one kind writes what it finds there (Keras's get_config), another sets it (from_config).
class Fields {
 public:
  /// Each of `values` by its name in `names`, "units, activation".
  template <class... Ts>
  void operator()(const char* names, Ts&... values) {
    if constexpr (sizeof...(Ts) > 0) {
      const FieldRef places[] = {FieldRef(std::in_place_type<Ts*>, &values)...};
      all(names, places);
    }
  }
  virtual void field(std::string_view name, FieldRef value) = 0;

 protected:
  ~Fields() = default;

 private:
  void all(std::string_view names, std::span<const FieldRef> places);
};

/// In an aggregate of options: those that Keras's get_config writes, in its order.
#define KERATIN_FIELDS(...) \
  void fields(::keratin::Fields& fields_of_) { fields_of_(#__VA_ARGS__ __VA_OPT__(, ) __VA_ARGS__); }

}  // namespace keratin

#if KERATIN_DEFINE(core)
namespace keratin {

KERATIN_INLINE void Fields::all(std::string_view names, std::span<const FieldRef> places) {
  for (std::size_t i = 0; i < places.size(); ++i) {  // by number: iterators would look into Layer, not known here
    const std::size_t end = names.find(',');
    field(names.substr(0, end), places[i]);
    if (end != names.npos) names.remove_prefix(names.find_first_not_of(' ', end + 1));
  }
}

}  // namespace keratin
#endif
